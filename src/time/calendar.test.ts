import { describe, expect, it } from 'vitest'
import { aCalendar, at, type WrittenCalendar } from '../../test/builders/time.ts'
import { must } from '../../test/vectors/calendars.ts'
import type { Calendar } from '../core/calendar.ts'
import { formatInstant } from '../core/instant.ts'
import { always, createCalendar } from './calendar.ts'
import { parsePeriod, parseWeeklyLines } from './parse.ts'
import { DAY } from './zone.ts'

/** Open stretches as `day hour:minute-day hour:minute` in UTC. */
function open(calendar: Calendar, from: string, to: string): string[] {
  const print = (instant: number) => formatInstant(instant).slice(5, 16).replace('T', ' ')
  return calendar.intervals(at(from), at(to)).map(([start, end]) => `${print(start)} to ${print(end)}`)
}

// 2026-12-25 is a Friday.
const nights = 'Mon-Fri 22:00-06:00'

describe('holidays', () => {
  it('close the whole date: what the day before left open, and what begins there until the following midnight', () => {
    const calendar = aCalendar({ hours: nights, holidays: ['2026-12-25'] })
    expect(open(calendar, '2026-12-24T12:00', '2026-12-27T00:00')).toEqual([
      '12-24 22:00 to 12-25 00:00',
      '12-26 00:00 to 12-26 06:00',
    ])
  })

  it('close a range, its last date too', () => {
    const calendar = aCalendar({ hours: 'Mon-Sun 09:00-17:00', holidays: ['2027-04-01..2027-04-03'] })
    expect(open(calendar, '2027-03-31T00:00', '2027-04-05T00:00')).toEqual([
      '03-31 09:00 to 03-31 17:00',
      '04-04 09:00 to 04-04 17:00',
    ])
  })

  it('may carry hours, which are all that is open on that date', () => {
    const calendar = aCalendar({
      hours: ['Mon-Fri 09:00-17:00', nights],
      holidays: [['2026-12-24', '09:00-12:00', '13:00-14:00']],
    })
    expect(open(calendar, '2026-12-23T12:00', '2026-12-25T09:00')).toEqual([
      '12-23 12:00 to 12-23 17:00',
      '12-23 22:00 to 12-24 00:00',
      '12-24 09:00 to 12-24 12:00',
      '12-24 13:00 to 12-24 14:00',
    ])
  })

  it('with hours are the exception to a closed range around them, in whatever order', () => {
    const holidays: WrittenCalendar['holidays'] = ['2026-12-24..2026-12-26', ['2026-12-24', '20:00-02:00']]
    for (const written of [holidays, holidays.toReversed()]) {
      const calendar = aCalendar({ hours: 'Mon-Sun 09:00-17:00', holidays: written })
      // What runs past midnight into the next closed date is closed there.
      expect(open(calendar, '2026-12-24T00:00', '2026-12-27T00:00')).toEqual(['12-24 20:00 to 12-25 00:00'])
    }
  })

  it('may open a date that the week does not', () => {
    const calendar = aCalendar({ hours: 'Mon-Fri 09:00-17:00', holidays: [['2026-12-26', '10:00-11:00']] })
    expect(open(calendar, '2026-12-26T00:00', '2026-12-27T00:00')).toEqual(['12-26 10:00 to 12-26 11:00'])
  })
})

describe('include', () => {
  const cairo = aCalendar({ timezone: 'Africa/Cairo', hours: 'Sun-Thu 09:00-17:00' })
  const lima = aCalendar({ timezone: 'America/Lima', hours: 'Mon-Fri 09:00-17:00', holidays: ['2026-12-24'] })

  it('is the union, each in its own zone', () => {
    const both = aCalendar({ include: [cairo, lima] })
    expect(open(both, '2026-12-21T00:00', '2026-12-22T00:00')).toEqual(['12-21 07:00 to 12-21 22:00'])
  })

  it('keeps the holidays of what is included, and is not closed by its own', () => {
    const all = aCalendar({
      hours: 'Fri-Sat 10:00-11:00',
      include: [cairo, lima],
      holidays: ['2026-12-24', '2026-12-25'],
    })
    expect(open(all, '2026-12-24T00:00', '2026-12-27T00:00')).toEqual([
      '12-24 07:00 to 12-24 15:00',
      '12-25 14:00 to 12-25 22:00',
      '12-26 10:00 to 12-26 11:00',
    ])
  })

  it('counts a date as open on which any of them begins', () => {
    const all = aCalendar({ timezone: 'Africa/Cairo', include: [cairo, lima] })
    expect(all.openDayAfter('2026-12-24', 1)).toBe('2026-12-25')
    expect(cairo.openDayAfter('2026-12-24', 1)).toBe('2026-12-27')
  })
})

