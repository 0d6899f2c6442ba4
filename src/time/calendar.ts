import type { Calendar, Interval, Iteration } from '../core/calendar.ts'
import type { Instant } from '../core/instant.ts'
import type { Period } from '../core/length.ts'
import { createCycle } from './cycle.ts'
import { createOpenDays, endOfDay } from './open-days.ts'
import {
  addOpenTime,
  createOpenYears,
  isOpenAt,
  LATEST,
  nextClosing,
  nextOpening,
  type OpenYears,
  openIntervals,
  openTime,
  subtractOpenTime,
} from './open-years.ts'
import { type Parsed, read, refused } from './parsed.ts'
import { type Holiday, lastHolidayYear, MINUTES_A_DAY, openingSegments, type WeeklyLine } from './segments.ts'
import { dayNumber, isZone, midnight, yearStart } from './zone.ts'

/** A calendar as a policy writes it: `hours`, `include`, or `every` with `from` (policy.md, calendars). */
export interface CalendarSpec {
  name: string
  timezone: string
  hours: readonly WeeklyLine[]
  holidays: readonly Holiday[]
  include: readonly Calendar[]
  every?: Period
  /** The date of the first period, `2026-11-30`. */
  from?: string
}

const WHOLE_WEEK: WeeklyLine = { line: 'weekly', days: [0, 1, 2, 3, 4, 5, 6], from: 0, to: MINUTES_A_DAY }
const yearsOf = new WeakMap<Calendar, OpenYears>()
const alwaysByZone = new Map<string, Calendar>()

/** Open at every instant; its days are the dates of `timezone`. */
export function always(timezone: string): Calendar {
  const held = alwaysByZone.get(timezone)
  if (held !== undefined) return held
  const made = createAlways('always', timezone)
  alwaysByZone.set(timezone, made)
  return made
}

/** Makes a calendar; one that would never be open, or names no zone, is refused with the reason. */
export function createCalendar(spec: CalendarSpec): Parsed<Calendar> {
  const { name, timezone, every, from } = spec
  if (!isZone(timezone)) {
    return refused(`\`${timezone}\` is no time zone.`, 'Write one such as `Europe/Berlin` or `UTC`.')
  }
  if (every !== undefined) {
    if (from === undefined) {
      return refused(
        `Calendar \`${name}\` has \`every\` and no \`from\`.`,
        'Give the date its first period begins: `from: 2026-11-30`.',
      )
    }
    if (spec.hours.length > 0) {
      return refused(
        `Calendar \`${name}\` has both \`every\` and \`hours\`.`,
        'Make two calendars: one of periods, one with hours.',
      )
    }
    return read(createPeriods(name, timezone, every, from))
  }
  if (spec.hours.every((line) => line.days.length === 0) && spec.include.length === 0) {
    return refused(
      `Calendar \`${name}\` is never open.`,
      'Give it `hours`, such as `Mon-Fri 09:00-17:00`, or `include` another.',
    )
  }
  return read(openCalendar(name, timezone, yearsOfSpec(spec)))
}

function yearsOfSpec({ hours, holidays, include, timezone }: CalendarSpec): OpenYears {
  const own = openingSegments(hours, holidays, timezone)
  const lastYears = include.map((calendar) => yearsOf.get(calendar)?.lastDatedYear ?? 0)
  return createOpenYears(
    (year) => [...own(year), ...include.flatMap((calendar) => segmentsOf(calendar, year))],
    Math.max(lastHolidayYear(holidays), ...lastYears),
  )
}

function segmentsOf(calendar: Calendar, year: number): readonly Interval[] {
  return yearsOf.get(calendar)?.of(year).segments ?? calendar.intervals(yearStart(year), yearStart(year + 1))
}

function openCalendar(name: string, timezone: string, years: OpenYears): Calendar {
  const calendar: Calendar = {
    name,
    timezone,
    isOpen: (at) => isOpenAt(years, at),
    nextOpen: (at) => nextOpening(years, at) ?? LATEST,
    nextClose: (at) => nextClosing(years, at),
    add: (from, milliseconds) => addOpenTime(years, from, milliseconds),
    subtract: (from, milliseconds) => subtractOpenTime(years, from, milliseconds),
    spent: (from, to) => openTime(years, from, to),
    intervals: (from, to) => openIntervals(years, from, to),
    openDayAfter: createOpenDays(years, timezone),
    endOfDay: (at) => endOfDay(years, timezone, at),
  }
  yearsOf.set(calendar, years)
  return calendar
}

function createAlways(
  name: string,
  timezone: string,
  nextPeriod?: (at: Instant) => Instant | undefined,
): Calendar {
  const years = createOpenYears(openingSegments([WHOLE_WEEK], [], timezone), 0)
  const calendar: Calendar = {
    ...openCalendar(name, timezone, years),
    isOpen: () => true,
    nextOpen: (at) => at,
    nextClose: () => undefined,
    add: (from, milliseconds) => Math.min(from + milliseconds, LATEST),
    subtract: (from, milliseconds) => from - milliseconds,
    spent: (from, to) => Math.max(0, to - from),
    intervals: (from, to) => (from < to ? [[from, to]] : []),
    ...(nextPeriod === undefined ? {} : { nextPeriod }),
  }
  yearsOf.set(calendar, years)
  return calendar
}

/** A calendar whose periods are read from a board; until then none of them is known. */
export function boardCalendar(
  name: string,
  timezone: string,
  iterations: { board: string; field: string },
): Calendar {
  return { ...createAlways(name, timezone, () => undefined), iterations }
}

/** The same with its iterations. Between two of them the end of the next one counts. */
export function withIterations(calendar: Calendar, iterations: readonly Iteration[]): Calendar {
  const ends = iterations
    .map(({ startDate, duration }) => midnight(dayNumber(startDate) + duration, calendar.timezone))
    .sort((a, b) => a - b)
  return { ...calendar, nextPeriod: (at) => ends.find((end) => end > at) }
}

function createPeriods(name: string, timezone: string, every: Period, from: string): Calendar {
  const [year = 0, month = 1, day = 1] = from.split('-').map(Number)
  const cycle = createCycle({ from: { year, month, day, hour: 0, minute: 0 }, timezone, every })
  return createAlways(name, timezone, (at) => cycle.start(Math.max(0, cycle.turnAt(at) + 1)))
}
