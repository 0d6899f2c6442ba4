import type { Instant } from './instant.ts'
import type { Login } from './item.ts'
import type { Run } from './run.ts'
import type { SubjectKey } from './subject.ts'
import type { Known } from './truth.ts'

/** A deployment that went past its gate where it should have waited. */
export interface PastGate {
  environment: string
  /** GitHub's number of the run, or of the deployment that no workflow made. */
  number: number
  at: Instant
  what: string
}

/** What runs in an environment, and what the deployment brought that it came with. */
export interface Running {
  sha: string
  since: Instant
  by?: Login
  brought: Known<{
    pulls: readonly SubjectKey[]
    issues: readonly SubjectKey[]
    /** Commits that came without a pull request. */
    bare: readonly string[]
  }>
}

/** Who has an environment to themselves: by a lock, or because one deployment is under way where only one may be. */
export type Holder =
  | { how: 'lock'; by: Login; since: Instant; why?: string; environment: string }
  | { how: 'turn'; run: number; sha: string; since: Instant; until: Instant; by?: Login }

/** A deployment that waits at its gate. */
export interface Waiting {
  run: Run
  /** When it goes on by time alone, as far as that can be told; absent where something else is wanting. */
  opens?: Instant
}

/** How one environment stands. */
export interface Card {
  environment: string
  description?: string
  /** Undefined: nothing does. */
  runs: Known<Running | undefined>
  /** The newest deployment, where it came to nothing: it decides what may go on from there. */
  failed?: { sha: string; at: Instant; by?: Login }
  /** Something has happened there since that was read. */
  isOutdated: boolean
  holder?: Holder
  /** Whether windows and freezes let anything go there now, and when time alone may change that. Absent: it has none. */
  window?: { open: boolean; what: string; changes?: Instant }
  waits: readonly Waiting[]
  /** The newest first. */
  pastGate: readonly PastGate[]
}

/** What is where in a repository's environments, in the policy's order. */
export interface Board {
  repo: string
  at: Instant
  environments: readonly Card[]
}
