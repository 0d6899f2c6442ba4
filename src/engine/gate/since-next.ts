import type { Shipping } from '../../core/fact.ts'
import { includesName, sameName } from '../../core/item.ts'
import type { Policy } from '../../core/policy.ts'
import type { Known } from '../../core/truth.ts'
import { namesIn } from './chain.ts'
import { environmentsOf } from './environments.ts'
import type { Gate } from './gate.ts'
import { comparedWith, shippingOf } from './shipped.ts'

/** What has come since the last success in an environment that this one comes before. */
export interface SinceNext {
  environment: string
  ships: Known<Shipping>
  /** The address of all of it. */
  whole?: string
}

/**
 * What a step before another makes ready for that one: everything since the last success there, so that it can be reviewed at
 * once. Nothing is said of where nothing ran so far, nor of where this commit brings nothing new.
 */
export function sinceNext(gate: Gate, policy: Policy): SinceNext[] {
  return nextAfter(policy, gate.run.environment).flatMap((environment): SinceNext[] => {
    const ships = shippingOf({ ...gate, to: environment }, gate.reader)
    if (ships === undefined) return []
    const isNothing = ships.ok && ships.value.pulls.length + ships.value.bare.length === 0
    if (isNothing) return []
    const whole = comparedWith({ ...gate, to: environment }, ships, gate.reader)
    return [{ environment, ships, ...(whole === undefined ? {} : { whole }) }]
  })
}

/** The environments that name this one in `after`. */
function nextAfter(policy: Policy, name: string): string[] {
  const found = environmentsOf(policy).filter(
    (entry) => entry.name !== '*' && entry.after && includesName(namesIn(entry.after), name),
  )
  return found
    .map((entry) => entry.name)
    .filter((each, index, all) => all.findIndex((other) => sameName(other, each)) === index)
}
