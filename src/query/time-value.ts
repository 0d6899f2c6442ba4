import { TZDate } from '@date-fns/tz'
import { type Instant, parseInstant } from '../core/instant.ts'

/** A date or time as a query writes it. */
export type TimeValue =
  /** `*` */
  | { time: 'open' }
  /** A UTC day or a second: it holds its start and not its end. */
  | { time: 'span'; start: Instant; end: Instant }
  /** `@today-7d`: the local day, so many days from today's. */
  | { time: 'today'; days: number }

const day = 86_400_000

/** Reads `2026-01-05`, `2026-01-05T09:00:00Z`, `@today`, `@today-7d`, `@today+1w`, `*`; undefined when it is none of these. */
export function readTimeValue(text: string): TimeValue | undefined {
  if (text === '*') return { time: 'open' }
  const today = /^@today(?:([+-])(\d{1,4})([dw]))?$/.exec(text)
  if (today) {
    const days = Number(today[2] ?? 0) * (today[3] === 'w' ? 7 : 1)
    return { time: 'today', days: today[1] === '-' ? -days : days }
  }
  if (!isDate(text.slice(0, 10))) return undefined
  if (text.length === 10) {
    const start = Date.parse(text)
    return { time: 'span', start, end: start + day }
  }
  const start = parseInstant(text)
  return start === undefined ? undefined : { time: 'span', start, end: start + 1000 }
}

/** Whether this is a date of the calendar, `2026-02-28` but not `2026-02-30`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}

/** The date in a zone, `2026-01-05`. No zone is a day or more away from UTC. */
export function localDate(at: Instant, timezone: string): string {
  const date = new Date(at).toISOString().slice(0, 10)
  if (at < dayBegins(date, timezone)) return addDays(date, -1)
  const tomorrow = addDays(date, 1)
  return at < dayBegins(tomorrow, timezone) ? date : tomorrow
}

/** Asking a zone for a midnight is a hundred times dearer than all the rest of a term. */
const beginnings = new Map<string, Instant>()
const mostBeginnings = 10_000

/** When a local date begins: the first instant of it, also where a DST change skips midnight. */
export function dayBegins(date: string, timezone: string): Instant {
  const key = `${date} ${timezone}`
  const known = beginnings.get(key)
  if (known !== undefined) return known
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number)
  const begins = new TZDate(year, month - 1, dayOfMonth, 0, 0, 0, 0, timezone).getTime()
  if (beginnings.size >= mostBeginnings) beginnings.clear()
  beginnings.set(key, begins)
  return begins
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * day).toISOString().slice(0, 10)
}
