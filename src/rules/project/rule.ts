import { z } from 'zod'
import type { Action } from '../../core/action.ts'
import { type FieldValues, type Standing, standingOn, stillToPut, takenOffAt } from '../../core/boards.ts'
import type { Finding } from '../../core/decision.ts'
import type { Instant } from '../../core/instant.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { itemKey } from '../../core/subject.ts'
import { everything } from '../../query/combine-queries.ts'
import { isHistorical } from '../../query/query-terms.ts'
import { finding, reason } from '../finding.ts'
import * as keys from '../keys.ts'
import { say } from './messages.ts'

interface Options {
  board: string
  set: FieldValues
}

const options = z.strictObject({
  board: keys.board().meta({ description: 'The board, as owner/number or by its address.' }),
  set: keys
    .fieldValues()
    .default({})
    .meta({ description: 'Fields and the values they get when it is put on the board.' }),
})

export const project: RuleKind<Options> = {
  name: 'project',
  summary: 'It is on the board, with these fields.',
  phase: 'rule',
  gates: false,
  options,
  without: [],
  needs: ['fields'],
  evaluate,
  whenKept: ({ options: { board, set } }): readonly Action[] => [{ action: 'project', board, set }],
}

/** Where it is enforced Reeve puts it there itself, so it is kept; elsewhere people are told what is missing. */
function evaluate(judging: Judging<Options>): Finding {
  const { rule, options: own, facts, item, actual } = judging
  const since = cameToMatch(judging)
  const began = since === undefined ? {} : { since }
  const read = facts.read('fields', itemKey(item.repo, item.number))
  const standing = standingOn(own.board, { read, history: actual.history })
  if (rule.mode !== 'enforce') return judgedOnly(judging, standing, since?.at ?? item.createdAt)
  const isOff = takenOffAt(actual.history, own.board, judging.app) !== undefined
  const said = isOff && standing.isOn === false ? say.theirs(own.board) : say.kept(own.board)
  return finding({ verdict: 'pass', reason: reason(rule, said), ...began })
}

/** Since when `when` matches, where the history can tell. */
function cameToMatch(judging: Judging<Options>): { at: Instant; cause: string } | undefined {
  const when = judging.rule.when ?? everything
  if (!isHistorical(when)) return undefined
  const last = judging.spans(when, 'matched').spans.at(-1)
  return last?.truth === 'yes' ? { at: last.from, cause: last.cause } : undefined
}

function judgedOnly(judging: Judging<Options>, standing: Standing, began: Instant): Finding {
  const { rule, options: own, actual, app } = judging
  if (standing.isOn === undefined)
    return finding({ verdict: 'unknown', reason: reason(rule, say.unknown(own.board)) })
  const takenOff = takenOffAt(actual.history, own.board, app)
  const missing = stillToPut(standing, { fields: own.set, began, takenOff, app })
  if (missing === undefined) return finding({ verdict: 'pass', reason: reason(rule, say.kept(own.board)) })
  const said = standing.isOn ? say.otherwise(own.board, missing) : say.missing(own.board, missing)
  return finding({ verdict: 'fail', reason: reason(rule, said, { fields: missing }) })
}
