import type { Finding } from '../../core/decision.ts'
import { earliest } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import type { Override } from '../../core/override.ts'
import type { Rule } from '../../core/policy.ts'
import { listed } from '../../core/words.ts'
import { formatLocal } from '../../time/local.ts'
import { say } from '../commands/messages.ts'
import type { Gate } from './gate.ts'

/**
 * An override is about one pull request (D16): a deployment is let through where everything that it ships has one of this rule
 * now. What came without a pull request has none.
 */
export function overridden(gate: Gate, rule: Rule, finding: Finding): Finding {
  if (finding.verdict === 'pass' || finding.verdict === 'not-applicable') return finding
  const made = overridesOfAll(gate, rule)
  const first = made.toSorted((a, b) => a.until - b.until)[0]
  if (!first) return finding
  const by = listed([...new Set(made.map((one) => one.by))])
  const until = formatLocal(first.until, rule.timezone)
  const what = say.letThrough({ by, until, because: first.because }, finding.reason.what)
  const next = earliest(finding.next, first.until)
  return {
    ...finding,
    verdict: 'pass',
    reason: { ...finding.reason, what, fix: '' },
    letThrough: true,
    ...(next === undefined ? {} : { next }),
  }
}

/** One of each pull request that it ships; none where one of them has none. */
function overridesOfAll(gate: Gate, { id, was }: Rule): readonly Override[] {
  const lasting = gate.reader.read('overrides', gate.repo)
  if (!lasting.ok) return []
  const ofRule = lasting.value.filter(({ ended, rule }) => !ended && (rule === id || was.includes(rule)))
  if (ofRule.length === 0) return []
  const shipping = gate.shipped.all()
  if (!shipping.ok || shipping.value.bare.length > 0) return []
  const found = shipping.value.pulls.map((pull) => ofRule.find(({ subject }) => sameName(subject, pull)))
  return found.every((one) => one !== undefined) ? found : []
}
