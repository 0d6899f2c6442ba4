import type { Decision } from '../../core/decision.ts'
import type { Change, Effect } from '../../core/effect.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import { itemKey, parseSubject, type SubjectKey } from '../../core/subject.ts'

/** What is to be done, as one line of output. */
export function effectLine(now: Instant, { subject, rules, change }: Effect): string {
  const { do: what, ...rest } = shown(change)
  return JSON.stringify({
    at: formatInstant(now),
    subject: subjectOf(subject, change),
    rules,
    do: what,
    ...rest,
  })
}

/** A comment is said of what it stands on, whoever planned it. */
function subjectOf(planner: SubjectKey, change: Change): SubjectKey {
  const subject = parseSubject(planner)
  if (change.do !== 'comment.add' || change.on === undefined || !subject || !('repo' in subject))
    return planner
  return itemKey(subject.repo, change.on)
}

/** That a check's run is to be a new one is between Reeve and GitHub, and no part of a line; nor is where a comment stands. */
function shown(change: Change): Change {
  if (change.do === 'comment.add') {
    const { on: _on, ...rest } = change
    return rest
  }
  if (change.do !== 'check.put') return change
  const { again: _again, ...rest } = change
  return rest
}

export function decisionLine(now: Instant, subject: SubjectKey, decision: Decision): string {
  const { rule, kind, mode, verdict, reason, next } = decision
  return JSON.stringify({
    at: formatInstant(now),
    subject,
    decision: true,
    rule,
    kind,
    mode,
    verdict,
    reason: { what: reason.what, why: reason.why, fix: reason.fix },
    next: next === undefined ? null : formatInstant(next),
  })
}
