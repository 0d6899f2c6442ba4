import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Policy } from '../../core/policy.ts'
import { loadPolicy } from '../../policy/load-policy.ts'
import { createPracticeGitHub } from '../../practice/index.ts'
import { ruleKinds } from '../../rules/index.ts'
import { hasErrors } from '../read-policy.ts'
import { connect } from './connect.ts'
import { createDiary } from './diary.ts'
import { type Guide, writeGuide } from './guide.ts'
import { createPages } from './pages.ts'
import { addPeople } from './people.ts'
import { createPracticeClock, type PracticeClock } from './practice-clock.ts'
import { tellEffect } from './tell-effect.ts'
import { firstDay, liveThrough } from './weeks.ts'
import { createWinding } from './winding.ts'
import { type Wish, type Wound, wind } from './wish.ts'

export interface DemoOptions {
  host: string
  /** Reeve's; the practice GitHub takes the next one. 0: any two that are free. */
  port: number
  log: Logger
  /** A line of what happens from the start on. */
  say(line: string): void
}

export interface Demo {
  guide: Guide
  clock: PracticeClock
  timezone: string
  wind(wish: Wish): Promise<Wound>
  stop(): Promise<void>
}

const examples = new URL('../../../examples/operations/', import.meta.url)

/** The practice GitHub with some weeks behind it, and Reeve as a real App on it, both on sockets of this machine. */
export async function startDemo({ say, ...options }: DemoOptions): Promise<Demo> {
  const read = (file: string) => readFileSync(new URL(file, examples), 'utf8')
  const papers = { policy: read('policy.yml'), handbook: read('processes.md') }
  const policy = parsed(papers.policy)
  const { timezone } = policy.names
  const clock = createPracticeClock(firstDay)
  // Octokit judges its tokens by real time, so GitHub has to as well.
  const github = createPracticeGitHub({ clock, authClock: { now: () => Date.now() } })
  addPeople(github, papers, policy.labels)
  const diary = createDiary()
  const connected = await connect(github, {
    ...options,
    clock,
    onEffect: (effect, receipt) =>
      diary.write(tellEffect(effect, receipt, { at: clock.now(), policy, github })),
  })
  const winding = createWinding({
    github,
    reeve: connected.reeve,
    clock,
    complain: (error) => options.log.error({ err: error }, 'The demo stumbled'),
  })
  const stop = async () => {
    await winding.stop()
    await connected.stop()
  }
  try {
    const cast = await liveThrough(github, winding.forwardTo)
    const guide = writeGuide({
      practice: connected.url,
      reeve: connected.reeve.url,
      cast,
      now: clock.now(),
      timezone,
    })
    const demo: Demo = {
      guide,
      clock,
      timezone,
      wind: (wish) => wind({ winding, diary, clock, timezone }, wish),
      stop,
    }
    connected.open(createPages({ ...demo, github, settle: winding.settle }))
    diary.onLine = say
    winding.letRun()
    return demo
  } catch (error) {
    await stop()
    throw error
  }
}

function parsed(text: string): Policy {
  const { policy, problems } = loadPolicy({
    text,
    file: '.github/reeve.yml',
    ref: 'acme/app@demo:.github/reeve.yml',
    kinds: ruleKinds,
  })
  if (!policy || hasErrors(problems))
    throw new Error(`The demo's policy has errors: ${problems.map(({ message }) => message).join(' ')}`)
  return policy
}
