import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Length } from '../core/length.ts'
import {
  type Parsed,
  parseDate,
  parseGoal,
  parseHoliday,
  parseHours,
  parseLength,
  parseLine,
  parseLines,
  parseMoment,
  parsePeriod,
  parseTime,
  parseWeeklyLines,
  printGoal,
  printLength,
  printPeriod,
} from './parse.ts'

/** What a person is told, as one line. */
function said(parsed: Parsed<unknown>): string {
  return parsed.ok ? `read as ${JSON.stringify(parsed.value)}` : `${parsed.what} ${parsed.fix}`
}

describe('lengths', () => {
  it.each<[string, Length]>([
    ['90s', { unit: 'seconds', seconds: 90 }],
    ['30m', { unit: 'seconds', seconds: 1800 }],
    ['4h', { unit: 'seconds', seconds: 14_400 }],
    ['1h30m', { unit: 'seconds', seconds: 5400 }],
    [' 1h30m5s ', { unit: 'seconds', seconds: 5405 }],
    ['0m', { unit: 'seconds', seconds: 0 }],
    ['2d', { unit: 'days', count: 2 }],
    ['1w', { unit: 'weeks', count: 1 }],
    ['2 calendar days', { unit: 'calendar days', count: 2 }],
    ['1 calendar day', { unit: 'calendar days', count: 1 }],
    ['6 months', { unit: 'months', count: 6 }],
    ['1 month', { unit: 'months', count: 1 }],
  ])('%s', (text, value) => expect(parseLength(text)).toEqual({ ok: true, value }))

  it.each([
    ['4', '`4` has no unit. Write a unit, such as 4h or 4d.'],
    [
      '1d4h',
      '`1d4h` mixes units of different kinds. Working days and weeks stand alone (`2d`); only hours, minutes and seconds add up (`1h30m`).',
    ],
    [
      '1w 2d',
      '`1w 2d` mixes units of different kinds. Working days and weeks stand alone (`2d`); only hours, minutes and seconds add up (`1h30m`).',
    ],
    [
      '30m1h',
      '`30m1h` is not how a length is written. Write hours, then minutes, then seconds, without spaces: `1h30m`.',
    ],
    [
      '1h 30m',
      '`1h 30m` is not how a length is written. Write hours, then minutes, then seconds, without spaces: `1h30m`.',
    ],
    ['1.5h', '`1.5h` is not a whole number. Write whole numbers: `1h30m` for one and a half hours.'],
    [
      '-2h',
      '`-2h` is less than nothing. Write a length from `0m` on, such as `30m`, `4h`, `1h30m`, `2d`, `1w`, `2 calendar days` or `6 months`.',
    ],
    ['2 days', '`2 days` is not how a length is written. Write `2d` for working days, or `2 calendar days`.'],
    ['4 hours', '`4 hours` is not how a length is written. Write `4h`.'],
    ['2 weeks', '`2 weeks` is not how a length is written. Write `2w`.'],
    [
      '',
      'There is no length here. Write one, such as `30m`, `4h`, `1h30m`, `2d`, `1w`, `2 calendar days` or `6 months`.',
    ],
    [
      'soon',
      '`soon` is not a length. Write one such as `30m`, `4h`, `1h30m`, `2d`, `1w`, `2 calendar days` or `6 months`.',
    ],
    [
      '9999999h',
      '`9999999h` is more than a hundred years. Write the length that is meant; leave it out where there is no limit.',
    ],
  ])('%j is answered', (text, answer) => expect(said(parseLength(text))).toBe(answer))

  it('are written as they are read', () => {
    const count = fc.integer({ min: 0, max: 1000 })
    const length = fc.oneof(
      fc.record({ unit: fc.constant('seconds' as const), seconds: fc.integer({ min: 0, max: 1_000_000 }) }),
      fc.record({
        unit: fc.constantFrom('days' as const, 'weeks' as const, 'calendar days' as const, 'months' as const),
        count,
      }),
    )
    fc.assert(
      fc.property(length, (value) => {
        expect(parseLength(printLength(value))).toEqual({ ok: true, value })
      }),
    )
  })

  it.each([
    ['90s', '1m30s'],
    ['120m', '2h'],
    ['0h', '0m'],
    ['1 calendar days', '1 calendar day'],
  ])('%s is printed %s', (text, printed) => {
    const length = parseLength(text)
    expect(length.ok && printLength(length.value)).toBe(printed)
  })

  it('never throw, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const parse of [
          parseLength,
          parseGoal,
          parsePeriod,
          parseLine,
          parseMoment,
          parseDate,
          parseTime,
          parseHours,
        ]) {
          const parsed = parse(text)
          if (!parsed.ok) expect(parsed.what.length * parsed.fix.length).toBeGreaterThan(0)
        }
      }),
    )
  })
})

