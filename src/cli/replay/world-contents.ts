import { z } from 'zod'
import type { FactTypes } from '../../core/fact.ts'
import type { Instant } from '../../core/instant.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import type { ToldWorld } from './world-news.ts'

/** Where each branch stood, as far as lines told: newest first. */
export type Versions = Map<string, { sha: string; at?: Instant }[]>

const Push = z.looseObject({
  ref: z.string(),
  after: z.string(),
  repository: z.looseObject({ full_name: z.string(), default_branch: z.string().nullish() }),
})

const Merged = z.looseObject({
  action: z.literal('closed'),
  pull_request: z.looseObject({
    merged: z.literal(true),
    merge_commit_sha: z.string().nullish(),
    head: z.looseObject({ sha: z.string() }),
    base: z.looseObject({ ref: z.string() }),
  }),
  repository: z.looseObject({ full_name: z.string() }),
})

/**
 * A branch has moved: where the file lists what its new commit has, that is what the branch has from now on, and what it had
 * is that of the commit before. Which facts have changed by it.
 */
export function moveContents(
  held: ToldWorld,
  line: { event: string; payload: unknown; at: Instant },
): string[] {
  if (line.event === 'push') return movedByPush(held, line)
  return line.event === 'pull_request' ? movedByMerge(held, line) : []
}

function movedByPush(held: ToldWorld, { payload, at }: { payload: unknown; at: Instant }): string[] {
  const read = Push.safeParse(payload)
  const branch = read.success ? /^refs\/heads\/(.+)$/.exec(read.data.ref)?.[1] : undefined
  if (!read.success || branch === undefined) return []
  const { repository, after } = read.data
  const repo = repository.full_name
  if (repository.default_branch) held.told.defaultBranch.set(repo, repository.default_branch)
  return move(held, { repo, branch, sha: after, at })
}

/** GitHub pushes what it merges, but a file of lines need not have that push. */
function movedByMerge(held: ToldWorld, { payload, at }: { payload: unknown; at: Instant }): string[] {
  const read = Merged.safeParse(payload)
  if (!read.success) return []
  const { pull_request: pull, repository } = read.data
  const to = { repo: repository.full_name, branch: pull.base.ref, at }
  const merged = pull.merge_commit_sha ? move(held, { ...to, sha: pull.merge_commit_sha }) : []
  return merged.length > 0 ? merged : move(held, { ...to, sha: pull.head.sha })
}

interface Move {
  repo: string
  branch: string
  sha: string
  at: Instant
}

function move({ world: { contents }, told }: ToldWorld, { repo, branch, sha, at }: Move): string[] {
  const from = `${repo}@${sha}:`
  const paths = Object.keys(contents).flatMap((key) => (key.startsWith(from) ? [key.slice(from.length)] : []))
  if (paths.length === 0) return []
  const key = `${repo}@${branch}`
  const before = told.versions.get(key) ?? [{ sha: `${branch}~0` }]
  if (before[0]?.sha === sha) return []
  for (const path of paths) {
    const now = `${key}:${path}`
    // What the file says of a branch is what it had before the first line.
    if (before.length === 1 && now in contents)
      contents[`${repo}@${branch}~0:${path}`] = contents[now] ?? null
    contents[now] = contents[from + path] ?? null
  }
  told.versions.set(key, [{ sha, at }, ...before])
  const refs = branch === defaultBranchOf(told, repo) ? [branch, 'HEAD'] : [branch]
  return refs.flatMap((ref) => paths.map((path) => `contents:${repo}@${ref}:${path}`))
}

function defaultBranchOf(told: ToldWorld['told'], repo: string): string {
  return told.defaultBranch.get(repo) ?? 'main'
}

/** A file as the world has it, by branch, by commit, or by the branch that a pull request's head is. */
export function contentsAt(
  held: ToldWorld,
  rows: Iterable<SubjectRow>,
  key: string,
): Known<FactTypes['contents']> {
  const { contents } = held.world
  if (key in contents) return known(contents[key] ?? null)
  const { repo, ref, path } = placeIn(key)
  const others = ref === 'HEAD' ? [defaultBranchOf(held.told, repo)] : branchesWithHead(rows, repo, ref)
  const found = others.map((branch) => `${repo}@${branch}:${path}`).find((other) => other in contents)
  return found === undefined ? unknown(`${key} is not in the world`) : known(contents[found] ?? null)
}

function branchesWithHead(rows: Iterable<SubjectRow>, repo: string, sha: string): string[] {
  return [...rows].flatMap(({ item }) =>
    item?.repo === repo && item.pull?.sha === sha && item.pull.head !== '' ? [item.pull.head] : [],
  )
}

function placeIn(key: string): { repo: string; ref: string; path: string } {
  const [, repo = '', ref = '', path = ''] = /^([^@]+)@([^:]+):(.+)$/.exec(key) ?? []
  return { repo, ref, path }
}

/** The files that are listed of a branch or commit; unknown where none is. */
export function treeAt({ world, told }: ToldWorld, key: string): Known<FactTypes['tree']> {
  const place = key.endsWith('@HEAD') ? key.replace(/HEAD$/, defaultBranchOf(told, key.slice(0, -5))) : key
  const there = Object.entries(world.contents).filter(([each]) => each.startsWith(`${place}:`))
  if (there.length === 0) return unknown(`the files of ${key} are not in the world`)
  return known(there.flatMap(([each, text]) => (text === null ? [] : [each.slice(place.length + 1)])))
}

/** The commits of which a file is listed, as lines told that the branch came to them. */
export function versionsOf({ world, told }: ToldWorld, key: string): Known<FactTypes['versions']> {
  const { repo, ref, path } = placeIn(key)
  const branch = ref === 'HEAD' ? defaultBranchOf(told, repo) : ref
  const all = told.versions.get(`${repo}@${branch}`) ?? []
  return known(all.filter(({ sha }) => `${repo}@${sha}:${path}` in world.contents))
}
