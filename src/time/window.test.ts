import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { must, weeklyLines } from '../../test/vectors/calendars.ts'
import vectors from '../../test/vectors/release_windows.json' with { type: 'json' }
import type { ReleaseWindow } from '../core/calendar.ts'
import { formatInstant, parseInstant } from '../core/instant.ts'
import { parseLines } from './parse.ts'
import { createWindow, decideRunning, decideWindows } from './window.ts'
import { DAY, HOUR } from './zone.ts'

function at(text: string): number {
  return parseInstant(text) ?? Number.NaN
}

function changes(windows: readonly ReleaseWindow[], when: number): string | undefined {
  const answer = decideWindows(windows, when)
  return answer.changes === undefined ? undefined : formatInstant(answer.changes)
}

interface Written {
  open?: string | string[]
  closed?: string | string[]
  timezone?: string
  mayFinish?: boolean
  name?: string
}

function aWindow({
  open,
  closed,
  timezone = 'UTC',
  mayFinish = false,
  name = 'release',
}: Written): ReleaseWindow {
  return must(
    createWindow({
      name,
      timezone,
      mayFinish,
      ...(open === undefined ? {} : { open: must(parseLines(open)) }),
      ...(closed === undefined ? {} : { closed: must(parseLines(closed)) }),
    }),
  )
}

function windowOfVector(name: string): { window: ReleaseWindow; denies: boolean } {
  const found = Object.entries(vectors.windows).find(([key]) => key === name)?.[1]
  if (found === undefined) throw new Error(`no window ${name}`)
  const lines = weeklyLines(found.hours)
  const denies = found.kind === 'deny'
  return {
    denies,
    window: aWindow({ timezone: found.tz, ...(denies ? { closed: lines } : { open: lines }) }),
  }
}

describe('windows by the week, worked cases', () => {
  it.each(vectors.weekly)('$id', (vector) => {
    const { window, denies } = windowOfVector(vector.window)
    const when = at(vector.at)
    const answer = decideWindows([window], when)
    expect(answer.open).toBe(denies ? !vector.active : vector.active)
    if (vector.next_change !== undefined) expect(changes([window], when)).toBe(vector.next_change)
    if (vector.next_open !== undefined) {
      expect(vector.active ? formatInstant(when) : changes([window], when)).toBe(vector.next_open)
    }
  })
})

