import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

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
  /** Nothing but its turn is wanting; what is asked for first goes first. */
  ready?: boolean
}

/** GitHub numbers from 1 on: what stands for a deployment is none of a repository's issues and pull requests. */
export const noItem = 0

/** Whether a deployment belongs to an environment and has not ended. */
export function isUnderWay(environment: string): (run: Run) => boolean {
  return (run) => !run.ended && run.environment === environment
}
