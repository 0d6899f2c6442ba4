import { createHash } from 'node:crypto'
import type { Commit, Item, Repo } from './state.ts'
import { nextSha, timeNow, type World } from './world.ts'

/** Texts by path; null removes the file. */
export type Files = Record<string, string | null>

export interface FileChange {
  filename: string
  sha: string
  status: 'added' | 'modified' | 'removed' | 'renamed'
  previous_filename?: string
  additions: number
  deletions: number
  changes: number
  patch: string
}

export function blobSha(text: string): string {
  return createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex')
}

/** The commit that a branch, a tag or a SHA names. */
export function resolve(repo: Repo, ref: string): Commit | undefined {
  const name = ref.replace(/^refs\//, '').replace(/^(heads|tags)\//, '')
  const pull = /^(?:refs\/)?pull\/(\d+)\/head$/.exec(ref)
  if (ref === 'HEAD') return resolve(repo, repo.default_branch)
  const sha = pull ? repo.items[Number(pull[1])]?.pull?.sha : (repo.branches[name] ?? repo.tags[name])
  return repo.commits[sha ?? ref]
}

export function addCommit(
  world: World,
  repo: Repo,
  commit: { parents: string[]; files: Files; author: string; message: string; sha?: string | undefined },
): Commit {
  const tree = { ...repo.commits[commit.parents[0] ?? '']?.tree }
  for (const [path, text] of Object.entries(commit.files)) {
    if (text === null) delete tree[path]
    else tree[path] = text
  }
  const made: Commit = {
    sha: commit.sha ?? nextSha(world),
    message: commit.message,
    author: commit.author,
    date: timeNow(world),
    parents: commit.parents,
    tree,
  }
  repo.commits[made.sha] = made
  return made
}

/** A commit and all before it, nearest first. */
export function ancestors(repo: Repo, sha: string): string[] {
  const seen = new Set<string>([sha])
  for (const each of seen) for (const parent of repo.commits[each]?.parents ?? []) seen.add(parent)
  return [...seen]
}

export function mergeBase(repo: Repo, base: string, head: string): string | undefined {
  const ofBase = new Set(ancestors(repo, base))
  return ancestors(repo, head).find((each) => ofBase.has(each))
}

/** Commits that head has and base has not, oldest first. */
export function commitsBetween(repo: Repo, base: string, head: string): Commit[] {
  const ofBase = new Set(ancestors(repo, base))
  return ancestors(repo, head)
    .filter((each) => !ofBase.has(each))
    .toReversed()
    .flatMap((each) => repo.commits[each] ?? [])
}

export function diff(before: Record<string, string>, after: Record<string, string>): FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  const moved = movedIn(before, after)
  const left = new Set(moved.values())
  return paths.flatMap((path) => {
    const old = before[path]
    const text = after[path]
    if (old === text || left.has(path)) return []
    const from = moved.get(path)
    if (from === undefined) return [change(path, old, text)]
    return [{ ...change(path, text, text), status: 'renamed', previous_filename: from }]
  })
}

/** What is at another path now, unchanged: there, and where it was. */
function movedIn(before: Record<string, string>, after: Record<string, string>): Map<string, string> {
  const gone = new Map(
    Object.entries(before).flatMap(([path, text]) => (path in after || text === '' ? [] : [[text, path]])),
  )
  const moved = new Map<string, string>()
  if (gone.size === 0) return moved
  for (const [path, text] of Object.entries(after)) {
    const from = path in before ? undefined : gone.get(text)
    if (from === undefined) continue
    moved.set(path, from)
    gone.delete(text)
  }
  return moved
}

function change(filename: string, old: string | undefined, text: string | undefined): FileChange {
  const gone = linesOf(old)
  const come = linesOf(text)
  const kept = new Set(gone.filter((each) => come.includes(each)))
  const minus = gone.filter((each) => !kept.has(each))
  const plus = come.filter((each) => !kept.has(each))
  const status = old === undefined ? 'added' : text === undefined ? 'removed' : 'modified'
  const head = `@@ -${gone.length ? 1 : 0},${gone.length} +${come.length ? 1 : 0},${come.length} @@`
  const patch = [head, ...minus.map((each) => `-${each}`), ...plus.map((each) => `+${each}`)].join('\n')
  const counts = { additions: plus.length, deletions: minus.length, changes: plus.length + minus.length }
  return { filename, sha: blobSha(text ?? ''), status, ...counts, patch }
}

function linesOf(text: string | undefined): string[] {
  return text ? text.replace(/\n$/, '').split('\n') : []
}

export interface PullDiff {
  files: FileChange[]
  commits: Commit[]
}

/** Commits never change, so what lies between two of them is found once. */
const diffs = new WeakMap<Repo, Map<string, PullDiff>>()

/** What a pull request changes, measured from where it left its base. */
export function pullDiff(repo: Repo, item: Item): PullDiff {
  const pull = item.pull
  if (!pull) return { files: [], commits: [] }
  const base = pullBase(repo, item)
  const known = diffs.get(repo) ?? new Map<string, PullDiff>()
  diffs.set(repo, known)
  const key = `${base}..${pull.sha}`
  const made = known.get(key) ?? diffOf(repo, base, pull.sha)
  known.set(key, made)
  return made
}

function diffOf(repo: Repo, base: string, head: string): PullDiff {
  const start = mergeBase(repo, base, head)
  const before = repo.commits[start ?? '']?.tree ?? {}
  return { files: diff(before, repo.commits[head]?.tree ?? {}), commits: commitsBetween(repo, base, head) }
}

/** The tip of the base branch, or what it was when the pull request was merged. */
export function pullBase(repo: Repo, item: Item): string {
  const merge = item.pull?.merge_commit_sha
  if (item.pull?.merged_at && merge) return repo.commits[merge]?.parents[0] ?? ''
  return repo.branches[item.pull?.base ?? ''] ?? ''
}

export function isAncestor(repo: Repo, ancestor: string, sha: string): boolean {
  return ancestors(repo, sha).includes(ancestor)
}