describe('goals', () => {
  it.each(['4h', '2d', 'end of sprint', 'end of next sprint', 'end of day', 'end of milestone'])(
    '%s is printed as it was read',
    (text) => {
      const goal = parseGoal(text)
      expect(goal.ok && printGoal(goal.value)).toBe(text)
    },
  )

  it('name the calendar, and whether it is the next end', () => {
    expect(parseGoal('end of next sprint')).toEqual({
      ok: true,
      value: { goal: 'end of calendar', calendar: 'sprint', next: true },
    })
    expect(parseGoal('end of nextsprint')).toMatchObject({ value: { calendar: 'nextsprint', next: false } })
  })

  it.each([
    [
      'end of',
      '`end of` does not say the end of what. Write `end of day`, `end of milestone` or `end of <calendar>`.',
    ],
    [
      'end of next',
      '`end of next` does not say the end of what. Write `end of day`, `end of milestone` or `end of <calendar>`.',
    ],
    [
      'end of next day',
      '`end of next day`: `next` goes with a calendar. Write `end of day`, or `end of next <calendar>`.',
    ],
    ['8', '`8` has no unit. Write a unit, such as 8h or 8d.'],
  ])('%j is answered', (text, answer) => expect(said(parseGoal(text))).toBe(answer))
})

describe('periods', () => {
  it.each(['1h', '1d', '2w', '3 months', '1 month'])('%s is printed as it was read', (text) => {
    const period = parsePeriod(text)
    expect(period.ok && printPeriod(period.value)).toBe(text)
  })

  it.each([
    ['0d', '`0d` never moves on. Write a period from one on, such as `1d`.'],
    ['2', '`2` has no unit. Write a unit, such as 2d or 2w.'],
    ['30m', '`30m` is not a period. Write one such as `1h`, `1d`, `2w` or `3 months`.'],
  ])('%j is answered', (text, answer) => expect(said(parsePeriod(text))).toBe(answer))
})

