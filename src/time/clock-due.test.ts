import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCalendar, at, berlin, nights, ops, pauses } from '../../test/builders/time.ts'
import { must } from '../../test/vectors/calendars.ts'
import type { Calendar } from '../core/calendar.ts'
import { formatInstant } from '../core/instant.ts'
import { always, createCalendar } from './calendar.ts'
import { clockDue, due } from './due.ts'
import { parseGoal, parseLength, parsePeriod } from './parse.ts'
import { HOUR, MINUTE } from './zone.ts'

const sprint = must(
  createCalendar({
    name: 'sprint',
    timezone: 'UTC',
    hours: [],
    holidays: [],
    include: [],
    every: must(parsePeriod('2w')),
    from: '2025-12-28',
  }),
)
const weekend = aCalendar({ hours: 'Sat-Sun 10:00-12:00' })
const named = new Map([
  ['sprint', sprint],
  ['weekend', weekend],
  ['always', always('UTC')],
])

interface Asked {
  goal: string
  start: string
  calendar?: Calendar
  paused?: string[]
  milestoneDue?: string
}

function clock({ goal, start, calendar = ops, paused = [], milestoneDue }: Asked): string {
  const answer = clockDue({
    calendar,
    start: at(start),
    goal: must(parseGoal(goal)),
    paused: pauses(...paused),
    calendars: (name) => named.get(name),
    ...(milestoneDue === undefined ? {} : { milestoneDue }),
  })
  return answer.due === undefined ? 'never' : formatInstant(answer.due)
}

describe('a clock towards a length', () => {
  it.each([
    { name: 'hours end at closing', goal: '1h', start: '2026-01-05T16:00', is: '2026-01-05T17:00:00Z' },
    {
      name: 'hours with a pause',
      goal: '4h',
      start: '2026-01-05T16:00',
      paused: ['2026-01-06T10:00 to 2026-01-06T11:00'],
      is: '2026-01-06T13:00:00Z',
    },
    {
      name: 'nothing moves forward to an opening',
      goal: '0m',
      start: '2026-01-10T12:00',
      is: '2026-01-12T09:00:00Z',
    },
    {
      name: 'nothing, but paused until noon',
      goal: '0m',
      start: '2026-01-05T10:00',
      paused: ['10:00 to 12:00'],
      is: '2026-01-05T12:00:00Z',
    },
    {
      name: 'days without a pause are due as ever',
      goal: '2d',
      start: '2026-01-08T15:00',
      is: '2026-01-12T15:00:00Z',
    },
    {
      name: 'days that are due at an opening',
      goal: '1d',
      start: '2026-01-10T12:00',
      is: '2026-01-13T09:00:00Z',
    },
    {
      name: 'days move by what was paused of open time',
      goal: '2d',
      start: '2026-01-08T15:00',
      paused: ['2026-01-09T16:00 to 2026-01-10T12:00'],
      is: '2026-01-12T16:00:00Z',
    },
    {
      name: 'days that come to a closing move on to the opening',
      goal: '1d',
      start: '2026-01-05T16:00',
      paused: ['2026-01-06T10:00 to 2026-01-06T11:00'],
      is: '2026-01-07T09:00:00Z',
    },
    {
      name: 'days that would be due in a pause wait for its end',
      goal: '1d',
      start: '2026-01-05T09:00',
      paused: ['2026-01-06T09:00 to 2026-01-06T10:00'],
      is: '2026-01-06T10:00:00Z',
    },
    {
      name: 'weeks do so too',
      goal: '1w',
      start: '2026-01-05T15:00',
      paused: ['16:00 to 17:00'],
      is: '2026-01-12T16:00:00Z',
    },
    {
      name: 'calendar days count closed time',
      goal: '2 calendar days',
      start: '2026-01-09T15:00',
      is: '2026-01-11T15:00:00Z',
    },
    {
      name: 'and move by all that was paused',
      goal: '2 calendar days',
      start: '2026-01-09T15:00',
      paused: ['2026-01-09T20:00 to 2026-01-09T22:00'],
      is: '2026-01-11T17:00:00Z',
    },
    {
      name: 'no due in a pause without end',
      goal: '4h',
      start: '2026-01-05T10:00',
      paused: ['11:00 to ever'],
      is: 'never',
    },
    { name: 'nor for days', goal: '2d', start: '2026-01-05T10:00', paused: ['11:00 to ever'], is: 'never' },
  ])('$name', ({ is, name: _, ...asked }) => expect(clock(asked)).toBe(is))

  it('says its length on the calendar it counts on', () => {
    const question = { calendar: ops, start: at('2026-01-09T15:00'), paused: [], calendars: () => undefined }
    const days = clockDue({ ...question, goal: must(parseGoal('2d')) })
    expect([days.length, days.counts.name]).toEqual([16 * HOUR, 'ops'])
    const dates = clockDue({ ...question, goal: must(parseGoal('2 calendar days')) })
    expect([dates.length, dates.counts.name]).toEqual([48 * HOUR, 'always'])
  })

  it('is due without pauses exactly when the length is', () => {
    const lengths = fc.constantFrom(
      '0m',
      '90s',
      '8h',
      '30h',
      '0d',
      '1d',
      '5d',
      '2w',
      '3 calendar days',
      '2 months',
    )
    const minute = fc.integer({ min: at('2026-01-01T00:00') / MINUTE, max: at('2027-01-01T00:00') / MINUTE })
    fc.assert(
      fc.property(
        fc.constantFrom(ops, nights, berlin, always('UTC')),
        lengths,
        minute,
        (calendar, length, minutes) => {
          const start = minutes * MINUTE
          const goal = must(parseGoal(length))
          const answer = clockDue({ calendar, start, goal, paused: [], calendars: () => undefined })
          expect(answer.due).toBe(due(calendar, start, must(parseLength(length))))
        },
      ),
    )
  })
})

