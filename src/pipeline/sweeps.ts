import { z } from 'zod'
import { type Instant, wholeSecond } from '../core/instant.ts'
import type { Release } from '../core/release.ts'
import { itemKey, type SubjectKey } from '../core/subject.ts'
import { type Known, known } from '../core/truth.ts'
import { missed, releaseMissed } from './own-events.ts'
import type { Delivery, SubjectRow } from './ports.ts'
import type { WorkerLog } from './worker.ts'

const hour = 3_600_000

/** A webhook that GitHub could not deliver is asked for again; what it never sent is found so often. */
const everyMilliseconds = 6 * hour

/** A webhook of the last moments may still be on its way. */
const onTheWayMilliseconds = 2 * 60_000

/** Where it could not be listed, or there was more than one look can take. */
const soonMilliseconds = 10 * 60_000

/** GitHub's feed of a repository may be so late (docs.github.com, "REST API endpoints for events"). */
const lateMilliseconds = 6 * hour

/** A webhook about a tag has no instant of GitHub's: it is the one of the feed that was made so shortly before. */
const sameMilliseconds = 10 * 60_000

interface ChangedItem {
  number: number
  updatedAt: Instant
  isOpen: boolean
}

export interface SweepsOptions {
  /** The app's id. */
  app: number
  now(): Instant
  /** What changed at `since` or later, oldest first; not whole where there is more than one listing takes. */
  changedItems(
    repo: string,
    since: Instant,
  ): Promise<Known<{ items: readonly ChangedItem[]; isWhole: boolean }>>
  /** Numbers of all open issues and pull requests. */
  openItems(repo: string): Promise<Known<readonly number[]>>
  /** The newest that were published; undefined where the policy asks nothing of releases. */
  releases(repo: string): Promise<Known<readonly Release[]> | undefined>
  /** Tags that were made, as GitHub's feed of the repository has them; undefined where the policy asks nothing of releases. */
  tags(repo: string): Promise<Known<readonly Release[]> | undefined>
  /** Whether a sweep may cost something now, and if not, when. */
  maySpend(repo: string): Promise<{ ok: true } | { ok: false; until: Instant }>
  shelf: {
    cached(key: string): Promise<{ value: unknown; at: Instant } | undefined>
    remember(key: string, value: unknown, at: Instant): Promise<void>
    /** Up to when what happened to each of these was told; those of which nothing is held are left out. */
    heardOf(subjects: readonly SubjectKey[]): Promise<ReadonlyMap<SubjectKey, Instant | undefined>>
    receive(deliveries: readonly Delivery[]): Promise<unknown>
    row(subject: SubjectKey): Promise<Pick<SubjectRow, 'releases'> | undefined>
    wake(subjects: readonly SubjectKey[], priority?: 'sweep'): Promise<void>
  }
  log: WorkerLog
}

const Kept = z.object({
  since: z.number(),
  next: z.number(),
  /** Up to when releases were looked at. */
  released: z.number().optional(),
})

/** Where it is kept how far a repository was swept; nothing before all that is open there was listed. */
export function sweepKey(repo: string): string {
  return `sweep:${repo}`
}

/** From where to go on, and when. */
type Swept = z.infer<typeof Kept>

/**
 * Looks at a repository's issues and pull requests as a whole: at all that are open when its first policy comes (D17), from
 * then on at what has changed without a webhook that said so. Goes on from where it ended, after an outage of any length.
 */
export function createSweeps(options: SweepsOptions): (repo: string) => Promise<Instant> {
  const { log, shelf } = options
  return async (repo) => {
    const now = options.now()
    const key = sweepKey(repo)
    const kept = Kept.safeParse((await shelf.cached(key))?.value).data
    if (kept && now < kept.next) return kept.next
    const budget = await options.maySpend(repo)
    if (!budget.ok) return budget.until
    const swept = await (kept ? sweepChanged(options, repo, kept) : sweepOpen(options, repo))
    if (!swept.ok) {
      log.warn({ repo, why: swept.why }, 'Issues and pull requests could not be listed; it is tried again')
      return now + soonMilliseconds
    }
    await shelf.remember(key, swept.value, now)
    return swept.value.next
  }
}

async function sweepOpen({ openItems, now, shelf }: SweepsOptions, repo: string): Promise<Known<Swept>> {
  const since = wholeSecond(now())
  const open = await openItems(repo)
  if (!open.ok) return open
  await shelf.wake(
    open.value.map((number) => itemKey(repo, number)),
    'sweep',
  )
  return known({ since, next: since + everyMilliseconds, released: since })
}

async function sweepChanged(
  options: SweepsOptions,
  repo: string,
  { released, since }: Swept,
): Promise<Known<Swept>> {
  const now = options.now()
  const changed = await options.changedItems(repo, since)
  if (!changed.ok) return changed
  const settled = changed.value.items.filter(({ updatedAt }) => updatedAt <= now - onTheWayMilliseconds)
  const found = await untold(options, repo, settled)
  if (found.length > 0) options.log.info({ repo, missed: found.length }, 'What no webhook told is read anew')
  await options.shelf.receive(found)
  const lookedAt = await sweepReleases(options, repo, released ?? since)
  return known({
    released: lookedAt,
    since: settled.at(-1)?.updatedAt ?? since,
    next: now + (changed.value.isWhole ? everyMilliseconds : soonMilliseconds),
  })
}

/**
 * What was published or tagged since the last look and no webhook told. Gives up to when releases are known now: where they could
 * not be listed, no further than before. Of more than three tags that are pushed at once GitHub tells nowhere.
 */
async function sweepReleases(options: SweepsOptions, repo: string, since: Instant): Promise<Instant> {
  const { app, log, shelf } = options
  const until = options.now() - onTheWayMilliseconds
  const [releases, tags] = await Promise.all([options.releases(repo), options.tags(repo)])
  const held = (await shelf.row(repo))?.releases ?? []
  const found = [
    ...listedIn(releases).filter((one) => one.at > since && !isTold(held, one)),
    ...listedIn(tags).filter((one) => one.at > since - lateMilliseconds && !isTold(held, one)),
  ].filter(({ at }) => at <= until)
  if (found.length > 0)
    log.info({ repo, missed: found.length }, 'Releases that no webhook told are looked at')
  await shelf.receive(found.map((release) => releaseMissed(app, repo, release)))
  const unread = [releases, tags].find((listed) => listed?.ok === false)
  if (!unread || unread.ok) return until
  log.warn({ repo, why: unread.why }, 'Releases could not be listed; they are looked for again')
  return since
}

function listedIn(listed: Known<readonly Release[]> | undefined): readonly Release[] {
  return listed?.ok ? listed.value : []
}

function isTold(held: readonly Release[], { as, at, tag }: Release): boolean {
  return held.some(
    (other) =>
      other.tag === tag &&
      (as === 'release' ? other.as === 'release' && other.at >= at : other.at >= at - sameMilliseconds),
  )
}

/** Those whose last change nobody told; of what is closed and was never seen nothing is asked. */
async function untold(
  { app, shelf }: SweepsOptions,
  repo: string,
  items: readonly ChangedItem[],
): Promise<Delivery[]> {
  const heard = await shelf.heardOf(items.map(({ number }) => itemKey(repo, number)))
  return items.flatMap(({ number, updatedAt, isOpen }) => {
    const subject = itemKey(repo, number)
    const isTold = heard.has(subject) ? (heard.get(subject) ?? 0) >= updatedAt : !isOpen
    return isTold ? [] : [missed(app, subject, updatedAt)]
  })
}
