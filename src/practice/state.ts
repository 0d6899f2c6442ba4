import type { App, Installation, Token } from './state-app.ts'
import type { Project } from './state-board.ts'
import type { CheckRun, CheckSuite, MergeGroup, Status } from './state-check.ts'
import type { Deployment, WorkflowRun } from './state-deploy.ts'
import type { Release } from './state-release.ts'

export type * from './state-app.ts'
export type * from './state-board.ts'
export type * from './state-check.ts'
export type * from './state-deploy.ts'

/**
 * All that the practice GitHub holds, as plain data. A story may read any of it, and set what no act sets.
 * Logins and names are kept as they were written and found without regard to case, as on GitHub.
 */
export interface State {
  /** People, bots and organisations, by lower-case login. */
  accounts: Record<string, Account>
  orgs: Record<string, Org>
  /** By lower-case full name. */
  repos: Record<string, Repo>
  /** Former full names, lower-case, to what they are called now. */
  moved: Record<string, string>
  apps: App[]
  installations: Installation[]
  /** Installation tokens by their text. */
  tokens: Record<string, Token>
  /** Personal tokens to logins: `ghp_ann` acts as ann. */
  people: Record<string, string>
  projects: Project[]
  /** Last number given out for an id. */
  lastId: number
  /** Last number used for a commit. */
  lastCommit: number
}

/** `2026-01-05T09:00:00Z`: GitHub knows whole seconds only. */
export type Time = string

export interface Account {
  id: number
  login: string
  type: 'User' | 'Bot' | 'Organization'
  /** Since when, as Enterprise Server shows it; `unseen`, as on github.com. */
  suspended?: Time | 'unseen'
}

export interface Org {
  login: string
  /** Logins to roles. */
  members: Record<string, 'admin' | 'member'>
  /** What every member may do in the org's repositories. */
  basePermission: Role | 'none'
  teams: Record<string, Team>
  issueTypes: string[]
}

export interface Team {
  id: number
  slug: string
  name: string
  members: string[]
  maintainers: string[]
  /** Slug of the team this one is part of. */
  parent: string | null
}

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

export interface Repo {
  id: number
  owner: string
  name: string
  private: boolean
  default_branch: string
  created_at: Time
  pushed_at: Time
  archived: boolean
  collaborators: Record<string, Role>
  /** Team slugs to what they may do here. */
  teams: Record<string, Role>
  labels: Label[]
  milestones: Milestone[]
  /** By number; issues and pull requests share their numbers. */
  items: Record<number, Item>
  /** Numbers of items that are no more: where they went, or null where they were deleted. */
  gone: Record<number, ItemRef | null>
  lastNumber: number
  /** How many items are open. */
  open: number
  branches: Record<string, string>
  tags: Record<string, string>
  /** Tags that were made, in order, as the repository's feed has them. */
  tagged: { id: number; tag: string; by: string; at: Time }[]
  commits: Record<string, Commit>
  checkRuns: CheckRun[]
  checkSuites: CheckSuite[]
  statuses: Status[]
  mergeGroups: MergeGroup[]
  deployments: Deployment[]
  /** In the order in which they were made. */
  releases: Release[]
  workflowRuns: WorkflowRun[]
  /** Checks that must be green before a merge. */
  requiredChecks: string[]
  /** Approving reviews needed before a merge. */
  requiredApprovals: number
  dispatches: { event_type: string; client_payload: unknown; at: Time; by: string }[]
}

export interface Label {
  id: number
  name: string
  color: string
  description: string | null
}

export interface Milestone {
  id: number
  number: number
  title: string
  description: string | null
  creator: string
  state: 'open' | 'closed'
  due_on: Time | null
  created_at: Time
  updated_at: Time
  closed_at: Time | null
}

export interface ItemRef {
  repo: string
  number: number
}

export type StateReason = 'completed' | 'not_planned' | 'reopened' | 'duplicate'

/** An issue, or a pull request where `pull` is set. */
export interface Item {
  id: number
  number: number
  title: string
  body: string | null
  author: string
  via: string | null
  state: 'open' | 'closed'
  state_reason: StateReason | null
  labels: number[]
  assignees: string[]
  milestone: number | null
  type: string | null
  locked: boolean
  pinned: boolean
  created_at: Time
  updated_at: Time
  closed_at: Time | null
  closed_by: string | null
  timeline: Entry[]
  comments: Comment[]
  reactions: Reaction[]
  parent: ItemRef | null
  subIssues: ItemRef[]
  pull: Pull | null
}

export interface Pull {
  id: number
  draft: boolean
  base: string
  head: string
  sha: string
  /** Owner of the fork the head lives in; null where it is a branch of the repository itself. */
  fork: string | null
  merged_at: Time | null
  merged_by: string | null
  merge_commit_sha: string | null
  reviewers: string[]
  /** Slugs. */
  reviewTeams: string[]
  reviews: Review[]
  /** Issues linked by hand in the sidebar. */
  linked: ItemRef[]
  auto_merge: { by: string; method: string } | null
}

export interface Review {
  id: number
  author: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  body: string
  sha: string
  submitted_at: Time
}

export interface Comment {
  id: number
  author: string
  via: string | null
  body: string
  created_at: Time
  updated_at: Time
  reactions: Reaction[]
}

export interface Reaction {
  id: number
  content: string
  user: string
  created_at: Time
}

/** One line of an item's timeline. */
export type Entry = { id: number; actor: string; via: string | null; created_at: Time } & EntryDetail

export type EntryDetail =
  | { event: 'labeled' | 'unlabeled'; label: { name: string; color: string } }
  | { event: 'assigned' | 'unassigned'; assignee: string }
  | { event: 'milestoned' | 'demilestoned'; milestone: string }
  | { event: 'closed'; state_reason: StateReason | null; commit: string | null }
  | {
      event: 'reopened' | 'locked' | 'unlocked' | 'pinned' | 'unpinned' | 'merged' | 'converted_to_discussion'
    }
  | { event: 'ready_for_review' | 'convert_to_draft' | 'head_ref_force_pushed' | 'head_ref_deleted' }
  | {
      event:
        | 'added_to_merge_queue'
        | 'removed_from_merge_queue'
        | 'auto_merge_enabled'
        | 'auto_merge_disabled'
    }
  | { event: 'mentioned' | 'subscribed'; user: string }
  | { event: 'renamed'; from: string; to: string }
  | { event: 'base_ref_changed'; from: string; to: string }
  | { event: 'commented'; comment: number }
  | { event: 'reviewed'; review: number }
  | { event: 'committed'; sha: string }
  | { event: 'cross-referenced' | 'connected' | 'disconnected'; source: ItemRef }
  | { event: 'review_requested' | 'review_request_removed'; reviewer: string | null; team: string | null }
  | { event: 'review_dismissed'; review: number; message: string }
  | { event: 'sub_issue_added' | 'sub_issue_removed'; child: ItemRef }
  | { event: 'parent_issue_added' | 'parent_issue_removed'; parent: ItemRef }
  | { event: 'transferred'; from: ItemRef }

export interface Commit {
  sha: string
  message: string
  author: string
  date: Time
  parents: string[]
  /** The whole tree: paths to texts. */
  tree: Record<string, string>
}

export function emptyState(): State {
  return {
    accounts: {},
    orgs: {},
    repos: {},
    moved: {},
    apps: [],
    installations: [],
    tokens: {},
    people: {},
    projects: [],
    lastId: 1000,
    lastCommit: 0,
  }
}
