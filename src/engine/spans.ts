import type { Memory } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import { earliest, formatInstant, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import { type Past, statesOf } from '../core/past.ts'
import type { Answer, TruthSpan } from '../core/rule-kind.ts'
import type { Truth } from '../core/truth.ts'

/** A time term may change a query's answer between two entries; no query changes more often than this in one look. */
const mostTimeSteps = 400

/** Over an item's whole past: which truth a question had, since when, and through which occurrence. */
export interface Spans {
  spans: readonly TruthSpan[]
  remember: readonly Memory[]
  next?: Instant
}

/**
 * From history (D3): every term of the question can be told for any past instant, given the item as it was then.
 * What happens within one second is judged by how that second ended.
 */
export function spansFromHistory(past: Past, now: Instant, ask: (item: Item, at: Instant) => Answer): Spans {
  const spans: TruthSpan[] = []
  let next: Instant | undefined
  for (const stretch of stretchesOf(past, now)) {
    let at: Instant | undefined = stretch.from
    for (let step = 0; at !== undefined && step < mostTimeSteps; step++) {
      const answer: Answer = ask(stretch.item, at)
      if (spans.at(-1)?.truth !== answer.truth) {
        const cause = at === stretch.from ? causeOf(stretch, answer.truth, ask) : `time@${formatInstant(at)}`
        spans.push({ truth: answer.truth, from: at, cause })
      }
      const change: Instant | undefined = answer.next
      if (stretch.to === undefined && change !== undefined && change > now) next = change
      at =
        change !== undefined && change <= (stretch.to === undefined ? now : stretch.to - 1)
          ? change
          : undefined
    }
  }
  return { spans, remember: [], ...(next === undefined ? {} : { next }) }
}

interface Stretch {
  from: Instant
  /** Undefined for the last one, which reaches the present. */
  to: Instant | undefined
  /** The item as it was during this stretch. */
  item: Item
  /** The entries of the stretch's first instant, with the item after each. */
  began: readonly { entry: Entry; item: Item }[]
  opening: boolean
}

// Many rules ask about one past in one look; it is taken apart once.
const takenApart = new WeakMap<
  readonly Entry[],
  { item: Item; now: Instant; stretches: readonly Stretch[] }
>()

function stretchesOf(past: Past, now: Instant): readonly Stretch[] {
  const known = takenApart.get(past.history)
  if (known && known.item === past.item && known.now === now) return known.stretches
  const stretches = takeApart(past, now)
  takenApart.set(past.history, { item: past.item, now, stretches })
  return stretches
}

/** One stretch for each instant at which something happened, from the item's creation to the present. */
function takeApart(past: Past, now: Instant): Stretch[] {
  const states = statesOf(past)
  const origin = states[0] ?? past.item
  const stretches: { from: Instant; item: Item; began: { entry: Entry; item: Item }[]; opening: boolean }[] =
    [{ from: past.item.createdAt, item: origin, began: [], opening: true }]
  past.history.forEach((entry, index) => {
    const item = states[index + 1] ?? past.item
    if (entry.at > now) return
    const last = stretches.at(-1)
    if (last && entry.at <= last.from) {
      last.item = item
      last.began.push({ entry, item })
    } else stretches.push({ from: entry.at, item, began: [{ entry, item }], opening: false })
  })
  // The newest state is the item itself: it has what no entry tells, such as its title.
  const newest = stretches.at(-1)
  if (newest) newest.item = past.item
  return stretches.map((stretch, index) => ({ ...stretch, to: stretches[index + 1]?.from }))
}

/** The entry after which, within its second, the answer was what it stayed. */
function causeOf(stretch: Stretch, truth: Truth, ask: (item: Item, at: Instant) => Answer): string {
  let cause: string | undefined
  for (const { entry, item } of stretch.began) {
    const same = ask(item, stretch.from).truth === truth
    if (same) cause ??= entry.id
    else cause = undefined
  }
  return (
    cause ?? (stretch.opening ? `opened@${formatInstant(stretch.from)}` : `at@${formatInstant(stretch.from)}`)
  )
}

/**
 * From memory (D3): a question that history cannot answer is asked at every look, and each change of its answer is kept.
 * What held already when it was first asked counts from that instant.
 */
export function spansFromMemory(input: {
  rule: string
  was: readonly string[]
  question: string
  memory: readonly Memory[]
  now: Instant
  /** Whether it may have held long before anybody asked: the item is older than the rule. */
  olderThanRule: boolean
  answer: Answer
}): Spans {
  const prefix = `${input.question}@`
  const kept = input.memory
    .filter(({ rule, kind, key }) => kind === 'seen' && key.startsWith(prefix) && isOwn(input, rule))
    .sort((a, b) => a.at - b.at)
  const spans: TruthSpan[] = kept.map(spanOf)
  const remember: Memory[] = []
  const { truth } = input.answer
  if (truth !== 'unknown' && spans.at(-1)?.truth !== truth) {
    const at = input.now
    const value = spans.length === 0 && input.olderThanRule ? `${truth} found` : truth
    const memory: Memory = { rule: input.rule, kind: 'seen', key: `${prefix}${formatInstant(at)}`, value, at }
    // Where nothing can have been missed, that it does not hold yet need not be kept.
    const goesWithoutSaying = truth === 'no' && spans.length === 0 && !input.olderThanRule
    spans.push(spanOf(memory))
    if (!goesWithoutSaying) remember.push(memory)
  }
  return { spans, remember, ...next(input.answer) }
}

/** Causes of what was found to hold already, since an instant that nobody saw: nothing is done about those (D6). */
export function wasFound(cause: string): boolean {
  return cause.startsWith('found@')
}

function spanOf({ value, at }: Memory): TruthSpan {
  const cause = `${value.endsWith(' found') ? 'found' : 'seen'}@${formatInstant(at)}`
  return { truth: value.startsWith('yes') ? 'yes' : 'no', from: at, cause }
}

function isOwn(input: { rule: string; was: readonly string[] }, rule: string): boolean {
  return rule === input.rule || input.was.includes(rule)
}

function next(answer: Answer): { next?: Instant } {
  const at = earliest(answer.next)
  return at === undefined ? {} : { next: at }
}