describe('opening and closing', () => {
  const calendar = aCalendar({ hours: ['Mon-Fri 09:00-17:00', 'Sat 00:00-24:00', 'Sun 00:00-01:00'] })

  it.each([
    {
      when: '2026-12-21T08:59:59Z',
      isOpen: false,
      opens: '2026-12-21T09:00:00Z',
      closes: '2026-12-21T17:00:00Z',
    },
    { when: '2026-12-21T09:00', isOpen: true, opens: '2026-12-21T09:00:00Z', closes: '2026-12-21T17:00:00Z' },
    {
      when: '2026-12-21T16:59:59Z',
      isOpen: true,
      opens: '2026-12-21T16:59:59Z',
      closes: '2026-12-21T17:00:00Z',
    },
    {
      when: '2026-12-21T17:00',
      isOpen: false,
      opens: '2026-12-22T09:00:00Z',
      closes: '2026-12-22T17:00:00Z',
    },
    { when: '2026-12-26T12:00', isOpen: true, opens: '2026-12-26T12:00:00Z', closes: '2026-12-27T01:00:00Z' },
    {
      when: '2027-12-31T17:00',
      isOpen: false,
      opens: '2028-01-01T00:00:00Z',
      closes: '2028-01-02T01:00:00Z',
    },
  ])('at $when', ({ when, isOpen, opens, closes }) => {
    expect(calendar.isOpen(at(when))).toBe(isOpen)
    expect(formatInstant(calendar.nextOpen(at(when)))).toBe(opens)
    expect(formatInstant(calendar.nextClose(at(when)) ?? 0)).toBe(closes)
  })

  it('never closes where all hours are open, save for a holiday to come', () => {
    const whole = 'Mon-Sun 00:00-24:00'
    expect(always('UTC').nextClose(at('2026-12-21T17:00'))).toBeUndefined()
    expect(
      aCalendar({ hours: whole, timezone: 'Africa/Cairo' }).nextClose(at('2023-04-20T17:00')),
    ).toBeUndefined()
    const closed = aCalendar({ hours: whole, holidays: ['2031-05-01'] })
    expect(closed.nextClose(at('2026-12-21T17:00'))).toBe(at('2031-05-01T00:00'))
    expect(closed.nextClose(at('2031-05-02T00:00'))).toBeUndefined()
  })

  it('goes on over the end of a year', () => {
    const eve = aCalendar({ hours: 'Thu 22:00-06:00' })
    expect(open(eve, '2026-12-31T00:00', '2027-01-02T00:00')).toEqual(['12-31 22:00 to 01-01 06:00'])
    expect(formatInstant(eve.nextClose(at('2026-12-31T23:00')) ?? 0)).toBe('2027-01-01T06:00:00Z')
  })
})

describe('calendars of periods', () => {
  const every = must(parsePeriod('2w'))
  const spec = { name: 'sprint', timezone: 'Europe/Berlin', hours: [], holidays: [], include: [], every }
  const sprint = must(createCalendar({ ...spec, from: '2026-03-15' }))

  it.each([
    { name: 'before the first', when: '2026-01-01T00:00', is: '2026-03-14T23:00:00Z' },
    { name: 'the last second of one', when: '2026-03-28T22:59:59Z', is: '2026-03-28T23:00:00Z' },
    { name: 'the first of the next, over summer time', when: '2026-03-28T23:00', is: '2026-04-11T22:00:00Z' },
  ])('$name', ({ when, is }) => expect(formatInstant(sprint.nextPeriod?.(at(when)) ?? 0)).toBe(is))

  it('are open at all times', () => {
    expect(sprint.spent(at('2026-01-01T00:00'), at('2026-01-03T00:00'))).toBe(2 * DAY)
  })

  it('need a first date, and no hours', () => {
    expect(createCalendar(spec)).toMatchObject({
      ok: false,
      what: 'Calendar `sprint` has `every` and no `from`.',
    })
    const hours = must(parseWeeklyLines('Mon 09:00-17:00'))
    expect(createCalendar({ ...spec, from: '2026-03-15', hours })).toMatchObject({ ok: false })
  })
})

describe('a calendar that cannot be', () => {
  it.each([
    { name: 'never open', spec: {}, what: 'Calendar `ops` is never open.' },
    {
      name: 'only closed',
      spec: { holidays: [{ from: '2026-12-25', to: '2026-12-25' }] },
      what: 'Calendar `ops` is never open.',
    },
    { name: 'nowhere', spec: { timezone: 'Africa/Kairo' }, what: '`Africa/Kairo` is no time zone.' },
  ])('$name', ({ spec, what }) => {
    const made = createCalendar({
      name: 'ops',
      timezone: 'UTC',
      hours: [],
      holidays: [],
      include: [],
      ...spec,
    })
    expect(made).toMatchObject({ ok: false, what })
  })

  it('may be closed for very long, and is still answered', () => {
    const closed = aCalendar({ hours: 'Mon 09:00-10:00', holidays: ['2026-01-01..2099-12-31'] })
    expect(formatInstant(closed.nextOpen(at('2026-01-01T00:00')))).toBe('2100-01-04T09:00:00Z')
  })

  it('counts from the first century on', () => {
    const mornings = aCalendar({ hours: 'Mon-Sun 09:00-10:00' })
    expect(mornings.spent(at('0099-12-31T00:00'), at('0100-01-02T00:00'))).toBe(7_200_000)
  })

  it('is asked for more than there will be, and says the last instant', () => {
    const rare = aCalendar({ hours: 'Sat 09:00-09:01' })
    expect(formatInstant(rare.add(at('2026-01-01T00:00'), 100 * 365 * DAY))).toBe('9999-12-31T23:59:59Z')
  })
})
