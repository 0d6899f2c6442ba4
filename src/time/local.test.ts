import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatLocal } from './local.ts'

describe('local time for people', () => {
  it.each([
    ['2026-12-04T15:00:00Z', 'Africa/Cairo', 'Fri 4 Dec 2026, 17:00 (Africa/Cairo)'],
    ['2026-12-31T23:59:59Z', 'UTC', 'Thu 31 Dec 2026, 23:59 (UTC)'],
    ['2026-12-31T23:59:59Z', 'Asia/Kathmandu', 'Fri 1 Jan 2027, 05:44 (Asia/Kathmandu)'],
    ['2026-03-29T00:59:59Z', 'Europe/Berlin', 'Sun 29 Mar 2026, 01:59 (Europe/Berlin)'],
    ['2026-03-29T01:00:00Z', 'Europe/Berlin', 'Sun 29 Mar 2026, 03:00 (Europe/Berlin)'],
    ['2026-09-07T00:00:00Z', 'America/New_York', 'Sun 6 Sept 2026, 20:00 (America/New_York)'],
  ])('%s in %s is %s', (at, timezone, text) => {
    expect(formatLocal(Date.parse(at), timezone)).toBe(text)
  })

  it('says what British English says of any instant', () => {
    const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) })
    const zones = fc.constantFrom(
      'UTC',
      'Africa/Cairo',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Tokyo',
    )
    fc.assert(
      fc.property(instants, zones, (at, timezone) => {
        expect(formatLocal(at, timezone)).toBe(british(at, timezone))
      }),
    )
  })
})

function british(at: number, timeZone: string): string {
  const date = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const part = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', { timeZone, ...date, ...time })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return `${part.weekday} ${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute} (${timeZone})`
}
