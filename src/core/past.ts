import { type Entry, type EntryDetail, type EntryKind, entryKinds } from './history.ts'
import { formatInstant } from './instant.ts'
import { type Item, includesName, withoutName } from './item.ts'
import { compareText } from './subject.ts'

/**
 * An item's past (D5): kept sorted, without what changed nothing, and consistent with the item's present state.
 * INVARIANT: the order in which entries arrive does not change the result.
 */
export interface Past {
  item: Item
  history: readonly Entry[]
}

/** Pairs of changes of which only the second ends what the first began. */
const opposites: Partial<Record<EntryKind, { turns: 'on' | 'off'; of: string }>> = {
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
function switchOf(entry: Pick<Entry, 'what' | 'target'>): string | undefined {
  const side = opposites[entry.what]
  if (!side) return undefined
  return side.of === 'closing' ? 'closing:' : `${side.of}:${entry.target.toLowerCase()}`
}

function turnsOn(entry: Pick<Entry, 'what'>): boolean {
  return opposites[entry.what]?.turns === 'on'
}

/**
 * Within one second: openings, then removals, then what the timeline has (in its own order), then the rest, so that what
 * is there in the end is there (D5, D10.1); what Reeve did about it comes last. INVARIANT: this is a total preorder.
 */
function rank(entry: Pick<Entry, 'what' | 'source'>): number {
  if (entry.what === 'opened') return 0
  if (entry.source === 'reeve') return 4
  if (entry.source === 'timeline') return 2
  return entry.what === 'reopened' || opposites[entry.what]?.turns === 'off' ? 1 : 3
}

function compareEntries(a: Entry, b: Entry): number {
  const byRank = a.at - b.at || rank(a) - rank(b)
  if (byRank !== 0 || a.source === 'timeline' || a.source === 'reeve') return byRank
  return entryKinds.indexOf(a.what) - entryKinds.indexOf(b.what) || compareText(a.target, b.target)
}

/** Names an occurrence; `~2` for the second of the same kind and target in one second. */
function occurrence(entry: Pick<Entry, 'what' | 'target' | 'at'>, taken: ReadonlySet<string>): string {
  const plain = `${entry.what}${entry.target === '' ? '' : `:${entry.target}`}@${formatInstant(entry.at)}`
  let name = plain
  for (let count = 2; taken.has(name); count++) name = `${plain}~${count}`
  return name
}

/** Takes one entry into the past. What adds nothing (labelled when it is on) leaves it as it was. */
export function addEntry(past: Past, entry: Omit<Entry, 'id'>): Past {
  if (isKnown(past.history, entry) || isAlreadySo(past, entry)) return past
  const ids = new Set(past.history.map(({ id }) => id))
  const added: Entry = { ...entry, id: occurrence(entry, ids) }
  return settle(past.item, [...past.history, added])
}

/** Comments, reviews, commits happen once for their target; a second report of one is the same one. */
function isKnown(history: readonly Entry[], entry: Omit<Entry, 'id'>): boolean {
  if (!['opened', 'merged', 'commented', 'reviewed', 'synchronized'].includes(entry.what)) return false
  return history.some(
    (other) =>
      other.what === entry.what &&
      other.target === entry.target &&
      // A review that is dismissed was given and taken back: two things of one target.
      other.detail?.review === entry.detail?.review,
  )
}

/** Without an earlier entry about it, the state itself tells that a change adds nothing. */
function isAlreadySo(past: Past, entry: Omit<Entry, 'id'>): boolean {
  const key = switchOf(entry)
  if (key === undefined || key.startsWith('milestone:')) return false
  if (past.history.some((other) => switchOf(other) === key)) return false
  return isOn(past.item, entry) === turnsOn(entry)
}

function isOn(item: Item, entry: Pick<Entry, 'what' | 'target'>): boolean {
  const of = opposites[entry.what]?.of
  if (of === 'label') return includesName(item.labels, entry.target)
  if (of === 'assignee') return includesName(item.assignees, entry.target)
  return item.state === 'closed'
}

/** Sorts, drops what changed nothing and brings the item in step with its last entries. */
function settle(item: Item, entries: readonly Entry[]): Past {
  const sorted = [...entries].sort(compareEntries)
  const on = new Map<string, boolean>()
  for (const entry of sorted) {
    const key = switchOf(entry)
    // Before the first entry about it a switch was the other way round.
    if (key !== undefined && !on.has(key)) on.set(key, key === 'closing:' ? false : !turnsOn(entry))
  }
  const kept: Entry[] = []
  for (const entry of sorted) {
    const key = switchOf(entry)
    if (key === undefined) kept.push(entry)
    else if (key.startsWith('milestone:') || on.get(key) !== turnsOn(entry)) {
      on.set(key, turnsOn(entry))
      kept.push(entry)
    }
  }
  return { item: kept.reduce(inStep(kept), item), history: kept }
}

/** Only the last entry about each switch says something about the present. */
function inStep(history: readonly Entry[]): (item: Item, entry: Entry) => Item {
  const last = new Map<string, Entry>()
  for (const entry of history) last.set(lastKey(entry), entry)
  return (item, entry) => (last.get(lastKey(entry)) === entry ? applyEntry(item, entry) : item)
}

function lastKey(entry: Entry): string {
  if (entry.what === 'milestoned' || entry.what === 'demilestoned') return 'milestone'
  if (entry.what === 'drafted' || entry.what === 'readied') return 'draft'
  if (entry.what === 'synchronized') return 'head'
  return switchOf(entry) ?? `${entry.what}:${entry.target}`
}

/** The item after one change. */
export function applyEntry(item: Item, entry: Entry): Item {
  switch (entry.what) {
    case 'labeled':
      return includesName(item.labels, entry.target)
        ? item
        : { ...item, labels: [...item.labels, entry.target] }
    case 'unlabeled':
      return includesName(item.labels, entry.target)
        ? { ...item, labels: withoutName(item.labels, entry.target) }
        : item
    case 'assigned':
      return includesName(item.assignees, entry.target)
        ? item
        : { ...item, assignees: [...item.assignees, entry.target] }
    case 'unassigned':
      return { ...item, assignees: withoutName(item.assignees, entry.target) }
    case 'milestoned':
      return item.milestone?.title === entry.target ? item : { ...item, milestone: { title: entry.target } }
    case 'demilestoned':
      return withoutMilestone(item)
    case 'closed':
      return closedItem(item, entry)
    case 'reopened':
      return reopenedItem(item)
    case 'merged':
      return item.pull ? { ...item, pull: { ...item.pull, merged: true } } : item
    case 'synchronized':
      return item.pull ? { ...item, pull: { ...item.pull, sha: entry.target } } : item
    case 'drafted':
    case 'readied':
      return item.pull ? { ...item, pull: { ...item.pull, draft: entry.what === 'drafted' } } : item
    default:
      return item
  }
}

function withoutMilestone(item: Item): Item {
  const { milestone: _gone, ...rest } = item
  return rest
}

function closedItem(item: Item, entry: Entry): Item {
  const { stateReason: _old, ...rest } = item
  const reason = entry.detail?.reason
  const stateReason =
    reason === 'not_planned' || reason === 'duplicate' || reason === 'completed' ? reason : undefined
  return { ...rest, state: 'closed', closedAt: entry.at, ...(stateReason ? { stateReason } : {}) }
}

function reopenedItem(item: Item): Item {
  const { closedAt: _closed, stateReason: _reason, ...rest } = item
  return { ...rest, state: 'open' }
}

/** The item before one change, as far as the change itself tells. */
function undoEntry(item: Item, entry: Entry): Item {
  switch (entry.what) {
    case 'labeled':
      return { ...item, labels: withoutName(item.labels, entry.target) }
    case 'unlabeled':
      return includesName(item.labels, entry.target)
        ? item
        : { ...item, labels: [...item.labels, entry.target] }
    case 'assigned':
      return { ...item, assignees: withoutName(item.assignees, entry.target) }
    case 'unassigned':
      return includesName(item.assignees, entry.target)
        ? item
        : { ...item, assignees: [...item.assignees, entry.target] }
    case 'milestoned':
      return withoutMilestone(item)
    case 'demilestoned':
      return { ...item, milestone: { title: entry.target } }
    case 'closed':
      return reopenedItem(item)
    case 'reopened':
      return { ...item, state: 'closed' }
    case 'merged':
      return item.pull ? { ...item, pull: { ...item.pull, merged: false } } : item
    case 'drafted':
    case 'readied':
      return item.pull ? { ...item, pull: { ...item.pull, draft: entry.what === 'readied' } } : item
    default:
      return item
  }
}

/** The item as it was before its first entry. */
export function originOf(past: Past): Item {
  return [...past.history].reverse().reduce(undoEntry, past.item)
}

/** The item after each of its entries, the origin first: one more state than there are entries. */
export function statesOf(past: Past): Item[] {
  const states = [originOf(past)]
  for (const entry of past.history) states.push(applyEntry(states.at(-1) ?? past.item, entry))
  return states
}

const matchingMilliseconds = 60_000

/**
 * Takes in GitHub's own timeline. An entry that a webhook told already is matched n-th to n-th, at most a minute apart,
 * and keeps its id; instant and order become the timeline's.
 */
export function mergeTimeline(past: Past, timeline: readonly Omit<Entry, 'id'>[]): Past {
  const unmatched = [...past.history]
  const merged: Entry[] = []
  const ids = new Set(past.history.map(({ id }) => id))
  for (const entry of timeline) {
    const at = unmatched.findIndex((known) => isSame(known, entry))
    const known = at >= 0 ? unmatched.splice(at, 1)[0] : undefined
    const id = known?.id ?? occurrence(entry, ids)
    ids.add(id)
    const { detail: _detail, ...plain } = entry
    merged.push({ ...plain, ...mergedDetail(known, entry), id, source: 'timeline' })
  }
  // The timeline comes first so that a stable sort keeps its order among entries of one second.
  return settle(past.item, [...merged, ...unmatched])
}

function mergedDetail(known: Entry | undefined, entry: Omit<Entry, 'id'>): { detail?: EntryDetail } {
  const detail = { ...known?.detail, ...entry.detail }
  return Object.keys(detail).length > 0 ? { detail } : {}
}

function isSame(known: Entry, entry: Omit<Entry, 'id'>): boolean {
  if (known.what !== entry.what || known.target.toLowerCase() !== entry.target.toLowerCase()) return false
  if (known.source === 'timeline') return known.at === entry.at && known.actor === entry.actor
  if (known.source === 'origin') return Math.abs(known.at - entry.at) <= matchingMilliseconds
  return known.actor === entry.actor && Math.abs(known.at - entry.at) <= matchingMilliseconds
}

/** The newest entry about a label, if there is any. */
export function lastAbout(
  history: readonly Entry[],
  what: 'label' | 'assignee',
  name: string,
): Entry | undefined {
  const key = `${what}:${name.toLowerCase()}`
  return history.findLast((entry) => switchOf(entry) === key)
}

/** All entries about one label, oldest first. */
export function entriesAbout(history: readonly Entry[], what: 'label' | 'assignee', name: string): Entry[] {
  const key = `${what}:${name.toLowerCase()}`
  return history.filter((entry) => switchOf(entry) === key)
}

/** The past without entries that turned out not to have happened: effects that GitHub refused. */
export function withoutEntries(past: Past, gone: readonly Entry[]): Past {
  if (gone.length === 0) return past
  const before = gone.reduceRight(undoEntry, past.item)
  return settle(
    before,
    past.history.filter((entry) => !gone.includes(entry)),
  )
}
