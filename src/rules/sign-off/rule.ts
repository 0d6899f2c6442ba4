import { z } from 'zod'
import type { Spoken } from '../../core/commands.ts'
import type { Finding } from '../../core/decision.ts'
import { includesName, type Login } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Judging, KeyRemark, RuleKind, Ruling } from '../../core/rule-kind.ts'
import { all, not, type Truth, truthOf } from '../../core/truth.ts'
import { type Approval, approvalsOf, counts, hearApproval, isAuthor, isSincePush } from '../approvals.ts'
import { finding, reason } from '../finding.ts'
import { signOffShape } from '../gate-keys.ts'
import { say } from './messages.ts'

interface Options {
  from: readonly PeopleRef[]
  count: number
  'not-author': boolean
  'distinct-from'?: { rule: string } | { people: readonly PeopleRef[] }
  'void-on-push': boolean
}

export const signOff: RuleKind<Options> = {
  name: 'sign-off',
  summary: 'So many people of a group agreed: not the author, and to the newest commit.',
  phase: 'rule',
  gates: true,
  options: z.strictObject(signOffShape()),
  without: [],
  needs: ['reviews'],
  evaluate,
  listens: ({ from }) => [{ command: 'approve', by: from }],
  hear,
  remarks,
}

function remarks({ count }: Options): KeyRemark[] {
  return count === 0 ? [{ path: ['count'], level: 'warning', ...say.asksNobody }] : []
}

/** The one way in which an approval counts here. */
const signing = 'sign-off'

/** An approval with whether it counts, and if not whether only because it is of an older commit. */
interface Weighed {
  login: Login
  truth: Truth
  outdated: boolean
}

function evaluate(judging: Judging<Options>): Finding {
  const { rule, options, item } = judging
  const { given, complete } = approvalsOf(judging)
  const weighed = given.map((approval) => weigh(judging, approval))
  const signed = peopleOf(weighed, ({ truth }) => truth === 'yes')
  const seen = { signed }
  // Whoever came after it was complete is free to agree elsewhere.
  const agreed = signed.slice(0, options.count)
  if (signed.length >= options.count)
    return finding({ verdict: 'pass', reason: reason(rule, say.signed(signed), seen), agreed })
  const perhaps = peopleOf(weighed, ({ truth }) => truth !== 'no')
  if (!complete || perhaps.length >= options.count)
    return finding({
      verdict: 'unknown',
      reason: reason(rule, say.unknown(options.from), seen),
      agreed,
    })
  const said = say.missing({
    signed,
    count: options.count,
    from: options.from,
    isPull: item.pull !== undefined,
  })
  const outdated = peopleOf(weighed, (one) => one.outdated).filter((login) => !includesName(signed, login))
  const what = outdated.length > 0 ? `${said.what}${say.outdated(outdated)}` : said.what
  return finding({ verdict: 'fail', reason: reason(rule, { ...said, what }, seen), agreed })
}

function weigh(judging: Judging<Options>, approval: Approval): Weighed {
  const { login } = approval
  const { options } = judging
  const entitled = all([
    truthOf(!(options['not-author'] && isAuthor(judging, login))),
    counts(judging, approval, { name: signing, by: options.from }),
    not(isExcluded(judging, approval)),
  ])
  const current = !options['void-on-push'] || isOfNewestCommit(judging, approval)
  return { login, truth: current ? entitled : 'no', outdated: !current && entitled === 'yes' }
}

/** A review tells its commit; what was written in a comment counts until the next push. */
function isOfNewestCommit(judging: Judging<Options>, { sha, at }: Approval): boolean {
  const { pull } = judging.item
  if (!pull) return true
  return sha !== undefined && sha !== '' ? sha === pull.sha : isSincePush(judging, at)
}

/** Nobody of these people, as they were when it was given, and nobody who signed off there. */
function isExcluded(judging: Judging<Options>, { login, at }: Pick<Approval, 'login' | 'at'>): Truth {
  const distinct = judging.options['distinct-from']
  if (distinct === undefined) return 'no'
  if ('people' in distinct) return judging.isOneOf(distinct.people, login, at)
  const there = judging.agreedTo(distinct.rule)
  return there.ok ? truthOf(includesName(there.value, login)) : 'unknown'
}

function hear(judging: Judging<Options>, command: Spoken): Ruling | undefined {
  const { from, 'not-author': notAuthor, 'distinct-from': distinct } = judging.options
  const ways = [{ name: signing, by: from, applies: 'yes' as const }]
  const ruling = hearApproval(judging, command, { ways, notAuthor })
  if (ruling?.ruling !== 'allowed' || distinct === undefined) return ruling
  const excluded = isExcluded(judging, { login: command.by, at: command.at })
  if (excluded === 'no') return ruling
  if (excluded === 'unknown')
    return { ruling: 'unknown', why: `whether ${command.by} may sign off is not known` }
  const said = 'rule' in distinct ? say.elsewhere(command.by, distinct.rule) : say.excluded(distinct.people)
  return { ruling: 'refused', ...said }
}

function peopleOf(weighed: readonly Weighed[], test: (one: Weighed) => boolean): Login[] {
  const found: Login[] = []
  for (const one of weighed) if (test(one) && !includesName(found, one.login)) found.push(one.login)
  return found
}
