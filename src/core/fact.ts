import type { Placement } from './boards.ts'
import type { Iteration } from './calendar.ts'
import type { Census } from './counting.ts'
import type { Memory } from './decision.ts'
import type { Entry } from './history.ts'
import type { Instant } from './instant.ts'
import type { Item, Login } from './item.ts'
import type { EnvironmentLock } from './lock.ts'
import type { Override } from './override.ts'
import type { Run } from './run.ts'
import type { Known } from './truth.ts'

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

/** From those that fewest can see. */
export const visibilities = ['private', 'internal', 'public'] as const

export type Visibility = (typeof visibilities)[number]

export interface Review {
  id: number
  author: Login
  state: 'approved' | 'changes_requested' | 'commented' | 'dismissed'
  sha: string
  at: Instant
  association?: string
}

export interface Comment {
  id: number
  author: Login
  body: string
  at: Instant
  edited: boolean
  association?: string
}

export interface Commit {
  sha: string
  parents: readonly string[]
}

/** A check run or commit status, the newest of its name. */
export interface CheckState {
  name: string
  /** `skipped`: skipped or neutral. Nothing bad, but nobody looked: `status:` passes it over, what asks for a success does not. */
  state: 'success' | 'failure' | 'pending' | 'skipped'
  /** Reeve's own are left out by `status:` and `check:` (D12). */
  own: boolean
}

export interface Deployment {
  environment: string
  sha: string
  /** `waiting`: at a gate, and not begun. */
  state: 'success' | 'failure' | 'pending' | 'inactive' | 'waiting'
  /** Of its newest state. */
  at: Instant
  by?: Login
  /** GitHub's number. */
  id?: number
  /** When it was made. */
  begun?: Instant
  /** All its states, oldest first, where they are known. */
  states?: readonly { state: Deployment['state']; at: Instant }[]
}

/** What a deployment brings: pull requests, and commits that came without one. */
export interface Shipping {
  /** By their keys, in the order in which they came. */
  pulls: readonly string[]
  /** Commits that belong to no pull request. */
  bare: readonly string[]
}

/** How many pull requests of a deployment are told of by name: nobody reads more in a report, and each costs two questions. */
export const mostShippedNamed = 30

/** What GitHub says of a workflow run. */
export interface RunState {
  /** Who began it, or began it again. */
  actor?: Login
  /** It is over: nothing in it waits any more. */
  ended: boolean
  /** When it began, or began again. */
  startedAt?: Instant
}

interface ItemSeen {
  item: Item
  history: readonly Entry[]
}

/**
 * What can be read beyond the subject itself, and what it is read by. The key of each is a dependency (D14):
 * `team:acme/qa`, `issue:acme/app#7`, `checks:acme/app@<sha>`.
 */
