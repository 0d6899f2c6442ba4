import { type Lead, leadOf } from './core/lead.ts'
import { ownerIn } from './core/subject.ts'
import type { Pace } from './github/pace.ts'
import { checksTogether } from './pipeline/sending.ts'
import type { SqlStore } from './store/store.ts'

/** A thousand looks at one edge ask for the same number. */
const heldMilliseconds = 10_000

/**
 * How long before windows close the checks of an installation begin to turn: from the pull requests that are open there, and
 * what is left of what GitHub allows.
 */
export function leadFrom(
  store: Pick<SqlStore, 'openHeads'>,
  pace: Pick<Pace, 'timeForMutations'>,
  clock: { now(): number },
): (row: { repo: string; installation?: number }) => Promise<Lead> {
  const held = new Map<string, { at: number; lead: Promise<Lead> }>()
  const ask = async (owner: string, installation: number | undefined) => {
    const heads = await store.openHeads(owner)
    const requests = Math.ceil(heads / checksTogether)
    return leadOf(heads, installation === undefined ? 0 : await pace.timeForMutations(installation, requests))
  }
  return ({ repo, installation }) => {
    const owner = ownerIn(repo)
    const known = held.get(owner)
    if (known && clock.now() - known.at < heldMilliseconds) return known.lead
    const lead = ask(owner, installation)
    held.set(owner, { at: clock.now(), lead })
    lead.catch(() => held.delete(owner))
    return lead
  }
}
