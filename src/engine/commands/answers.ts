import type { Answer, Explained, Reply } from '../../core/answer.ts'
import type { Decision } from '../../core/decision.ts'
import { standingAt } from '../../core/override.ts'
import { formatLocal } from '../../time/local.ts'
import type { Course } from '../evaluate.ts'
import { deploymentsWaiting } from '../gate/deployments-waiting.ts'
import { createJudging } from '../judging.ts'
import { type Allowed, exceptionsTo, type HeardCommand } from './heard.ts'
import { voiceOf } from './hearer.ts'
import { helpFor } from './help.ts'
import { say, written } from './messages.ts'

/** What the writers of commands are answered, oldest first; nobody where the policy only observes. */
export function answersTo(course: Course, decisions: readonly Decision[]): Answer[] {
  if (course.lawful.commands.length === 0) return []
  const voice = voiceOf(course.policy)
  if (voice === 'observe' || voice === 'off') return []
  return course.lawful.commands.map((heard) => answerTo(course, decisions, heard))
}

function answerTo(course: Course, decisions: readonly Decision[], heard: HeardCommand): Answer {
  const { name, args, by, at, cause, comment } = heard.spoken
  const reply = replyTo(course, decisions, heard)
  return {
    cause,
    name,
    written: written(`${name} ${args}`.trim()),
    by,
    at,
    when: formatLocal(at, course.policy.names.timezone),
    reaction: reactionTo(heard),
    ...(comment === undefined ? {} : { comment }),
    ...(reply === undefined ? {} : { reply }),
  }
}

function reactionTo({ ruling }: HeardCommand): Answer['reaction'] {
  if (ruling.ruling === 'allowed') return '+1'
  return ruling.puzzled ? 'confused' : '-1'
}

function replyTo(
  course: Course,
  decisions: readonly Decision[],
  { spoken, ruling }: HeardCommand,
): Reply | undefined {
  if (ruling.ruling === 'refused') return { reply: 'said', what: ruling.what, fix: ruling.fix }
  if (spoken.name === 'explain') return explanation(course, decisions, ruling)
  if (spoken.name === 'help') return { reply: 'help', lines: helpFor(course, decisions) }
  return ruling.note === undefined ? undefined : { reply: 'said', what: ruling.note, fix: '' }
}

/** From the same decisions that are recorded and shown on the check. */
function explanation(course: Course, decisions: readonly Decision[], { rules }: Allowed): Reply {
  const { policy } = course
  const asked = rules.map(({ rule }) => rule)
  const zones = new Map(policy.rules.map(({ id, timezone }) => [id, timezone]))
  const shown = decisions.filter(({ rule }) => asked.length === 0 || asked.includes(rule))
  return {
    reply: 'explanation',
    rules: shown
      .map((one) => (asked.length === 0 ? one : saidWhyNot(course, one)))
      .map((one) => ({
        ...explained(one, zones.get(one.rule) ?? 'UTC'),
        ...unneeded(course, one),
      })),
    deployments: asked.length === 0 ? deploymentsWaiting(course) : [],
  }
}

/** Of a rule that was asked for: which part of its `when` keeps it from being about the item. */
function saidWhyNot(course: Course, decision: Decision): Decision {
  const rule = course.policy.rules.find(({ id }) => id === decision.rule)
  if (decision.verdict !== 'not-applicable' || !rule?.when) return decision
  const judging = createJudging(course, rule)
  if (judging.match(rule.when).truth !== 'no') return decision
  return { ...decision, reason: { ...decision.reason, what: say.notAbout(judging.explain(rule.when)) } }
}

/** What stands though the rule is kept, or not about the item: the rest is told by the decision. */
function unneeded(
  { lawful, now, policy }: Course,
  { letThrough, rule: id, verdict }: Decision,
): Pick<Explained, 'overridden'> {
  const rule = policy.rules.find((one) => one.id === id)
  if (!rule || letThrough || (verdict !== 'pass' && verdict !== 'not-applicable')) return {}
  const standing = standingAt(exceptionsTo(lawful.commands, rule), now)
  if (!standing) return {}
  const { count, lifts, made, until } = standing
  const still = lifts ? 0 : count - made.length
  return { overridden: say.unneeded(made, formatLocal(until, rule.timezone), still) }
}

function explained({ rule, mode, verdict, reason, next, letThrough }: Decision, zone: string): Explained {
  const { what, why, fix } = reason
  return {
    rule,
    mode,
    verdict,
    letThrough: letThrough === true,
    what,
    why,
    fix,
    ...(next === undefined ? {} : { changes: formatLocal(next, zone) }),
  }
}
