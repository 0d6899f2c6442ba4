import type { Decision } from '../core/decision.ts'
import type { Instant } from '../core/instant.ts'
import { say } from '../render/words.ts'
import { noPolicy } from './policies.ts'
import type { PolicyInForce, Ports } from './ports.ts'
import { PolicyUnreadable } from './unread-policies.ts'

/** By what a gate is judged. `trouble`: there may be a policy, or a first one has mistakes; without it nothing is let through. */
export interface GatePolicy {
  inForce: PolicyInForce
  trouble?: Trouble
}

interface Trouble {
  verdict: 'wait' | 'unknown'
  said: { what: string; fix: string }
  /** When it is tried again. */
  until?: Instant
}

/**
 * The policy in force for a gate. No policy at all asks for nothing, and everything may go. What an organisation asks for is not
 * known while its first policy has mistakes, whatever the repository's own says.
 */
export async function gatePolicyOf(
  ports: Pick<Ports, 'brokenBefore' | 'policyOf'>,
  repo: string,
): Promise<GatePolicy> {
  try {
    const inForce = (await ports.policyOf(repo)) ?? noPolicy
    const errors = inForce.problems.filter(({ level }) => level === 'error')
    if (inForce.policy.ref === '' && errors.length > 0)
      return { inForce, trouble: { verdict: 'wait', said: say.policyHasMistakes(errors) } }
    const broken = await ports.brokenBefore(repo)
    if (broken === undefined) return { inForce }
    return { inForce, trouble: { verdict: 'wait', said: say.policyBeforeHasMistakes(broken) } }
  } catch (error) {
    if (!(error instanceof PolicyUnreadable)) throw error
    const { until, why } = error
    return { inForce: noPolicy, trouble: { verdict: 'unknown', said: say.policyUnread(why), until } }
  }
}

/** That it waits for its policy, told like a condition of its environment. */
export function waitingForPolicy(
  { verdict, said, until }: Trouble,
  { environment, at }: { environment: string; at: Instant },
): Decision {
  return {
    rule: `environments.${environment}.policy`,
    kind: 'environment',
    policy: '',
    mode: 'enforce',
    verdict,
    reason: { ...said, why: '', seen: {} },
    wants: [],
    at,
    gates: true,
    ownCheck: false,
    ...(until === undefined ? {} : { next: until }),
  }
}
