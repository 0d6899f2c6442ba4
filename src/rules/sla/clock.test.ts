import { describe, expect, test } from 'vitest'
import { calendarOfVector, type VectorCalendar } from '../../../test/vectors/calendars.ts'
import vectors from '../../../test/vectors/sla_clock.json' with { type: 'json' }
import type { Interval } from '../../core/calendar.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import type { Goal } from '../../core/length.ts'
import { clockDue } from '../../time/due.ts'
import { type ClockRules, type CycleInput, cyclesOf, type GoalStep, readCycle } from './clock.ts'

interface VectorEvent {
  at: string
  type: string
  goal?: string
}

interface Vector {
  id: string
  calendar: string
  events: readonly VectorEvent[]
  at: string
  reopen?: string
  goal_change?: string
  known_future?: boolean
  note?: string
  expect: { elapsed: number; state: string; remaining?: number; due?: string; breached: boolean }
}

const calendars: Readonly<Record<string, VectorCalendar>> = vectors.calendars
const all: readonly Vector[] = vectors.vectors
const never = Number.POSITIVE_INFINITY

/** `PT1H30M`, `P2D`. */
function goalOf(text: string): Goal {
  const [, days, hours, minutes, seconds] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text) ?? []
  if (days !== undefined) return { goal: 'length', length: { unit: 'days', count: Number(days) } }
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
  return { goal: 'length', length: { unit: 'seconds', seconds: total } }
}

function intervals(events: readonly VectorEvent[], from: string, to: string): Interval[] {
  const found: [Instant, Instant][] = []
  for (const event of events) {
    const open = found.at(-1)?.[1] === never ? found.at(-1) : undefined
    if (event.type === from && !open) found.push([Date.parse(event.at), never])
    if (event.type === to && open) open[1] = Date.parse(event.at)
  }
  return found
}

const reopen = {
  resume: 'resume',
  total: 'total',
  new_cycle: 'new-cycle',
  first_close_final: 'first-close',
} as const

