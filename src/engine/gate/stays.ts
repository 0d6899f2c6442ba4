import type { Interval } from '../../core/calendar.ts'
import type { Deployment } from '../../core/fact.ts'
import type { Instant } from '../../core/instant.ts'

/** A stretch in which a commit ran somewhere, healthy and without a break; without an end: it still does. */
export interface Stay {
  from: Instant
  to?: Instant
}

/**
 * When a commit ran in an environment, from all deployments there, newest first. A stay begins with the success and not
 * with the deployment; it ends with any other state, and with the next deployment that is begun there. One of the same commit
 * that has succeeded as soon as it is begun is no break.
 */
export function staysOf(deployments: readonly Deployment[], sha: string): Stay[] {
  return joined(eachStay(deployments, sha).toSorted((a, b) => a.from - b.from))
}

function joined(stays: readonly Stay[]): Stay[] {
  const all: Stay[] = []
  for (const stay of stays) {
    const last = all.at(-1)
    if (last?.to === stay.from) all[all.length - 1] = { ...stay, from: last.from }
    else all.push(stay)
  }
  return all
}

function eachStay(deployments: readonly Deployment[], sha: string): Stay[] {
  const begun = deployments.filter(({ state }) => state !== 'waiting')
  return begun.flatMap((deployment, index) => {
    if (deployment.sha !== sha) return []
    const next = begun[index - 1]
    const end = next && (next.begun ?? next.at)
    return healthyIn(deployment).flatMap(([from, to]): Stay[] => {
      const until = Math.min(to, end ?? Number.POSITIVE_INFINITY)
      if (until <= from) return []
      return [Number.isFinite(until) ? { from, to: until } : { from }]
    })
  })
}

/** GitHub may be told of a success more than once: saying so again breaks nothing. */
function healthyIn({ at, state, states = [{ state, at }] }: Deployment): Interval[] {
  const changes = states.filter((each, index) => each.state !== states[index - 1]?.state)
  return changes.flatMap((each, index): Interval[] =>
    each.state === 'success' ? [[each.at, changes[index + 1]?.at ?? Number.POSITIVE_INFINITY]] : [],
  )
}
