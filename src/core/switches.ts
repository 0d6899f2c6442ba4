import type { Entry, EntryKind } from './history.ts'
import { type Item, includesName } from './item.ts'

/** A part of an item that entries of its past change, and that a query may ask about. */
export type ItemPart = Switched | 'merging' | 'draft'
type Switched = 'label' | 'assignee' | 'milestone' | 'closing'

/** Pairs of changes of which only the second ends what the first began. */
const opposites: Partial<Record<EntryKind, { turns: 'on' | 'off'; of: Switched }>> = {
  labeled: { turns: 'on', of: 'label' },
  unlabeled: { turns: 'off', of: 'label' },
  assigned: { turns: 'on', of: 'assignee' },
  unassigned: { turns: 'off', of: 'assignee' },
  milestoned: { turns: 'on', of: 'milestone' },
  demilestoned: { turns: 'off', of: 'milestone' },
  reopened: { turns: 'off', of: 'closing' },
  closed: { turns: 'on', of: 'closing' },
}

/** Two entries about the same switch have the same key: `label:critical`, `closing:`. Undefined for what is no switch. */
export function switchOf(entry: Pick<Entry, 'what' | 'target'>): string | undefined {
  const side = opposites[entry.what]
  if (!side) return undefined
  return side.of === 'closing' ? 'closing:' : memberOf(side.of, entry.target)
}

/** One label, or one assignee, of all that an item has: `label:critical`. */
export function memberOf(part: ItemPart, name: string): string {
  return `${part}:${name.toLowerCase()}`
}

/** What an entry changes: the part of the item, and which member of it, `label` and `label:critical`. */
export function partsChangedBy({ what, target }: Pick<Entry, 'what' | 'target'>): readonly string[] {
  if (what === 'merged') return ['merging']
  if (what === 'drafted' || what === 'readied') return ['draft']
  const part = opposites[what]?.of
  return part === undefined ? [] : [part, memberOf(part, target)]
}

/** Milestones are no switches of their own: one takes the place of another, and each change counts. */
export function isMilestone(entry: Pick<Entry, 'what'>): boolean {
  return opposites[entry.what]?.of === 'milestone'
}

export function turnsOn(entry: Pick<Entry, 'what'>): boolean {
  return opposites[entry.what]?.turns === 'on'
}

export function turnsOff(entry: Pick<Entry, 'what'>): boolean {
  return opposites[entry.what]?.turns === 'off'
}

/** Whether the switch that an entry is about is on. */
export function isOn(item: Item, entry: Pick<Entry, 'what' | 'target'>): boolean {
  const of = opposites[entry.what]?.of
  if (of === 'label') return includesName(item.labels, entry.target)
  if (of === 'assignee') return includesName(item.assignees, entry.target)
  return item.state === 'closed'
}
