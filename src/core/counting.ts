import type { Instant } from './instant.ts'
import type { SubjectKey } from './subject.ts'
import type { Truth } from './truth.ts'

/**
 * Whether an item is one of those that a rule of the policy counts (D14): `blocked-by` and the like ask about all issues and
 * pull requests of a repository. `of` names the rule and its question, `ship/is:open label:P0`.
 */
export interface Membership {
  of: string
  truth: Truth
  /** Since when it has been so, as Reeve saw it. */
  since: Instant
}

/** One of those that a question matches, or may match. `unjudged`: held, and not asked yet. */
export interface Member {
  key: SubjectKey
  truth: 'yes' | 'unknown' | 'unjudged'
  since?: Instant
}

/** How a question stands among all issues and pull requests of a repository, but for the one that asks. */
export interface Census {
  /** In order of key. */
  members: readonly Member[]
  /** What is open. `unread`: some of it nobody has looked at yet. */
  open: 'whole' | 'unread'
  /** Of what is closed only what was seen is known, unless this says that it is all. */
  closedIsWhole: boolean
}

/** What matches a question of a rule, in order. */
export interface Counted {
  matching: readonly SubjectKey[]
  /** False: there may be others, that could not be read or that nobody has looked at yet. */
  isWhole: boolean
  /** When time alone may change it. What its members' own looks find out is told then. */
  next?: Instant
}
