import type { Instant } from '../core/instant.ts'
import type { Database, Log } from './database.ts'
import type { Jobs } from './jobs.ts'

/** What every part of the store works with. */
export interface Context {
  database: Database
  clock: { now(): Instant }
  log: Log
  jobs: Jobs
  /** Tells this process that there is something to look at, or to send. Other processes find out by asking. */
  announce(work: Work): void
}

export type Work = 'due' | 'effects'

/** Who goes first among those that are due; lower is sooner. */
export const priorities = { gate: 0, event: 1, timer: 2, sweep: 3 } as const
export type Priority = keyof typeof priorities
