import type { LedgerLine } from '../core/effect.ts'
import type { Event, News } from '../core/event.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Item, includesName, type Login, sameName } from '../core/item.ts'
import { addEntry, lastAbout } from '../core/past.ts'
import { withRelease } from '../core/release.ts'
import { withLabelRenamed } from '../core/rename-label.ts'
import type { Run } from '../core/run.ts'
import { commitKey, parseSubject, type SubjectKey } from '../core/subject.ts'
import { confirmMilliseconds, isConfirmedBy, withoutRefused } from './effects-in-history.ts'
import type { SubjectRow } from './ports.ts'

/** What one subject's events change: its own row, and what others have to hear of. */
export interface TakenIn {
  row: SubjectRow
  gone: boolean
  /** Since when it is gone. */
  goneAt?: Instant
  /** Where it has gone, if it was transferred. */
  into?: SubjectKey
  changed: readonly { key: string; value?: unknown }[]
  wake: readonly SubjectKey[]
  /** Somebody asked for this subject's checks once more, by GitHub's button. */
  asked: boolean
  /** Ledger lines whose effect GitHub has confirmed by its webhook. */
  confirmed: readonly LedgerLine[]
  /** Repositories (or `owner/.github` for a whole owner) whose policy may have changed. */
  policies: readonly { repo: string; commit?: string }[]
  /** News for the pipeline's other rooms: labels of the repository, installations, new names. */
  others: readonly News[]
}

interface Course {
  row: SubjectRow
  gone: boolean
  goneAt?: Instant
  into?: SubjectKey
  asked: boolean
  changed: Map<string, { key: string; value?: unknown }>
  wake: Set<SubjectKey>
  ledger: readonly LedgerLine[]
  confirmed: LedgerLine[]
  policies: { repo: string; commit?: string }[]
  others: News[]
  app: Login
}

/** Takes the events of one subject into its row. A payload changes only what its action says (D5). */
export function takeIn(input: {
  row: SubjectRow
  events: readonly Event[]
  ledger: readonly LedgerLine[]
  app: Login
}): TakenIn {
  const course: Course = {
    row: withoutRefused(input.row, input.ledger),
    gone: false,
    asked: false,
    changed: new Map(),
    wake: new Set(),
    ledger: input.ledger,
    confirmed: [],
    policies: [],
    others: [],
    app: input.app,
  }
  for (const event of input.events) {
    for (const news of event.news) hear(course, news, event)
    course.row = { ...course.row, heard: Math.max(course.row.heard ?? event.at, event.at) }
  }
  return {
    row: course.row,
    gone: course.gone,
    ...(course.goneAt === undefined ? {} : { goneAt: course.goneAt }),
    ...(course.into === undefined ? {} : { into: course.into }),
    asked: course.asked,
    changed: [...course.changed.values()],
    wake: [...course.wake],
    confirmed: course.confirmed,
    policies: course.policies,
    others: course.others,
  }
}

function hear(course: Course, news: News, event: Event): void {
  switch (news.news) {
    case 'seen':
      see(course, news, event)
      return
    case 'entry':
      enter(course, news.entry, event)
      return
    case 'set':
      set(course, news, event)
      return
    case 'fact':
      course.changed.set(news.key, { key: news.key, ...('value' in news ? { value: news.value } : {}) })
      return
    case 'policy':
      course.policies.push({ repo: news.repo, ...(news.commit === undefined ? {} : { commit: news.commit }) })
      return
    case 'look':
      if (news.subject === course.row.key) course.asked = true
      else course.wake.add(news.subject)
      return
    case 'group':
      course.row = { ...course.row, group: { base: news.base, baseSha: news.baseSha, ended: news.ended } }
      return
    case 'run':
      ask(course, news.run)
      return
    case 'released':
      course.row = { ...course.row, releases: withRelease(course.row.releases ?? [], news.release) }
      return
    case 'missed':
      course.row = { ...course.row, missed: true }
      return
    case 'label-renamed':
      if (course.row.item)
        course.row = {
          ...course.row,
          ...withLabelRenamed({ ...course.row, item: course.row.item }, news.was, news.name),
        }
      return
    case 'gone':
      course.gone = true
      course.goneAt = event.at
      course.changed.set(`issue:${news.subject}`, { key: `issue:${news.subject}` })
      if (news.into === undefined) return
      course.into = news.into
      course.wake.add(news.into)
      return
    case 'repo-label':
    case 'installed':
    case 'renamed':
    case 'card':
      course.others.push(news)
      return
    default:
      news satisfies never
  }
}

