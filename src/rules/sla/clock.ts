import type { Calendar, Interval } from '../../core/calendar.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import type { Goal } from '../../core/length.ts'
import { clockDue, markAt, openTimeBetween } from '../../time/due.ts'

/** A goal with the calendar it counts in. */
export interface ClockGoal {
  goal: Goal
  calendar: Calendar
}

/** From `at` on this goal holds; none: the clock stands still. */
export interface GoalStep {
  at: Instant
  goal: ClockGoal | undefined
}

/** One run of a clock, from the instant its condition began to hold. */
export interface CycleInput {
  cause: string
  start: Instant
  /** When the condition ceased to hold: the clock is cancelled. Infinity while it holds. */
  end: Instant
  /** Stretches in which it is stopped: closed, answered. The last may reach Infinity. */
  stops: readonly Interval[]
  pauses: readonly Interval[]
  goals: readonly GoalStep[]
}

export interface ClockRules {
  reopen: 'resume' | 'total' | 'new-cycle' | 'first-close'
  onChange: 'carry' | 'restart'
  calendars: (name: string) => Calendar | undefined
  /** The local date the milestone is due on. */
  milestoneDue?: string
  /** When it came to be in that milestone: sooner it cannot have been late for it. */
  milestoneSince?: Instant
}

export type ClockState = 'running' | 'paused' | 'stopped' | 'cancelled'

/** How one cycle stands at an instant. */
export interface Reading {
  cause: string
  state: ClockState
  /** Where the present goal counts from: the start, or the change of goal that restarted it. */
  start: Instant
  /** Since when the present goal holds. */
  goalSince: Instant
  goal: ClockGoal | undefined
  /** Stretches that do not count. */
  paused: readonly Interval[]
  /** Only while running. */
  due?: Instant
  /** Open milliseconds from start to due, and the calendar they are counted in. */
  length?: number
  counts?: Calendar
  /** Open milliseconds that have counted so far. */
  elapsed: number
  breachedAt?: Instant
}

const never = Number.POSITIVE_INFINITY

/** The cycles of one run: with `reopen: new-cycle` each reopening begins another. */
export function cyclesOf(input: CycleInput, rules: ClockRules): CycleInput[] {
  if (rules.reopen === 'first-close') {
    const first = input.stops[0]
    return [{ ...input, stops: first ? [[first[0], never]] : [] }]
  }
  if (rules.reopen !== 'new-cycle') return [input]
  const cycles: CycleInput[] = []
  let start = input.start
  let cause = input.cause
  for (const [stop, reopened] of input.stops) {
    if (reopened === never) break
    cycles.push({ ...input, cause, start, end: Math.min(input.end, reopened), stops: [[stop, never]] })
    start = reopened
    cause = reopenedCause(input.cause, reopened)
  }
  const last = input.stops.at(-1)
  return [...cycles, { ...input, cause, start, stops: last && last[1] === never ? [last] : [] }]
}

/** Names the cycle that a reopening begins. */
export function reopenedCause(cause: string, at: Instant): string {
  return `${cause}/reopened@${formatInstant(at)}`
}

/** Reads one cycle at `now`. A stop at the due instant is in time; a clock still running then is breached (D8). */
export function readCycle(cycle: CycleInput, rules: ClockRules, now: Instant): Reading {
  const end = Math.min(cycle.end, never)
  const stands = standing(cycle)
  const still = joined([...cycle.pauses, ...stands, ...(rules.reopen === 'total' ? [] : cycle.stops)])
  const running = complement(joined([...cycle.pauses, ...stands, ...cycle.stops]), cycle.start, end)
  const breachedAt = firstBreach(cycle, rules, { still, running, now })
  const state = stateAt(cycle, stands, now)
  const present = goalAt(cycle, now)
  const start = countsFrom(cycle, rules, present.at)
  const paused = before(still, Math.min(now, end))
  const base = { cause: cycle.cause, state, start, goalSince: present.at, goal: present.goal, paused }
  const reading = { ...base, ...(breachedAt === undefined ? {} : { breachedAt }) }
  if (!present.goal) return { ...reading, elapsed: 0 }
  const answer = dueOf(present.goal, rules, start, paused)
  const until = lastCounted(cycle, state, now)
  return {
    ...reading,
    elapsed: openTimeBetween(answer.counts, [start, until], paused),
    counts: answer.counts,
    ...(answer.length === undefined ? {} : { length: answer.length }),
    ...(answer.due === undefined || state !== 'running' ? {} : { due: answer.due }),
  }
}

