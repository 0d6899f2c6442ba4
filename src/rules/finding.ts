import type { Finding, Reason } from '../core/decision.ts'
import type { Rule } from '../core/policy.ts'

/** A finding that wants and remembers nothing; kinds state the difference. */
export function finding(part: Partial<Finding> & Pick<Finding, 'verdict' | 'reason'>): Finding {
  return { wants: [], occasions: [], remember: [], ...part }
}

/** What a kind says: `why` is the team's own sentence. */
export type Said = Pick<Reason, 'what' | 'fix'>

export function reason(rule: Rule, said: Said, seen: Reason['seen'] = {}): Reason {
  return { what: said.what, why: rule.why ?? '', fix: said.fix, seen }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** Names as they are shown inside a sentence. */
export function quoted(words: readonly string[], last = 'and'): string {
  return listed(
    words.map((word) => `\`${word}\``),
    last,
  )
}
