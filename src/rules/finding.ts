import type { Finding, Reason } from '../core/decision.ts'
import type { Rule } from '../core/policy.ts'

export { listed, quoted } from '../core/words.ts'

/** A finding that wants and remembers nothing; kinds state the difference. */
export function finding(part: Partial<Finding> & Pick<Finding, 'verdict' | 'reason'>): Finding {
  return { wants: [], occasions: [], remember: [], ...part }
}

/** What a kind says: `why` is the team's own sentence. */
export type Said = Pick<Reason, 'what' | 'fix'>

export function reason(rule: Rule, said: Said, seen: Reason['seen'] = {}): Reason {
  return { what: said.what, why: rule.why ?? '', fix: said.fix, seen }
}