describe('lines', () => {
  it.each([
    ['Mon-Fri 09:00-17:00', { line: 'weekly', days: [1, 2, 3, 4, 5], from: 540, to: 1020 }],
    ['Thu-Sun 00:00-24:00', { line: 'weekly', days: [0, 4, 5, 6], from: 0, to: 1440 }],
    ['Sat,Sun 22:00-06:00', { line: 'weekly', days: [0, 6], from: 1320, to: 1800 }],
    ['mon-wed, fri 9:00 - 12:30', { line: 'weekly', days: [1, 2, 3, 5], from: 540, to: 750 }],
    ['Wed 12:00-12:00', { line: 'weekly', days: [3], from: 720, to: 2160 }],
    ['2026-12-25', { line: 'dates', from: '2026-12-25', to: '2026-12-25' }],
    ['2026-12-18..2027-01-04', { line: 'dates', from: '2026-12-18', to: '2027-01-04' }],
    [
      '2026-12-18T17:00..2027-01-04T09:00',
      {
        line: 'moments',
        from: { year: 2026, month: 12, day: 18, hour: 17, minute: 0 },
        to: { year: 2027, month: 1, day: 4, hour: 9, minute: 0 },
      },
    ],
  ])('%s', (text, value) => expect(parseLine(text)).toEqual({ ok: true, value }))

  it.each([
    ['Mon-Fri', '`Mon-Fri` has no times. Write them behind the days: `Mon-Fri 00:00-24:00` for whole days.'],
    ['Monday 09:00-17:00', '`Monday` is not a day of the week. Write Mon.'],
    ['Mon-Fry 09:00-17:00', '`Fry` is not a day of the week. Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.'],
    [
      'Mon-Tue-Wed 09:00-17:00',
      '`Mon-Tue-Wed` is not a range of days. Write the first and the last: `Mon-Fri`.',
    ],
    ['Mon 09:00', '`09:00` is not a pair of times. Write when it begins and ends: `09:00-17:00`.'],
    ['Mon 09:00-', '`09:00-` is not a pair of times. Write when it begins and ends: `09:00-17:00`.'],
    [
      'Mon 09:00-25:00',
      '`25:00` is not a time of day. Write hours and minutes from `00:00` to `24:00`, such as `09:00`.',
    ],
    ['Mon 24:00-06:00', '`24:00-06:00` begins at the end of the day. Begin at `00:00` of the next one.'],
    ['2026-02-30', 'There is no 30 February 2026. February 2026 has the days 1 to 28.'],
    [
      '2026-12-20..2026-12-18',
      '`2026-12-20..2026-12-18` ends before it begins. Write the earlier date first: `2026-12-18..2026-12-20`.',
    ],
    [
      '2026-12-18T17:00',
      '`2026-12-18T17:00` is a moment and lasts no time. Write how long: `2026-12-18T17:00..` and the moment it ends.',
    ],
    [
      '2026-12-18..2026-12-20T09:00',
      '`2026-12-18..2026-12-20T09:00` goes from a date to a moment. Write both with a time or both without: `2026-12-18T17:00..2027-01-04T09:00`.',
    ],
    [
      '2026-12-18T17:00..2026-12-18T17:00',
      '`2026-12-18T17:00..2026-12-18T17:00` ends before it begins. Write the earlier moment first.',
    ],
    [
      '2026-12-18..9999-12-31',
      '`2026-12-18..9999-12-31` is more than a hundred years. Write an end that can come: `..2027-12-18`.',
    ],
    [
      'now and then',
      '`now and then` is not a line of hours. Write days and times, `Mon-Fri 09:00-17:00`, or dates, `2026-12-18..2027-01-04`.',
    ],
  ])('%j is answered', (text, answer) => expect(said(parseLine(text))).toBe(answer))

  it('may be one or a list; the first that cannot be read is answered', () => {
    expect(parseLines('Mon 09:00-17:00')).toMatchObject({ ok: true, value: [{ days: [1] }] })
    expect(parseLines(['Mon 09:00-17:00', '2026-12-25'])).toMatchObject({
      value: [{ line: 'weekly' }, { line: 'dates' }],
    })
    expect(said(parseLines(['Mon 09:00-17:00', 'Tue']))).toContain('`Tue` has no times.')
  })

  it('are weekly in a calendar', () => {
    expect(said(parseWeeklyLines(['Mon 09:00-17:00', '2026-12-25']))).toBe(
      '`2026-12-25` is no weekly line. Hours are days and times, `Mon-Fri 09:00-17:00`; hours of one date go under `holidays`.',
    )
  })
})

describe('holidays, moments, times', () => {
  it('read dates, ranges, and dates with hours', () => {
    expect(parseHoliday('2026-12-25')).toEqual({ ok: true, value: { from: '2026-12-25', to: '2026-12-25' } })
    expect(parseHoliday('2027-04-01..2027-04-03')).toEqual({
      ok: true,
      value: { from: '2027-04-01', to: '2027-04-03' },
    })
    expect(parseHoliday('2026-12-24', ['09:00-12:00'])).toMatchObject({
      value: { hours: [{ from: 540, to: 720 }] },
    })
    expect(said(parseHoliday('2026-12-24', ['9-12']))).toContain('`9` is not a time of day.')
    expect(said(parseHoliday('Christmas'))).toBe(
      '`Christmas` is not a date. Write year, month and day: `2026-12-01`.',
    )
  })

  it.each([
    ['2026-12-01', '`2026-12-01` has no time. Write one behind it: `2026-12-01T09:00`.'],
    [
      '2026-12-01T09:00Z',
      '`2026-12-01T09:00Z` names an offset. Leave it out: the time is read in `timezone`.',
    ],
    [
      '2026-12-01 09:00',
      '`2026-12-01 09:00` is not a moment. Write date and time with a T between: `2026-12-01T09:00`.',
    ],
    ['2026-13-01T09:00', '`2026-13-01` has a month 13. Write year, month and day: `2026-12-01`.'],
    [
      '2026-12-01T09:00:75',
      '`2026-12-01T09:00:75` has 75 seconds. Leave the seconds out: `2026-12-01T09:00`.',
    ],
  ])('%j is answered', (text, answer) => expect(said(parseMoment(text))).toBe(answer))

  it('read a moment with seconds, and the end of a day', () => {
    expect(parseMoment('2026-12-01T24:00')).toMatchObject({ value: { day: 1, hour: 24, minute: 0 } })
    expect(parseMoment('2026-12-01T09:00:30')).toMatchObject({ value: { second: 30 } })
    expect([parseTime('24:00'), parseTime('00:00'), parseTime('24:01').ok]).toEqual([
      { ok: true, value: 1440 },
      { ok: true, value: 0 },
      false,
    ])
  })
})
