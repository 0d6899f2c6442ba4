import { planActs } from './acts.ts'
import { inOrder, type Plan, wasRefused } from './plan.ts'
import type { Basis } from './switches.ts'

/** What has to be done about a repository as a whole: there are only acts, each done once for its cause. */
export function planRepoActs(basis: Basis): Pick<Plan, 'effects' | 'settled'> {
  const { effects, settled } = planActs(basis)
  return {
    effects: inOrder(
      effects.filter((effect) => !wasRefused(basis, effect)),
      basis,
    ),
    settled,
  }
}
