import type { Instant } from './instant.ts'
import type { Login } from './item.ts'
import type { SubjectKey } from './subject.ts'

/** Somebody keeps an environment to themselves, or gives it back, by a command in a comment (D16). */
export interface EnvironmentLock {
  /** Where it was written. */
  subject: SubjectKey
  environment: string
  /** False: it was unlocked. */
  locked: boolean
  by: Login
  why?: string
  at: Instant
  /** The command. */
  cause: string
}

/** The newest word about an environment; undefined where nobody ever locked it. */
export function newestLock(locks: readonly EnvironmentLock[]): EnvironmentLock | undefined {
  return locks.toSorted((a, b) => a.at - b.at || (a.cause < b.cause ? -1 : 1)).at(-1)
}
