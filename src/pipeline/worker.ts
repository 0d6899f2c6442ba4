import type { Absence } from '../core/absence.ts'
import type { Receipt } from '../core/effect.ts'
import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import { handle } from './handle.ts'
import type { Applier, Lease, Ports, SubjectRow } from './ports.ts'
import { checksAtOnce, type GiveBack, sendAll, type ToSend } from './sending.ts'

/** Work that is due, as the store hands it out. */
export interface WorkList<Job> {
  lease(now: Instant, limit: number, forMs: number): Promise<Lease[]>
  release(lease: Lease, again?: Instant): Promise<void>
  nextDue(): Promise<Instant | undefined>
  wake(subjects: readonly SubjectKey[]): Promise<void>
  row(subject: SubjectKey): Promise<SubjectRow | undefined>
  /** Why nothing can be done in a repository now. */
  absenceOf(repo: string): Promise<Absence | undefined>
  outbox: {
    take(limit: number, commits?: number): Promise<ToSend<Job>[]>
    settle(job: Job, receipts: ReadonlyMap<string, Receipt>): Promise<unknown>
    later(jobs: readonly Job[], at: Instant): Promise<void>
    nextDue(): Promise<Instant | undefined>
  }
  onWork(listener: () => void): () => void
}

export interface WorkerLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface WorkerOptions<Job> {
  ports: Ports
  /** For looks that nobody waits for: they leave more of what GitHub allows to the others. */
  unhurried?: Ports
  list: WorkList<Job>
  applier: Applier
  log: WorkerLog
  /** Subjects looked at, and subjects written for, at once. */
  atOnce?: number
}

export interface Worker {
  /** Does everything that is due now, effects and what they lead to included. For tests and the practice clock. */
  drain(): Promise<void>
  start(): void
  /**
   * Starts nothing more and waits until what is under way is over. What takes longer than so many milliseconds is given
   * back as if it had not been begun.
   */
  stop(withinMs?: number): Promise<void>
  /** When something last went through, for readiness. */
  movedAt(): Instant | undefined
}

/** A lease is long enough for slow answers from GitHub; a worker that died is taken over after it. */
const leaseMilliseconds = 120_000

/** After a look that threw, the subject rests for so long: it is our bug, and must not spin. */
const restMilliseconds = 60_000

/** Checks wait no longer than this for others to go with. */
const gatherMilliseconds = 1_000

/** Another process has a few requests to end. */
const momentMilliseconds = 5_000

/** Nothing polls: the store says when work comes; this is only the longest a clock set wrong could make us sleep. */
const longestSleepMilliseconds = 30_000

/** Takes due subjects and unsent effects, several at once, each subject by one worker only. */
export function createWorker<Job>(options: WorkerOptions<Job>): Worker {
  const { atOnce = 8, list, log, ports } = options
  let moved: Instant | undefined
  let stopped = true
  let ending = false
  const underWay = new Set<GiveBack>()
  let running: Promise<void> = Promise.resolve()
  let wakeUp = () => {}
  let checksTaken = Number.NEGATIVE_INFINITY

  async function pass(): Promise<number> {
    const leases = await list.lease(ports.clock.now(), atOnce, leaseMilliseconds)
    await Promise.all(leases.map((lease) => during(() => list.release(lease), look(options, lease))))
    // While more is being judged checks gather for a moment: they go together, and in order of risk.
    const gathers = leases.length === atOnce && ports.clock.now() < checksTaken + gatherMilliseconds
    if (!gathers) checksTaken = ports.clock.now()
    const jobs = ending ? [] : await list.outbox.take(atOnce, gathers ? 0 : checksAtOnce)
    await sendAll({ ...options, isEnding: () => ending, during }, jobs)
    if (leases.length + jobs.length > 0) moved = ports.clock.now()
    return leases.length + jobs.length
  }

  async function during(giveBack: GiveBack, work: Promise<void>): Promise<void> {
    underWay.add(giveBack)
    await work.finally(() => underWay.delete(giveBack))
  }

  async function run(): Promise<void> {
    while (!stopped) {
      const woken = new Promise<void>((resolve) => {
        wakeUp = resolve
      })
      try {
        if ((await pass()) > 0) continue
        await sleep(await untilNext(options), woken)
      } catch (error) {
        log.error({ err: error }, 'Work stopped for a moment')
        await sleep(1000, woken)
      }
    }
  }

  return {
    async drain() {
      while ((await pass()) > 0);
    },
    start() {
      if (!stopped) return
      stopped = false
      const quiet = list.onWork(() => wakeUp())
      running = run().finally(quiet)
    },
    async stop(withinMs = Number.POSITIVE_INFINITY) {
      stopped = true
      ending = true
      wakeUp()
      if (await isOver(running, withinMs)) return
      log.warn({ left: underWay.size }, 'Work that is not over is given back')
      await Promise.all([...underWay].map((giveBack) => giveBack()))
    },
    movedAt: () => moved,
  }
}

async function untilNext<Job>({ list, ports }: WorkerOptions<Job>): Promise<number> {
  const [look, effect] = await Promise.all([list.nextDue(), list.outbox.nextDue()])
  const next = Math.min(look ?? Number.POSITIVE_INFINITY, effect ?? Number.POSITIVE_INFINITY)
  return Math.min(Math.max(next - ports.clock.now(), 0), longestSleepMilliseconds)
}

function sleep(milliseconds: number, woken: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  return Promise.race([promise, woken]).finally(() => clearTimeout(timer))
}

/** Whether it ended in time. */
async function isOver(work: Promise<void>, withinMs: number): Promise<boolean> {
  if (!Number.isFinite(withinMs)) return work.then(() => true)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), withinMs)
  return Promise.race([work.then(() => true), promise]).finally(() => clearTimeout(timer))
}

async function look<Job>(options: WorkerOptions<Job>, lease: Lease): Promise<void> {
  const { list, log, ports } = options
  try {
    const outcome = await handle((lease.isSwept ? options.unhurried : undefined) ?? ports, lease)
    for (const { id, field, why } of outcome.dead) {
      log.warn(
        { delivery: id, subject: lease.subject, field, why },
        'A webhook could not be read and is kept as a dead letter',
      )
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'LeaseLost') return
    if (error instanceof Error && error.name === 'StillSending') {
      log.info({ subject: lease.subject, why: error.message }, 'A new name waits for a moment')
      return await list.release(lease, ports.clock.now() + momentMilliseconds)
    }
    if (error instanceof Error && error.name === 'TurnTaken') {
      log.info(
        { subject: lease.subject, why: error.message },
        'Another deployment was first; it is looked at again',
      )
      return await list.release(lease, ports.clock.now() + momentMilliseconds)
    }
    log.error({ err: error, subject: lease.subject }, 'A look failed; the subject is looked at again')
    await list.release(lease, ports.clock.now() + restMilliseconds)
  }
}
