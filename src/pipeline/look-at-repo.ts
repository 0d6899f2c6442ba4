import type { Effect } from '../core/effect.ts'
import { earliest } from '../core/instant.ts'
import { repoAsItem } from '../core/item.ts'
import { planRepoActs } from '../planner/repo-acts.ts'
import { planRepoLabels } from '../planner/repo-labels.ts'
import { acceptedElsewhere } from './accepted.ts'
import { type Look, type LookInput, nextLook, nothing } from './handle.ts'
import { judgeRepo } from './load-facts.ts'
import { changedDecisions } from './look-at-item.ts'
import type { PolicyInForce, Ports } from './ports.ts'
import { sweepKey } from './sweeps.ts'

/**
 * A look at a repository: what the rules say about it as a whole, the labels that its policy defines are there and look as it
 * says, and nothing was missed.
 */
export async function lookAtRepo(ports: Ports, repo: string, input: LookInput): Promise<Look> {
  const { row } = input.taken
  const inForce = await ports.policyOf(repo)
  // Where there is no policy nothing can be missed.
  if (!inForce) return { ...nothing, row }
  const labels = await labelsOf(ports, { repo, inForce }, input)
  const judged = await judgeAsWhole(ports, { repo, inForce }, input)
  const unsure = labels.isUnsure || judged.isUnsure ? row.unsure + 1 : 0
  const next = nextLook(ports, { now: input.now, next: judged.look.next, unsure })
  const swept = await sweep(ports, repo)
  return {
    ...judged.look,
    row: { ...row, unsure },
    effects: [...judged.look.effects, ...labels.effects],
    changed: [...judged.look.changed, ...swept.changed],
    next: earliest(next, inForce.again, swept.next),
  }
}

/** Until all that is open was listed once, whoever counts there waits (D14). */
async function sweep(ports: Ports, repo: string): Promise<Pick<Look, 'changed' | 'next'>> {
  const isListed = async () => (await ports.store.cached(sweepKey(repo))) !== undefined
  const wasListed = await isListed()
  const next = await ports.sweep(repo)
  return { next, changed: !wasListed && (await isListed()) ? [{ key: `count-unread:${repo}/*` }] : [] }
}

interface Here {
  repo: string
  inForce: PolicyInForce
}

async function judgeAsWhole(
  ports: Ports,
  { repo, inForce }: Here,
  input: LookInput,
): Promise<{ look: Look; isUnsure: boolean }> {
  const { past, taken, now } = input
  const { policy, since } = inForce
  const { memory, knownAs } = past
  const told = { keys: taken.changed.map(({ key }) => key), at: past.deliveries[0]?.at ?? now }
  const evaluation = await judgeRepo(ports, {
    policy,
    since,
    repo,
    memory,
    now,
    app: ports.app,
    knownAs,
    told,
    releases: taken.row.releases ?? [],
  })
  const plan = planRepoActs({
    item: repoAsItem(repo),
    history: [],
    decisions: evaluation.decisions,
    ledger: past.ledger,
    app: ports.app,
    was: new Map(policy.rules.map(({ id, was }) => [id, was])),
  })
  const accepted = await acceptedElsewhere(ports, plan.effects, { repo, now })
  return {
    isUnsure: evaluation.decisions.some(
      ({ verdict, waiting }) => verdict === 'unknown' || waiting !== undefined,
    ),
    look: {
      ...nothing,
      row: taken.row,
      remember: evaluation.remember,
      decisions: changedDecisions(past.decisions, evaluation.decisions),
      effects: accepted.effects,
      ledger: [
        ...plan.settled.map((line) => ({ ...line, owned: false, at: now, state: 'confirmed' as const })),
        ...accepted.refused,
      ],
      depends: evaluation.reads,
      changed: evaluation.remember.length > 0 ? [{ key: `remembered:${repo}` }] : [],
      next: evaluation.next,
    },
  }
}

/** Labels are read again when the policy or one of them changed, or nobody said what did; not for every push. */
async function labelsOf(
  ports: Ports,
  { repo, inForce }: Here,
  input: LookInput,
): Promise<{ effects: readonly Effect[]; isUnsure: boolean }> {
  const { labels } = inForce.policy
  if (labels.length === 0 || !mayHaveChanged(input)) return { effects: [], isUnsure: false }
  const there = await ports.facts.load({ name: 'label-definitions', key: repo }, { repo })
  if (!there.ok) return { effects: [], isUnsure: true }
  const { ledger } = input.past
  return {
    effects: planRepoLabels({ repo, definitions: labels, there: there.value, ledger }),
    isUnsure: false,
  }
}

function mayHaveChanged({ past, taken }: LookInput): boolean {
  const byPerson = taken.others.some(({ news }) => news === 'repo-label')
  return past.deliveries.length === 0 || taken.policies.length > 0 || byPerson
}
