import type { Decision } from '../../core/decision.ts'
import type { Change, Effect } from '../../core/effect.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import type { SubjectKey } from '../../core/subject.ts'

/** What is to be done, as one line of output. */
export function effectLine(now: Instant, { subject, rules, change }: Effect): string {
  const { do: what, ...rest } = shown(change)
  return JSON.stringify({ at: formatInstant(now), subject, rules, do: what, ...rest })
}

/** That a check's run is to be a new one is between Reeve and GitHub, and no part of a line. */
function shown(change: Change): Change {
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
