import type { Interval } from '../../core/calendar.ts'
import type { Memory } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { Query } from '../../core/query.ts'
import type { Judging, TruthSpan } from '../../core/rule-kind.ts'
import { all, type Truth } from '../../core/truth.ts'
import { everything, withoutState } from '../../query/combine-queries.ts'
import { parseQuery } from '../../query/parse-query.ts'
import { firstAnswer } from './answers.ts'
import {
  type ClockGoal,
  type ClockRules,
  type CycleInput,
  cyclesOf,
  type GoalStep,
  reopenedCause,
} from './clock.ts'
import type { SlaOptions } from './options.ts'

const never = Number.POSITIVE_INFINITY

/** Everything about a clock that its item's past tells. */
export interface Course {
  cycles: readonly CycleInput[]
  rules: ClockRules
  /** `unknown` where something that decides could not be read. */
  sure: Truth
  /** `unknown` where it may have been answered sooner than is known. */
  answered: Truth
  remember: readonly Memory[]
  next?: Instant
}

const isClosed = read('is:closed')
const isAssigned = read('has:assignee')

function read(text: string): Query {
  const { query } = parseQuery(text)
  if (!query) throw new Error(`Reeve's own query ${text} cannot be read`)
  return query
}

/** The past of one clock: when its condition held, when it was stopped or paused, and which goal held when. */
export function courseOf(judging: Judging<SlaOptions>): Course {
  const { rule, options } = judging
  const asked = new Questions(judging)
  const applies = asked.spans(conditionOf(rule.when), 'when')
  const rules = clockRules(judging)
  // Most clocks are about other items: nothing more is asked for those.
  if (!applies.some(({ truth }) => truth === 'yes'))
    return { cycles: [], rules, answered: 'yes', ...asked.answers() }
  asked.calendars(options)
  const pauses = options.pause ? asked.intervals(options.pause, 'pause') : []
  const goals = goalSteps(judging, asked)
  const closed = asked.intervals(isClosed, 'closed')
  const answered: Truth[] = []
  const cycles = applies.flatMap((span, index): CycleInput[] => {
    if (span.truth !== 'yes') return []
    const end = applies[index + 1]?.from ?? never
    return runsOf(judging, { cause: span.cause, start: span.from, end }, closed).flatMap((run) => {
      const stops = stopsOf(judging, asked, { ...run, closed })
      answered.push(stops.answered)
      return cyclesOf({ ...run, stops: clip(stops.stops, run), pauses, goals }, rules)
    })
  })
  return { cycles, rules, answered: all(answered), ...asked.answers() }
}

type Run = Pick<CycleInput, 'cause' | 'start' | 'end'>

/** With `new-cycle` each reopening asks for an answer, or an owner, of its own; what closing alone stops is cut there anyway. */
function runsOf({ options }: Judging<SlaOptions>, run: Run, closed: readonly Interval[]): Run[] {
  if (options.reopen !== 'new-cycle' || (options.clock !== 'respond' && options.clock !== 'assign'))
    return [run]
  const reopened = closed.map(([, to]) => to).filter((at) => run.start < at && at < run.end)
  const starts = [run.start, ...reopened]
  return starts.map((start, index) => ({
    cause: index === 0 ? run.cause : reopenedCause(run.cause, start),
    start,
    end: starts[index + 1] ?? run.end,
  }))
}

/** `is:open` in `when` is no cancellation: clocks look at the rest (D9). */
function conditionOf(when: Query | undefined): Query {
  return when ? withoutState(when) : everything
}

/** Collects what several questions about the past have in common. */
class Questions {
  remember: Memory[] = []
  next: Instant | undefined
  sure: Truth = 'yes'
  readonly #judging: Judging<SlaOptions>

  constructor(judging: Judging<SlaOptions>) {
    this.#judging = judging
  }

  answers(): Pick<Course, 'sure' | 'remember' | 'next'> {
    return {
      sure: this.sure,
      remember: this.remember,
      ...(this.next === undefined ? {} : { next: this.next }),
    }
  }

  spans(query: Query, question: string): readonly TruthSpan[] {
    const { spans, present, remember, next } = this.#judging.spans(query, question)
    this.remember.push(...remember)
    this.next = earliest(this.next, next)
    if (present === 'unknown') this.sure = 'unknown'
    return spans
  }

