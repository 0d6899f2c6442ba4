import { z } from 'zod'
import type { Spoken } from '../../core/commands.ts'
import type { Finding } from '../../core/decision.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import type { Judging, KeyRemark, RuleKind, Ruling } from '../../core/rule-kind.ts'
import { itemKey } from '../../core/subject.ts'
import { some, type Truth, truthOf } from '../../core/truth.ts'
import { pathsMatcher } from '../../query/match-path.ts'
import { approvalsOf, counts, hearApproval } from '../approvals.ts'
import { finding, reason, type Said } from '../finding.ts'
import * as keys from '../keys.ts'
import { say } from './messages.ts'

interface Options {
  changed: readonly string[]
  also?: readonly string[]
  unless?: Query
  forbid: boolean
  by?: readonly PeopleRef[]
}

const options = z.strictObject({
  changed: keys.paths().meta({ description: 'If one of these is changed.' }),
  also: keys.paths().optional().meta({ description: 'Then one of these is, too.' }),
  unless: keys.query().optional().meta({ description: 'Not asked of pull requests that match this.' }),
  forbid: keys.flag().prefault(false).meta({ description: 'These may not be changed at all.' }),
  by: keys
    .people()
    .optional()
    .meta({ description: 'The author is one of these people, or one of them approved.' }),
})

export const paths: RuleKind<Options> = {
  name: 'paths',
  summary:
    'A change to some paths needs a change to others, or the agreement of some people, or is not allowed.',
  phase: 'rule',
  gates: true,
  options,
  without: [],
  needs: ['files', 'reviews'],
  evaluate,
  listens: ({ by }) => (by ? [{ command: 'approve', by }] : []),
  hear,
  remarks,
}

function remarks({ also, by, forbid }: Options): KeyRemark[] {
  if (!forbid)
    return also || by ? [] : [{ path: [], level: 'warning', code: 'asks-nothing', ...say.asksNothing }]
  const lost = [...(also ? ['also'] : []), ...(by ? ['by'] : [])]
  return lost.map((key) => ({ path: [key], level: 'warning', code: 'never-asked', ...say.neverAsked(key) }))
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, item } = judging
  if (!item.pull) return finding({ verdict: 'not-applicable', reason: reason(rule, say.noPull()) })
  const files = judging.facts.read('files', itemKey(item.repo, item.number))
  const excused = options.unless ? judging.match(options.unless) : { truth: 'no' as const }
  const later = excused.next === undefined ? {} : { next: excused.next }
  if (excused.truth === 'yes')
    return finding({
      verdict: 'pass',
      reason: reason(rule, say.excused(options.unless?.text ?? '')),
      ...later,
    })
  if (!files.ok) return finding({ verdict: 'unknown', reason: reason(rule, say.unreadFiles()), ...later })
  const touched = files.value.filter(pathsMatcher(options.changed))
  if (touched.length === 0)
    return finding({ verdict: 'pass', reason: reason(rule, say.untouched()), ...later })
  const answer = judge(judging, touched, files.value)
  const unsure = answer.verdict === 'fail' && excused.truth === 'unknown'
  const { verdict, said } = unsure
    ? { verdict: 'unknown' as const, said: say.unsureWhetherExcused(options.unless?.text ?? '') }
    : answer
  const whole = verdict === 'fail' && options.unless ? say.unless(said, options.unless.text) : said
  return finding({ verdict, reason: reason(rule, whole, { changed: touched.slice(0, mostSeen) }), ...later })
}

/** Paths kept with a decision. */
const mostSeen = 5

interface Answer {
  verdict: 'pass' | 'fail' | 'unknown'
  said: Said
}

function judge(judging: Judging<Options>, touched: readonly string[], files: readonly string[]): Answer {
  const { forbid, also, by } = judging.options
  if (forbid) return { verdict: 'fail', said: say.forbidden(touched) }
  if (also && !files.some(pathsMatcher(also))) return { verdict: 'fail', said: say.without(touched, also) }
  const agreed = by ? entitled(judging, by) : 'yes'
  if (agreed === 'yes') return { verdict: 'pass', said: say.kept(touched) }
  if (agreed === 'unknown') return { verdict: 'unknown', said: say.unreadPeople(by ?? []) }
  return { verdict: 'fail', said: say.notBy(touched, by ?? []) }
}

/** Whether the author is one of these people, or one of them agreed. */
function entitled(judging: Judging<Options>, by: readonly PeopleRef[]): Truth {
  const { author, createdAt } = judging.item
  const own = author === undefined ? 'no' : judging.isOneOf(by, author, createdAt)
  if (own === 'yes') return 'yes'
  const { given, complete } = approvalsOf(judging)
  return some([
    own,
    ...given.map((one) => counts(judging, one, { name: agreeing, by })),
    ...(complete ? [] : (['unknown'] as const)),
  ])
}

/** The one way in which an approval counts here. */
const agreeing = 'by'

function hear(judging: Judging<Options>, command: Spoken): Ruling | undefined {
  const { item, options } = judging
  if (command.name !== 'approve' || !item.pull || !options.by) return undefined
  const files = judging.facts.read('files', itemKey(item.repo, item.number))
  const applies = files.ok ? truthOf(files.value.some(pathsMatcher(options.changed))) : 'unknown'
  return hearApproval(judging, command, {
    ways: [{ name: agreeing, by: options.by, applies }],
    notAuthor: false,
  })
}