export interface FactTypes {
  /** `acme/qa` → its members */
  team: readonly Login[]
  /** `acme/qa/ann` → whether she is in it; asked only where the whole team could not be read */
  member: boolean
  /** `acme/app/dana` → what she may do there */
  permission: Permission
  /** `acme/app#12` → the item and its whole history; `lawful` where some of it was not allowed there, or is not known to be (D4) */
  issue: ItemSeen & { lawful?: ItemSeen & { unsure: readonly string[] } }
  /** `acme/app#12` → paths changed by this pull request */
  files: readonly string[]
  commits: readonly Commit[]
  /** `acme/app#12` → keys of the issues this pull request closes */
  closing: readonly string[]
  /** `acme/app#7` → keys of the pull requests that close this issue */
  closers: readonly string[]
  reviews: readonly Review[]
  comments: readonly Comment[]
  /** `acme/app@<sha>` → its check runs and statuses */
  checks: readonly CheckState[]
  /** `acme/app@<sha>` → whether those are all there are; asked only where one is looked for and not among them */
  'checks-whole': boolean
  /** `acme/app@<sha>` → numbers of the open pull requests with that head, or of the merge group's members */
  members: readonly number[]
  /** `acme/app/testnet` → its deployments, newest first */
  env: readonly Deployment[]
  /** `acme/app/testnet@<sha>` → deployments of that very commit there, however long ago, newest first */
  'env-commit': readonly Deployment[]
  /** `acme/app@<base>...<sha>` → what comes with the commits after the base; `acme/app@<sha>` → with that commit alone */
  shipping: Shipping
  /** `acme/app/42` → the workflow run of that number */
  run: RunState
  /** `acme/app/testnet` → deployments that were asked for there and have not ended */
  queue: readonly Run[]
  /** `acme/app` → the same in all its environments */
  runs: readonly Run[]
  /** `acme/app/testnet/420` → whether a gate was asked about this deployment there, be it over or not */
  asked: boolean
  /** `acme/app/42` → reviews of its deployments, given on GitHub's own page for each environment */
  'gate-reviews': readonly { environment: string; by: Login; approved: boolean }[]
  /** `acme/app` → what was said there about keeping environments locked */
  locks: readonly EnvironmentLock[]
  /** `acme/app#7`, `acme/app` → what is remembered of another item, or of the repository as a whole */
  remembered: readonly Memory[]
  /** `acme/app@<sha>...<other>` → whether the first commit is the other, or comes after it */
  contains: boolean
  /** `acme/app#7` → what an issue ships: the pull requests that close it, its sub-issues, commits by their keys */
  ships: readonly string[]
  /** `acme/app@main:docs/a.md` → its text; null where there is no such file. `HEAD` is the default branch */
  contents: string | null
  /** `acme/app@main` → the paths of all its files */
  tree: readonly string[]
  /** `acme/app@HEAD:docs/a.md` → the commits that changed it, newest first, as far back as is looked; none where nobody can tell */
  versions: readonly { sha: string; at?: Instant }[]
  /** `acme/app@<sha>` → when the pull request that brought it was merged; null where none did */
  'merged-at': Instant | null
  /** `acme/app@main...<sha>` → the commit at which the second left the first; null where nobody can tell */
  'merge-base': string | null
  /** `acme/app` → the texts of its templates for issues and pull requests, on the default branch */
  templates: readonly string[]
  /** `dana` → whether GitHub knows somebody of that name */
  user: boolean
  /** `dana` → whether somebody of that name is there to read a mention: not renamed, deleted or suspended */
  reachable: boolean
  /** `acme/app` → who can see it */
  visibility: Visibility
  /** `acme/app#7` → the issues that Reeve opened for it, by the key of the act, and whether it may be closed as they are */
  opened: readonly { key: string; child: string; follows: boolean }[]
  /** `acme/app` → the labels that exist there */
  labels: readonly string[]
  /** `acme/app` → the same with colour (six hex digits) and description */
  'label-definitions': readonly { name: string; color: string; description: string }[]
  /** `acme/app#7` → keys of its sub-issues */
  'sub-issues': readonly string[]
  /** `acme/app#7` → the key of its parent; null where it has none */
  parent: string | null
  /** `acme/app/<rule>` → whom this rule gave work there, and when last */
  turns: Readonly<Record<Login, Instant>>
  /** `acme/app` → how many open issues there each person is assigned to, of those that Reeve knows; nobody else has any */
  loads: Readonly<Record<Login, number>>
  /** `acme/app/ann` → whether GitHub lets her be assigned there */
  assignable: boolean
  /** `acme/app` → overrides that last there now */
  overrides: readonly Override[]
  /** `acme/app#7` → the boards it is on, and what their fields say of it */
  fields: readonly Placement[]
  /** `acme/205 Sprint` → the iterations of this field of the board, in whatever order */
  iterations: readonly Iteration[]
  /** `acme/app/ship/is:open label:P0` → which of the repository's issues and pull requests that question of a rule counts */
  count: Census
  /** the same key → read while not all that is open has answered the question: it changes once all has, and only then */
  'count-unread': true
}

export type FactName = keyof FactTypes

/** One fact, by name and key. */
export interface FactRef<N extends FactName = FactName> {
  name: N
  key: string
}

/** Reads facts that were loaded before the evaluation. One that was not is `unknown`, and is noted as missing. */
export interface FactReader {
  read<N extends FactName>(name: N, key: string): Known<FactTypes[N]>
}

export function factKey(ref: FactRef): string {
  return `${ref.name}:${ref.key}`
}
