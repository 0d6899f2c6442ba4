import type { CheckState, Review } from '../core/fact.ts'
import type { Instant } from '../core/instant.ts'
import type { Item, Login } from '../core/item.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Known, Truth } from '../core/truth.ts'

/** An item that another leads to. Which one is known at once; reading it may cost a call, and may fail. */
export interface Related {
  key: SubjectKey
  isPull: boolean
  view(): Known<QueryView>
}

/** What a query is asked about: one item, and ways to learn what is not written on it. The engine implements it. */
export interface QueryView {
  /** The lawful view of the item. */
  item: Item
  /** Whom `@this` means; the item itself where it is absent. */
  self?: Item
  now: Instant
  /** The zone whose date `@today` is. */
  timezone: string
  /** Labels whose being there is not known. */
  unsureLabels: readonly string[]
  /** Whether somebody is meant by a reference, given as written: `qa`, `@acme/qa`, `@ann`, `app/dependabot`. */
  person(ref: string, login: Login): Truth
  /** When a rotation among those whom a reference means hands over next; undefined where none does. */
  handsOver?(ref: string): Instant | undefined
  files(): Known<readonly string[]>
  checks(): Known<readonly CheckState[]>
  /** Whether a check that is not among them is not there. */
  checksAreWhole(): Truth
  reviews(): Known<readonly Review[]>
  commenters(): Known<readonly Login[]>
  commentCount(): Known<number>
  /** When a person last did something. */
  lastActive(): Known<Instant>
  updatedAt(): Known<Instant>
  linked(): Known<readonly Related[]>
  subIssues(): Known<readonly Related[]>
  parent(): Known<Related | undefined>
  deployed(environment: string): Truth
  /** `next`: when time alone may change it. */
  sla(state: 'at-risk' | 'breached'): { truth: Truth; next?: Instant }
  rule(id: string): Truth
  step(state: string): Truth
  field(name: string): Known<readonly string[]>
  hasProject(): Truth
  /** Whether this commit succeeded in this environment before. Only a deployment's gate knows; elsewhere it is no. */
  rollback?(): Truth
}
