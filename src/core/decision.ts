import type { Action } from './action.ts'
import type { FieldValues } from './boards.ts'
import type { Annotation } from './effect.ts'
import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

/** How a rule stands. `wait`: not yet, and time or people can still mend it. Only the engine says `unknown`. */
export type Verdict = 'pass' | 'fail' | 'wait' | 'not-applicable' | 'unknown'

/** `off` rules are not judged at all. `observe` decides and records; `warn` also speaks; `enforce` does everything. */
export type Mode = 'off' | 'observe' | 'warn' | 'enforce'

/** What is wrong (or right), why that matters in the team's own words, and what to do about it. */
export interface Reason {
  what: string
  why: string
  fix: string
  /** The inputs that were looked at; at most 4 KiB are kept (D22). */
  seen: Readonly<Record<string, unknown>>
}

/** What a reason has seen that looked at nothing in particular. */
export const nothingSeen: Reason['seen'] = {}

/**
 * A state to hold. Firm wants hold against everybody, soft ones yield to a person's later change (D1, D2).
 * `began` is when the cause of the want began; `cause` names the occurrence.
 */
export type Want = { firm: boolean; began: Instant; cause: string } & WantedState

export type WantedState =
  /** The label is there, or is not. */
  | {
      want: 'label'
      label: string
      present: boolean
      keep?: boolean
      /** What people did before has been settled lawfully since, and counts as no fight (D1). */
      fightsFrom?: Instant
    }
  | { want: 'assignee'; login: Login; present: boolean }
  /** It is open: it was closed where it may not be. */
  | { want: 'open' }
  /** Something is said on the notice beside the rule's own verdict: a change that was put back. */
  | { want: 'remark'; remark: Reason }
  /** A comment of its own that the kind's README names, kept as it says (D11, slots). */
  | { want: 'notice'; slot: string; body: string }
  /** Done once for its key and never again. */
  | { want: 'act'; key: string; act: Act }

/** An action with its people found and its texts filled in: what will be done once. */
export type Act =
  | { act: 'comment'; body: string }
  | { act: 'notify'; mentions: readonly string[]; text: string }
  | { act: 'label'; label: string; present: boolean }
  /** Into a state of a workflow, whose others it leaves. `over`: it has moved on since. `waits`: why it may not move yet. */
  | {
      act: 'move'
      to: string
      leaves: readonly string[]
      over: boolean
      waits?: Pick<Reason, 'what' | 'fix'>
    }
  | { act: 'assign' | 'unassign'; logins: readonly Login[] }
  | { act: 'request-review'; logins: readonly Login[]; teams: readonly string[] }
  | { act: 'close'; reason: 'completed' | 'not planned' }
  | { act: 'reopen' | 'pin' | 'unpin' }
  | { act: 'milestone'; title: string }
  /** `settled`: it is so, or a person has settled it since its cause. `follows`: it waits for changes of these labels. */
  | { act: 'project'; board: string; fields: FieldValues; settled: boolean; follows?: readonly string[] }
  | { act: 'dispatch'; event: string; to: string }
  | { act: 'webhook'; name: string }
  /** What nobody could stop is recorded. */
  | { act: 'violation'; what: string }
  | {
      act: 'open-issue'
      repo: string
      title: string
      body: string
      labels: readonly string[]
      assignees: readonly Login[]
      follow: 'closed' | 'nothing'
    }

/** Actions whose cause holds now: done once for it; a `label` among them stays as long as it is reported (D11). */
export interface Occasion {
  actions: readonly Action[]
  /** Names the occurrence that caused it: `labeled:verified@2026-01-05T09:00:00Z`. */
  cause: string
  at: Instant
  /** What its texts may name beside the facts: when it is due, why it happened, what was written after a command. */
  texts?: Readonly<{
    due?: Instant
    reason?: string
    args?: string
    title?: string
    /** Names that only this kind's texts know. */
    names?: Readonly<Record<string, string>>
  }>
  /** Its cause never ends, so a label among its actions stays: of a command, a date (D11). */
  stays?: true
  /** Only reminds somebody: not done while the item is snoozed. */
  reminds?: true
}

/** What is remembered for ever (D3): rulings about changes, breaches, when a query was first seen to hold. */
export interface Memory {
  rule: string
  /**
   * `ruling`: of a change; `breach`: of a clock's cycle; `seen`: a truth as it was first observed; `assigned`: whose turn it
   * was; `told`: who was mentioned.
   */
  kind: 'ruling' | 'breach' | 'seen' | 'assigned' | 'told'
  /** The occurrence or question concerned. One memory for each (rule, kind, key). */
  key: string
  value: string
  at: Instant
}

/** A kind's answer about one item. */
export interface Finding {
  verdict: Verdict
  reason: Reason
  wants: readonly Want[]
  occasions: readonly Occasion[]
  remember: readonly Memory[]
  /** When time alone may change this answer. */
  next?: Instant
  /** When the present verdict began, where the kind can tell from the history. */
  since?: { at: Instant; cause: string }
  /** True where a failure is only recorded: a clock that was late and has stopped. Nothing is said on the notice. */
  quiet?: boolean
  /** True where `grace` does not hold, because it is mended at once: two labels of a group. */
  atOnce?: boolean
  /** Lines of files that it is about, for the check. */
  annotations?: readonly Annotation[]
  /** How a clock stands; clocks only. */
  clock?: { atRisk: boolean; breached: boolean }
  /** Who agreed, of kinds where people do: another rule may ask for others (`distinct-from`). */
  agreed?: readonly Login[]
  /** An override lets it through: `pass` instead of what it is. */
  letThrough?: true
  /** It waits, and what was allowed when it started may run on: a merge group that has passed (windows, `may-finish`). */
  mayFinish?: true
}

/** A finding with the rule it belongs to, as it is recorded. */
export interface Decision {
  rule: string
  kind: string
  /** `acme/app@<sha>:.github/reeve.yml` */
  policy: string
  mode: Mode
  verdict: Verdict
  reason: Reason
  wants: readonly Want[]
  next?: Instant
  at: Instant
  /** Counts in the pull request's check (D13). */
  gates: boolean
  /** Also has a check run of its own, `Reeve / <rule>`. */
  ownCheck: boolean
  /** Said first, before what, why and fix. */
  message?: string
  quiet?: boolean
  /** Lines of files that it is about, for the check. */
  annotations?: readonly Annotation[]
  /** It has stood so since before the rule was in force: what is said of it already stays, nothing new is said (D6). */
  old?: boolean
  /** It is broken, waits or is unknown, and an override lets it through. */
  letThrough?: true
  /** It waits, and what was allowed when it started may run on: a merge group that has passed (windows, `may-finish`). */
  mayFinish?: true
  /** It is unknown for a reason that somebody has to mend, and that it names: a team that is not there. */
  lasting?: true
  /** Why something that is wanted could not be worked out yet: tried again like an unknown. */
  waiting?: readonly string[]
}
