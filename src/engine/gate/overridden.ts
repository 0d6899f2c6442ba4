import type { Finding } from '../../core/decision.ts'
import { earliest } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import { type Override, type Standing, standingAt } from '../../core/override.ts'
import type { Rule } from '../../core/policy.ts'
import type { SubjectKey } from '../../core/subject.ts'
import { formatLocal } from '../../time/local.ts'
import { say } from '../commands/messages.ts'
import { moreWanted } from '../commands/override.ts'
import type { Gate } from './gate.ts'

/**
 * An override is about one pull request (D16): a deployment is let through where everything that it ships has one of this rule
 * now. What came without a pull request has none.
 */
export function overridden(gate: Gate, rule: Rule, finding: Finding): Finding {
  if (finding.verdict === 'pass' || finding.verdict === 'not-applicable') return finding
  const shipped = standingsOf(gate, rule)
  const standings = shipped.flatMap(({ standing }) => standing ?? [])
  const [first] = standings.toSorted((a, b) => a.until - b.until)
  if (!first) return finding
  const next = earliest(finding.next, first.until)
  const changing = next === undefined ? finding : { ...finding, next }
  const { reason } = finding
  if (standings.length < shipped.length || standings.some(({ lifts }) => !lifts)) {
    const wanted = shipped.flatMap((one) => stillWanted(rule, one))
    return { ...changing, reason: { ...reason, fix: [reason.fix, ...wanted].join(' ').trim() } }
  }
  const what = say.letThrough(oneOfEach(standings), formatLocal(first.until, rule.timezone), reason.what)
  return { ...changing, verdict: 'pass', reason: { ...reason, what, fix: '' }, letThrough: true }
}

interface Shipped {
  pull: SubjectKey
  standing: Standing<Override> | undefined
}

/** What stands on each pull request that it ships; none where something came without one. */
function standingsOf(gate: Gate, { id, was }: Rule): Shipped[] {
  const lasting = gate.reader.read('overrides', gate.repo)
  if (!lasting.ok) return []
  const ofRule = lasting.value.filter(({ rule }) => rule === id || was.includes(rule))
  if (ofRule.length === 0) return []
  const shipping = gate.shipped.all()
  if (!shipping.ok || shipping.value.bare.length > 0) return []
  return shipping.value.pulls.map((pull) => ({
    pull,
    standing: standingAt(
      ofRule.filter(({ subject }) => sameName(subject, pull)),
      gate.now,
    ),
  }))
}

/** Of a pull request on which somebody began: who else has to write there. */
function stillWanted(rule: Rule, { pull, standing }: Shipped): string[] {
  if (!standing || standing.lifts) return []
  return [say.onPull(pull.replace(/^.*#/, '#'), moreWanted(rule, standing, { isPull: true }))]
}

/** Each of the people once, with what they wrote first. */
function oneOfEach(standings: readonly Standing<Override>[]): readonly Override[] {
  const made = standings.flatMap((standing) => standing.made).toSorted((a, b) => a.until - b.until)
  return made.filter((one, index) => made.findIndex(({ by }) => sameName(by, one.by)) === index)
}
