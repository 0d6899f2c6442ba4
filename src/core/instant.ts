/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z. What GitHub reports has whole seconds. */
export type Instant = number

/** Reads `2026-01-05T09:00:00Z` (any ISO 8601 form with an offset); undefined when it is not one. */
export function parseInstant(text: string): Instant | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** Writes an instant as people and contracts read it: UTC, whole seconds, `2026-01-05T09:00:00Z`. */
export function formatInstant(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`
}

/** The whole second an instant lies in: GitHub's histories know nothing finer. */
export function wholeSecond(at: Instant): Instant {
  return Math.floor(at / 1000) * 1000
}

/** The earliest of several instants, leaving out those that are absent. */
export function earliest(...instants: (Instant | undefined)[]): Instant | undefined {
  let found: Instant | undefined
  for (const at of instants) if (at !== undefined && (found === undefined || at < found)) found = at
  return found
}
