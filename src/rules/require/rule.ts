import { z } from 'zod'
import type { Finding } from '../../core/decision.ts'
import type { Query } from '../../core/query.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { bothOf, everything, notQuery } from '../../query/combine-queries.ts'
import { isHistorical, termsOf } from '../../query/query-terms.ts'
import { finding, reason, type Said } from '../finding.ts'
import * as keys from '../keys.ts'
import { say } from './messages.ts'

interface Options {
  must?: Query
}

const options = z.strictObject({
  must: keys
    .query()
    .optional()
    .meta({ description: 'What it must match as well; absent: matching `when` is enough.' }),
})

export const require: RuleKind<Options> = {
  name: 'require',
  summary: 'Whatever matches `when` also matches `must`.',
  phase: 'rule',
  gates: true,
  options,
  without: [],
  needs: [],
  evaluate,
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options } = judging
  const when = rule.when ?? everything
  const { must } = options
  const answer = must ? judging.match(must) : { truth: 'yes' as const }
  const next = answer.next === undefined ? {} : { next: answer.next }
  if (must && answer.truth === 'unknown') {
    return finding({ verdict: 'unknown', reason: reason(rule, say.unknown(must.text)), ...next })
  }
  const kept = answer.truth === 'yes'
  const questions = {
    kept: bothOf(when, must ?? everything),
    broken: bothOf(when, notQuery(must ?? everything)),
  }
  const { spans, remember } = judging.spans(questions[kept ? 'kept' : 'broken'], kept ? 'kept' : 'broken')
  // What only memory can tell is asked both ways at every look, so that the first change is seen as one.
  const other = kept ? 'broken' : 'kept'
  const also = isHistorical(questions[other]) ? [] : judging.spans(questions[other], other).remember
  const since = spans.at(-1)
  return finding({
    verdict: kept ? 'pass' : 'fail',
    reason: reason(rule, kept || !must ? say.kept() : broken(must, judging.explain(must)), {
      must: must?.text ?? '',
    }),
    remember: [...remember, ...also],
    ...(since?.truth === 'yes' ? { since: { at: since.from, cause: since.cause } } : {}),
    ...next,
  })
}

function broken(must: Query, mismatch: string): Said {
  const onlyAuthor = termsOf(must).every(({ qualifier }) => qualifier === 'author')
  return onlyAuthor ? say.brokenByAuthor(must.text, mismatch) : say.broken(must.text, mismatch)
}
