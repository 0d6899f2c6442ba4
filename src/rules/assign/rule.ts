import type { Finding, Want } from '../../core/decision.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import { includesName } from '../../core/item.ts'
import type { Choice } from '../../core/people.ts'
import type { Judging, RuleKind } from '../../core/rule-kind.ts'
import { unknown } from '../../core/truth.ts'
import { finding, reason } from '../finding.ts'
import { type Assignment, assignmentsOf, unlawful } from './assignments.ts'
import { type Given, givenTo } from './giving.ts'
import { hear, listens } from './hear.ts'
import { type Matching, matchingOf, whileUnmatched } from './matching.ts'
import { say } from './messages.ts'
import { type Options, options, remarks } from './options.ts'

export const assign: RuleKind<Options> = {
  name: 'assign',
  summary:
    'The right person owns it: a rotation, a team in turn, whoever has the fewest issues; and nobody else.',
  phase: 'guard',
  gates: false,
  options,
  without: [],
  needs: ['team', 'turns', 'loads', 'assignable'],
  evaluate,
  whileUnmatched,
  unlawful,
  hear,
  listens,
  remarks,
}

function evaluate(judging: Judging<Options>): Finding {
  const matching = matchingOf(judging)
  const assignments = assignmentsOf(judging, matching)
  const due = dueAt(judging, matching)
  const given = due === undefined ? givenTo(judging, matching) : notYet
  const remember = [
    ...matching.remember,
    ...assignments.flatMap((one) => one.remember),
    ...(given.ok ? given.value.remember : []),
  ]
  const refused = assignments.filter(({ ruling }) => ruling === 'refused')
  const wants = [
    ...(given.ok ? giving(judging, matching, given.value) : []),
    ...refused.flatMap((one) => takingOff(judging, one)),
  ]
  const stood = standing(judging, matching, { assignments, given: given.ok ? given.value : undefined, due })
  const next = earliest(matching.next, due, given.ok ? given.value.choice?.until : undefined)
  return finding({
    ...stood,
    wants,
    remember,
    ...(next === undefined ? {} : { next }),
  })
}

const notYet = unknown('it waits for the end of its grace')

/** When `grace` is over in which people may take it themselves; undefined once it is. */
function dueAt(judging: Judging<Options>, { since }: Matching): Instant | undefined {
  const { grace } = judging.rule
  const ends = grace ? judging.add(since, grace) : undefined
  return ends !== undefined && judging.now < ends ? ends : undefined
}

interface Seen {
  assignments: readonly Assignment[]
  /** Undefined while that could not be found out. */
  given: Given | undefined
  /** When it will be found out, while people may still take it themselves. */
  due: Instant | undefined
}

type Standing = Pick<Finding, 'verdict' | 'reason' | 'quiet' | 'since'>

/** Whether the right people have it. */
function standing(judging: Judging<Options>, matching: Matching, seen: Seen): Standing {
  const { rule } = judging
  const there = seen.assignments.filter(({ stands }) => stands)
  const logins = there.map(({ login }) => login)
  const wrong = there.find(({ ruling }) => ruling === 'refused')
  if (wrong) {
    return {
      verdict: 'fail',
      reason: reason(rule, refusal(judging, wrong), { assignees: logins }),
      since: { at: wrong.at, cause: wrong.cause },
      // What is wrong is said as a remark, which stays after it was mended.
      quiet: true,
    }
  }
  const unsure = there.filter(({ ruling }) => ruling === 'unknown').map(({ login }) => login)
  if (unsure.length > 0) return { verdict: 'unknown', reason: reason(rule, say.unknownWhether(unsure)) }
  const choice = seen.given?.choice
  const owners = there
    .filter(({ login, ruling }) => ruling !== 'allowed' || includesName(choice?.logins ?? [], login))
    .map(({ login }) => login)
  if (owners.length > 0)
    return { verdict: 'pass', reason: reason(rule, say.assigned(owners), { assignees: logins }) }
  return nobodyThere(judging, matching, seen)
}

/** None of those it is for has it. What people took off, nobody puts back (D2). */
function nobodyThere(judging: Judging<Options>, matching: Matching, { given, due }: Seen): Standing {
  const { options: own, rule } = judging
  if (due !== undefined)
    return { verdict: 'wait', reason: reason(rule, say.stillFree(own.to, judging.local(due))) }
  if (!given) return { verdict: 'unknown', reason: reason(rule, say.unknownWho(own.to)) }
  const since = { at: matching.since, cause: matching.cause }
  const { choice } = given
  if (!choice) return { verdict: 'fail', reason: reason(rule, say.fromBefore(own.to)), since }
  const { logins, passedOver } = choice
  if (logins.length === 0)
    return { verdict: 'fail', reason: reason(rule, say.nobody(own.to, passedOver)), since, quiet: true }
  const gone = judging.actual.history.findLast(
    ({ at, target, what }) => what === 'unassigned' && at >= matching.since && includesName(logins, target),
  )
  if (gone) {
    const left = { at: gone.at, cause: gone.id }
    return { verdict: 'fail', reason: reason(rule, say.nobodyAnyMore(own.to)), since: left, quiet: true }
  }
  if (rule.mode === 'enforce') return { verdict: 'wait', reason: reason(rule, say.goesTo(logins)) }
  return { verdict: 'fail', reason: reason(rule, say.notAssigned(own.to, logins)), since }
}

/** Assigned once for each time it comes to match; soft, so it yields to people (D2). */
function giving(
  { item, options: own, rule }: Judging<Options>,
  matching: Matching,
  { choice }: Given,
): Want[] {
  if (!choice) return []
  const { logins, passedOver } = choice
  const { cause, since } = matching
  const basis = { firm: false, began: since, cause }
  if (logins.length === 0) {
    const remark = reason(rule, say.nobody(own.to, passedOver), { reached: 'nobody', by: 'assign' })
    return [{ ...basis, want: 'remark', remark }]
  }
  const key = `${rule.id}/${item.repo}/${item.number}/${cause}/assign`
  return [
    { ...basis, want: 'act', key, act: { act: 'assign', logins } },
    ...passedOverRemark(rule, basis, choice, item.state === 'closed'),
  ]
}

function passedOverRemark(
  rule: Judging<Options>['rule'],
  basis: Pick<Want, 'firm' | 'began' | 'cause'>,
  { logins, passedOver }: Choice,
  isOver: boolean,
): Want[] {
  if (passedOver.length === 0 || isOver) return []
  return [{ ...basis, want: 'remark', remark: reason(rule, say.passedOver(passedOver, logins)) }]
}

/** Off, against everybody, and said until it is settled or closed (D1). */
function takingOff(judging: Judging<Options>, refused: Assignment): Want[] {
  const { history, rule } = judging
  const { at, cause, login, stands } = refused
  const basis = { firm: true, began: at, cause }
  const isOver = history.some((entry) => entry.what === 'closed' && entry.at > at)
  return [
    ...(stands ? [{ ...basis, want: 'assignee', login, present: false } as const] : []),
    ...(isOver
      ? []
      : [{ ...basis, want: 'remark', remark: reason(rule, refusal(judging, refused)) } as const]),
  ]
}

function refusal({ options: own, rule }: Judging<Options>, { login }: Assignment) {
  return say.refused({
    login,
    to: own.to,
    spillOver: own['spill-over-with'],
    unless: own.unless?.text,
    takesOff: rule.mode === 'enforce',
  })
}
