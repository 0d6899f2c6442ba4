import { ticksBetween } from '../../core/boxes.ts'
import type { ItemValues, News } from '../../core/event.ts'
import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { type Item, includesName, isBot, type Milestone, withoutName } from '../../core/item.ts'
import { newlyMentioned } from '../../core/mentions.ts'
import { itemKey, type SubjectKey } from '../../core/subject.ts'
import { entryBy } from './item-of.ts'
import type { Circumstances } from './reading.ts'

type Plain = Omit<Entry, 'id' | 'source'>

/** A change of an item: how it stands after and stood before it, and what is said about it. */
export interface Change {
  after: Item
  before: Item
  entries?: readonly Plain[]
  values?: ItemValues
  also?: readonly News[]
  opening?: boolean
  from?: SubjectKey
}

/** First that the item exists, then what its action says, then what others have to hear. */
export function newsOf({ after, before, entries, values, also, opening, from }: Change): readonly News[] {
  const subject = itemKey(after.repo, after.number)
  return [
    { news: 'seen', item: after, before, opening: opening ?? false, ...(from === undefined ? {} : { from }) },
    ...(entries ?? []).map((entry): News => ({ news: 'entry', subject, entry })),
    ...(values ? [{ news: 'set', subject, values } as const] : []),
    ...(also ?? []),
  ]
}

/** A new item: what it came with counts as given by its author at its creation (D5). */
export function opened(item: Item): Change {
  const { closedAt: _closed, stateReason: _reason, milestone, ...rest } = { ...item, state: 'open' as const }
  const author = { at: item.createdAt, ...(item.author === undefined ? {} : { actor: item.author }) }
  const entry = (what: Entry['what'], target: string): Plain => ({ what, target, ...author })
  const after: Item = { ...rest, ...(milestone ? { milestone } : {}) }
  return {
    after,
    before: { ...rest, labels: [], assignees: [] },
    opening: true,
    entries: [
      entry('opened', ''),
      ...item.labels.map((label) => entry('labeled', label)),
      ...item.assignees.map((login) => entry('assigned', login)),
      ...(milestone ? [entry('milestoned', milestone.title)] : []),
      ...ticksBetween('', item.body).map(({ what, target }) => entry(what, target)),
    ],
    ...(milestone?.dueOn === undefined ? {} : { values: { milestone } }),
  }
}

/** It was transferred from another repository, with its past: that is read. */
export function cameFrom(item: Item, from: SubjectKey): Change {
  return { after: item, before: item, from }
}

/** A label that was put on; which one is not always said, and then only what is there now is (D5). */
export function labeled(item: Item, label: string | undefined, by: Circumstances): Change {
  if (label === undefined) return { after: item, before: item, values: { labels: item.labels } }
  const before = { ...item, labels: withoutName(item.labels, label) }
  const after = includesName(item.labels, label) ? item : { ...item, labels: [...item.labels, label] }
  return { after, before, entries: [entryBy(by, 'labeled', label)] }
}

/** GitHub leaves the label out when it was deleted from the repository. */
export function unlabeled(item: Item, label: string | undefined, by: Circumstances): Change {
  if (label === undefined) return { after: item, before: item, values: { labels: item.labels } }
  const after = { ...item, labels: withoutName(item.labels, label) }
  return {
    after,
    before: { ...after, labels: [...after.labels, label] },
    entries: [entryBy(by, 'unlabeled', label)],
  }
}

export function assigned(item: Item, login: string | undefined, by: Circumstances): Change {
  if (login === undefined) return { after: item, before: item, values: { assignees: item.assignees } }
  const before = { ...item, assignees: withoutName(item.assignees, login) }
  const after = { ...item, assignees: [...before.assignees, login] }
  return { after, before, entries: [entryBy(by, 'assigned', login)] }
}

export function unassigned(item: Item, login: string | undefined, by: Circumstances): Change {
  if (login === undefined) return { after: item, before: item, values: { assignees: item.assignees } }
  const after = { ...item, assignees: withoutName(item.assignees, login) }
  const before = { ...item, assignees: [...after.assignees, login] }
  return { after, before, entries: [entryBy(by, 'unassigned', login)] }
}

export function milestoned(item: Item, milestone: Milestone | undefined, by: Circumstances): Change {
  const set = milestone ?? item.milestone
  const before = withoutMilestone(item)
  if (!set) return { after: item, before: item }
  return {
    after: { ...item, milestone: set },
    before,
    entries: [entryBy(by, 'milestoned', set.title)],
    ...(set.dueOn === undefined ? {} : { values: { milestone: set } }),
  }
}

export function demilestoned(item: Item, milestone: Milestone | undefined, by: Circumstances): Change {
  const after = withoutMilestone(item)
  if (!milestone) return { after, before: after }
  return { after, before: { ...after, milestone }, entries: [entryBy(by, 'demilestoned', milestone.title)] }
}

function withoutMilestone(item: Item): Item {
  const { milestone: _gone, ...rest } = item
  return rest
}

export function closed(item: Item, by: Circumstances): Change {
  const reason = item.stateReason
  const after: Item = { ...item, state: 'closed', closedAt: item.closedAt ?? by.at }
  const before = openItem(item)
  return { after, before, entries: [entryBy(by, 'closed', '', reason ? { reason } : undefined)] }
}

export function reopened(item: Item, by: Circumstances): Change {
  const after = openItem(item)
  return { after, before: { ...after, state: 'closed' }, entries: [entryBy(by, 'reopened', '')] }
}

function openItem(item: Item): Item {
  const { closedAt: _closed, stateReason: _reason, ...rest } = item
  return { ...rest, state: 'open' }
}

export function locked(item: Item, locked: boolean): Change {
  return { after: { ...item, locked }, before: { ...item, locked: !locked }, values: { locked } }
}

/** What an edit says it changed, with what was there before. */
export interface Edit {
  title?: string
  body?: string
}

/** Values that were edited. What the edit does not name is left as it is held. */
export function edited(item: Item, was: Edit, by: Circumstances): Change {
  const values = {
    ...(was.title === undefined ? {} : { title: item.title }),
    ...(was.body === undefined ? {} : { body: item.body }),
  }
  const ticks = was.body === undefined ? [] : ticksBetween(was.body, item.body)
  const entries = [
    ...ticks.map(({ what, target }) => entryBy(by, what, target)),
    ...(was.body === undefined ? [] : pinged({ before: was.body, after: item.body, target: '' }, by)),
  ]
  const change = { after: item, before: { ...item, ...was }, entries }
  return Object.keys(values).length > 0 ? { ...change, values } : change
}

/** Whom somebody's edit of a text mentions now: whoever edits need not be whoever wrote. What bots edit pings for nobody. */
export function pinged(
  { before, after, target }: { before: string; after: string; target: string },
  by: Circumstances,
): Plain[] {
  const mentions = by.actor === undefined || isBot(by.actor) ? [] : newlyMentioned(before, after)
  return mentions.length === 0 ? [] : [entryBy(by, 'pinged', target, { mentions })]
}

/** A fact that must be read again. */
export function stale(...keys: readonly string[]): News[] {
  return [...new Set(keys)].map((key) => ({ news: 'fact', key }))
}

/** Seconds between creation and now never run backwards. */
export function notAfter(at: Instant | undefined, limit: Instant): Instant {
  return at !== undefined && at <= limit ? at : limit
}