describe('a clock towards an end', () => {
  it.each([
    { name: 'of the sprint', goal: 'end of sprint', start: '2026-01-05T10:00', is: '2026-01-11T00:00:00Z' },
    {
      name: 'of the next sprint',
      goal: 'end of next sprint',
      start: '2026-01-05T10:00',
      is: '2026-01-25T00:00:00Z',
    },
    {
      name: 'of the sprint, with a second of open time left',
      goal: 'end of sprint',
      start: '2026-01-09T16:59:59Z',
      is: '2026-01-11T00:00:00Z',
    },
    {
      name: 'of the sprint, with no open time left: the next counts',
      goal: 'end of sprint',
      start: '2026-01-09T17:00',
      is: '2026-01-25T00:00:00Z',
    },
    {
      name: 'of the next sprint, however little is left of this one',
      goal: 'end of next sprint',
      start: '2026-01-09T17:00',
      is: '2026-01-25T00:00:00Z',
    },
    {
      name: 'at its very end',
      goal: 'end of sprint',
      start: '2026-01-11T00:00',
      calendar: always('UTC'),
      is: '2026-01-25T00:00:00Z',
    },
    {
      name: 'of a calendar with hours: its next closing',
      goal: 'end of weekend',
      start: '2026-01-05T10:00',
      is: '2026-01-10T12:00:00Z',
    },
    {
      name: 'and the one after',
      goal: 'end of next weekend',
      start: '2026-01-05T10:00',
      is: '2026-01-11T12:00:00Z',
    },
    {
      name: 'of a calendar with hours, before which none are open',
      goal: 'end of weekend',
      start: '2026-01-09T18:00',
      is: '2026-01-17T12:00:00Z',
    },
    { name: 'of what never closes', goal: 'end of always', start: '2026-01-05T10:00', is: 'never' },
    { name: 'of what nobody knows', goal: 'end of release', start: '2026-01-05T10:00', is: 'never' },
    { name: 'of the day', goal: 'end of day', start: '2026-01-05T10:00', is: '2026-01-05T17:00:00Z' },
    {
      name: 'of the day, when it is over',
      goal: 'end of day',
      start: '2026-01-09T17:00',
      is: '2026-01-12T17:00:00Z',
    },
    {
      name: 'of the milestone: its whole date',
      goal: 'end of milestone',
      start: '2026-01-05T10:00',
      milestoneDue: '2026-01-20',
      is: '2026-01-21T00:00:00Z',
    },
    {
      name: 'of the milestone, in the zone',
      goal: 'end of milestone',
      start: '2026-01-05T10:00',
      calendar: berlin,
      milestoneDue: '2026-01-20',
      is: '2026-01-20T23:00:00Z',
    },
    {
      name: 'of a milestone without a date',
      goal: 'end of milestone',
      start: '2026-01-05T10:00',
      is: 'never',
    },
    {
      name: 'not moved by a pause',
      goal: 'end of day',
      start: '2026-01-05T10:00',
      paused: ['11:00 to 12:00'],
      is: '2026-01-05T17:00:00Z',
    },
  ])('$name', ({ is, name: _, ...asked }) => expect(clock(asked)).toBe(is))
})
