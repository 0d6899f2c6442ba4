import type { Change, Effect, LedgerLine } from '../core/effect.ts'
import type { Instant } from '../core/instant.ts'
import type { Policy } from '../core/policy.ts'
import type { Ports } from './ports.ts'
import { PolicyUnreadable } from './unread-policies.ts'

export interface Accepted {
  effects: readonly Effect[]
  /** What the other repository does not accept: refused, and why. */
  refused: readonly LedgerLine[]
}

/** Reeve acts in another repository only where the policy that holds there accepts it (D15). */
export async function acceptedElsewhere(
  ports: Pick<Ports, 'policyOf' | 'store'>,
  effects: readonly Effect[],
  { repo, now }: { repo: string; now: Instant },
): Promise<Accepted> {
  const accepted: Effect[] = []
  const refused: LedgerLine[] = []
  for (const planned of effects) {
    const effect = await underNameNow(ports, planned)
    const there = elsewhere(effect.change)
    const why = there && there.repo !== repo ? await whyNot(ports, there, repo) : undefined
    if (why === undefined) {
      accepted.push(effect)
      continue
    }
    const { key, change, rules } = effect
    refused.push({ key, change, rules, owned: false, at: now, state: 'refused', why })
  }
  return { effects: accepted, refused }
}

/** A policy goes on naming a repository as it was called before it was renamed. */
async function underNameNow({ store }: Pick<Ports, 'store'>, effect: Effect): Promise<Effect> {
  const { change } = effect
  if (change.do !== 'issue.open') return effect
  const repo = await store.nameNow(change.repo)
  return repo === change.repo ? effect : { ...effect, change: { ...change, repo } }
}

/** What could not be asked there is no yes: it is said here, and tried again. */
async function whyNot(
  ports: Pick<Ports, 'policyOf'>,
  there: { repo: string; does: string },
  from: string,
): Promise<string | undefined> {
  try {
    const inForce = await ports.policyOf(there.repo)
    if (accepts(inForce?.policy, { from, does: there.does })) return undefined
    return `the policy of ${there.repo} does not accept ${there.does} from ${from}`
  } catch (error) {
    if (error instanceof PolicyUnreadable) return error.why
    throw error
  }
}

/** Whether an item of one repository may follow what becomes of an issue in another (D15). */
export async function acceptsFollowing(
  ports: Pick<Ports, 'policyOf'>,
  { from, there }: { from: string; there: string },
): Promise<boolean> {
  return there === from || accepts((await ports.policyOf(there))?.policy, { from, does: 'follow' })
}

function elsewhere(change: Change): { repo: string; does: string } | undefined {
  if (change.do === 'issue.open') return { repo: change.repo, does: 'open-issue' }
  if (change.do !== 'dispatch.send' || typeof change.payload.to !== 'string') return undefined
  return { repo: change.payload.to, does: `dispatch:${change.event}` }
}

function accepts(policy: Policy | undefined, { from, does }: { from: string; does: string }): boolean {
  return (policy?.accepts ?? []).some(
    (entry) => entry.do.includes(does) && entry.from.some((pattern) => isLike(pattern, from)),
  )
}

/** Names are the same whatever their case; `*` stands for any part of one. */
function isLike(pattern: string, repo: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}$`, 'i').test(repo)
}
