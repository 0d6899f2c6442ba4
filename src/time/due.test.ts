import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, berlin, nights, ops } from '../../test/builders/time.ts'
import { must } from '../../test/vectors/calendars.ts'
import { formatInstant } from '../core/instant.ts'
import { always } from './calendar.ts'
import { due, openTimeOf } from './due.ts'
import { parseLength } from './parse.ts'
import { HOUR, MINUTE } from './zone.ts'

describe('due', () => {
  it.each([
    {
      name: 'hours are open time',
      calendar: ops,
      from: '2026-01-05T16:00',
      for: '2h',
      is: '2026-01-06T10:00:00Z',
    },
    {
      name: 'exactly at closing stays there',
      calendar: ops,
      from: '2026-01-05T16:00',
      for: '1h',
      is: '2026-01-05T17:00:00Z',
    },
    {
      name: 'a second more goes to the next opening',
      calendar: ops,
      from: '2026-01-05T16:00',
      for: '1h1s',
      is: '2026-01-06T09:00:01Z',
    },
    {
      name: 'nothing, while open, is now',
      calendar: ops,
      from: '2026-01-05T16:00',
      for: '0m',
      is: '2026-01-05T16:00:00Z',
    },
    {
      name: 'nothing, while closed, is the next opening',
      calendar: ops,
      from: '2026-01-09T17:00',
      for: '0m',
      is: '2026-01-12T09:00:00Z',
    },
    {
      name: 'days keep the wall time',
      calendar: ops,
      from: '2026-01-08T15:00',
      for: '2d',
      is: '2026-01-12T15:00:00Z',
    },
    {
      name: 'days leave out holidays',
      calendar: ops,
      from: '2026-01-13T15:00',
      for: '1d',
      is: '2026-01-15T15:00:00Z',
    },
    {
      name: 'days from closed time go to the next opening first',
      calendar: ops,
      from: '2026-01-10T12:00',
      for: '1d',
      is: '2026-01-13T09:00:00Z',
    },
    {
      name: 'no days, while closed',
      calendar: ops,
      from: '2026-01-10T12:00',
      for: '0d',
      is: '2026-01-12T09:00:00Z',
    },
    {
      name: 'days of a night shift, after midnight',
      calendar: nights,
      from: '2026-01-06T03:00',
      for: '1d',
      is: '2026-01-07T03:00:00Z',
    },
    {
      name: 'the last night of the week',
      calendar: nights,
      from: '2026-01-10T03:00',
      for: '1d',
      is: '2026-01-12T22:00:00Z',
    },
    {
      name: 'days over summer time',
      calendar: berlin,
      from: '2026-03-27T15:00',
      for: '1d',
      is: '2026-03-30T14:00:00Z',
    },
    {
      name: 'weeks are seven dates',
      calendar: ops,
      from: '2026-01-05T15:00',
      for: '1w',
      is: '2026-01-12T15:00:00Z',
    },
    {
      name: 'weeks that end on a holiday roll forward',
      calendar: ops,
      from: '2026-01-07T15:00',
      for: '1w',
      is: '2026-01-15T09:00:00Z',
    },
    {
      name: 'weeks that end after hours roll forward',
      calendar: ops,
      from: '2026-01-05T20:00',
      for: '1w',
      is: '2026-01-13T09:00:00Z',
    },
    {
      name: 'calendar days count closed ones and do not roll',
      calendar: ops,
      from: '2026-01-09T15:00',
      for: '2 calendar days',
      is: '2026-01-11T15:00:00Z',
    },
    {
      name: 'calendar days keep the wall time over summer time',
      calendar: berlin,
      from: '2026-03-28T12:00',
      for: '1 calendar day',
      is: '2026-03-29T11:00:00Z',
    },
    {
      name: 'months do not roll',
      calendar: ops,
      from: '2026-01-10T15:00',
      for: '1 month',
      is: '2026-02-10T15:00:00Z',
    },
    {
      name: 'months that have no such day end on their last',
      calendar: ops,
      from: '2026-08-31T15:00',
      for: '6 months',
      is: '2027-02-28T15:00:00Z',
    },
    {
      name: 'days without a calendar are dates',
      calendar: always('Europe/Berlin'),
      from: '2026-03-28T12:00',
      for: '1d',
      is: '2026-03-29T11:00:00Z',
    },
    {
      name: 'hours without a calendar are hours',
      calendar: always('Europe/Berlin'),
      from: '2026-03-28T12:00',
      for: '24h',
      is: '2026-03-29T12:00:00Z',
    },
    {
      name: 'a skipped time moves on',
      calendar: always('Europe/Berlin'),
      from: '2026-03-28T01:30',
      for: '1d',
      is: '2026-03-29T01:30:00Z',
    },
  ])('$name', ({ calendar, from, for: length, is }) => {
    expect(formatInstant(due(calendar, at(from), must(parseLength(length))))).toBe(is)
  })

  it('later starts are never due sooner, in any unit', () => {
    const lengths = fc.constantFrom('0m', '90s', '30h', '1d', '5d', '2w', '3 calendar days', '2 months')
    const minute = fc.integer({ min: at('2026-01-01T00:00') / MINUTE, max: at('2027-01-01T00:00') / MINUTE })
    fc.assert(
      fc.property(
        fc.constantFrom(ops, nights, always('UTC')),
        lengths,
        minute,
        minute,
        (calendar, length, a, b) => {
          const [sooner, later] = [a, b].map((from) =>
            due(calendar, from * MINUTE, must(parseLength(length))),
          )
          expect(a <= b === (sooner ?? 0) <= (later ?? 0) || sooner === later).toBe(true)
        },
      ),
    )
  })
})

describe('a length as open time', () => {
  it.each([
    { for: '2d', is: 16 },
    { for: '1w', is: 40 },
    { for: '90m', is: 1.5 },
    { for: '1 calendar day', is: 8 },
  ])('$for from a Monday 15:00 is $is h', ({ for: length, is }) => {
    expect(openTimeOf(ops, at('2026-01-05T15:00'), must(parseLength(length)))).toBe(is * HOUR)
  })
})
