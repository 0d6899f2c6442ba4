import type { Finding, Want } from '../../core/decision.ts'
import { includesName } from '../../core/item.ts'
import { oncePer } from '../../core/once-per.ts'
import type { Query, QueryNode } from '../../core/query.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { bothOf } from '../../query/combine-queries.ts'
import { isHistorical } from '../../query/query-terms.ts'
import { finding, reason } from '../finding.ts'
import { reopening, wrongClosing } from './closing.ts'
import { say } from './messages.ts'
import { initialOf, type Options } from './options.ts'
import { type Refusal, remarks } from './refusals.ts'

/** An item without a state gets the initial one; an enforced rule sets it, and then there is nothing to remark on. */
export function inNoState(judging: Judging<Options>, refusals: readonly Refusal[]): Finding {
  const { rule, options, actual } = judging
  const initial = initialOf(options)
  const closing = wrongClosing(judging)
  const wants = [...remarks(judging, initial, refusals), ...(closing ? reopening(judging, closing) : [])]
  const began = since(judging)
  const isOpen = actual.item.state === 'open'
  const sets = rule.mode === 'enforce'
  const begin: Want[] = [
    { want: 'label', label: initial, present: true, firm: true, began: began.at, cause: began.cause },
    ...astray(judging, refusals),
  ]
  return finding({
    verdict: isOpen || closing ? 'fail' : 'pass',
    reason: reason(rule, say.none(initial), { labels: actual.item.labels }),
    wants: isOpen || closing ? [...begin, ...wants] : [...astray(judging, refusals), ...wants],
    since: began,
    quiet: sets,
  })
}

function astray({ actual }: Judging<Options>, refusals: readonly Refusal[]): Want[] {
  return refusals
    .filter(({ entry, label }) => entry.what === 'labeled' && includesName(actual.item.labels, label))
    .map(({ entry, label }) => ({
      want: 'label' as const,
      label,
      present: false,
      firm: true,
      began: entry.at,
      cause: entry.id,
    }))
}

/** Since when it is about the item and has no state; where history cannot tell the first, the labels alone say. */
function since(judging: Judging<Options>): { at: number; cause: string } {
  const { rule, options, item } = judging
  const none = noneOf(options.states)
  const asked = rule.when && isHistorical(rule.when) ? bothOf(rule.when, none) : none
  const last = judging.spans(asked, 'none').spans.at(-1)
  return last?.truth === 'yes'
    ? { at: last.from, cause: last.cause }
    : { at: item.createdAt, cause: 'opened' }
}

const noneOf = oncePer((states: readonly string[]): Query => {
  const any: QueryNode = {
    node: 'any',
    of: states.map((state) => ({
      node: 'term',
      qualifier: 'label',
      operator: '=',
      values: [state],
      column: 0,
    })),
  }
  return { text: 'in no state', root: { node: 'not', of: any } }
})
