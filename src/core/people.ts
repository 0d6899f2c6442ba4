import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

/** One way of naming people in a policy. */
export type PeopleRef =
  | { who: 'login'; login: Login }
  /** `acme/qa` */
  | { who: 'team'; team: string }
  /** A name under `people:` of the file the rule is written in. */
  | { who: 'name'; name: string }
  | { who: 'author' }
  | { who: 'assignees' }
  | { who: 'everyone' }
  | { who: 'field'; field: string }

/** How many of several people, and which: one in turn, the one with the fewest open issues, everybody. */
export type HowMany = 'one' | 'least-loaded' | 'all'

/** Whom something goes to, and who would have been next but cannot be assigned. */
export interface Choice {
  logins: readonly Login[]
  passedOver: readonly Login[]
  /** Where it goes to nobody: when a rotation hands over to somebody else. */
  until?: Instant
}

/** An entry under `people:`. */
export type PeopleEntry =
  | { entry: 'list'; people: readonly PeopleRef[] }
  | { entry: 'rotation'; rotation: Rotation }

/** Who is on, in turn (policy.md, people). */
export interface Rotation {
  readonly timezone: string
  readonly backup: readonly PeopleRef[]
  /** Who is on at an instant, and until when; nobody while its calendar is closed or before the first hand-over. */
  on(at: Instant): { who: readonly PeopleRef[]; until?: Instant }
}
