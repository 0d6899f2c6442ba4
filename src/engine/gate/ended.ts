import type { Deployment } from '../../core/fact.ts'
import type { Instant } from '../../core/instant.ts'
import type { Gate } from './gate.ts'

/** Whether a deployment is over: its run has ended, or GitHub tells how it went. */
export function hasEnded(gate: Gate): boolean {
  const { reader, repo, run } = gate
  if (!run.gated) return run.answered !== undefined || isAskedFor(gate)
  const state = reader.read('run', `${repo}/${run.number}`)
  if (state.ok && state.value.ended) return true
  const there = reader.read('env', `${repo}/${run.environment}`)
  if (!there.ok) return false
  return there.value.some((each) => {
    if (!['success', 'failure', 'inactive'].includes(each.state)) return false
    if (String(each.id) === run.ask) return true
    // Without GitHub's number: what ended there at this commit, after it was let through.
    const since = run.answered?.state === 'approved' ? run.answered.at : undefined
    return since !== undefined && each.id === undefined && each.sha === run.sha && each.at >= since
  })
}

/** A deployment that a gate was asked about is judged there, whatever else is told of it. */
function isAskedFor({ reader, repo, run }: Gate): boolean {
  if (run.gated) return false
  const there = `${repo}/${run.environment}`
  const queue = reader.read('queue', there)
  if (queue.ok && queue.value.some(({ ask, gated }) => gated && ask === run.ask)) return true
  const asked = reader.read('asked', `${there}/${run.ask}`)
  return asked.ok && asked.value
}

/**
 * When a deployment went past its gate: GitHub asks nobody about one that is made through the API, and its administrators may
 * let through what waits. Undefined where it did not; what was rejected, or cancelled, never succeeds.
 */
export function pastGateAt(gate: Gate): Instant | undefined {
  const { reader, repo, run } = gate
  if (run.answered || isAskedFor(gate)) return undefined
  if (!run.gated) return run.askedAt
  const there = reader.read('env', `${repo}/${run.environment}`)
  const own = there.ok ? there.value.find(({ id }) => String(id) === run.ask) : undefined
  return own && begunAt(own)
}

/** The first state after the last in which it waited, of one that succeeded. */
function begunAt({ at, state, states = [{ state, at }] }: Deployment): Instant | undefined {
  if (!states.some((each) => each.state === 'success')) return undefined
  const waited = states.findLastIndex((each) => each.state === 'waiting')
  return states[waited + 1]?.at
}
