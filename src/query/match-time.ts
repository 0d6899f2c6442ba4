import type { Instant } from '../core/instant.ts'
import type { QueryTerm } from '../core/query.ts'
import { type Known, known, type Truth, truthOf } from '../core/truth.ts'
import { type Ask, answer, answerUntil, type Match } from './query-answer.ts'
import { addDays, dayBegins, isDate, localDate, readTimeValue, type TimeValue } from './time-value.ts'

type Span = readonly [start: Instant, end: Instant]

/** A term that compares an instant with dates. Without the instant, as for `closed:` on something open, it is no. */
export function timeTest(term: QueryTerm, read: (ask: Ask) => Instant | undefined): (ask: Ask) => Match {
  return knownTimeTest(term, (ask) => known(read(ask)))
}

/** The same for an instant that may not be known. */
export function knownTimeTest(
  term: QueryTerm,
  read: (ask: Ask) => Known<Instant | undefined>,
): (ask: Ask) => Match {
  const values = term.values.map((value) => readTimeValue(value) ?? { time: 'open' as const })
  return (ask) => {
    const at = read(ask)
    if (!at.ok) return answer('unknown')
    if (at.value === undefined) return answer('no')
    return matchTime({ term, values, at: at.value, ...clockOf(ask) })
  }
}

interface Clock {
  now: Instant
  timezone: string
}

function clockOf({ view }: Ask): Clock {
  return { now: view.now, timezone: view.timezone }
}

function matchTime(question: { term: QueryTerm; values: readonly TimeValue[]; at: Instant } & Clock): Match {
  const { term, values, at, now, timezone } = question
  const truthAt = (clock: Instant): Truth => {
    const spans = values.map((value) => spanOf(value, { now: clock, timezone }))
    return truthOf(compare(term.operator, spans, at))
  }
  const truth = truthAt(now)
  if (values.every(({ time }) => time !== 'today')) return answer(truth)
  return answerUntil(
    truth,
    nextChange({ truth, truthAt, values, date: localDate(at, timezone), now, timezone }),
  )
}

function spanOf(value: TimeValue, { now, timezone }: Clock): Span | undefined {
  if (value.time === 'open') return undefined
  if (value.time === 'span') return [value.start, value.end]
  const date = addDays(localDate(now, timezone), value.days)
  return [dayBegins(date, timezone), dayBegins(addDays(date, 1), timezone)]
}

/** A day counts as a whole: after it is from its end on, and a range holds both of its days. */
function compare(
  operator: QueryTerm['operator'],
  spans: readonly (Span | undefined)[],
  at: Instant,
): boolean {
  const [first, last] = spans
  const [start, end] = first ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  switch (operator) {
    case '>':
      return at >= end
    case '>=':
      return at >= start
    case '<':
      return at < start
    case '<=':
      return at < end
    case 'range':
      return at >= (first?.[0] ?? Number.NEGATIVE_INFINITY) && at < (last?.[1] ?? Number.POSITIVE_INFINITY)
    case '=':
      return spans.some((span) => span !== undefined && at >= span[0] && at < span[1])
    default:
      return operator satisfies never
  }
}

/** The first local midnight at which the truth turns: `@today` passes `date` there, once it has moved by its offset. */
function nextChange(
  question: {
    truth: Truth
    truthAt: (clock: Instant) => Truth
    values: readonly TimeValue[]
    date: string
  } & Clock,
): Instant | undefined {
  const { truth, truthAt, values, date, now, timezone } = question
  return values
    .flatMap((value) =>
      value.time === 'today' ? [addDays(date, -value.days), addDays(date, 1 - value.days)] : [],
    )
    .map((today) => dayBegins(today, timezone))
    .filter((at) => at > now)
    .sort((a, b) => a - b)
    .find((at) => truthAt(at) !== truth)
}

/** Compares a field's date, `2026-01-31`, with the dates of a term. */
export function matchDate(term: QueryTerm, date: string, ask: Ask): Match {
  const clock = clockOf(ask)
  const values = term.values.map((value) => readTimeValue(value) ?? { time: 'open' as const })
  const truthAt = (now: Instant): Truth =>
    truthOf(compareDates(term, values, { date, today: localDate(now, clock.timezone) }))
  const truth = truthAt(clock.now)
  return answerUntil(truth, nextChange({ truth, truthAt, values, date, ...clock }))
}

function compareDates(
  term: QueryTerm,
  values: readonly TimeValue[],
  { date, today }: { date: string; today: string },
): boolean {
  // Days as UTC spans: a field's date has no zone, so only the calendar counts.
  const spans = values.map((value, index) => {
    if (value.time === 'open') return undefined
    const day = value.time === 'today' ? addDays(today, value.days) : (term.values[index] ?? '').slice(0, 10)
    const start = Date.parse(day)
    return [start, start + 86_400_000] as const
  })
  return compare(term.operator, spans, Date.parse(date))
}

/** The date that a field's text is or begins with; undefined when it is none. */
export function dateIn(text: string): string | undefined {
  const date = text.trim().slice(0, 10)
  return isDate(date) ? date : undefined
}
