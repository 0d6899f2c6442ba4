import { earliest } from '../core/instant.ts'
import type { Policy } from '../core/policy.ts'
import { planRepoLabels } from '../planner/repo-labels.ts'
import { type Look, type LookInput, nextLook, nothing } from './handle.ts'
import type { Ports } from './ports.ts'
import { sweepKey } from './sweeps.ts'

/** A look at a repository: the labels that its policy defines are there and look as it says, and nothing was missed. */
export async function lookAtRepo(ports: Ports, repo: string, input: LookInput): Promise<Look> {
  const inForce = await ports.policyOf(repo)
  const look = await lookAtLabels(ports, { repo, definitions: inForce?.policy.labels ?? [] }, input)
  // Where there is no policy nothing can be missed.
  if (!inForce) return look
  const { next, changed } = await sweep(ports, repo)
  return { ...look, changed: [...look.changed, ...changed], next: earliest(look.next, next) }
}

/** Until all that is open was listed once, whoever counts there waits (D14). */
async function sweep(ports: Ports, repo: string): Promise<Pick<Look, 'changed' | 'next'>> {
  const isListed = async () => (await ports.store.cached(sweepKey(repo))) !== undefined
  const wasListed = await isListed()
  const next = await ports.sweep(repo)
  return { next, changed: !wasListed && (await isListed()) ? [{ key: `count-unread:${repo}/*` }] : [] }
}

async function lookAtLabels(
  ports: Ports,
  { repo, definitions }: { repo: string; definitions: Policy['labels'] },
  input: LookInput,
): Promise<Look> {
  const { row } = input.taken
  if (definitions.length === 0 || !mayHaveChanged(input)) return { ...nothing, row }
  const there = await ports.facts.load({ name: 'label-definitions', key: repo }, { repo })
  const unsure = there.ok ? 0 : row.unsure + 1
  return {
    ...nothing,
    row: { ...row, unsure },
    effects: there.ok
      ? planRepoLabels({ repo, definitions, there: there.value, ledger: input.past.ledger })
      : [],
    next: nextLook(ports, { now: input.now, next: undefined, unsure }),
  }
}

/** Labels are read again when the policy or one of them changed, or nobody said what did; not for every push. */
function mayHaveChanged({ past, taken }: LookInput): boolean {
  const byPerson = taken.others.some(({ news }) => news === 'repo-label')
  return past.deliveries.length === 0 || taken.policies.length > 0 || byPerson
}