function cycleOf(vector: Vector): { cycle: CycleInput; rules: ClockRules } {
  const calendar = calendarOfVector(vector.calendar, calendars[vector.calendar] ?? { tz: 'UTC', hours: {} })
  const events = [...vector.events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const start = events.find(({ type }) => type === 'start')
  const goals = events.flatMap(({ at, goal }): GoalStep[] =>
    goal === undefined ? [] : [{ at: Date.parse(at), goal: { goal: goalOf(goal), calendar } }],
  )
  const cycle: CycleInput = {
    cause: vector.id,
    start: Date.parse(start?.at ?? ''),
    end: never,
    stops: intervals(events, 'stop', 'reopen'),
    pauses: intervals(events, 'pause', 'resume'),
    goals,
  }
  const rules: ClockRules = {
    reopen: Object.entries(reopen).find(([name]) => name === vector.reopen)?.[1] ?? 'resume',
    onChange: vector.goal_change === 'restart' ? 'restart' : 'carry',
    calendars: () => undefined,
  }
  return { cycle, rules }
}

/** How a vector's clock reads at its instant, in the vector's own words. */
function read(vector: Vector) {
  const { cycle, rules } = cycleOf(vector)
  const now = Date.parse(vector.at)
  const reading = cyclesOf(cycle, rules)
    .filter(({ start }) => start <= now)
    .map((each) => readCycle(each, rules, now))
    .at(-1)
  const goal = reading?.goal
  if (!reading || !goal) throw new Error(`${vector.id} has no clock`)
  const { due, length = 0 } = vector.known_future
    ? clockDue({ ...goal, start: reading.start, paused: cycle.pauses, calendars: () => undefined })
    : { due: reading.due, length: reading.length }
  return {
    elapsed: reading.elapsed / 1000,
    state: reading.state,
    remaining: (length - reading.elapsed) / 1000,
    breached: reading.breachedAt !== undefined,
    ...(due === undefined ? {} : { due: formatInstant(due) }),
  }
}

describe('worked cases', () => {
  test.each(all.map((vector) => [vector.id, vector.note ?? '', vector] as const))(
    '%s %s',
    (_, _note, vector) => {
      expect(read(vector)).toMatchObject(vector.expect)
    },
  )
})

/** A clock of four hours on a round-the-clock calendar, from Monday 09:00. */
function clock(events: string[], more: Partial<Vector> = {}): Vector {
  const told = events.map((line): VectorEvent => {
    const [time = '', type = '', goal] = line.split(' ')
    return { at: `2024-01-15T${time.length === 5 ? `${time}:00` : time}Z`, type, ...(goal ? { goal } : {}) }
  })
  return {
    id: 'own',
    calendar: 'utc-247',
    events: [{ at: '2024-01-15T09:00:00Z', type: 'start', goal: 'PT4H' }, ...told],
    at: '2024-01-15T18:00:00Z',
    expect: { elapsed: 0, state: '', breached: false },
    ...more,
  }
}

const hour = 3600

describe('the exact deadline', () => {
  test.each([
    ['stopped at it: met', ['13:00 stop'], false],
    ['stopped a second later: breached', ['13:00:01 stop'], true],
    ['stopped late: a late answer never erases a breach', ['15:00 stop'], true],
    ['closed in time, reopened late, closed at once', ['10:00 stop', '17:00 reopen', '17:00:01 stop'], false],
  ])('%s', (_, events, breached) => {
    expect(read(clock(events))).toMatchObject({ state: 'stopped', breached })
  })

  test.each([
    ['2024-01-15T12:59:59Z', false],
    ['2024-01-15T13:00:00Z', true],
  ])('still running at %s', (at, breached) => {
    expect(read(clock([], { at }))).toMatchObject({ state: 'running', breached })
  })
})

describe('reopen', () => {
  // An hour spent, closed for six, then an hour again until it is read.
  const events = ['10:00 stop', '16:00 reopen']
  const at = '2024-01-15T17:00:00Z'

  test.each([
    [
      'resume',
      {
        state: 'running',
        elapsed: 2 * hour,
        remaining: 2 * hour,
        due: '2024-01-15T19:00:00Z',
        breached: false,
      },
    ],
    ['total', { state: 'running', elapsed: 8 * hour, remaining: -4 * hour, breached: true }],
    [
      'new_cycle',
      {
        state: 'running',
        elapsed: 1 * hour,
        remaining: 3 * hour,
        due: '2024-01-15T20:00:00Z',
        breached: false,
      },
    ],
    ['first_close_final', { state: 'stopped', elapsed: 1 * hour, remaining: 3 * hour, breached: false }],
  ])('%s', (how, expected) => {
    expect(read(clock(events, { reopen: how, at }))).toMatchObject(expected)
  })

  test('total: nothing is breached while it is closed; at the reopening it is', () => {
    const still = clock(['10:00 stop'], { reopen: 'total' })
    expect(read(still)).toMatchObject({ state: 'stopped', elapsed: 1 * hour, breached: false })
    const { cycle, rules } = cycleOf(clock(events, { reopen: 'total' }))
    const breachedAt = readCycle(cycle, rules, Date.parse(at)).breachedAt ?? 0
    expect(formatInstant(breachedAt)).toBe('2024-01-15T16:00:00Z')
  })
})

describe('another goal', () => {
  test.each([
    [
      'carry: time spent counts',
      'carry',
      { elapsed: 3 * hour, remaining: 5 * hour, due: '2024-01-15T17:00:00Z', breached: false },
    ],
    [
      'restart: it does not',
      'restart',
      { elapsed: 1 * hour, remaining: 7 * hour, due: '2024-01-15T19:00:00Z', breached: false },
    ],
  ])('%s', (_, how, expected) => {
    const longer = clock(['11:00 goal PT8H'], { goal_change: how, at: '2024-01-15T12:00:00Z' })
    expect(read(longer)).toMatchObject(expected)
  })

  test.each([
    ['carry', '2024-01-15T11:00:00Z'],
    ['restart', '2024-01-15T12:00:00Z'],
  ])('shortened: when it is breached, with %s', (how, expected) => {
    const { cycle, rules } = cycleOf(clock(['11:00 goal PT1H'], { goal_change: how }))
    const at = readCycle(cycle, rules, Date.parse('2024-01-15T18:00:00Z')).breachedAt
    expect(at && formatInstant(at)).toBe(expected)
  })

  test('lengthened after it was breached: it stays breached', () => {
    expect(read(clock(['14:00 goal PT24H']))).toMatchObject({ breached: true })
  })

  test('a change at the due instant comes in time', () => {
    expect(read(clock(['13:00 goal PT24H']))).toMatchObject({ breached: false })
  })
})

describe('pauses', () => {
  test('that overlap count once', () => {
    const { cycle, rules } = cycleOf(clock([]))
    const minutes = (from: number, to: number): Interval => [
      cycle.start + from * 60_000,
      cycle.start + to * 60_000,
    ]
    const overlapping = { ...cycle, pauses: [minutes(60, 120), minutes(90, 150), minutes(100, 110)] }
    const reading = readCycle(overlapping, rules, cycle.start + 180 * 60_000)
    expect(reading.elapsed).toBe(90 * 60_000)
    expect(reading.due && formatInstant(reading.due)).toBe('2024-01-15T14:30:00Z')
  })

  test('while paused nothing is due', () => {
    const paused = clock(['12:00 pause'])
    expect(read(paused)).toEqual({ state: 'paused', elapsed: 3 * hour, remaining: 1 * hour, breached: false })
    expect(read(clock(['12:00 pause', '17:30 resume']))).toMatchObject({
      due: '2024-01-15T18:30:00Z',
      breached: false,
    })
  })

  test('one that begins at the due instant comes in time', () => {
    expect(read(clock(['13:00 pause']))).toMatchObject({ state: 'paused', breached: false })
    expect(read(clock(['13:00:01 pause']))).toMatchObject({ state: 'paused', breached: true })
  })
})

describe('without a goal', () => {
  test('it stands still, and the time does not count later', () => {
    const { cycle, rules } = cycleOf(clock(['15:00 goal PT4H']))
    const [first, second] = cycle.goals
    if (!first || !second) throw new Error('two goals')
    const goals = [first, { at: cycle.start + 2 * hour * 1000, goal: undefined }, second]
    const at = (hours: number) => readCycle({ ...cycle, goals }, rules, cycle.start + hours * hour * 1000)
    expect(at(3)).toMatchObject({ state: 'paused', elapsed: 0 })
    expect(at(7)).toMatchObject({ state: 'running', elapsed: 3 * hour * 1000 })
  })
})
