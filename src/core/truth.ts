import type { Instant } from './instant.ts'

/** Yes, no, or not known. Unknown never passes a gate and never blames a person. */
export type Truth = 'yes' | 'no' | 'unknown'

/** A fact that was read, or the reason why it could not be. What could not be read is neither empty nor absent. */
export type Known<T> = { ok: true; value: T } | Unknown

/**
 * `lasting`: trying again does not help, somebody has to mend it: the policy names a team that is not there. `until`: it was
 * not asked, for what GitHub allows is used up; then there is room.
 */
export interface Unknown {
  ok: false
  why: string
  lasting?: true
  until?: Instant
}

export function known<T>(value: T): Known<T> {
  return { ok: true, value }
}

export function unknown(why: string, until?: Instant): Unknown {
  return { ok: false, why, ...(until === undefined ? {} : { until }) }
}

export function truthOf(value: boolean): Truth {
  return value ? 'yes' : 'no'
}

export function not(truth: Truth): Truth {
  if (truth === 'unknown') return 'unknown'
  return truth === 'yes' ? 'no' : 'yes'
}

/** No decides, then unknown. Nothing to ask is yes. */
export function all(truths: Iterable<Truth>): Truth {
  let unsure = false
  for (const truth of truths) {
    if (truth === 'no') return 'no'
    if (truth === 'unknown') unsure = true
  }
  return unsure ? 'unknown' : 'yes'
}

/** Yes decides, then unknown. Nothing to ask is no. */
export function some(truths: Iterable<Truth>): Truth {
  let unsure = false
  for (const truth of truths) {
    if (truth === 'yes') return 'yes'
    if (truth === 'unknown') unsure = true
  }
  return unsure ? 'unknown' : 'no'
}
