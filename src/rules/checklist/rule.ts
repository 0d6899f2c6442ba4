import type { Finding } from '../../core/decision.ts'
import { earliest } from '../../core/instant.ts'
import type { Judging, KeyRemark, Listening, RuleKind } from '../../core/rule-kind.ts'
import { needsOpen } from '../../query/compare-queries.ts'
import { finding, reason, type Said } from '../finding.ts'
import { hear } from './hear.ts'
import { wantsFor } from './list.ts'
import { say } from './messages.ts'
import { type Options, options, tickers } from './options.ts'
import { type Standing, standingsOf } from './standing.ts'
import { plainName } from './ticks.ts'

export const checklist: RuleKind<Options> = {
  name: 'checklist',
  summary: 'Everything on a list holds: some of it worked out, the rest ticked by the right people.',
  phase: 'rule',
  gates: true,
  options,
  without: [],
  needs: [],
  evaluate,
  listens,
  hear,
  remarks,
  counts: ({ items }) => items.flatMap((item) => item['blocked-by'] ?? []),
  conditions: ({ items }) =>
    items.flatMap(({ query }, index) => (query ? [{ path: ['items', index, 'query'], query }] : [])),
}

function evaluate(judging: Judging<Options>): Finding {
  const standings = standingsOf(judging)
  const { verdict, said } = answer(standings)
  const next = earliest(...standings.map((standing) => standing.next))
  const seen = Object.fromEntries(standings.map(({ text, truth }) => [text, truth]))
  return finding({
    verdict,
    reason: reason(judging.rule, said, seen),
    wants: wantsFor(judging, standings),
    remember: standings.flatMap(({ tick }) => tick?.remember ?? []),
    ...(next === undefined ? {} : { next }),
  })
}

/** What is missing decides before what could not be read. */
function answer(standings: readonly Standing[]): { verdict: 'pass' | 'fail' | 'unknown'; said: Said } {
  const truths = standings.map(({ truth }) => truth)
  if (truths.includes('no')) return { verdict: 'fail', said: say.missing(standings) }
  if (truths.includes('unknown')) return { verdict: 'unknown', said: say.unknown(standings) }
  return { verdict: 'pass', said: say.done(standings) }
}

function listens({ items }: Options): readonly Listening[] {
  return items.flatMap((item): Listening[] => {
    const by = tickers(item)
    return by ? [{ command: 'approve', example: `"${item.text}"`, by }] : []
  })
}

function remarks({ items }: Options): readonly KeyRemark[] {
  const texts = items.map(({ text }) => plainName(text))
  return items.flatMap(({ text, 'blocked-by': blockedBy }, index): KeyRemark[] => [
    ...(texts.indexOf(plainName(text)) < index
      ? [{ path: ['items', index], level: 'error' as const, ...say.twice(text) }]
      : []),
    ...(blockedBy && !needsOpen(blockedBy)
      ? [{ path: ['items', index, 'blocked-by'], level: 'warning' as const, ...say.countsClosed(blockedBy) }]
      : []),
  ])
}
