import type { PracticeGitHub } from '../../practice/index.ts'
import type { Reeve } from '../../serve.ts'
import type { PracticeClock } from './practice-clock.ts'

/** Time in the demo: it runs by itself, and can be wound forward without anything due on the way being left out. */
export interface Winding {
  /** Ends when nothing more is to be done now. */
  settle(): Promise<void>
  /** Winds to an instant, stopping at every one before it at which something is due. */
  forwardTo(instant: number): Promise<void>
  /** Winds from one due instant to the next until `happened` says yes, not beyond `latest`; whether it did. */
  forwardUntil(happened: () => boolean, latest: number): Promise<boolean>
  /** From now on the clock runs, and what is due happens by itself. */
  letRun(): void
  stop(): Promise<void>
}

interface Parts {
  github: PracticeGitHub
  reeve: Reeve
  clock: PracticeClock
  /** Something went wrong in the background. */
  complain(error: unknown): void
}

/** A GitHub and a Reeve that never come to rest would otherwise hold everything up. */
const mostRounds = 100
const longestSleepMilliseconds = 30_000

export function createWinding({ github, reeve, clock, complain }: Parts): Winding {
  const inTurn = takeTurns()
  let running = false
  let stopped = false
  let wakeUp = () => {}
  let loop: Promise<void> = Promise.resolve()

  async function rest(): Promise<void> {
    for (let rounds = 0; rounds < mostRounds; rounds++) {
      await github.deliver()
      await reeve.drain()
      if (!github.webhooks.isDue()) return
    }
    throw new Error('The demo does not come to rest: something keeps changing.')
  }

  /** When something is due next by time alone. */
  async function nextDue(): Promise<number | undefined> {
    const due = [await reeve.store.nextDue(), await reeve.store.outbox.nextDue()]
    const all = [...due, ...github.webhooks.waiting().map(({ notBefore }) => notBefore)]
    const known = all.filter((each) => each !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }

  /** Stops at every due instant, and ends at the first at which it is enough. */
  async function wind(latest: number, isEnough: () => boolean): Promise<boolean> {
    await rest()
    while (!isEnough()) {
      const due = stopped ? undefined : await nextDue()
      if (due === undefined || due > latest) return false
      clock.moveTo(due)
      await rest()
    }
    return true
  }

  async function forwardTo(instant: number): Promise<void> {
    await wind(instant, () => false)
    clock.moveTo(instant)
    await rest()
  }

  async function held<T>(work: () => Promise<T>): Promise<T> {
    clock.hold()
    try {
      return await work()
    } finally {
      if (running) clock.letRun()
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve
      })
      try {
        await inTurn(rest)
        const due = (await nextDue()) ?? Number.POSITIVE_INFINITY
        await sleep(Math.min(Math.max(due - clock.now(), 0), longestSleepMilliseconds), woken)
      } catch (error) {
        if (!stopped) complain(error)
        await sleep(1000, woken)
      }
    }
  }

  return {
    settle: () => inTurn(rest),
    forwardTo: (instant) => inTurn(() => held(() => forwardTo(instant))),
    forwardUntil: (happened, latest) => inTurn(() => held(() => wind(latest, happened))),
    letRun() {
      running = true
      clock.letRun()
      const wake = () => wakeUp()
      github.webhooks.onWaiting = wake
      const quiet = reeve.store.onWork(wake)
      loop = run().finally(quiet)
    },
    async stop() {
      stopped = true
      github.webhooks.onWaiting = undefined
      wakeUp()
      await inTurn(() => loop)
    },
  }
}

/** One piece of work after the other, in the order asked for. */
function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}

function sleep(milliseconds: number, woken: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  return Promise.race([promise, woken]).finally(() => clearTimeout(timer))
}
