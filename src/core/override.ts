import type { Instant } from './instant.ts'
import type { Login } from './item.ts'
import type { SubjectKey } from './subject.ts'

/** A recorded, expiring exception: one rule lets one item through (D16). */
export interface Override {
  subject: SubjectKey
  rule: string
  by: Login
  because: string
  from: Instant
  until: Instant
  /** The command that made it. */
  cause: string
  /** Revoked, or another took its place, before its end. */
  ended?: { by: Login; at: Instant }
}
