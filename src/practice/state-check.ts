import type { Time } from './state.ts'

export interface CheckRun {
  id: number
  suite: number
  app: number
  name: string
  head_sha: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  details_url: string | null
  external_id: string
  started_at: Time
  completed_at: Time | null
  output: { title: string | null; summary: string | null; text: string | null; annotations: unknown[] }
}

export interface CheckSuite {
  id: number
  app: number
  head_sha: string
  head_branch: string | null
  created_at: Time
}

export interface Status {
  id: number
  sha: string
  context: string
  state: 'error' | 'failure' | 'pending' | 'success'
  description: string | null
  target_url: string | null
  creator: string
  created_at: Time
}

export interface MergeGroup {
  id: number
  pulls: number[]
  base: string
  base_sha: string
  head_sha: string
  head_ref: string
  /** `waiting` until its checks are done. */
  state: 'waiting' | 'merged' | 'invalidated' | 'dequeued'
}