/** A run that is done again asks again; one asking, told of twice or late, is one. */
function ask(course: Course, run: Run): void {
  const { run: known } = course.row
  if (known && (known.ask === run.ask || isLater(known, run))) return
  course.row = { ...course.row, run }
  const queue = `queue:${course.row.repo}/${run.environment}`
  course.changed.set(queue, { key: queue })
}

function isLater(known: Run, run: Run): boolean {
  // A gate that was asked at says more than that the deployment exists.
  if (known.gated !== run.gated) return known.gated
  return known.askedAt > run.askedAt
}

/** A snapshot is used only when the subject is first seen; it then stands as it was just before the event. */
function see(course: Course, news: Extract<News, { news: 'seen' }>, { at }: Pick<Event, 'at'>): void {
  if (news.from !== undefined) course.row = { ...course.row, cameFrom: { key: news.from, at } }
  if (course.row.item) return
  course.row = { ...course.row, item: news.before, history: [], complete: news.opening }
}

function enter(
  course: Course,
  entry: Omit<Entry, 'id' | 'source'>,
  { delivery }: Pick<Event, 'delivery'>,
): void {
  const { item } = course.row
  if (!item) return
  if (entry.actor !== undefined && sameName(entry.actor, course.app) && isOurs(course, entry)) return
  const past = addEntry({ ...course.row, item }, { ...entry, source: 'webhook', order: delivery })
  course.row = { ...course.row, ...past }
  wakeHeads(course, item.pull?.sha, past.item.pull?.sha)
  if (past.item.pull && entry.what === 'closed')
    course.wake.add(commitKey(course.row.repo, past.item.pull.sha))
}

/** New commits: the check of the old head and that of the new one are looked at. */
function wakeHeads(course: Course, before: string | undefined, after: string | undefined): void {
  if (before === after) return
  for (const sha of [before, after]) if (sha !== undefined) course.wake.add(commitKey(course.row.repo, sha))
}

/** What Reeve writes into its own lists ticks nothing. */
function isOurs(course: Course, entry: Omit<Entry, 'id' | 'source'>): boolean {
  return entry.what === 'ticked' || entry.what === 'unticked' || confirm(course, entry)
}

/**
 * Reeve's own webhook confirms the oldest unconfirmed effect of its kind and changes nothing else (D7): the entry has
 * been in the history since the effect was planned.
 */
function confirm(course: Course, entry: Omit<Entry, 'id' | 'source'>): boolean {
  const line = course.ledger.find((other) => isConfirmedBy(other, entry) && !course.confirmed.includes(other))
  if (line) course.confirmed.push(line)
  // In replay every effect is confirmed when it is made; its own webhook, if there is one, is about that entry.
  return course.row.history.some(
    (other) =>
      other.source === 'reeve' &&
      other.what === entry.what &&
      sameName(other.target, entry.target) &&
      Math.abs(other.at - entry.at) <= confirmMilliseconds,
  )
}

function set(course: Course, news: Extract<News, { news: 'set' }>, event: Event): void {
  const { item } = course.row
  if (!item) return
  const { labels, assignees: _shown, pull, ...plain } = news.values
  const next: Item = { ...item, ...plain }
  course.row = {
    ...course.row,
    item: item.pull && pull ? { ...next, pull: { ...item.pull, ...pull } } : next,
  }
  if (labels) readLabels(course, labels, event)
}

/**
 * Which label went is not said when it was deleted from the repository: the labels that are left are read (D5). What
 * Reeve put there itself is known better here than in a payload that may be older.
 */
function readLabels(course: Course, left: readonly string[], event: Event): void {
  for (const label of course.row.item?.labels ?? []) {
    if (includesName(left, label) || lastAbout(course.row.history, 'label', label)?.actor === course.app)
      continue
    enter(course, { what: 'unlabeled', target: label, at: event.at }, event)
  }
}

/** A subject about which nothing is held yet. */
export function emptyRow(key: SubjectKey, installation?: number): SubjectRow {
  const subject = parseSubject(key)
  const repo = subject && subject.kind !== 'owner' ? subject.repo : key
  return {
    key,
    repo,
    history: [],
    complete: false,
    unsure: 0,
    ...(installation === undefined ? {} : { installation }),
  }
}
