import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aCalendar, at } from '../../test/builders/time.ts'
import { DAY, HOUR, MINUTE } from './zone.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Africa/Cairo',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'US/Pacific',
]
const LINES = [
  'Mon-Fri 09:00-17:00',
  'Sat,Sun 22:00-06:00',
  'Sun 01:30-03:15',
  'Thu-Sun 00:00-24:00',
  'Tue 23:59-00:01',
  'Wed 12:00-12:00',
]
const HOLIDAYS: (string | [string, string])[] = [
  '2026-03-29',
  '2026-10-24..2026-10-26',
  ['2026-11-01', '08:00-12:00'],
]
const someCalendar = fc
  .record({
    timezone: fc.constantFrom(...ZONES),
    hours: fc.subarray(LINES, { minLength: 2 }),
    holidays: fc.subarray(HOLIDAYS),
  })
  .map(aCalendar)
const someInstant = fc
  .integer({ min: at('2026-01-01T00:00') / 1000, max: at('2027-06-01T00:00') / 1000 })
  .map((s) => s * 1000)
const someLength = fc.oneof(
  fc.integer({ min: 1, max: 200 * HOUR }),
  fc.integer({ min: 1, max: 2000 }).map((m) => m * HOUR),
)

describe('arithmetic on any calendar', () => {
  it('what was added has been spent, and not before', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someLength, (calendar, from, length) => {
        const to = calendar.add(from, length)
        expect(calendar.spent(from, to)).toBe(length)
        expect(calendar.spent(from, to - 1)).toBe(length - 1)
        expect(calendar.isOpen(to - 1)).toBe(true)
      }),
    )
  })

  it('what was taken off is spent again, and the instant is the latest', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someLength, (calendar, from, length) => {
        const earlier = calendar.subtract(from, length)
        expect(calendar.spent(earlier, from)).toBe(length)
        expect(calendar.spent(earlier + 1, from)).toBe(length - 1)
        expect(calendar.isOpen(earlier)).toBe(true)
        const closed = calendar.subtract(from, 0)
        expect([closed <= from, calendar.isOpen(closed - 1), calendar.spent(closed, from)]).toEqual([
          true,
          true,
          0,
        ])
      }),
    )
  })

  it('later and longer are never sooner', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someInstant, someLength, someLength, (calendar, a, b, m, n) => {
        expect(calendar.add(Math.min(a, b), m)).toBeLessThanOrEqual(calendar.add(Math.max(a, b), m))
        expect(calendar.add(a, Math.min(m, n))).toBeLessThanOrEqual(calendar.add(a, Math.max(m, n)))
      }),
    )
  })

  it('stretches are apart, in order, and sum to what is spent; openings and closings are their ends', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someInstant, (calendar, a, b) => {
        const stretches = calendar.intervals(a, b)
        let last = a
        let sum = 0
        for (const [start, end] of stretches) {
          expect(start > last || (start === a && last === a)).toBe(true)
          expect(calendar.nextOpen(last)).toBe(start)
          expect(Math.min(calendar.nextClose(start) ?? b, b)).toBe(end)
          sum += end - start
          last = end
        }
        expect(calendar.spent(a, b)).toBe(sum)
        expect(b > a || sum === 0).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('time spent is the same in one piece or two', () => {
    fc.assert(
      fc.property(someCalendar, fc.tuple(someInstant, someInstant, someInstant), (calendar, instants) => {
        const [a = 0, b = 0, c = 0] = instants.toSorted((x, y) => x - y)
        expect(calendar.spent(a, b) + calendar.spent(b, c)).toBe(calendar.spent(a, c))
      }),
    )
  })
})

describe('a calendar beside a clock on the wall', () => {
  // Another way to the same answer: read the wall, look up the line. It holds where no clocks change nearby.
  const weekly = [
    { days: 'Mon Tue Wed Thu Fri', from: '09:00', to: '17:00', night: false },
    { days: 'Sat Sun', from: '22:00', to: '06:00', night: true },
  ]
  const holidays = ['2026-06-06', '2026-06-08', '2026-07-12']

  function wallIsOpen(when: number, timezone: string): boolean {
    const format = new Intl.DateTimeFormat('sv-SE', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
    })
    const day = (instant: number) =>
      new Intl.DateTimeFormat('en-US', { timeZone: timezone, weekday: 'short' }).format(instant)
    const [date = '', time = ''] = format.format(when).split(' ')
    if (holidays.includes(date)) return false
    return weekly.some(({ days, from, to, night }) => {
      if (!night) return days.includes(day(when)) && from <= time && time < to
      return (days.includes(day(when)) && from <= time) || (days.includes(day(when - DAY)) && time < to)
    })
  }

  it('agrees', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('UTC', 'Africa/Cairo', 'US/Pacific', 'Asia/Kathmandu'),
        fc.integer({ min: at('2026-05-15T00:00') / MINUTE, max: at('2026-07-31T00:00') / MINUTE }),
        (timezone, minutes) => {
          const calendar = aCalendar({
            timezone,
            hours: ['Mon-Fri 09:00-17:00', 'Sat,Sun 22:00-06:00'],
            holidays,
          })
          expect(calendar.isOpen(minutes * MINUTE)).toBe(wallIsOpen(minutes * MINUTE, timezone))
        },
      ),
      { numRuns: 500 },
    )
  })
})
