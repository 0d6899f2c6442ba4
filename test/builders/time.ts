import type { Calendar, Interval } from '../../src/core/calendar.ts'
import { parseInstant } from '../../src/core/instant.ts'
import { createCalendar } from '../../src/time/calendar.ts'
import { parseHoliday, parseWeeklyLines } from '../../src/time/parse.ts'
import { must } from '../vectors/calendars.ts'

/** An instant, `2026-01-05T09:00` in UTC; seconds and an offset may be written. */
export function at(text: string): number {
  return parseInstant(text.length === 16 ? `${text}:00Z` : text) ?? Number.NaN
}

export interface WrittenCalendar {
  name?: string
  timezone?: string
  hours?: string | string[]
  holidays?: (string | [date: string, ...hours: string[]])[]
  include?: Calendar[]
}

/** A calendar as a policy writes it; in UTC unless said. */
export function aCalendar({
  name = 'ops',
  timezone = 'UTC',
  hours = [],
  holidays = [],
  include = [],
}: WrittenCalendar): Calendar {
  const closed = holidays.map((holiday) => {
    const [date, ...open] = typeof holiday === 'string' ? [holiday] : holiday
    return must(parseHoliday(date, open))
  })
  return must(
    createCalendar({ name, timezone, hours: must(parseWeeklyLines(hours)), holidays: closed, include }),
  )
}

// 2026-01-05 is a Monday.
export const ops = aCalendar({ hours: 'Mon-Fri 09:00-17:00', holidays: ['2026-01-14'] })
export const nights = aCalendar({ hours: 'Mon-Fri 22:00-06:00' })
export const berlin = aCalendar({ hours: 'Mon-Fri 09:00-17:00', timezone: 'Europe/Berlin' })

/** Pauses as `10:00-11:00` of Monday 2026-01-05, or as a pair of instants. */
export function pauses(...texts: string[]): Interval[] {
  return texts.map((text) => {
    const [from = '', to = ''] = text.split(' to ')
    const read = (one: string) =>
      one === 'ever' ? Number.POSITIVE_INFINITY : at(one.length === 5 ? `2026-01-05T${one}` : one)
    return [read(from), read(to)]
  })
}
