import { type Decision, type Finding, nothingSeen, type Reason } from '../core/decision.ts'
import { wasFound } from '../core/history.ts'
import { earliest } from '../core/instant.ts'
import type { Rule } from '../core/policy.ts'
import { enterState } from './entering.ts'
import { type Course, inForceSince } from './evaluate.ts'
import { type Wished, wantsOf } from './occasions.ts'
import type { PeopleScope } from './people.ts'
import { renderText } from './template.ts'

const nothingWished: Wished = { wants: [], waiting: [], remember: [] }

/** A finding as it is recorded: with its rule, policy and mode, and what it asks for in full. */
export function decisionOf(course: Course, rule: Rule, finding: Finding): Decision {
  const inForce = inForceSince(course, rule)
  const { since, quiet } = finding
  const old = since ? since.at < inForce || wasFound(since.cause) : course.lawful.item.createdAt < inForce
  const { wants, waiting, next: later } = wishedBy(course, rule, finding)
  const next = earliest(finding.next, later)
  const decision: Decision = {
    rule: rule.id,
    kind: rule.kind.name,
    policy: rule.source,
    mode: rule.mode,
    verdict: finding.verdict,
    reason: told(course, rule, finding.reason),
    wants,
    at: course.now,
    gates: rule.gates,
    ownCheck: rule.ownCheck,
  }
  if (next !== undefined) decision.next = next
  if (rule.message !== undefined) decision.message = filledIn(course, rule, rule.message)
  if (quiet || old) decision.quiet = true
  if (old && !quiet) decision.old = true
  if (finding.annotations) decision.annotations = finding.annotations
  if (finding.letThrough) decision.letThrough = true
  if (finding.mayFinish) decision.mayFinish = finding.mayFinish
  if (waiting.length > 0) decision.waiting = waiting
  if (finding.verdict === 'unknown' && isLasting(course, finding.reason)) decision.lasting = true
  return decision
}

function isLasting({ reader }: Course, { what }: Reason): boolean {
  return reader.lasting().some((why) => what.includes(why))
}

/** What it asks for since it is in force; most findings ask for nothing. */
function wishedBy(course: Course, rule: Rule, { wants, occasions }: Finding): Wished {
  if (wants.length + occasions.length === 0) return nothingWished
  const inForce = inForceSince(course, rule)
  const scope = {
    ...scopeOf(course, rule),
    history: course.past.history,
    app: course.app,
    memory: course.memory,
    knownAs: course.knownAs,
    enter: (state: string) => enterState(course, state),
  }
  const wished = wantsOf(rule, occasions, scope, inForce)
  course.remember.push(...wished.remember)
  return { ...wished, wants: [...wants.filter(({ began }) => began >= inForce), ...wished.wants] }
}

/** The largest `seen` that is kept with a decision. */
const mostSeen = 4096

/** A reason as it is kept: the team's own sentence filled in, and not more of the inputs than anybody reads (D22). */
function told(course: Course, rule: Rule, reason: Reason): Reason {
  const why = filledIn(course, rule, reason.why)
  const isLong = reason.seen !== nothingSeen && JSON.stringify(reason.seen).length > mostSeen
  if (!isLong && why === reason.why) return reason
  return { ...reason, why, seen: isLong ? { more: `more than ${mostSeen} characters` } : reason.seen }
}

function filledIn(course: Course, rule: Rule, text: string): string {
  return text === '' ? '' : renderText(text, { scope: scopeOf(course, rule), timezone: rule.timezone })
}

function scopeOf({ lawful, reader, now }: Course, { names }: Rule): PeopleScope {
  return { names, item: lawful.item, facts: reader, now }
}
