import { type Finding, type Memory, nothingSeen, type Occasion, type Reason } from '../core/decision.ts'
import { wasFound } from '../core/history.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { lastLifted, type Standing, standingAt } from '../core/override.ts'
import type { Rule } from '../core/policy.ts'
import type { Judging, WhileBroken } from '../core/rule-kind.ts'
import type { Truth } from '../core/truth.ts'
import { exceptionsTo } from './commands/heard.ts'
import { say } from './commands/messages.ts'
import { moreWanted } from './commands/override.ts'
import type { Course } from './evaluate.ts'
import { createJudging } from './judging.ts'
import { spansFromMemory } from './spans.ts'

const notConcerned: Finding = {
  verdict: 'not-applicable',
  reason: { what: 'This rule is not about this item.', why: '', fix: '', seen: nothingSeen },
  wants: [],
  occasions: [],
  remember: [],
}

/** Judges one rule and adds what every rule has in common: `when`, `grace`, `do`, `on-fail`. */
export function finish(course: Course, rule: Rule): Finding {
  const judging = createJudging(course, rule)
  const before = course.reader.unread().length
  const finding = silenced(judging, judgeRule(course, rule, judging))
  if (finding.verdict !== 'unknown') return letThrough(course, judging, finding)
  const reason = withWhy(finding.reason, course.reader.unread().slice(before))
  return letThrough(course, judging, { ...finding, reason })
}

/** While the item is snoozed nobody is reminded; what fell into that time is done, if it still holds, when it ends. */
function silenced({ snoozed }: Judging<unknown>, finding: Finding): Finding {
  if (snoozed === undefined) return finding
  const isSilent = ({ at, reminds }: Occasion) => reminds === true && at >= snoozed.from
  if (!finding.occasions.some(isSilent)) return finding
  const occasions = finding.occasions.filter((occasion) => !isSilent(occasion))
  return { ...changingAt(finding, snoozed.until), occasions }
}

/**
 * What an override lets through counts as kept while it lasts (D16): nothing is refused, put back or done about it. It is
 * no keeping: `do` is not done either. One that still wants other people is said, and so is that the last one has ended.
 */
function letThrough(course: Course, judging: Judging<unknown>, finding: Finding): Finding {
  if (finding.verdict === 'pass' || finding.verdict === 'not-applicable') return finding
  const { rule } = judging
  const made = exceptionsTo(course.lawful.commands, rule)
  if (made.length === 0) return finding
  const standing = standingAt(made, course.now)
  if (!standing?.lifts)
    return notLetThrough(judging, finding, { standing, last: lastLifted(made, course.now) })
  const what = say.letThrough(standing.made, judging.local(standing.until), finding.reason.what)
  const { quiet: _quiet, since: _since, ...rest } = changingAt(finding, standing.until)
  return {
    ...rest,
    verdict: 'pass',
    reason: { ...finding.reason, what, fix: '' },
    wants: [],
    occasions: [],
    letThrough: true,
  }
}

/** It was let through and no longer is; somebody would, and others are wanted. */
function notLetThrough(
  judging: Judging<unknown>,
  finding: Finding,
  { last, standing }: { standing: Standing | undefined; last: ReturnType<typeof lastLifted> },
): Finding {
  const { reason, since } = finding
  const isPull = judging.item.pull !== undefined
  // What came to be so only afterwards was never let through.
  const isThat = last !== undefined && (since === undefined || since.at < last.endedAt)
  const over =
    isThat &&
    say.wasLetThrough({ ...last, by: last.made.map(({ by }) => by), at: judging.local(last.endedAt) })
  const wanted = standing && moreWanted(judging.rule, standing, { isPull })
  const what = [reason.what, over || ''].join(' ').trim()
  const fix = [reason.fix, wanted ?? ''].join(' ').trim()
  return { ...changingAt(finding, standing?.until), reason: { ...reason, what, fix } }
}

/** What could not be read is named: a permission that is missing, a team that is not to be seen. */
function withWhy(reason: Reason, unread: readonly string[]): Reason {
  const [why] = unread
  return why === undefined || reason.what.includes(why)
    ? reason
    : { ...reason, what: `${reason.what.replace(/\.$/, '')} (${why}).` }
}

function judgeRule(course: Course, rule: Rule, judging: Judging<unknown>): Finding {
  // A clock looks at the past of `when` itself: it goes on counting what began and ended before.
  if (rule.kind.phase === 'clock' || rule.when === undefined) {
    return withCommonKeys(course, judging, rule.kind.evaluate(judging))
  }
  const applies = judging.match(rule.when)
  const finding = applies.truth === 'yes' ? rule.kind.evaluate(judging) : unconcerned(judging, applies.truth)
  return withCommonKeys(course, judging, changingAt(finding, applies.next))
}

/** The finding, which time alone may change at this instant too. */
function changingAt(finding: Finding, at: Instant | undefined): Finding {
  const next = earliest(finding.next, at)
  return next === undefined || next === finding.next ? finding : { ...finding, next }
}

function unconcerned(judging: Judging<unknown>, truth: Truth): Finding {
  if (truth !== 'unknown') {
    const remember = judging.rule.kind.whileUnmatched?.(judging) ?? []
    return remember.length === 0 ? notConcerned : { ...notConcerned, remember }
  }
  return {
    ...notConcerned,
    verdict: 'unknown',
    reason: {
      what: 'Whether this rule is about this item could not be read.',
      why: judging.rule.why ?? '',
      fix: 'Reeve tries again by itself.',
      seen: {},
    },
  }
}

