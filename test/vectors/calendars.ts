import type { Calendar } from '../../src/core/calendar.ts'
import { createCalendar } from '../../src/time/calendar.ts'
import { type Parsed, parseHoliday, parseWeeklyLines } from '../../src/time/parse.ts'

type Pair = readonly string[]

/** A calendar as the vectors write it. */
export interface VectorCalendar {
  tz: string
  hours: Readonly<Record<string, readonly Pair[] | undefined>>
  holidays?: readonly string[]
  overrides?: Readonly<Record<string, readonly Pair[] | undefined>>
  breaks?: Readonly<Record<string, readonly Pair[] | undefined>>
}

export function must<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(`${parsed.what} ${parsed.fix}`)
  return parsed.value
}

/** `{ mon: [['09:00', '17:00']] }` as a policy writes it: `mon 09:00-17:00`. */
export function weeklyLines(hours: VectorCalendar['hours']): string[] {
  return Object.entries(hours).flatMap(([day, pairs = []]) => pairs.map((pair) => `${day} ${pair.join('-')}`))
}

/** Our language has no breaks; the hours of such a date are written out without them. */
function hoursWithoutBreaks(open: readonly Pair[], breaks: readonly Pair[]): string[] {
  let left = open.map(([from = '', to = '']) => ({ from, to }))
  for (const [from = '', to = ''] of breaks) {
    left = left
      .flatMap((one) => [
        { from: one.from, to: one.to < from ? one.to : from },
        { from: one.from > to ? one.from : to, to: one.to },
      ])
      .filter((one) => one.from < one.to)
  }
  return left.map(({ from, to }) => `${from}-${to}`)
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

export function calendarOfVector(name: string, vector: VectorCalendar): Calendar {
  const { tz, hours, holidays = [], overrides = {}, breaks = {} } = vector
  const closed = holidays.map((date) => must(parseHoliday(date)))
  const replaced = Object.entries(overrides).map(([date, pairs = []]) =>
    must(
      parseHoliday(
        date,
        pairs.map((pair) => pair.join('-')),
      ),
    ),
  )
  const broken = Object.entries(breaks).map(([date, pairs = []]) => {
    const day = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''
    return must(parseHoliday(date, hoursWithoutBreaks(hours[day] ?? [], pairs)))
  })
  return must(
    createCalendar({
      name,
      timezone: tz,
      hours: must(parseWeeklyLines(weeklyLines(hours))),
      holidays: [...closed, ...replaced, ...broken],
      include: [],
    }),
  )
}
