import type { Memory } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { Judging, TruthSpan } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import { isHistorical } from '../../query/query-terms.ts'
import type { Options } from './options.ts'

/** When the rule was about the item, and when `only` was lifted. */
export interface Matching {
  /** When it last came to match, and through which occurrence. */
  since: Instant
  cause: string
  matched: readonly TruthSpan[]
  lifted: readonly TruthSpan[]
  remember: readonly Memory[]
  next?: Instant
}

export function matchingOf(judging: Judging<Options>): Matching {
  const { item, options, rule } = judging
  const opened: TruthSpan = { truth: 'yes', from: item.createdAt, cause: 'opened' }
  const when = rule.when ? judging.spans(rule.when, 'when') : undefined
  const unless = options.only && options.unless ? judging.spans(options.unless, 'unless') : undefined
  const matched = when?.spans ?? [opened]
  const last = matched.findLast(({ truth }) => truth === 'yes') ?? opened
  const next = earliest(when?.next, unless?.next)
  return {
    since: last.from,
    cause: last.cause,
    matched,
    lifted: unless?.spans ?? [],
    remember: [...(when?.remember ?? []), ...(unless?.remember ?? [])],
    ...(next === undefined ? {} : { next }),
  }
}

/** That it does not match now, where history will not tell that later: when it matches again, that is a new time. */
export function whileUnmatched(judging: Judging<Options>): readonly Memory[] {
  const { when } = judging.rule
  return when && !isHistorical(when) ? judging.spans(when, 'when').remember : []
}

/** When the rule was first about something that came to be so at an instant; undefined where that is not known. */
export function concernedAt({ matched }: Matching, at: Instant): { at: Instant; cause?: string } | undefined {
  const index = matched.findIndex(({ truth }, place) => {
    const end = matched[place + 1]?.from
    return truth !== 'no' && (end === undefined || end > at)
  })
  const span = matched[index]
  if (!span || span.truth === 'unknown') return undefined
  return span.from > at ? { at: span.from, cause: span.cause } : { at }
}

/** A truth as it was at an instant; before anything is known of it, no. */
export function truthAt(spans: readonly TruthSpan[], at: Instant): Truth {
  return spans.findLast(({ from }) => from <= at)?.truth ?? 'no'
}
