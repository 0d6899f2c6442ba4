import type { Action } from './action.ts'
import type { Calendar, ReleaseWindow } from './calendar.ts'
import type { Mode } from './decision.ts'
import type { Environment } from './environment.ts'
import type { Instant } from './instant.ts'
import type { Length } from './length.ts'
import type { PeopleEntry, PeopleRef } from './people.ts'
import type { Query } from './query.ts'
import type { RuleKind } from './rule-kind.ts'

/** What the names in a rule mean: those of the file that the rule is written in (D15). */
export interface Names {
  timezone: string
  calendars: ReadonlyMap<string, Calendar>
  windows: ReadonlyMap<string, ReleaseWindow>
  people: ReadonlyMap<string, PeopleEntry>
  commands: ReadonlyMap<string, CommandRule>
  environments: ReadonlyMap<string, Environment>
}

/** One entry under `commands:`: a command of the policy's own, or what differs for a built-in one (D16). */
export interface CommandRule {
  name: string
  /** Absent: everyone for one of the policy's own, D16's default for a built-in one. */
  by?: readonly PeopleRef[]
  /** Only where this matches. */
  when?: Query
  needsReason: boolean
  do: readonly Action[]
  mode: Mode
  /** `do` is only about what was written from then on (D6). */
  since?: Instant
  source: string
}

/** One entry under `rules:`, read and resolved. Options are the kind's own, already parsed by its schema. */
export interface Rule {
  id: string
  kind: RuleKind
  options: unknown
  /** Absent: every issue and pull request. */
  when?: Query
  why?: string
  mode: Mode
  /** Acts, reverts and announced breaches are only about what happened from then on (D6). */
  since?: Instant
  was: readonly string[]
  owner: readonly PeopleRef[]
  gates: boolean
  /** The rule's calendar; `always` where none is named. */
  calendar: Calendar
  timezone: string
  grace?: Length
  message?: string
  do: readonly Action[]
  onFail: readonly Action[]
  /** `count`: how many different people it takes. */
  override: { by: readonly PeopleRef[]; for: Length; count: number }
  ownCheck: boolean
  locked: boolean
  names: Names
  /** `acme/.github@<sha>:.github/reeve.yml`: the file and version it is written in. */
  source: string
}

export interface LabelDefinition {
  name: string
  color?: string
  description?: string
  was: readonly string[]
}

/** A policy as it is in force for one repository. */
export interface Policy {
  /** `acme/app@<sha>:.github/reeve.yml` */
  ref: string
  /** In the order in which they are judged and reported: the organisation's first, then the repository's. */
  rules: readonly Rule[]
  labels: readonly LabelDefinition[]
  names: Names
  /** The names of each file that it is made of, the organisation's first. */
  files: readonly Names[]
  accepts: readonly { from: readonly string[]; do: readonly string[] }[]
}

/** Something wrong in a policy file, for its author. Lines and columns count from 1. */
export interface Problem {
  file: string
  line: number
  column: number
  level: 'error' | 'warning'
  /** Stable and short: `unknown-key`, `bad-query`. */
  code: string
  message: string
  why: string
  fix: string
}
