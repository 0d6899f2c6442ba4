import type { z } from 'zod'
import type { Query } from '../../core/query.ts'
import * as keys from '../keys.ts'

/** What stops a clock: one of three words, or a query that is reached. */
export type ClockKey = 'resolve' | 'respond' | 'assign' | Query

export function clockKey(): z.ZodType<ClockKey> {
  return keys.choice('resolve', 'respond', 'assign').or(keys.query())
}
