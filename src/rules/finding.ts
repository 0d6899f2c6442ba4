import { type Finding, nothingSeen, type Reason } from '../core/decision.ts'
import type { Rule } from '../core/policy.ts'

export { inCode, listed, quoted, sentence } from '../core/words.ts'

const nothing: readonly never[] = []

/** A finding that wants and remembers nothing; kinds state the difference. */
export function finding(part: Partial<Finding> & Pick<Finding, 'verdict' | 'reason'>): Finding {
  return { wants: nothing, occasions: nothing, remember: nothing, ...part }
}

/** What a kind says: `why` is the team's own sentence. */
export type Said = Pick<Reason, 'what' | 'fix'>

/** How what could not be read is mended. */
export const tryingAgain = 'Nothing to do: Reeve tries again by itself.'

export function reason(rule: Rule, said: Said, seen = nothingSeen): Reason {
  return { what: said.what, why: rule.why ?? '', fix: said.fix, seen }
}
