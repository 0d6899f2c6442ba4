import type { Interval } from '../core/calendar.ts'
import { DAY, dayExists, dayNumber, fromLocal, MINUTE, midnight, weekdayOf, yearStart } from './zone.ts'

/** Hours of one day, in minutes after its midnight; `to` is beyond 1440 where they run past the next one. */
export interface Hours {
  from: number
  to: number
}

/** `Sun-Thu 09:00-17:00`: the hours that begin on these days of the week (0 is Sunday). */
export interface WeeklyLine extends Hours {
  line: 'weekly'
  days: readonly number[]
}

/** Dates that are closed, the first and the last included; with `hours`, open then instead. */
export interface Holiday {
  from: string
  to: string
  hours?: readonly Hours[]
}

export const MINUTES_A_DAY = 1440

interface Opening {
  timezone: string
  weekly: readonly (readonly Hours[])[]
  /** By day number: what is open instead of the weekly hours; nothing where it is a plain holiday. */
  dated: ReadonlyMap<number, readonly Hours[]>
}

/** Every stretch that overlaps one UTC year, by calendar lines and holidays. */
export function openingSegments(
  lines: readonly WeeklyLine[],
  holidays: readonly Holiday[],
  timezone: string,
) {
  const weekly: Hours[][] = [[], [], [], [], [], [], []]
  for (const line of lines) for (const day of line.days) weekly[day]?.push(line)
  const opening: Opening = { timezone, weekly, dated: datedHours(holidays) }
  return (year: number): Interval[] => segmentsOfYear(opening, year)
}

/** The last year in which a holiday matters; 0 without any. */
export function lastHolidayYear(holidays: readonly Holiday[]): number {
  return Math.max(0, ...holidays.map((holiday) => Number(holiday.to.slice(0, 4)) + 1))
}

function datedHours(holidays: readonly Holiday[]): Map<number, readonly Hours[]> {
  const dated = new Map<number, readonly Hours[]>()
  for (const { from, to, hours } of holidays) {
    const last = dayNumber(to)
    for (let day = dayNumber(from); day <= last; day += 1) {
      // Hours given for a date are the exception to a closed range that it lies in, wherever they stand.
      const held = dated.get(day) ?? []
      dated.set(day, hours === undefined ? held : [...held, ...hours])
    }
  }
  return dated
}

function segmentsOfYear(opening: Opening, year: number): Interval[] {
  const segments: Interval[] = []
  if (opening.weekly.every((hours) => hours.length === 0) && opening.dated.size === 0) return segments
  const start = yearStart(year)
  const end = yearStart(year + 1)
  for (let day = start / DAY - 2; day <= end / DAY + 1; day += 1) {
    const hours = hoursOf(opening, day)
    if (hours.length === 0 || !dayExists(day, opening.timezone)) continue
    for (const one of hours) {
      const segment = segmentOn(opening, day, one)
      if (segment[0] < segment[1] && segment[0] < end && segment[1] > start) segments.push(segment)
    }
  }
  return segments
}

/** The hours that begin on a day; of a shift that begins on a holiday, what is left after the following midnight. */
function hoursOf(opening: Opening, day: number): readonly Hours[] {
  const weekly = opening.weekly[weekdayOf(day)] ?? []
  const dated = opening.dated.get(day)
  if (dated === undefined) return weekly
  if (dated.length > 0) return dated
  return weekly.filter(({ to }) => to > MINUTES_A_DAY).map(({ to }) => ({ from: MINUTES_A_DAY, to }))
}

function segmentOn(opening: Opening, day: number, hours: Hours): Interval {
  const { timezone, dated } = opening
  const start = fromLocal(day * DAY + hours.from * MINUTE, timezone)
  const end = fromLocal(day * DAY + hours.to * MINUTE, timezone)
  // A holiday closes what the day before has left open, also one with hours of its own.
  const runsIntoHoliday = hours.to > MINUTES_A_DAY && dated.has(day + 1)
  return [start, runsIntoHoliday ? Math.min(end, midnight(day + 1, timezone)) : end]
}
