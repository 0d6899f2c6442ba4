import type { Instant } from './instant.ts'
import type { Length } from './length.ts'
import type { PeopleRef } from './people.ts'
import type { Names, Rule } from './policy.ts'
import type { Query } from './query.ts'

/** What an entry under `environments:` may ask for, as it is written there. Each may be lifted by a hotfix. */
export const conditionKeys = {
  after: 'after',
  soak: 'soak',
  by: 'by',
  window: 'window',
  oneAtATime: 'one-at-a-time',
  checks: 'checks',
  requires: 'requires',
  blockedBy: 'blocked-by',
  checklist: 'checklist',
  signOff: 'sign-off',
} as const

export type ConditionName = keyof typeof conditionKeys

/** `strict` is no condition of its own: lifted, the commit need not be there any more. */
export type Liftable = ConditionName | 'strict'

/** Where the same commit must have succeeded before: in one of these, or in each. */
export type After = { any: readonly string[] } | { all: readonly string[] }

/** What need not be kept by an approved hotfix, or by going back to what ran here before. */
export interface GateHotfix {
  when: Query
  lifts: readonly Liftable[]
  /** Who approves it, asked like a rule about each pull request; absent for `is:rollback`, which needs nobody. */
  approval?: Rule
}

/** One entry under `environments:`, read and resolved. What is asked like a rule is one, under the environment's id. */
export interface Environment {
  /** `*` for every environment that the file does not name. */
  name: string
  /** What decisions and effects are recorded under; no rule of a policy can be called so. */
  id: string
  description?: string
  after?: After
  strict: boolean
  soak?: Length
  by: readonly PeopleRef[]
  window?: Rule
  oneAtATime: boolean
  /** How long a turn lasts at the longest. */
  turnLasts?: Length
  checks: readonly string[]
  requires?: Query
  blockedBy?: Query
  /** `own`: as it is asked of the pull request that became the commit; `others`: of what came before, where commits since untick. */
  checklist?: { own: Rule; others: Rule }
  signOff?: Rule
  hotfix: readonly GateHotfix[]
  mode: Rule['mode']
  since?: Instant
  names: Names
  timezone: string
  source: string
}
