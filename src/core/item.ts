import type { Instant } from './instant.ts'
import { oncePer } from './once-per.ts'

/** A login as GitHub writes it: `ann`, and `dependabot[bot]` for an app. */
export type Login = string

export type StateReason = 'completed' | 'not_planned' | 'reopened' | 'duplicate'

export interface Milestone {
  title: string
  /** The local date it is due on, `2026-12-01`; absent when it has none. */
  dueOn?: string
}

/** What only a pull request has. */
export interface PullState {
  base: string
  head: string
  /** The newest commit of its head. */
  sha: string
  /** `owner/name` of the head's repository; absent when it is gone. Nothing is ever read from there (D17). */
  headRepo?: string
  draft: boolean
  merged: boolean
  /** The commit it became when it was merged. */
  mergeSha?: string
  autoMerge?: boolean
}

/** An issue or a pull request as it is now: what GitHub answers without a further call. */
export interface Item {
  repo: string
  number: number
  nodeId?: string
  title: string
  body: string
  author?: Login
  createdAt: Instant
  closedAt?: Instant
  state: 'open' | 'closed'
  stateReason?: StateReason
  labels: readonly string[]
  assignees: readonly Login[]
  milestone?: Milestone
  /** GitHub's issue type, such as `Bug`. */
  type?: string
  locked: boolean
  url: string
  /** Present on pull requests only. */
  pull?: PullState
}

/**
 * A repository where texts and acts speak of an item: what is done about it as a whole has no issue or pull request of its
 * own. Its number is none that GitHub gives.
 */
export function repoAsItem(repo: string): Item {
  return {
    repo,
    number: 0,
    title: repo,
    body: '',
    createdAt: 0,
    state: 'open',
    labels: [],
    assignees: [],
    locked: false,
    url: `https://github.com/${repo}`,
  }
}

export function isBot(login: Login): boolean {
  return login.endsWith('[bot]')
}

/** Logins and label names are the same whatever their case, on GitHub and so here. */
export function sameName(a: string, b: string): boolean {
  // Asked very often: most names differ in their length or their last letter already.
  if (a === b) return true
  return a.length === b.length && mayEndAlike(a, b) && a.toLowerCase() === b.toLowerCase()
}

/** False only where the last letters tell names apart whatever their case; beyond ASCII that is not tried. */
function mayEndAlike(a: string, b: string): boolean {
  const last = a.charCodeAt(a.length - 1)
  const other = b.charCodeAt(b.length - 1)
  return (last | 32) === (other | 32) || last > 127 || other > 127
}

/** Names in the form in which they are compared, for looking up many of them in the same few. */
export const foldedNames = oncePer(
  (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase())),
)

export function includesName(names: readonly string[], name: string): boolean {
  for (const other of names) if (sameName(other, name)) return true
  return false
}

export function withoutName(names: readonly string[], name: string): string[] {
  return names.filter((other) => !sameName(other, name))
}
