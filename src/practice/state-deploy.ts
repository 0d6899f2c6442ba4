import type { Time } from './state.ts'

export type DeploymentStateName =
  | 'waiting'
  | 'queued'
  | 'pending'
  | 'in_progress'
  | 'success'
  | 'failure'
  | 'error'
  | 'inactive'

export interface Deployment {
  id: number
  sha: string
  ref: string
  environment: string
  creator: string
  created_at: Time
  /** The workflow run that made it; null where somebody made it through the API. */
  run: number | null
  /** Oldest first. */
  statuses: { id: number; state: DeploymentStateName; creator: string; created_at: Time }[]
}

/** Where a run waits for an App before it goes on. */
export interface Gate {
  environment: string
  deployment: number
  state: 'waiting' | 'approved' | 'rejected'
  /** What was said while it waited: GitHub takes ten. */
  reports: string[]
  /** What was said with the answer. */
  comment: string | null
}

export interface WorkflowRun {
  id: number
  head_sha: string
  head_branch: string
  status: 'waiting' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | null
  actor: string
  /** Who began it, or began it again. */
  triggering_actor: string
  attempt: number
  created_at: Time
  updated_at: Time
  gates: Gate[]
  /** Reviews of its deployments, given by people on GitHub's own page. */
  reviews: { environment: string; user: string; state: 'approved' | 'rejected'; comment: string }[]
}
