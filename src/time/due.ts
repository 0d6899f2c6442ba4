import type { Calendar, Interval } from '../core/calendar.ts'
import type { Instant } from '../core/instant.ts'
import type { Goal, Length } from '../core/length.ts'
import { always } from './calendar.ts'
import {
  addDays,
  addMonths,
  DAY,
  dayNumber,
  fromLocal,
  localDate,
  localMilliseconds,
  midnight,
  SECOND,
} from './zone.ts'

/** When something of this length is due that begins at `from` (D8). */
export function due(calendar: Calendar, from: Instant, length: Length): Instant {
  const { timezone } = calendar
  switch (length.unit) {
    case 'seconds':
      return calendar.add(from, length.seconds * SECOND)
    case 'days': {
      const open = calendar.nextOpen(from)
      const date = calendar.openDayAfter(localDate(open, timezone), length.count)
      return calendar.nextOpen(sameTimeOn(date, open, timezone))
    }
    case 'weeks':
      return calendar.nextOpen(
        sameTimeOn(addDays(localDate(from, timezone), 7 * length.count), from, timezone),
      )
    case 'calendar days':
      return sameTimeOn(addDays(localDate(from, timezone), length.count), from, timezone)
    case 'months':
      return sameTimeOn(addMonths(localDate(from, timezone), length.count), from, timezone)
  }
}

function sameTimeOn(date: string, at: Instant, timezone: string): Instant {
  const local = localMilliseconds(at, timezone)
  return fromLocal(dayNumber(date) * DAY + (local - Math.floor(local / DAY) * DAY), timezone)
}

/** The open milliseconds from start to due: what a length comes to on this calendar. */
export function openTimeOf(calendar: Calendar, from: Instant, length: Length): number {
  if (length.unit === 'seconds') return length.seconds * SECOND
  return calendar.spent(from, due(calendar, from, length))
}

/** Open milliseconds between two instants, without what was paused; pauses do not overlap. */
export function openTimeBetween(
  calendar: Calendar,
  [from, to]: Interval,
  paused: readonly Interval[],
): number {
  return paused.reduce(
    (sum, [start, end]) => sum - calendar.spent(Math.max(start, from), Math.min(end, to)),
    calendar.spent(from, to),
  )
}

/**
 * The instant at which so much open time has passed since `start`, leaving out what was paused. It is not moved
 * forward to an opening, but is never inside a pause; Infinity when a pause without end comes first.
 */
export function markAt(
  calendar: Calendar,
  start: Instant,
  openMilliseconds: number,
  paused: readonly Interval[],
): Instant {
  let from = start
  let left = openMilliseconds
  for (const [pauseStart, pauseEnd] of inOrder(paused)) {
    if (pauseEnd <= from) continue
    if (pauseStart > from) {
      const free = calendar.spent(from, pauseStart)
      if (free >= left) {
        const mark = left <= 0 ? from : calendar.add(from, left)
        if (mark < pauseStart) return mark
      }
      left -= free
    }
    if (pauseEnd === Number.POSITIVE_INFINITY) return pauseEnd
    from = pauseEnd
  }
  return left <= 0 ? from : calendar.add(from, left)
}

function inOrder(intervals: readonly Interval[]): readonly Interval[] {
  return intervals.length < 2 ? intervals : [...intervals].sort((a, b) => a[0] - b[0])
}

/** What a clock counts towards: when it is due, how long that is, and the calendar that length is counted on. */
export interface ClockDue {
  /** Absent while there is none: a milestone without a date, a pause without end, a calendar that never closes. */
  due?: Instant
  /** Open milliseconds on `counts`, without pauses: halves and remainders are of this (D8). */
  length?: number
  /** The clock's own calendar; `always` for calendar days and months, which count closed time too. */
  counts: Calendar
}

export interface ClockQuestion {
  calendar: Calendar
  start: Instant
  goal: Goal
  /** Stretches in which the clock stood still; they may overlap. */
  paused: readonly Interval[]
  calendars: (name: string) => Calendar | undefined
  /** The local date the milestone is due on. */
  milestoneDue?: string
}

/** When a clock is due, with its pauses (D8). */
export function clockDue(question: ClockQuestion): ClockDue {
  const { calendar, start, goal } = question
  if (goal.goal === 'length') return lengthDue(question, goal.length)
  const end = endDue(question)
  if (end === undefined) return { counts: calendar }
  return { due: end, length: calendar.spent(start, end), counts: calendar }
}

function lengthDue({ calendar, start, paused }: ClockQuestion, length: Length): ClockDue {
  const whole = length.unit === 'calendar days' || length.unit === 'months'
  const counts = whole ? always(calendar.timezone) : calendar
  const milliseconds = whole ? due(calendar, start, length) - start : openTimeOf(calendar, start, length)
  const rolls = length.unit === 'days' || length.unit === 'weeks' || milliseconds === 0
  const mark = markAt(counts, start, milliseconds, paused)
  const at = rolls ? openOutsidePauses(counts, mark, paused) : mark
  return Number.isFinite(at) ? { due: at, length: milliseconds, counts } : { length: milliseconds, counts }
}

/** The first instant from `at` on that is open and not paused: while a clock stands still nothing is due. */
function openOutsidePauses(calendar: Calendar, at: Instant, paused: readonly Interval[]): Instant {
  let found = Number.isFinite(at) ? calendar.nextOpen(at) : at
  for (const [start, end] of inOrder(paused)) {
    if (start <= found && found < end) found = Number.isFinite(end) ? calendar.nextOpen(end) : end
  }
  return found
}

/** The end that counts: the first one before which any open time is left. */
function endDue({ calendar, start, goal, calendars, milestoneDue }: ClockQuestion): Instant | undefined {
  const open = calendar.nextOpen(start)
  switch (goal.goal) {
    case 'length':
      return undefined
    case 'end of day':
      return calendar.endOfDay(start)
    case 'end of milestone':
      return milestoneDue === undefined ? undefined : midnight(dayNumber(milestoneDue) + 1, calendar.timezone)
    case 'end of calendar': {
      const named = calendars(goal.calendar)
      if (named === undefined) return undefined
      const end = endAfter(named, start)
      const wanted = goal.next && end !== undefined ? endAfter(named, end) : end
      return wanted === undefined || wanted > open ? wanted : endAfter(named, open)
    }
  }
}

function endAfter(calendar: Calendar, at: Instant): Instant | undefined {
  return calendar.nextPeriod ? calendar.nextPeriod(at) : calendar.nextClose(at)
}
