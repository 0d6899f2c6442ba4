import type { RuleKind } from '../core/rule-kind.ts'
import { unknown } from '../core/truth.ts'
import { createPolicies, type PolicyShelf } from './policies.ts'
import type { PolicyInForce } from './ports.ts'
import { PolicyUnreadable } from './unread-policies.ts'

/**
 * The policy of a repository as the store holds it: GitHub is not asked, and nothing is written. `not held`: nobody has looked
 * at that repository yet; undefined: it has none.
 */
export async function heldPolicyOf(
  shelf: Pick<PolicyShelf, 'policyOf' | 'inForce'>,
  repo: string,
  kinds: readonly RuleKind[],
): Promise<PolicyInForce | 'not held' | undefined> {
  const quiet = { info() {}, warn() {}, error() {} }
  const policies = createPolicies({
    shelf: {
      policyOf: shelf.policyOf,
      inForce: shelf.inForce,
      takeEffect: shelf.inForce,
      savePolicy: async () => {},
      cached: async () => undefined,
      remember: async () => {},
      wake: async () => {},
      wakeAll: async () => {},
    },
    facts: { load: async () => unknown('GitHub is not asked') },
    kinds,
    log: quiet,
    // Before everything: what is held is never old enough to be read again.
    now: () => -1,
    retryAfter: () => 0,
  })
  try {
    return await policies.policyOf(repo)
  } catch (error) {
    if (error instanceof PolicyUnreadable) return 'not held'
    throw error
  }
}
