import type { Verdict } from './decision.ts'
import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

/** What a deployment still lacks: one condition of its environment, or one rule. */
export interface Wanting {
  rule: string
  verdict: Verdict
  what: string
  fix: string
  /** When time alone may change that. */
  next?: Instant
}

/** A deployment to an environment, as it was asked for at its gate, or begun where there is none (D19). */
export interface Run {
  /** GitHub's number of the workflow run; of the deployment, where no workflow made it. */
  number: number
  environment: string
  sha: string
  /** Whether GitHub waits for an answer. False: it was made through the API, and nobody is asked. */
  gated: boolean
  /** Names the asking: a run that is done again asks again. GitHub's number of the deployment, else the instant. */
  ask: string
  askedAt: Instant
  /** Who made the deployment: meant where the run itself does not say who began it. */
  creator?: Login
  /** Pull requests that GitHub named with it. */
  pulls: readonly number[]
  /** It ended, or was cancelled: nothing is answered any more. */
  ended?: boolean
  /** What was answered, and when. */
  answered?: { state: 'approved' | 'rejected'; at: Instant }
  /** Let through where one may be under way at a time: until when its turn lasts at the longest, where that is written. */
  turnEndsAt?: Instant
  /** Nothing but its turn is wanting; what is asked for first goes first. */
  ready?: boolean
  /** While it waits: what it lacks, as its newest look found. */
  wanting?: readonly Wanting[]
  /** Since when something about it could not be read, without a look in between at which all could. */
  unsureSince?: Instant
  /** Numbers of the pull requests of this repository that it ships, as far as that is known. */
  ships?: readonly number[]
}

/** GitHub numbers from 1 on: what stands for a deployment is none of a repository's issues and pull requests. */
export const noItem = 0

/** Nobody tells when a job died: GitHub's own runners end one after six hours (docs.github.com, "Actions limits"). */
const longestMilliseconds = 6 * 60 * 60_000

/** Until when a deployment that was let through counts as under way, if nothing tells that it has ended. */
export function underWayUntil({ answered, turnEndsAt }: Run): Instant | undefined {
  if (answered?.state !== 'approved') return undefined
  return turnEndsAt ?? longestTurn(answered.at)
}

/** When a turn that is given now ends, where nothing is written about it. */
export function longestTurn(now: Instant): Instant {
  return now + longestMilliseconds
}

/** Whether a gate was asked about this deployment to an environment. */
export function isAskedAbout(run: Run | undefined, environment: string, ask: string): boolean {
  return run?.gated === true && run.environment === environment && run.ask === ask
}

/** Whether a deployment belongs to an environment and has not ended. */
export function isUnderWay(environment: string): (run: Run) => boolean {
  return (run) => !run.ended && run.environment === environment
}
