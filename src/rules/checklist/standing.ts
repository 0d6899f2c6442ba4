import { earliest, type Instant } from '../../core/instant.ts'
import type { Query } from '../../core/query.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { all, type Truth } from '../../core/truth.ts'
import { shortKey } from '../../query/describe-facts.ts'
import { lacks } from './messages.ts'
import { type ChecklistItem, conditionsOf, isTickedByHand, type Options, tickers } from './options.ts'
import { type Tick, tickOf } from './ticks.ts'

/** How one item of the list stands. */
export interface Standing {
  item: ChecklistItem
  /** Filled in. */
  text: string
  truth: Truth
  /** What is missing or could not be read, a half-sentence each. */
  lacking: readonly string[]
  tick?: Tick
  next?: Instant
}

interface Part {
  truth: Truth
  /** Said where it is not so. */
  lacks: string
  next?: Instant
}

/** Each item by all its keys: what is missing is named, and what could not be read apart from it. */
export function standingsOf(judging: Judging<Options>): Standing[] {
  return judging.options.items.map((item) => standingOf(judging, item))
}

function standingOf(judging: Judging<Options>, item: ChecklistItem): Standing {
  const text = judging.text(item.text)
  const tick = tickers(item) ? tickOf(judging, item, text) : undefined
  const parts = [
    ...(tick ? [ticked(item, tick, text)] : []),
    ...conditions(judging, item),
    ...(item['blocked-by'] ? [unblocked(judging, item['blocked-by'])] : []),
  ]
  const truth = all(parts.map((part) => part.truth))
  const next = earliest(...parts.map((part) => part.next))
  return {
    item,
    text,
    truth,
    lacking: parts.filter((part) => part.truth === truth && truth !== 'yes').map((part) => part.lacks),
    ...(tick ? { tick } : {}),
    ...(next === undefined ? {} : { next }),
  }
}

function ticked(item: ChecklistItem, tick: Tick, text: string): Part {
  const by = tickers(item) ?? []
  return { truth: tick.truth, lacks: lacks.tick({ by, text, byHand: isTickedByHand(item), tick }) }
}

function conditions(judging: Judging<Options>, item: ChecklistItem): Part[] {
  return conditionsOf(item).map(({ about, query }): Part => {
    const { truth, next } = judging.match(query)
    const later = next === undefined ? {} : { next }
    if (truth === 'unknown') return { truth, lacks: lacks.unread(about), ...later }
    return { truth, lacks: truth === 'yes' ? '' : missing(judging, item, { about, query }), ...later }
  })
}

/** What was found blocks, whatever could not be read beside it. */
function unblocked(judging: Judging<Options>, query: Query): Part {
  const { matching, isWhole, next } = judging.count(query)
  const later = next === undefined ? {} : { next }
  if (matching.length > 0)
    return {
      truth: 'no',
      lacks: lacks.blocked(
        matching.map((key) => shortKey(key, judging.item)),
        query,
      ),
      ...later,
    }
  return { truth: isWhole ? 'yes' : 'unknown', lacks: lacks.uncounted(query), ...later }
}

function missing(
  judging: Judging<Options>,
  item: ChecklistItem,
  { about, query }: ReturnType<typeof conditionsOf>[number],
): string {
  switch (about) {
    case 'check':
      return judging.item.pull ? judging.explain(query) : lacks.noCommit(item.check ?? '')
    case 'changed':
      return lacks.changed(item.changed ?? [])
    case 'docs':
      return lacks.docs(item.docs ?? [])
    default:
      return judging.explain(query)
  }
}