  /** Calendars whose end is a goal: their periods may have to be read. */
  calendars({ within, goals }: SlaOptions): void {
    for (const goal of [...(within ? [within] : []), ...goals.map((each) => each.within)]) {
      if (goal.goal === 'end of calendar' && !this.#judging.calendarNamed(goal.calendar).ok)
        this.sure = 'unknown'
    }
  }

  intervals(query: Query, question: string): Interval[] {
    return intervalsOf(this.spans(query, question))
  }
}

function intervalsOf(spans: readonly TruthSpan[]): Interval[] {
  return spans.flatMap((span, index): Interval[] =>
    span.truth === 'yes' ? [[span.from, spans[index + 1]?.from ?? never]] : [],
  )
}

function clockRules(judging: Judging<SlaOptions>): ClockRules {
  const { options, item, history } = judging
  const due = item.milestone?.dueOn
  const since = history.findLast(({ what }) => what === 'milestoned')?.at
  return {
    reopen: options.reopen,
    onChange: options['on-change'],
    calendars: (name) => {
      const named = judging.calendarNamed(name)
      return named.ok ? named.value : undefined
    },
    ...(due === undefined ? {} : { milestoneDue: due }),
    ...(since === undefined ? {} : { milestoneSince: since }),
  }
}

/** Which goal held from when on; with `within` the same one always. */
function goalSteps(judging: Judging<SlaOptions>, asked: Questions): GoalStep[] {
  const { options, calendar, item } = judging
  if (options.within) return [{ at: 0, goal: { goal: options.within, calendar } }]
  const choices = options.goals.map((goal, index) => ({
    held: asked.intervals(conditionOf(goal.when), `goal ${index}`),
    goal: { goal: goal.within, calendar: calendarOf(judging, goal.calendar) } satisfies ClockGoal,
  }))
  const instants = new Set<Instant>([item.createdAt])
  for (const { held } of choices) {
    for (const edge of held.flat()) if (edge !== never) instants.add(edge)
  }
  const steps: GoalStep[] = []
  for (const at of [...instants].sort((a, b) => a - b)) {
    const goal = choices.find(({ held }) => held.some(([from, to]) => from <= at && at < to))?.goal
    if (steps.length === 0 || steps.at(-1)?.goal !== goal) steps.push({ at, goal })
  }
  return steps
}

function calendarOf({ calendar, names }: Judging<SlaOptions>, name: string | undefined) {
  return name === undefined ? calendar : (names.calendars.get(name) ?? calendar)
}

/** Closing alone does not stop a clock that waits for a query (kinds.md); every other one stops while closed. */
function stopsOf(
  judging: Judging<SlaOptions>,
  asked: Questions,
  cycle: Pick<Run, 'start' | 'end'> & { closed: readonly Interval[] },
): { stops: Interval[]; answered: Truth } {
  const { clock } = judging.options
  if (clock === 'resolve') return { stops: [...cycle.closed], answered: 'yes' }
  if (clock === 'respond') {
    const answer = firstAnswer(judging, cycle.start)
    asked.remember.push(...answer.remember)
    const stopped: Interval[] = answer.at === undefined ? [] : [[answer.at, never]]
    return { stops: merged([...cycle.closed, ...stopped]), answered: answer.sure }
  }
  if (clock === 'assign') {
    const assigned = asked.intervals(isAssigned, 'assigned').find(([, to]) => to > cycle.start)
    const taken: Interval[] = assigned ? [[Math.max(assigned[0], cycle.start), never]] : []
    return { stops: merged([...cycle.closed, ...taken]), answered: 'yes' }
  }
  const seen = intervalsOf(judging.spansSeen(clock, 'clock'))
  // INVARIANT: what is over asks nothing any more; else each deployment would be compared with all that was ever merged.
  const isOver =
    cycle.end <= judging.now ||
    (judging.options.reopen === 'first-close' && seen.some(([, to]) => to > cycle.start))
  return { stops: isOver ? seen : asked.intervals(clock, 'clock'), answered: 'yes' }
}

function merged(intervals: readonly Interval[]): Interval[] {
  const result: [Instant, Instant][] = []
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

function clip(intervals: readonly Interval[], { start, end }: Run): Interval[] {
  return intervals
    .filter(([from, to]) => to > start && from < end)
    .map(([from, to]) => [Math.max(from, start), to])
}
