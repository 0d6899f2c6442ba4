import type { Action } from '../../core/action.ts'
import { type Standing, standingOn, stillToPut, takenOffAt } from '../../core/boards.ts'
import type { Finding } from '../../core/decision.ts'
import type { Instant } from '../../core/instant.ts'
import { includesName } from '../../core/item.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { itemKey } from '../../core/subject.ts'
import { everything } from '../../query/combine-queries.ts'
import { isHistorical } from '../../query/query-terms.ts'
import { finding, reason } from '../finding.ts'
import { fieldsToFollow, keptFields, labelsToFollow, puttingInStep } from './in-step.ts'
import { say } from './messages.ts'
import { type Options, options } from './options.ts'

export const project: RuleKind<Options> = {
  name: 'project',
  summary: 'It is on the board, with these fields.',
  phase: 'rule',
  gates: false,
  options,
  without: [],
  needs: ['fields'],
  evaluate,
  keptFields,
  whenKept,
  labels: labelsOf,
}

function labelsOf(own: Options): readonly string[] {
  return keptFields(own).flatMap(({ options: of }) => [...of.keys()])
}

/** Labels lead where they say something. */
function whenKept(judging: Judging<Options>): readonly Action[] {
  const { board, set } = judging.options
  const led = keptFields(judging.options)
    .filter(({ options: of }) => [...of.keys()].some((label) => includesName(judging.item.labels, label)))
    .map(({ field }) => field)
  const own = Object.entries(set).filter(([field]) => !includesName(led, field))
  return [{ action: 'project', board, set: Object.fromEntries(own), follows: labelsOf(judging.options) }]
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
  const unsure = labelsOf(own).filter((label) => includesName(judging.unsureLabels, label))
  if (unsure.length > 0)
    return finding({ verdict: 'unknown', reason: reason(rule, say.unsure(own.board, unsure)) })
  const fields = fieldsToFollow(judging, standing)
  const left = fields.filter(({ isLeft }) => isLeft)
  const isFought = left.length > 0
  return finding({
    verdict: isFought ? 'fail' : 'pass',
    reason: reason(rule, isFought ? say.leftAlone(own.board, left) : said),
    wants: labelsToFollow(judging),
    occasions: puttingInStep(own.board, fields, labelsOf(own)),
    ...(isFought ? {} : began),
  })
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
  const led = fieldsToFollow(judging, standing).map(({ field, value }) => [field, value])
  const fields = { ...own.set, ...Object.fromEntries(led) }
  const missing = stillToPut(standing, { fields, began, takenOff, app })
  if (missing === undefined) return finding({ verdict: 'pass', reason: reason(rule, say.kept(own.board)) })
  const said = standing.isOn ? say.otherwise(own.board, missing) : say.missing(own.board, missing)
  return finding({ verdict: 'fail', reason: reason(rule, said, { fields: missing }) })
}
