import { TZDateMini, tzOffset } from '@date-fns/tz'
import { addMonths as addMonthsTo } from 'date-fns/addMonths'
import type { Instant } from '../core/instant.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
/** Twenty-four hours; a local date may be longer or shorter. */
export const DAY = 24 * HOUR

/** What a clock on the wall and the calendar beside it show: `month` is 1 to 12, `hour` may be 24. */
export interface Wall {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second?: number
  millisecond?: number
}

/** The offsets of one zone in one span: `offset[i]` holds from `since[i]` on. */
interface SpanOffsets {
  since: Instant[]
  offset: number[]
}

// Offsets are kept by spans of about a year that are told from an instant by a division.
const SPAN = 400 * DAY
const offsetsByZone = new Map<string, Map<number, SpanOffsets>>()

/** Whether a text names a time zone, such as `Africa/Cairo`, `US/Pacific`, `UTC`. */
export function isZone(text: string): boolean {
  if (text === '') return false
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

export function yearOf(at: Instant): number {
  return new Date(at).getUTCFullYear()
}

/** The instant a UTC year begins. */
export function yearStart(year: number): Instant {
  // Not Date.UTC, which takes the years 0 to 99 for those of the twentieth century.
  return new Date(Date.UTC(2000, 0, 1)).setUTCFullYear(year)
}

function probe(zone: string, at: Instant): number {
  return tzOffset(zone, new Date(at)) * MINUTE
}

// Offsets are asked for every third day and a change is then narrowed down to its second: since 1985 no zone has gone
// there and back within less than a week.
const PROBE_EVERY = 3 * DAY

function readOffsets(zone: string, span: number): SpanOffsets {
  const start = span * SPAN
  const end = start + SPAN
  let last = probe(zone, start)
  const found: SpanOffsets = { since: [start], offset: [last] }
  for (let from = start; from < end; from += PROBE_EVERY) {
    const to = Math.min(from + PROBE_EVERY, end)
    const offset = probe(zone, to)
    if (offset === last) continue
    const change = changeBetween(zone, from, to)
    if (change < end) {
      found.since.push(change)
      found.offset.push(offset)
    }
    last = offset
  }
  return found
}

function changeBetween(zone: string, from: Instant, to: Instant): Instant {
  const before = probe(zone, from)
  let low = from / SECOND
  let high = to / SECOND
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (probe(zone, middle * SECOND) === before) low = middle
    else high = middle
  }
  return high * SECOND
}

/** How far a zone is ahead of UTC at an instant, in milliseconds. */
export function offsetAt(at: Instant, zone: string): number {
  let spans = offsetsByZone.get(zone)
  if (spans === undefined) {
    spans = new Map()
    offsetsByZone.set(zone, spans)
  }
  const span = Math.floor(at / SPAN)
  let offsets = spans.get(span)
  if (offsets === undefined) {
    offsets = readOffsets(zone, span)
    spans.set(span, offsets)
  }
  let i = offsets.since.length - 1
  while (i > 0 && (offsets.since[i] ?? 0) > at) i -= 1
  return offsets.offset[i] ?? 0
}

/** Wall time as milliseconds since 1970-01-01T00:00 on the same wall. */
export type LocalMilliseconds = number

export function localMilliseconds(at: Instant, zone: string): LocalMilliseconds {
  return at + offsetAt(at, zone)
}

/**
 * The instant a wall shows this time. A time that a change of the clocks skips moves forward by as much as was
 * skipped; one that comes twice is the first.
 */
export function fromLocal(local: LocalMilliseconds, zone: string): Instant {
  const before = offsetAt(local - DAY, zone)
  const after = offsetAt(local + DAY, zone)
  if (before === after) return local - before
  const sooner = local - Math.max(before, after)
  if (localMilliseconds(sooner, zone) === local) return sooner
  const later = local - Math.min(before, after)
  if (localMilliseconds(later, zone) === local) return later
  return local - before
}

export function wallMilliseconds(wall: Wall): LocalMilliseconds {
  const { year, month, day, hour, minute, second = 0, millisecond = 0 } = wall
  return Date.UTC(year, month - 1, day, hour, minute, second, millisecond)
}

export function wallToInstant(wall: Wall, zone: string): Instant {
  return fromLocal(wallMilliseconds(wall), zone)
}

/** The whole days from 1970-01-01 to a date; dates count on from each other without regard to any zone. */
export function dayNumber(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY
}

export function dateOf(day: number): string {
  const date = new Date(day * DAY)
  const month = date.getUTCMonth() + 1
  const dayOfMonth = date.getUTCDate()
  return `${date.getUTCFullYear()}-${month < 10 ? '0' : ''}${month}-${dayOfMonth < 10 ? '0' : ''}${dayOfMonth}`
}

/** The number of the local date an instant lies on. */
export function localDay(at: Instant, zone: string): number {
  return Math.floor(localMilliseconds(at, zone) / DAY)
}

/** The instant a local date begins; where its midnight is skipped, the first instant after the gap. */
export function midnight(day: number, zone: string): Instant {
  return fromLocal(day * DAY, zone)
}

/** False for dates a zone left out altogether, as Samoa did 2011-12-30. */
export function dayExists(day: number, zone: string): boolean {
  return localDay(midnight(day, zone), zone) === day
}

/** The local date, `2026-12-01`. */
export function localDate(at: Instant, zone: string): string {
  return dateOf(localDay(at, zone))
}

/** The local time of day, `09:00`. */
export function localTime(at: Instant, zone: string): string {
  return new Date(localMilliseconds(at, zone)).toISOString().slice(11, 16)
}

export function addDays(date: string, count: number): string {
  return dateOf(dayNumber(date) + count)
}

/** The same day of the month so many months later, or the last of that month where it has no such day. */
export function addMonths(date: string, count: number): string {
  return dateOf(addMonthsTo(new TZDateMini(dayNumber(date) * DAY, 'UTC'), count).getTime() / DAY)
}

/** 0 is Sunday, 6 is Saturday. */
export function weekday(date: string): number {
  return weekdayOf(dayNumber(date))
}

export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}