function withCommonKeys(course: Course, judging: Judging<unknown>, finding: Finding): Finding {
  const { rule } = judging
  const whileBroken = rule.kind.whileBroken?.(rule.options) ?? []
  const asksWhenBroken = rule.onFail.length + whileBroken.length > 0 || rule.grace !== undefined
  const asksWhenKept = rule.do.length > 0 || rule.kind.whenKept !== undefined
  if (!asksWhenKept && !asksWhenBroken) return finding
  const kept = asksWhenKept ? heldSince(course, judging, finding, 'pass') : undefined
  const broken = asksWhenBroken ? heldSince(course, judging, finding, 'fail') : undefined
  const remember: Memory[] = [...finding.remember, ...(kept?.remember ?? []), ...(broken?.remember ?? [])]
  const graced = withGrace(judging, finding, broken)
  const occasions: Occasion[] = [...graced.occasions]
  if (kept?.cause !== undefined) occasions.push(...whenKept(judging, { at: kept.at, cause: kept.cause }))
  const due = graced.verdict === 'fail' && broken ? whenBroken(judging, finding, { broken, whileBroken }) : []
  occasions.push(...due.filter(({ at }) => at <= judging.now))
  const later = due.filter(({ at }) => at > judging.now)
  const told = changingAt(graced, earliest(...later.map(({ at }) => at)))
  return {
    ...told,
    reason: withAhead(judging, told.reason, due),
    occasions: occasions.filter(({ cause }) => !wasFound(cause)),
    remember,
  }
}

/** `do`, and what its kind does by itself. */
function whenKept(judging: Judging<unknown>, { at, cause }: { at: Instant; cause: string }): Occasion[] {
  const { rule } = judging
  const own = rule.kind.whenKept?.(judging) ?? []
  return [
    ...(rule.do.length > 0 ? [{ actions: rule.do, cause, at }] : []),
    ...(own.length > 0 ? [{ actions: own, cause: `${cause}/kept`, at }] : []),
  ]
}

/** What its kind does later is said with what to do, so that it surprises nobody; the same before and after, for one text is put once. */
function withAhead(judging: Judging<unknown>, reason: Reason, due: readonly Due[]): Reason {
  if (judging.rule.mode !== 'enforce') return reason
  const ahead = due.flatMap(({ ahead, at }) => ahead?.(judging.local(at)) ?? [])
  return ahead.length === 0 ? reason : { ...reason, fix: [reason.fix, ...ahead].join(' ') }
}

interface Due extends Occasion {
  ahead?: WhileBroken['ahead']
}

/** What is done about a broken rule, and when each is due: `on-fail`, and what its kind does by itself. */
function whenBroken(
  judging: Judging<unknown>,
  finding: Finding,
  { broken, whileBroken }: { broken: Held; whileBroken: readonly WhileBroken[] },
): Due[] {
  const { rule } = judging
  const { cause } = broken
  if (cause === undefined || wasFound(cause)) return []
  const at = rule.grace && !finding.atOnce ? judging.add(broken.at, rule.grace) : broken.at
  const texts = { reason: finding.reason.what }
  return [
    ...(rule.onFail.length > 0 ? [{ actions: rule.onFail, cause, at, texts }] : []),
    ...whileBroken.map(({ after, actions, ahead }, index) => ({
      actions,
      ...(ahead ? { ahead } : {}),
      cause: `${cause}/while ${index}`,
      at: after ? judging.add(at, after) : at,
      texts,
    })),
  ]
}

interface Held {
  at: Instant
  /** Undefined while it does not hold. */
  cause: string | undefined
  remember: readonly Memory[]
}

/** Since when the rule is kept (or broken): from the kind where it can tell, else as it was seen. */
function heldSince(
  course: Course,
  judging: Judging<unknown>,
  finding: Finding,
  verdict: 'pass' | 'fail',
): Held {
  const holds = finding.verdict === verdict
  if (holds && finding.since) return { ...finding.since, remember: [] }
  const { rule } = judging
  const { spans, remember } = spansFromMemory({
    rule: rule.id,
    question: verdict === 'pass' ? 'kept' : 'broken',
    memory: judging.memory,
    now: course.now,
    olderThanRule: judging.item.createdAt < judging.inForce,
    answer: { truth: finding.verdict === 'unknown' ? 'unknown' : holds ? 'yes' : 'no' },
  })
  const last = spans.at(-1)
  return { at: last?.from ?? course.now, cause: holds ? last?.cause : undefined, remember }
}

/** Within its grace a broken rule waits: nothing is said or done yet. */
function withGrace(judging: Judging<unknown>, finding: Finding, broken: Held | undefined): Finding {
  const { grace } = judging.rule
  if (finding.verdict !== 'fail' || finding.atOnce || grace === undefined || broken?.cause === undefined)
    return finding
  const ends = judging.add(broken.at, grace)
  // It counts as broken from the end of its grace on: what ends after the rule is in force is said (D6).
  if (judging.now >= ends) return { ...finding, since: { at: ends, cause: broken.cause } }
  return {
    ...changingAt(finding, ends),
    verdict: 'wait',
    wants: finding.wants.filter(({ want }) => want === 'notice'),
    occasions: [],
  }
}
