import type { Memory } from '../core/decision.ts'
import type { Entry } from '../core/history.ts'
import { earliest, formatInstant, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import type { KnownPast } from '../core/past.ts'
import type { Answer, Spans, TruthSpan } from '../core/rule-kind.ts'
import { partsChangedBy } from '../core/switches.ts'
import type { Truth } from '../core/truth.ts'

/** A time term may change a query's answer between two entries; no query changes more often than this in one look. */
const mostTimeSteps = 400

/** A question to an item's past, and the parts of the item without a change of which its answer stays (`label:critical`). */
export interface HistoryQuestion {
  ask(item: Item, at: Instant): Answer
  parts: readonly string[] | 'anything'
}

/**
 * From history (D3): every term of the question can be told for any past instant, given the item as it was then.
 * What happens within one second is judged by how that second ended.
 */
export function spansFromHistory(past: KnownPast, now: Instant, question: HistoryQuestion): Spans {
  const { ask, parts } = question
  const spans: TruthSpan[] = []
  let next: Instant | undefined
  for (const stretch of stretchesAbout(stretchesOf(past, now), parts)) {
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
  const present = spans.at(-1)?.truth ?? 'unknown'
  return { spans, present, remember: [], ...(next === undefined ? {} : { next }) }
}

interface Stretch {
  from: Instant
  /** Undefined for the last one, which reaches the present. */
  to: Instant | undefined
  /** The item as it was during this stretch. */
  item: Item
  /** The entries of the stretch's first instant, with the item after each. */
  began: readonly { entry: Entry; item: Item }[]
  /** What the first one is called as a cause. */
  opening?: string
}

/** A past taken apart, for many rules to ask about in one look. */
interface Stretches {
  item: Item
  now: Instant
  all: readonly Stretch[]
  /** The first and the last: what holds there need not have come with any entry. */
  ends: readonly Stretch[]
  /** Those in which a part of the item was changed: `label:critical`. */
  byPart: ReadonlyMap<string, readonly Stretch[]>
}

/** The stretches in which an answer may be another one than in the stretch before. */
function stretchesAbout(
  { all, ends, byPart }: Stretches,
  parts: HistoryQuestion['parts'],
): readonly Stretch[] {
  if (parts === 'anything') return all
  if (parts.every((part) => !byPart.has(part))) return ends
  const changed = parts.flatMap((part) => byPart.get(part) ?? [])
  return all.filter((one) => ends.includes(one) || changed.includes(one))
}

const takenApart = new WeakMap<readonly Entry[], Stretches>()

function stretchesOf(past: KnownPast, now: Instant): Stretches {
  const known = takenApart.get(past.history)
  if (known && known.item === past.item && known.now === now) return known
  const all = takeApart(past, now)
  const ends = all.filter((_, index) => index === 0 || index === all.length - 1)
  const made = { item: past.item, now, all, ends, byPart: byPart(all) }
  takenApart.set(past.history, made)
  return made
}

function byPart(stretches: readonly Stretch[]): Map<string, Stretch[]> {
  const found = new Map<string, Stretch[]>()
  for (const stretch of stretches) {
    for (const { entry } of stretch.began) {
      for (const part of partsChangedBy(entry)) {
        const known = found.get(part)
        if (known) known.push(stretch)
        else found.set(part, [stretch])
      }
    }
  }
  return found
}

/** One stretch for each instant at which something happened, from the item's creation to the present. */
function takeApart({ item: present, history, states }: KnownPast, now: Instant): Stretch[] {
  const { createdAt } = present
  const opening = `opened@${formatInstant(createdAt)}`
  const stretches: (Pick<Stretch, 'from' | 'item' | 'opening'> & {
    began: { entry: Entry; item: Item }[]
  })[] = [{ from: createdAt, item: states[0] ?? present, began: [], opening }]
  history.forEach((entry, index) => {
    const item = states[index + 1] ?? present
    if (entry.at > now) return
    const last = stretches.at(-1)
    if (last && entry.at <= last.from) {
      last.item = item
      last.began.push({ entry, item })
    } else stretches.push({ from: entry.at, item, began: [{ entry, item }] })
  })
  // The newest state is the item itself: it has what no entry tells, such as its title.
  const newest = stretches.at(-1)
  if (newest) newest.item = present
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
  return cause ?? stretch.opening ?? `at@${formatInstant(stretch.from)}`
}

/**
 * From memory (D3): a question that history cannot answer is asked at every look, and each change of its answer is kept.
 * What held already when it was first asked counts from that instant.
 */
export function spansFromMemory(input: {
  rule: string
  question: string
  /** What the rule remembers about the item. */
  memory: readonly Memory[]
  now: Instant
  /** Whether it may have held long before anybody asked: the item is older than the rule. */
  olderThanRule: boolean
  answer: Answer
}): Spans {
  const prefix = `${input.question}@`
  const kept = input.memory
    .filter(({ kind, key }) => kind === 'seen' && key.startsWith(prefix))
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
  return { spans, present: truth, remember, ...next(input.answer) }
}

function spanOf({ value, at }: Memory): TruthSpan {
  const cause = `${value.endsWith(' found') ? 'found' : 'seen'}@${formatInstant(at)}`
  return { truth: value.startsWith('yes') ? 'yes' : 'no', from: at, cause }
}

function next(answer: Answer): { next?: Instant } {
  const at = earliest(answer.next)
  return at === undefined ? {} : { next: at }
}
