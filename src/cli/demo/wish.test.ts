import { describe, expect, test } from 'vitest'
import { createPracticeClock } from './practice-clock.ts'
import { nextMonday, readWish } from './wish.ts'

const timezone = 'Africa/Cairo'
const at = (instant: string) => Date.parse(instant)
const read = (asked: Record<string, string>) =>
  readWish(new Map(Object.entries(asked)), {
    clock: createPracticeClock(at('2026-12-10T08:00:00Z')),
    timezone,
  })

describe('how far the clock is wound', () => {
  test.each([
    [{ hours: '4' }, '2026-12-10T12:00:00Z'],
    [{ minutes: '30' }, '2026-12-10T08:30:00Z'],
    [{ days: '1', hours: '1' }, '2026-12-11T09:00:00Z'],
    [{ hours: '0.5' }, '2026-12-10T08:30:00Z'],
    [{ to: 'monday' }, '2026-12-14T07:00:00Z'],
    [{ to: '2026-12-10T08:00:01Z' }, '2026-12-10T08:00:01Z'],
    [{ days: '366' }, '2027-12-11T08:00:00Z'],
  ])('%j leads to %s', (asked, expected) => {
    expect(read(asked)).toEqual({ ok: true, wish: { to: at(expected) } })
  })

  test('to=next leads to whatever happens next', () => {
    expect(read({ to: 'next' })).toMatchObject({ ok: true, wish: { to: 'next' } })
  })

  test.each([
    [{}, 'Say how far: hours=4'],
    [{ hours: '0' }, 'Say how far: hours=4'],
    [{ hours: '' }, '"hours=" is no way to wind the clock.'],
    [{ hours: '-1' }, '"hours=-1" is no way to wind the clock.'],
    [{ hours: 'four' }, '"hours=four" is no way to wind the clock.'],
    [{ weeks: '1' }, '"weeks=1" is no way to wind the clock.'],
    [{ toString: '1' }, '"toString=1" is no way to wind the clock.'],
    [{ to: 'later' }, '"to=later" is no time.'],
    [{ to: '2026-12-10T08:00:00Z' }, 'The clock goes forward only.'],
    [{ days: '367' }, 'A year at once is the most.'],
  ])('%j is refused in a sentence', (asked, expected) => {
    const wish = read(asked)
    expect(wish.ok ? '' : wish.message).toContain(expected)
  })

  test.each([
    ['Thursday', '2026-12-10T08:00:00Z', '2026-12-14T07:00:00Z'],
    ['the first hour of Monday there, Sunday in UTC', '2026-12-13T22:30:00Z', '2026-12-14T07:00:00Z'],
    ['just before nine', '2026-12-14T06:59:59Z', '2026-12-14T07:00:00Z'],
    ['Sunday', '2026-12-13T21:59:00Z', '2026-12-14T07:00:00Z'],
    ['nine on Monday', '2026-12-14T07:00:00Z', '2026-12-21T07:00:00Z'],
    ['the week the clocks change', '2026-04-23T08:00:00Z', '2026-04-27T06:00:00Z'],
  ])('Monday at nine, from %s', (_, now, expected) => {
    expect(nextMonday(at(now), timezone)).toBe(at(expected))
  })
})