/** When so much of a reading's open time has counted; never inside a pause. */
export function markOf(reading: Reading, openMilliseconds: number): Instant {
  return reading.counts ? markAt(reading.counts, reading.start, openMilliseconds, reading.paused) : never
}

/** Without a goal the clock stands still. */
function standing(cycle: CycleInput): Interval[] {
  return cycle.goals.flatMap((step, index): Interval[] => {
    if (step.goal) return []
    return [[step.at, cycle.goals[index + 1]?.at ?? never]]
  })
}

function goalAt(cycle: CycleInput, at: Instant): { at: Instant; goal: ClockGoal | undefined } {
  const step = cycle.goals.findLast((other) => other.at <= at) ?? cycle.goals[0]
  return { at: Math.max(step?.at ?? cycle.start, cycle.start), goal: step?.goal }
}

function countsFrom(cycle: CycleInput, rules: ClockRules, goalSince: Instant): Instant {
  return rules.onChange === 'restart' ? Math.max(goalSince, cycle.start) : cycle.start
}

function dueOf(goal: ClockGoal, rules: ClockRules, start: Instant, paused: readonly Interval[]) {
  return clockDue({
    calendar: goal.calendar,
    start,
    goal: goal.goal,
    paused,
    calendars: rules.calendars,
    ...(rules.milestoneDue === undefined ? {} : { milestoneDue: rules.milestoneDue }),
  })
}

/** Looks at each running stretch under each goal; a breach caused by a change is dated at the change. */
function firstBreach(
  cycle: CycleInput,
  rules: ClockRules,
  course: { still: readonly Interval[]; running: readonly Interval[]; now: Instant },
): Instant | undefined {
  const cuts = cycle.goals.map(({ at }) => at)
  for (const [from, to] of course.running.flatMap((stretch) => cutAt(stretch, cuts))) {
    if (from > course.now) return undefined
    const { at, goal } = goalAt(cycle, from)
    if (!goal) continue
    const { due } = dueOf(goal, rules, countsFrom(cycle, rules, at), before(course.still, from))
    if (due === undefined) continue
    const since = goal.goal.goal === 'end of milestone' ? (rules.milestoneSince ?? from) : from
    const breach = Math.max(due, from, since)
    if (breach < to && breach <= course.now) return breach
  }
  return undefined
}

function stateAt(cycle: CycleInput, stands: readonly Interval[], now: Instant): ClockState {
  if (cycle.end <= now) return 'cancelled'
  if (holds(cycle.stops, now)) return 'stopped'
  return holds([...cycle.pauses, ...stands], now) ? 'paused' : 'running'
}

/** Time counts until now, or until the clock was stopped or cancelled. */
function lastCounted(cycle: CycleInput, state: ClockState, now: Instant): Instant {
  const until = Math.min(now, cycle.end)
  if (state !== 'stopped') return until
  return cycle.stops.find(([from, to]) => from <= now && now < to)?.[0] ?? until
}

function holds(intervals: readonly Interval[], at: Instant): boolean {
  return intervals.some(([from, to]) => from <= at && at < to)
}

/** What had begun before an instant: a pause that holds then has no known end yet. */
function before(intervals: readonly Interval[], at: Instant): Interval[] {
  return intervals.filter(([from]) => from <= at).map(([from, to]) => [from, to > at ? never : to])
}

/** Sorted, overlapping ones made one: pauses that overlap count once. */
function joined(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0])
  const result: [Instant, Instant][] = []
  for (const [from, to] of sorted) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

function complement(closed: readonly Interval[], start: Instant, end: Instant): Interval[] {
  const open: Interval[] = []
  let from = start
  for (const [stop, resume] of closed) {
    if (stop > from) open.push([from, Math.min(stop, end)])
    from = Math.max(from, resume)
  }
  if (from < end) open.push([from, end])
  return open.filter(([a, b]) => a < b)
}

function cutAt([from, to]: Interval, cuts: readonly Instant[]): Interval[] {
  const inside = [...new Set(cuts.filter((cut) => from < cut && cut < to))].sort((a, b) => a - b)
  const edges = [from, ...inside, to]
  return edges.slice(0, -1).map((edge, index): Interval => [edge, edges[index + 1] ?? to])
}
