import type { WaitingDeployment } from '../../core/answer.ts'
import { formatLocal } from '../../time/local.ts'
import type { Course } from '../evaluate.ts'

/** Deployments that would bring a pull request somewhere and wait at their gate, the oldest first. */
export function deploymentsWaiting({ lawful, policy, reader }: Course): WaitingDeployment[] {
  const { number, pull, repo } = lawful.item
  if (!pull) return []
  const runs = reader.read('runs', repo)
  if (!runs.ok) return []
  const here = runs.value.filter(
    ({ answered, gated, ships = [], wanting = [] }) =>
      gated && !answered && wanting.length > 0 && ships.includes(number),
  )
  return here
    .toSorted((a, b) => a.askedAt - b.askedAt)
    .map(({ askedAt, environment, number: run, sha, wanting = [] }) => ({
      environment,
      sha,
      run,
      since: formatLocal(askedAt, policy.names.timezone),
      wanting: wanting.map(({ fix, rule, verdict, what }) => ({ rule, verdict, what, fix })),
    }))
}