/** `0 23 * * 5` and `0 7 * * 1` as weekly lines. Only what the vectors use: a minute, an hour, one or every day. */
function linesOfPair(start: string, end: string): string[] {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
  const [from, to] = [start, end].map((cron) => {
    const [minute = '', hour = '', , , day = ''] = cron.split(' ')
    return { time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`, day: Number(day) }
  })
  if (from === undefined || to === undefined) return []
  const between: string[] = []
  for (let day = (from.day + 1) % 7; day !== to.day; day = (day + 1) % 7)
    between.push(`${days[day]} 00:00-24:00`)
  return [`${days[from.day]} ${from.time}-24:00`, ...between, `${days[to.day]} 00:00-${to.time}`]
}

/** `* 14 * * *` for two hours: begins anew every minute of that hour, so it lasts from 14:00 to 16:59. */
function linesOfSchedule(schedule: string, seconds: number): string[] {
  const hour = Number(schedule.split(' ')[1])
  const last = hour * 60 + 59 + seconds / 60
  return [`Mon-Sun ${hour}:00-${Math.floor(last / 60)}:${last % 60}`]
}

describe('windows by cron, worked cases, written as weekly lines', () => {
  it.each(vectors.cron)('$id', ({ start, end, schedule, duration, tz, at: when, active }) => {
    const lines =
      start !== undefined && end !== undefined
        ? linesOfPair(start, end)
        : linesOfSchedule(schedule ?? '', duration ?? 0)
    expect(decideWindows([aWindow({ closed: lines, timezone: tz })], at(when)).open).toBe(!active)
  })
})

const NOON = at('2026-01-15T12:00:00Z')

/** A window that is or is not in force at NOON. */
function windowOfPair([kind, state, mayFinish]: readonly (string | boolean)[]): ReleaseWindow {
  const lines = state === 'active' ? 'Mon-Sun 00:00-24:00' : '2001-01-01'
  return aWindow({
    ...(kind === 'deny' ? { closed: lines } : { open: lines }),
    mayFinish: mayFinish === true,
  })
}

describe('several windows, worked cases', () => {
  it.each(vectors.combination)('$id', ({ windows, decision }) => {
    expect(decideWindows(windows.map(windowOfPair), NOON).open).toBe(decision === 'allow')
  })

  it.each(vectors.overrun)('$id: $case', ({ start, now, decision }) => {
    expect(decideRunning(now.map(windowOfPair), start === 'permitted', NOON)).toBe(decision === 'continue')
  })
})

describe('windows together', () => {
  const workdays = aWindow({ name: 'workdays', open: 'Mon-Fri 09:00-17:00' })
  const nights = aWindow({ name: 'nights', open: 'Mon-Sun 22:00-06:00' })
  const freeze = aWindow({ name: 'freeze', closed: '2026-12-18T17:00..2027-01-04T09:00' })

  it.each([
    {
      name: 'the last second before a freeze',
      when: '2026-12-18T16:59:59Z',
      open: true,
      next: '2026-12-18T17:00:00Z',
    },
    { name: 'its first second', when: '2026-12-18T17:00:00Z', open: false, next: '2027-01-04T09:00:00Z' },
    { name: 'its last second', when: '2027-01-04T08:59:59Z', open: false, next: '2027-01-04T09:00:00Z' },
    { name: 'the second after', when: '2027-01-04T09:00:00Z', open: true, next: '2027-01-04T17:00:00Z' },
  ])('$name', ({ when, open, next }) => {
    const answer = decideWindows([workdays, freeze], at(when))
    expect([answer.open, formatInstant(answer.changes ?? 0)]).toEqual([open, next])
  })

  it('names the closed window where one is in force, else every open one that is not', () => {
    const names = (when: string) =>
      decideWindows([workdays, nights, freeze], at(when)).denying.map(({ name }) => name)
    expect(names('2026-12-20T12:00:00Z')).toEqual(['freeze'])
    expect(names('2026-12-01T20:00:00Z')).toEqual(['workdays', 'nights'])
    expect(names('2026-12-01T12:00:00Z')).toEqual([])
  })

  it('says when the answer changes, not when a part of it does', () => {
    const first = aWindow({ closed: 'Thu 00:00-24:00' })
    const second = aWindow({ closed: 'Fri-Sun 00:00-24:00' })
    expect(changes([first, second], at('2026-01-08T10:00:00Z'))).toBe('2026-01-12T00:00:00Z')
  })

  it('opens while any of several open ones is in force', () => {
    const early = aWindow({ open: 'Mon 09:00-12:00' })
    const late = aWindow({ open: 'Mon 11:00-15:00' })
    expect(changes([early, late], at('2026-01-05T09:30:00Z'))).toBe('2026-01-05T15:00:00Z')
  })

  it.each([
    { name: 'a freeze that is over', windows: [freeze], when: '2028-01-01T00:00:00Z' },
    {
      name: 'a window whose dates are past',
      windows: [aWindow({ open: '2026-01-05' })],
      when: '2026-02-01T00:00:00Z',
    },
    {
      name: 'always closed',
      windows: [workdays, aWindow({ closed: 'Mon-Sun 00:00-24:00' })],
      when: '2026-02-01T00:00:00Z',
    },
    {
      name: 'always open',
      windows: [aWindow({ open: 'Sat-Fri 00:00-24:00' })],
      when: '2026-02-01T00:00:00Z',
    },
    {
      name: 'closed by two in turn',
      windows: [aWindow({ closed: 'Mon-Thu 00:00-24:00' }), aWindow({ closed: 'Fri-Sun 00:00-24:00' })],
      when: '2026-02-01T00:00:00Z',
    },
    { name: 'no window at all', windows: [], when: '2026-02-01T00:00:00Z' },
  ])('never changes again: $name', ({ windows, when }) => {
    expect(decideWindows(windows, at(when)).changes).toBeUndefined()
  })

  it('takes dates whole, the last one too, in its own zone', () => {
    const april = aWindow({ closed: '2027-04-01..2027-04-03', timezone: 'Africa/Cairo' })
    expect(changes([april], at('2027-03-01T00:00:00Z'))).toBe('2027-03-31T22:00:00Z')
    expect(changes([april], at('2027-04-02T00:00:00Z'))).toBe('2027-04-03T22:00:00Z')
  })

  it('obeys both lists of one window', () => {
    const both = aWindow({ open: 'Mon-Fri 09:00-17:00', closed: '2026-12-25' })
    expect(decideWindows([both], at('2026-12-25T10:00:00Z')).open).toBe(false)
    expect(decideWindows([both], at('2026-12-24T10:00:00Z')).open).toBe(true)
  })

  it('lets nothing that was not allowed to begin run on', () => {
    const denied = aWindow({ closed: 'Mon-Sun 00:00-24:00', mayFinish: true })
    expect(decideRunning([denied], true, NOON)).toBe(true)
    expect(decideRunning([denied], false, NOON)).toBe(false)
    expect(decideRunning([], false, NOON)).toBe(true)
  })

  it('is refused without any line, and in no zone', () => {
    expect(createWindow({ name: 'release', timezone: 'UTC' })).toMatchObject({ ok: false })
    expect(
      createWindow({ name: 'release', timezone: 'Mars/Base', open: must(parseLines('Mon 09:00-17:00')) }),
    ).toMatchObject({
      what: '`Mars/Base` is no time zone.',
    })
  })
})

const someLines = fc.constantFrom(
  ['Mon-Fri 09:00-17:00'],
  ['Thu-Sun 00:00-24:00'],
  ['Sat,Sun 22:00-06:00', 'Wed 10:00-11:00'],
  ['Sun 01:30-03:30'],
  ['2026-03-20..2026-04-10', 'Mon 00:00-24:00'],
  ['2026-10-20T12:30..2026-11-02T01:30'],
)
const someWindow = fc.record({
  kind: fc.constantFrom('open', 'closed'),
  lines: someLines,
  timezone: fc.constantFrom('UTC', 'Africa/Cairo', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'),
})

describe('the next change', () => {
  it('really changes the answer, and nothing before it does', () => {
    fc.assert(
      fc.property(
        fc.array(someWindow, { maxLength: 3 }),
        fc.integer({ min: at('2026-01-01T00:00:00Z') / 1000, max: at('2026-12-31T00:00:00Z') / 1000 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (written, seconds, fractions) => {
          const windows = written.map(({ kind, lines, timezone }) => aWindow({ [kind]: lines, timezone }))
          const when = seconds * 1000
          const { open, changes: next } = decideWindows(windows, when)
          if (next !== undefined) expect(decideWindows(windows, next).open).toBe(!open)
          const end = next ?? when + 400 * DAY
          // Anything before, however close: spread samples, the last millisecond and the last hour.
          const samples = [
            ...fractions.map((part) => when + Math.floor(part * (end - 1 - when))),
            end - 1,
            end - HOUR,
          ]
          for (const sample of samples) {
            if (sample >= when) expect(decideWindows(windows, sample).open).toBe(open)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
