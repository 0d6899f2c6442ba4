import { leadsElsewhere, speaks } from '../../core/action.ts'
import type { Finding } from '../../core/decision.ts'
import type { Rule } from '../../core/policy.ts'
import type { Gate } from './gate.ts'
import { say } from './messages.ts'

/**
 * What a rule asks to be done about a deployment that went past its gate. It is no issue and no pull request: what speaks is
 * said on one that it ships, and of the rest only what leads elsewhere can be done.
 */
export function withFollowUp(gate: Gate, rule: Rule, finding: Finding): Finding {
  const isBroken = finding.verdict === 'wait' || finding.verdict === 'fail'
  const actions = rule.onFail.filter((action) => leadsElsewhere(action) || speaks(action))
  if (gate.past === undefined || !isBroken || actions.length === 0) return finding
  const { environment, ask } = gate.run
  return {
    ...finding,
    occasions: [
      ...finding.occasions,
      {
        actions,
        cause: `deployed:${environment}@${ask}`,
        at: gate.past,
        texts: { reason: say.pastGate(gate.run, finding.reason.what), title: environment },
        stays: true,
      },
    ],
  }
}
