import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

export const entryKinds = [
  'opened',
  'closed',
  'reopened',
  'merged',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'demilestoned',
  'commented',
  'uncommented',
  'reviewed',
  'synchronized',
  'drafted',
  'readied',
  'queued',
  'dequeued',
  'transferred',
  'boarded',
  'unboarded',
  'fielded',
  'ticked',
  'unticked',
  'pinged',
] as const

export type EntryKind = (typeof entryKinds)[number]

/** One change in a subject's past (D5). */
export interface Entry {
  /** Names the occurrence: `labeled:verified@2026-01-05T09:00:00Z`, `~2` for the second in one second. Once given, kept. */
  id: string
  what: EntryKind
  /** The label, login, milestone title, commit, comment id, board or its field, or text of a box concerned, and of an edit the comment's id; empty where the subject itself is. */
  target: string
  /** Nobody known: absent. */
  actor?: Login
  at: Instant
  /** Where it was learnt from. The timeline's instant and order win over a webhook's. */
  source: 'webhook' | 'timeline' | 'reeve'
  /** The webhook's delivery id: orders what happened within one second (D10.1). */
  order?: string
  /** The timeline's, and a webhook told of it as well: no other webhook is about it. */
  heard?: boolean
  /** `closed`: why; `reviewed`: its state; `commented`, `reviewed`: how the writer stands to the repository; `fielded`: its value. */
  detail?: EntryDetail
}

export interface EntryDetail {
  reason?: string
  review?: 'approved' | 'changes_requested' | 'commented' | 'dismissed'
  /** The commit a review was given for. */
  sha?: string
  association?: string
  body?: string
  /** `commented`, `reviewed`: whom it mentions; `pinged`: whom an edit mentions that was not mentioned before. */
  mentions?: readonly string[]
  /** `ticked`, `unticked`: the slot of the list whose box it is; absent: a box of the item's own text. */
  list?: string
  /** Who wrote the comment that the list is: only Reeve's own counts. */
  writer?: Login
  /** The comment was edited after it was written. */
  edited?: boolean
  /** `fielded`: what the field says now; absent where it says nothing. */
  value?: string
  /** `labeled`, `unlabeled`: it was its card that was moved, on this board; its labels are still to follow. */
  card?: string
}

/** Causes of what was found to hold already, since an instant that nobody saw: nothing is done about those (D6). */
export function wasFound(cause: string): boolean {
  return cause.startsWith('found@')
}
