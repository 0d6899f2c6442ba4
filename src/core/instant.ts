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
  // Not toISOString, which takes four times as long: every cause and every memory is named by an instant.
  const date = new Date(at)
  const day = `${date.getUTCFullYear()}-${twoDigits(date.getUTCMonth() + 1)}-${twoDigits(date.getUTCDate())}`
  const time = `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}:${twoDigits(date.getUTCSeconds())}`
  return `${day}T${time}Z`
}

/** As on a clock: `07`. */
export function twoDigits(count: number): string {
  return count < 10 ? `0${count}` : `${count}`
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
