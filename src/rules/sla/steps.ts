import type { Calendar, Interval } from '../../core/calendar.ts'
import type { Obeyed } from '../../core/commands.ts'
import type { Instant } from '../../core/instant.ts'
import type { Length } from '../../core/length.ts'
import { markAt, openTimeBetween, openTimeOf } from '../../time/due.ts'
import type { Escalation } from './options.ts'

/** One step of `escalate`, at the last instant it was due by now. */
export interface Step {
  place: number
  /** How often it has been repeated. */
  times: number
  at: Instant
  escalation: Escalation
  /** `/reeve escalate` took it. */
  asked?: Obeyed
}

export interface Climb {
  calendar: Calendar
  start: Instant
  paused: readonly Interval[]
  now: Instant
  /** Who asked for the next step, in order. */
  asked: readonly Obeyed[]
}

export interface Climbed {
  /** Those that are due, lowest first. */
  due: readonly Step[]
  next?: Instant
}

/** How far up its steps a clock has come, and when the next one is due; each counts from the one before (D9). */
export function climb(escalations: readonly Escalation[], way: Climb): Climbed {
  const due: Step[] = []
  let before: Begun = { at: way.start, open: 0, asked: undefined, waiting: way.asked }
  for (const [index, escalation] of escalations.entries()) {
    const begun = beginOf(way, escalation, before)
    if (begun.at > way.now) return ahead(due, begun.at)
    const following = escalations[index + 1]
    const until = following ? beginOf(way, following, begun).at : Number.POSITIVE_INFINITY
    const { times, at, next } = repeats(way, escalation, { ...begun, until })
    const asked = times === 0 && begun.asked ? { asked: begun.asked } : {}
    due.push({ place: index + 1, times, at, escalation, ...asked })
    if (until > way.now) return ahead(due, Math.min(until, next))
    before = begun
  }
  return { due }
}

interface Begun {
  at: Instant
  /** Open time until then. */
  open: number
  asked: Obeyed | undefined
  /** Those who asked and have not been given a step. */
  waiting: readonly Obeyed[]
}

/** A step counts from the one before, or is taken when somebody asks for it sooner. */
function beginOf(way: Climb, { after }: Escalation, before: Begun): Begun {
  const open = before.open + openTimeOf(way.calendar, before.at, after)
  const planned = instantOf(way, open)
  const [asked, ...waiting] = before.waiting
  if (asked === undefined || asked.at >= planned)
    return { at: planned, open, asked: undefined, waiting: before.waiting }
  return {
    at: asked.at,
    open: openTimeBetween(way.calendar, [way.start, asked.at], way.paused),
    asked,
    waiting,
  }
}

/** A pause without an end has no next step behind it. */
function ahead(due: readonly Step[], next: Instant): Climbed {
  return Number.isFinite(next) ? { due, next } : { due }
}

/** Zero is the next opening, as it is for a goal (D8). */
function instantOf({ calendar, start, paused }: Climb, open: number): Instant {
  const at = markAt(calendar, start, open, paused)
  return open > 0 || !Number.isFinite(at) ? at : calendar.nextOpen(at)
}

interface Repeated {
  times: number
  at: Instant
  /** Of the first that lies ahead, whether or not the next step comes before. */
  next: Instant
}

/** The last time by now, before the next step, that a step is due again. */
function repeats(
  way: Climb,
  { every }: Escalation,
  first: { open: number; at: Instant; until: Instant },
): Repeated {
  if (!every) return { times: 0, at: first.at, next: Number.POSITIVE_INFINITY }
  let { times, open, at } = passedBy(way, every, first)
  for (;;) {
    const gap = gapAfter(way.calendar, at, every)
    const next = instantOf(way, open + gap)
    if (next > way.now || next >= first.until) return { times, at, next }
    times += 1
    open += gap
    at = next
  }
}

/** Seconds count alike at any time, so that what is long past need not be gone through one by one. */
function passedBy(
  way: Climb,
  every: Length,
  { open, at, until }: { open: number; at: Instant; until: Instant },
): { times: number; open: number; at: Instant } {
  if (every.unit !== 'seconds') return { times: 0, open, at }
  const gap = every.seconds * 1000
  const gone = openTimeBetween(way.calendar, [way.start, Math.min(way.now, until)], way.paused)
  const times = Math.floor((gone - open) / gap) - 1
  if (times < 1) return { times: 0, open, at }
  return { times, open: open + times * gap, at: instantOf(way, open + times * gap) }
}

/** Calendar days may hold no open time at all: then the next one that does counts. */
function gapAfter(calendar: Calendar, at: Instant, every: Length): number {
  if (every.unit === 'seconds') return every.seconds * 1000
  for (let times = 1; ; times += 1) {
    const gap = openTimeOf(calendar, at, { ...every, count: every.count * times })
    if (gap > 0) return gap
  }
}
