import { z } from 'zod'
import type { Instant } from '../../core/instant.ts'
import type { Item } from '../../core/item.ts'
import { commitKey, itemKey, parseSubject } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import type { ToldWorld } from './world-news.ts'

interface Commits {
  repo: string
  commit: string
  other: string
}

/**
 * Whether a commit is another one or comes after it, as far as the file and the lines tell: what a commit ships, which
 * commits a pull request has, what was merged into one branch before what, and what was pushed on what.
 */
export function containsCommit(held: ToldWorld, rows: Iterable<SubjectRow>, key: string): Known<boolean> {
  const [, repo, commit, other] = /^([^@]+)@(.+)\.\.\.(.+)$/.exec(key) ?? []
  const notTold = unknown(`whether ${key.replace('...', ' contains ')} is not in the world`)
  if (!repo || !commit || !other) return notTold
  const asked = { repo, commit, other }
  const pulls = [...rows].flatMap(({ item }) => (item?.pull && item.repo === repo ? [item] : []))
  if (commit === other || isListed(held, asked, pulls) || isPushed(held, asked)) return known(true)
  return isMergedBefore(asked, pulls) ?? (held.world.ships[commitKey(repo, commit)] ? known(false) : notTold)
}

/** `ships` and `commits` of that commit, and `commits` of the pull request that became it. */
function isListed({ world }: ToldWorld, { repo, commit, other }: Commits, pulls: readonly Item[]): boolean {
  const keys = [
    commitKey(repo, commit),
    ...pulls.filter(isOf(commit)).map((item) => itemKey(repo, item.number)),
  ]
  if (keys.some((key) => world.commits[key]?.includes(other))) return true
  const shipped = new Set(keys.flatMap((key) => shippedKeys(world.ships[key], repo)))
  return (
    shipped.has(commitKey(repo, other)) ||
    pulls.some((item) => isOf(other)(item) && shipped.has(itemKey(repo, item.number)))
  )
}

function isOf(commit: string): (item: Item) => boolean {
  return ({ pull }) => pull !== undefined && (pull.mergeSha ?? pull.sha) === commit
}

/** What `ships` lists may be keys, numbers of pull requests, or commits. */
export function shippedKeys(listed: readonly (string | number)[] | undefined, repo: string): string[] {
  return (listed ?? []).map((each) => {
    if (typeof each === 'number') return itemKey(repo, each)
    if (each.startsWith('#')) return `${repo}${each}`
    return parseSubject(each)?.kind === 'owner' ? commitKey(repo, each) : each
  })
}

/** Of two that were merged into one branch the later contains the earlier. */
function isMergedBefore({ commit, other }: Commits, pulls: readonly Item[]): Known<boolean> | undefined {
  const merged = pulls.filter(({ pull, closedAt }) => pull?.merged && closedAt !== undefined)
  const later = merged.find(isOf(commit))
  const earlier = merged.find(isOf(other))
  if (!later?.pull || !earlier?.pull || later.pull.base !== earlier.pull.base) return undefined
  return known((later.closedAt ?? 0) >= (earlier.closedAt ?? 0))
}

function isPushed({ told }: ToldWorld, { repo, commit, other }: Commits): boolean {
  const reached = new Set([commitKey(repo, commit)])
  for (const each of reached) for (const before of told.pushes.get(each) ?? []) reached.add(before)
  return reached.has(commitKey(repo, other))
}

const Push = z.looseObject({
  ref: z.string().nullish(),
  before: z.string().nullish(),
  after: z.string(),
  forced: z.boolean().nullish(),
  commits: z.array(z.looseObject({ id: z.string() })).nullish(),
  repository: z.looseObject({ full_name: z.string() }),
})

/** Commits were pushed on others; a forced push leaves those before it behind. */
export function hearPush(held: ToldWorld, payload: unknown, at: Instant): void {
  const read = Push.safeParse(payload)
  if (!read.success) return
  const { ref, before, after, forced, commits, repository } = read.data
  const tag = /^refs\/tags\/(.+)$/.exec(ref ?? '')?.[1]
  if (tag !== undefined) {
    tagged(held, commitKey(repository.full_name, tag), { at, target: after })
    return
  }
  const { told } = held
  const pushed = [...(before && !forced ? [before] : []), ...(commits ?? []).map(({ id }) => id)]
  const key = commitKey(repository.full_name, after)
  const others = pushed.map((sha) => commitKey(repository.full_name, sha))
  told.pushes.set(key, [...new Set([...(told.pushes.get(key) ?? []), ...others])])
}

const Release = z.looseObject({
  release: z.looseObject({ tag_name: z.string(), target_commitish: z.string().nullish() }),
  repository: z.looseObject({ full_name: z.string() }),
})

/** A release names the commit of its tag, or the branch from whose end the tag was made. */
export function hearRelease(held: ToldWorld, payload: unknown, at: Instant): void {
  const read = Release.safeParse(payload)
  if (!read.success) return
  const { release, repository } = read.data
  const target = release.target_commitish ?? undefined
  tagged(held, commitKey(repository.full_name, release.tag_name), { at, target })
}

const Created = z.looseObject({
  ref: z.string(),
  ref_type: z.literal('tag'),
  master_branch: z.string().nullish(),
  repository: z.looseObject({ full_name: z.string() }),
})

/** A tag was made; of which commit only its push says. */
export function hearTag(held: ToldWorld, payload: unknown, at: Instant): void {
  const read = Created.safeParse(payload)
  if (!read.success) return
  const { master_branch: branch, ref: tag, repository } = read.data
  tagged(held, commitKey(repository.full_name, tag), { at, target: branch ?? undefined })
}

/** A commit says more than a branch, and a branch more than nothing. */
function tagged(
  { told }: ToldWorld,
  key: string,
  { at, target }: { at: Instant; target: string | undefined },
): void {
  const known = { at, ...told.tags.get(key) }
  const made = target === undefined ? {} : isSha(target) ? { sha: target } : { branch: target }
  told.tags.set(key, known.sha === undefined ? { ...known, ...made } : known)
}

function isSha(text: string): boolean {
  return /^[0-9a-f]{40}$/i.test(text)
}
