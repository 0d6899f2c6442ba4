import type { FieldValues } from './boards.ts'
import type { PeopleRef } from './people.ts'

/** A Liquid template over the facts. */
export type Text = string

/** What a policy may ask for in `do`, `on-fail`, `on-warn`, `on-breach` (policy.md, Actions; D11). */
export type Action =
  | { action: 'comment'; text: Text }
  | { action: 'notify'; people: readonly PeopleRef[] }
  | { action: 'label'; labels: readonly string[] }
  | { action: 'unlabel'; labels: readonly string[] }
  | { action: 'move'; to: string }
  | { action: 'assign'; people: readonly PeopleRef[]; everybody: boolean }
  | { action: 'unassign'; people: readonly PeopleRef[] }
  | { action: 'request-review'; people: readonly PeopleRef[] }
  | { action: 'close'; reason: 'completed' | 'not planned' }
  | { action: 'reopen' | 'pin' | 'unpin' }
  | { action: 'milestone'; title: string }
  /** `follows`: labels that its fields stand for; while one of them changes it is not known yet what they are to say. */
  | { action: 'project'; board: string; set: FieldValues; follows?: readonly string[] }
  | { action: 'dispatch'; event: string; to: string }
  | { action: 'webhook'; name: string }
  | { action: 'open-issue'; issue: OpenIssue }

export interface OpenIssue {
  in?: string
  title: Text
  body?: Text
  labels: readonly string[]
  assign: readonly PeopleRef[]
  oncePer: 'occurrence' | 'subject' | 'commit' | 'day' | 'week'
  follow: 'closed' | 'nothing'
}

/** Needs no issue or pull request to be done on. */
export function leadsElsewhere({ action }: Action): boolean {
  return action === 'open-issue' || action === 'webhook' || action === 'dispatch'
}

/** Says something where people read it. */
export function speaks({ action }: Action): boolean {
  return action === 'comment' || action === 'notify'
}
