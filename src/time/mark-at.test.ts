import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, ops, pauses } from '../../test/builders/time.ts'
import type { Interval } from '../core/calendar.ts'
import { formatInstant } from '../core/instant.ts'
import { markAt } from './due.ts'
import { HOUR, MINUTE } from './zone.ts'

describe('marks', () => {
  it.each([
    { name: 'no pause', milliseconds: 2 * HOUR, paused: [], is: '2026-01-05T12:00:00Z' },
    { name: 'one pause', milliseconds: 2 * HOUR, paused: ['11:00 to 11:30'], is: '2026-01-05T12:30:00Z' },
    {
      name: 'overlapping pauses count once',
      milliseconds: 2 * HOUR,
      paused: ['11:10 to 11:30', '11:00 to 11:20'],
      is: '2026-01-05T12:30:00Z',
    },
    {
      name: 'a pause within another',
      milliseconds: 2 * HOUR,
      paused: ['11:00 to 11:30', '11:10 to 11:20'],
      is: '2026-01-05T12:30:00Z',
    },
    {
      name: 'a pause out of hours costs nothing',
      milliseconds: 8 * HOUR,
      paused: ['18:00 to 20:00'],
      is: '2026-01-06T10:00:00Z',
    },
    {
      name: 'a pause before the start costs nothing',
      milliseconds: HOUR,
      paused: ['09:00 to 10:00'],
      is: '2026-01-05T11:00:00Z',
    },
    {
      name: 'a pause over the start',
      milliseconds: HOUR,
      paused: ['09:00 to 10:30'],
      is: '2026-01-05T11:30:00Z',
    },
    {
      name: 'a pause after it',
      milliseconds: HOUR,
      paused: ['11:00:01 to 12:00'],
      is: '2026-01-05T11:00:00Z',
    },
    {
      name: 'a pause that begins at it: nothing is due while paused',
      milliseconds: HOUR,
      paused: ['11:00 to 12:00'],
      is: '2026-01-05T12:00:00Z',
    },
    { name: 'at closing, not moved forward', milliseconds: 7 * HOUR, paused: [], is: '2026-01-05T17:00:00Z' },
    { name: 'none at all', milliseconds: 0, paused: [], is: '2026-01-05T10:00:00Z' },
  ])('$name', ({ milliseconds, paused, is }) => {
    const read = paused.map((text) => text.replace('11:00:01', '2026-01-05T11:00:01Z'))
    expect(formatInstant(markAt(ops, at('2026-01-05T10:00'), milliseconds, pauses(...read)))).toBe(is)
  })

  it('30 h of a 40 h week that end on Friday 17:00 are Friday 17:00', () => {
    expect(formatInstant(markAt(ops, at('2026-01-06T11:00'), 30 * HOUR, []))).toBe('2026-01-09T17:00:00Z')
  })

  it('never come during a pause without end', () => {
    expect(markAt(ops, at('2026-01-05T10:00'), 2 * HOUR, pauses('11:00 to ever'))).toBe(
      Number.POSITIVE_INFINITY,
    )
    expect(formatInstant(markAt(ops, at('2026-01-05T10:00'), HOUR / 2, pauses('11:00 to ever')))).toBe(
      '2026-01-05T10:30:00Z',
    )
  })

  it('leave exactly so much open time unpaused, and are the first to', () => {
    const minute = fc.integer({ min: 0, max: 20 * 24 * 60 })
    const pause = fc.tuple(minute, fc.integer({ min: 1, max: 3000 }))
    const monday = at('2026-01-05T00:00')
    fc.assert(
      fc.property(
        minute,
        fc.integer({ min: 1, max: 5000 }),
        fc.array(pause, { maxLength: 5 }),
        (from, length, written) => {
          const start = monday + from * MINUTE
          const paused = written.map(
            ([begin, lasts]): Interval => [monday + begin * MINUTE, monday + (begin + lasts) * MINUTE],
          )
          const mark = markAt(ops, start, length * MINUTE, paused)
          const held = (instant: number) => paused.some(([begin, end]) => begin <= instant && instant < end)
          // Counted minute by minute, another way round.
          let open = 0
          let last = start
          for (let instant = start; instant < mark; instant += MINUTE) {
            if (!ops.isOpen(instant) || held(instant)) continue
            open += 1
            last = instant + MINUTE
          }
          expect([open, held(mark)]).toEqual([length, false])
          // It is later than the minute it was reached in only because a pause followed at once.
          for (let instant = last; instant < mark; instant += MINUTE) expect(held(instant)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})
