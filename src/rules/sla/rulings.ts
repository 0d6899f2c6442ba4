import type { Memory } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import type { Judging } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import type { SlaOptions } from './options.ts'

export interface Ruled {
  truth: Truth
  remember: readonly Memory[]
}

/**
 * Whether what somebody wrote is an answer, by who that is. Found out once, when all it needs is known, and kept: whoever
 * joins or leaves a team later changes nothing about it (D3).
 */
export function ruleOnce(judging: Judging<SlaOptions>, entry: Entry, ask: () => Truth): Ruled {
  const key = `answer ${entry.id}`
  const kept = judging.memory.find((memory) => memory.kind === 'ruling' && memory.key === key)
  if (kept) return { truth: kept.value === 'yes' ? 'yes' : 'no', remember: [] }
  const truth = ask()
  if (truth === 'unknown') return { truth, remember: [] }
  return { truth, remember: [{ rule: judging.rule.id, kind: 'ruling', key, value: truth, at: entry.at }] }
}
