import { describe, expect, it } from 'vitest'
import { aCalendar, at } from '../../test/builders/time.ts'
import { must } from '../../test/vectors/calendars.ts'
import { formatInstant } from '../core/instant.ts'
import { always, createCalendar } from './calendar.ts'
import { parsePeriod } from './parse.ts'

// 2026-12-25 is a Friday.
const nights = 'Mon-Fri 22:00-06:00'

describe('open days', () => {
  const weekdays = aCalendar({ hours: 'Mon-Fri 09:00-17:00', holidays: ['2026-12-25'] })

  it.each([
    { date: '2026-12-24', count: 0, is: '2026-12-24' },
    { date: '2026-12-24', count: 1, is: '2026-12-28' },
    { date: '2026-12-26', count: 1, is: '2026-12-28' },
    { date: '2026-12-31', count: 1, is: '2027-01-01' },
    { date: '2026-12-24', count: 262, is: '2027-12-28' },
  ])('the $count. after $date is $is', ({ date, count, is }) =>
    expect(weekdays.openDayAfter(date, count)).toBe(is),
  )

  it('are every date where it never closes, and leave out a date that never was', () => {
    expect(always('UTC').openDayAfter('2026-12-24', 10)).toBe('2027-01-03')
    expect(aCalendar({ hours: 'Mon-Sun 00:00-24:00' }).openDayAfter('2026-12-24', 10)).toBe('2027-01-03')
    expect(always('Pacific/Apia').openDayAfter('2011-12-29', 1)).toBe('2011-12-31')
  })

  it('belong to the local year, whichever it is in UTC', () => {
    const early = aCalendar({ timezone: 'Africa/Cairo', hours: 'Fri 00:00-01:00' })
    expect(early.openDayAfter('2026-12-25', 1)).toBe('2027-01-01')
    const late = aCalendar({ timezone: 'America/Lima', hours: 'Thu 22:00-23:00' })
    expect(late.openDayAfter('2026-12-24', 1)).toBe('2026-12-31')
  })

  it('are those of an included calendar of periods too: every date', () => {
    const spec = { timezone: 'UTC', hours: [], holidays: [] }
    const every = must(parsePeriod('2w'))
    const sprint = must(createCalendar({ ...spec, name: 'sprint', include: [], every, from: '2026-03-15' }))
    expect(aCalendar({ include: [sprint] }).openDayAfter('2026-12-24', 3)).toBe('2026-12-27')
  })

  it('are where a shift begins, not where it ends', () => {
    expect(aCalendar({ hours: nights }).openDayAfter('2026-12-18', 1)).toBe('2026-12-21')
  })
})

describe('the end of the open day', () => {
  it.each([
    {
      name: 'in the morning',
      hours: ['Mon-Fri 09:00-12:00', 'Mon-Fri 13:00-17:00'],
      when: '2026-12-21T10:00',
      is: '2026-12-21T17:00:00Z',
    },
    {
      name: 'at the last closing: the next open day',
      hours: ['Mon-Fri 09:00-17:00'],
      when: '2026-12-18T17:00',
      is: '2026-12-21T17:00:00Z',
    },
    {
      name: 'the second before it',
      hours: ['Mon-Fri 09:00-17:00'],
      when: '2026-12-18T16:59:59Z',
      is: '2026-12-18T17:00:00Z',
    },
    {
      name: 'of a night shift, after midnight',
      hours: [nights],
      when: '2026-12-22T03:00',
      is: '2026-12-22T06:00:00Z',
    },
    {
      name: 'of whole days',
      hours: ['Mon-Sun 00:00-24:00'],
      when: '2026-12-22T03:00',
      is: '2026-12-23T00:00:00Z',
    },
    {
      name: 'of today, while last night is not over',
      hours: ['Mon 22:00-06:00', 'Tue 00:00-24:00'],
      when: '2026-12-22T03:00',
      is: '2026-12-23T00:00:00Z',
    },
    {
      name: 'over the end of a year',
      hours: ['Mon-Fri 09:00-17:00'],
      when: '2026-12-31T18:00',
      is: '2027-01-01T17:00:00Z',
    },
  ])('$name', ({ hours, when, is }) =>
    expect(formatInstant(aCalendar({ hours }).endOfDay(at(when)))).toBe(is),
  )

  it('is midnight of the zone where it never closes', () => {
    expect(formatInstant(always('Africa/Cairo').endOfDay(at('2026-12-22T21:59')))).toBe(
      '2026-12-22T22:00:00Z',
    )
    expect(formatInstant(always('Africa/Cairo').endOfDay(at('2026-12-22T22:00')))).toBe(
      '2026-12-23T22:00:00Z',
    )
  })
})
