import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must } from '../../test/vectors/calendars.ts'
import { formatInstant, parseInstant } from '../core/instant.ts'
import { parseMoment } from './parse.ts'
import { addDays, addMonths, isZone, localDate, localTime, offsetAt, wallToInstant, weekday } from './zone.ts'

const ZONES = [
  'UTC',
  'US/Pacific',
  'Europe/Berlin',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'America/Sao_Paulo',
]

function wall(text: string, zone: string): string {
  return formatInstant(wallToInstant(must(parseMoment(text)), zone))
}

describe('wall time', () => {
  it.each([
    {
      name: 'the last minute before clocks go forward',
      text: '2026-03-29T01:59',
      zone: 'Europe/Berlin',
      is: '2026-03-29T00:59:00Z',
    },
    {
      name: 'skipped: forward by the gap',
      text: '2026-03-29T02:30',
      zone: 'Europe/Berlin',
      is: '2026-03-29T01:30:00Z',
    },
    {
      name: 'the first minute after',
      text: '2026-03-29T03:00',
      zone: 'Europe/Berlin',
      is: '2026-03-29T01:00:00Z',
    },
    { name: 'twice: the first', text: '2026-10-25T02:30', zone: 'Europe/Berlin', is: '2026-10-25T00:30:00Z' },
    { name: 'once again after', text: '2026-10-25T03:00', zone: 'Europe/Berlin', is: '2026-10-25T02:00:00Z' },
    {
      name: 'a skipped midnight',
      text: '2023-04-28T00:00',
      zone: 'Africa/Cairo',
      is: '2023-04-27T22:00:00Z',
    },
    {
      name: 'half an hour skipped',
      text: '2026-10-04T02:15',
      zone: 'Australia/Lord_Howe',
      is: '2026-10-03T15:45:00Z',
    },
    { name: 'a quarter off', text: '2026-01-05T09:00', zone: 'Asia/Kathmandu', is: '2026-01-05T03:15:00Z' },
    { name: 'the end of a day', text: '2026-01-05T24:00', zone: 'US/Pacific', is: '2026-01-06T08:00:00Z' },
    {
      name: 'a date that never was',
      text: '2011-12-30T09:00',
      zone: 'Pacific/Apia',
      is: '2011-12-30T19:00:00Z',
    },
  ])('$name', ({ text, zone, is }) => expect(wall(text, zone)).toBe(is))

  it('is what the platform shows, at any instant, in any zone', () => {
    const shown = new Map(
      ZONES.map((zone) => [
        zone,
        new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }),
      ]),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2045, 0) }),
        (zone, at) => {
          expect(`${localDate(at, zone)} ${localTime(at, zone)}`).toBe(shown.get(zone)?.format(at))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('comes back to its instant, save for the second time of an hour that comes twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: Date.UTC(1990, 0) / 60_000, max: Date.UTC(2045, 0) / 60_000 }),
        (zone, minutes) => {
          const at = minutes * 60_000
          const back = wallToInstant(must(parseMoment(`${localDate(at, zone)}T${localTime(at, zone)}`)), zone)
          if (back !== at) expect(offsetAt(back, zone)).toBeGreaterThan(offsetAt(at, zone))
          expect(back).toBeLessThanOrEqual(at)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('dates', () => {
  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-12-15', 1, '2027-01-15'],
  ])('%s and %i months is %s', (date, count, is) => expect(addMonths(date, count)).toBe(is))

  it('count on over the end of a year, and back', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29')
  })

  it('know their weekday', () => {
    expect([weekday('2026-11-29'), weekday('2026-12-05'), weekday('1969-12-31')]).toEqual([0, 6, 3])
  })

  it('differ from zone to zone at one instant', () => {
    const at = parseInstant('2026-01-07T23:00:00Z') ?? 0
    expect([localDate(at, 'UTC'), localDate(at, 'Europe/Brussels'), localDate(at, 'US/Pacific')]).toEqual([
      '2026-01-07',
      '2026-01-08',
      '2026-01-07',
    ])
  })
})

describe('zones', () => {
  it.each(ZONES)('%s is one', (zone) => expect(isZone(zone)).toBe(true))
  it.each(['', 'Cairo', 'Africa/Kairo', 'UTC+2', '2h'])('%j is none', (zone) =>
    expect(isZone(zone)).toBe(false),
  )
})
