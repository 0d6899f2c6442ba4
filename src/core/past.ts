import { applyEntry, undoEntry } from './apply-entry.ts'
import { type Entry, type EntryDetail, entryKinds } from './history.ts'
import { formatInstant } from './instant.ts'
import { type Item, type Login, sameName } from './item.ts'
import { isByGone, withLoginsNow } from './logins-now.ts'
import { compareText } from './subject.ts'
import { isMilestone, isOn, switchOf, turnsOff, turnsOn } from './switches.ts'

/**
 * An item's past (D5): kept sorted, without what changed nothing, and consistent with the item's present state.
 * INVARIANT: the order in which entries arrive does not change the result.
 */
export interface Past {
  item: Item
  history: readonly Entry[]
  /** Told by webhooks, and changing nothing so far: what is told late, or by the timeline, may give them their meaning. */
  idle?: readonly Entry[]
}

/** The same with the item after each of its entries, the origin first: one more state than there are entries. */
export interface KnownPast extends Past {
  states: readonly Item[]
}

/**
 * Within one second: openings, then removals, then what the timeline has (in its own order), then the rest by delivery id,
 * so that what is there in the end is there (D5, D10.1); what Reeve did about it comes last. INVARIANT: this is a total preorder.
 */
function rank(entry: Pick<Entry, 'what' | 'source'>): number {
  if (entry.what === 'opened') return 0
  if (entry.source === 'reeve') return 4
  if (entry.source === 'timeline') return 2
  return turnsOff(entry) ? 1 : 3
}

function compareEntries(a: Entry, b: Entry): number {
  const byRank = a.at - b.at || rank(a) - rank(b)
  if (byRank !== 0 || a.source === 'timeline' || a.source === 'reeve') return byRank
  const byOrder = compareText(a.order ?? '', b.order ?? '')
  if (byOrder !== 0) return byOrder
  return entryKinds.indexOf(a.what) - entryKinds.indexOf(b.what) || compareText(a.target, b.target)
}

/** Names an occurrence; `~2` for the second of the same kind and target in one second. */
function occurrence(entry: Pick<Entry, 'what' | 'target' | 'at'>, taken: ReadonlySet<string>): string {
  const plain = `${entry.what}${entry.target === '' ? '' : `:${entry.target}`}@${formatInstant(entry.at)}`
  let name = plain
  for (let count = 2; taken.has(name); count++) name = `${plain}~${count}`
  return name
}

function allTold({ history, idle }: Past): readonly Entry[] {
  return idle ? [...history, ...idle] : history
}

/** Takes one entry into the past. What adds nothing (labelled when it is on) leaves item and history as they were. */
export function addEntry(past: Past, entry: Omit<Entry, 'id'>): Past {
  if (isKnown(past.history, entry)) return past
  const heard = heardAfterwards(past.history, entry)
  if (heard) return { ...past, history: heard }
  const ids = new Set(allTold(past).map(({ id }) => id))
  return settle(past, [...allTold(past), { ...entry, id: occurrence(entry, ids) }])
}

/** Comments, reviews, commits happen once for their target; a second report of one is the same one. */
function isKnown(history: readonly Entry[], entry: Omit<Entry, 'id'>): boolean {
  if (!['opened', 'merged', 'commented', 'uncommented', 'reviewed', 'synchronized'].includes(entry.what))
    return false
  return history.some(
    (other) =>
      other.what === entry.what &&
      other.target === entry.target &&
      // A review that is dismissed was given and taken back: two things of one target.
      other.detail?.review === entry.detail?.review,
  )
}

/** A webhook that comes after the timeline told of the same change; undefined where it tells of another. */
function heardAfterwards(history: readonly Entry[], entry: Omit<Entry, 'id'>): Entry[] | undefined {
  if (entry.source !== 'webhook') return undefined
  const at = history.findIndex(
    (known) => known.source === 'timeline' && !known.heard && isSameChange(known, entry),
  )
  return at < 0
    ? undefined
    : history.map((known, index) =>
        index === at ? { ...known, ...mergedDetail(entry, known), heard: true } : known,
      )
}

/** Sorts, sets aside what changed nothing and brings the item in step with its last entries. */
function settle(past: Past, told: readonly Entry[]): Past {
  const sorted = [...told].sort(compareEntries)
  const on = startsOf(past, sorted)
  const history: Entry[] = []
  const idle: Entry[] = []
  for (const entry of sorted) {
    const key = switchOf(entry)
    const isChange = key === undefined || isMilestone(entry) || on.get(key) !== turnsOn(entry)
    if (isChange) history.push(entry)
    else if (entry.source === 'webhook') idle.push(entry)
    if (key !== undefined) on.set(key, turnsOn(entry))
  }
  const kept = idle.length > 0 || past.idle ? { idle } : {}
  if (isSame(history, past.history)) return { item: past.item, history: past.history, ...kept }
  return { item: history.reduce(inStep(history), past.item), history, ...kept }
}

function isSame(a: readonly Entry[], b: readonly Entry[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index])
}

/**
 * How each switch was before its first entry: the other way round; or as it is held, where nothing but a webhook tells of
 * it; or the same, where that entry changed nothing when it came.
 */
function startsOf(past: Past, sorted: readonly Entry[]): Map<string, boolean> {
  const idle = new Set(past.idle)
  const changed = new Set(past.history.map(switchOf))
  const starts = new Map<string, boolean>()
  for (const entry of sorted) {
    const key = switchOf(entry)
    if (key === undefined || starts.has(key)) continue
    if (idle.has(entry)) starts.set(key, turnsOn(entry))
    else if (changed.has(key) || entry.source === 'timeline') starts.set(key, !turnsOn(entry))
    else starts.set(key, isOn(past.item, entry))
  }
  return starts
}

/** Only the last entry about each switch says something about the present. */
function inStep(history: readonly Entry[]): (item: Item, entry: Entry) => Item {
  const last = new Map<string, Entry>()
  for (const entry of history) last.set(lastKey(entry), entry)
  return (item, entry) => (last.get(lastKey(entry)) === entry ? applyEntry(item, entry) : item)
}

function lastKey(entry: Entry): string {
  if (isMilestone(entry)) return 'milestone'
  if (entry.what === 'drafted' || entry.what === 'readied') return 'draft'
  if (entry.what === 'synchronized') return 'head'
  return switchOf(entry) ?? `${entry.what}:${entry.target}`
}

/** The item as it was before its first entry. */
export function originOf(past: Past): Item {
  return past.history.reduceRight(undoEntry, past.item)
}

/** The item after each of its entries, the origin first. */
export function statesOf(past: Past): Item[] {
  const states = [originOf(past)]
  for (const entry of past.history) states.push(applyEntry(states.at(-1) ?? past.item, entry))
  return states
}

const matchingMilliseconds = 60_000

/**
 * Takes in GitHub's own timeline. An entry that a webhook told already is matched n-th to n-th, at most a minute apart,
 * also where it changed nothing when it came; it keeps its id, instant and order become the timeline's. Whoever has taken
 * another login since is the same person.
 */
export function mergeTimeline(past: Past, timeline: readonly Omit<Entry, 'id'>[]): Past {
  const unmatched = [...withLoginsNow(allTold(past), timeline)].sort(compareEntries)
  const merged: Entry[] = []
  const ids = new Set(unmatched.map(({ id }) => id))
  for (const entry of timeline) {
    const same = unmatched.findIndex((known) => isSameLine(known, entry))
    const at = same >= 0 ? same : unmatched.findIndex((known) => isByGone(known, entry, timeline))
    const known = at >= 0 ? unmatched.splice(at, 1)[0] : undefined
    const id = known?.id ?? occurrence(entry, ids)
    ids.add(id)
    const { detail: _detail, ...plain } = entry
    const heard = known?.heard || known?.source === 'webhook' ? { heard: true } : {}
    const actor = entry.actor ?? known?.actor
    merged.push({
      ...plain,
      ...(actor === undefined ? {} : { actor }),
      ...mergedDetail(known, entry),
      ...heard,
      id,
      source: 'timeline',
    })
  }
  // The timeline comes first so that a stable sort keeps its order among entries of one second.
  return settle(past, [...merged, ...unmatched])
}

/** What a comment said when it was written is known better than what it says since it was edited (D16). */
function mergedDetail(
  known: Omit<Entry, 'id'> | undefined,
  entry: Omit<Entry, 'id'>,
): { detail?: EntryDetail } {
  const wasHeard = entry.what === 'commented' && (known?.heard || known?.source === 'webhook')
  const detail = wasHeard ? { ...known?.detail } : { ...known?.detail, ...entry.detail }
  return Object.keys(detail).length > 0 ? { detail } : {}
}

/** The timeline, read again, tells the same line with the same instant. */
function isSameLine(known: Entry, line: Omit<Entry, 'id'>): boolean {
  return isSameChange(known, line) && (known.source !== 'timeline' || known.at === line.at)
}

function isSameChange(a: Omit<Entry, 'id'>, b: Omit<Entry, 'id'>): boolean {
  return (
    a.what === b.what &&
    sameName(a.target, b.target) &&
    isSamePerson(a.actor, b.actor) &&
    Math.abs(a.at - b.at) <= matchingMilliseconds
  )
}

function isSamePerson(a: Login | undefined, b: Login | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameName(a, b)
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
  const item = gone.reduceRight(undoEntry, past.item)
  return settle(
    { ...past, item },
    allTold(past).filter((entry) => !gone.includes(entry)),
  )
}
