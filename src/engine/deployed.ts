import type { Deployment, FactReader } from '../core/fact.ts'
import type { Item } from '../core/item.ts'
import { itemKey, parseSubject, type SubjectKey } from '../core/subject.ts'
import { all, type Truth, truthOf } from '../core/truth.ts'

/** A commit, or several names of the same one: a merge's, and that of the head it merged. */
interface Shipped {
  repo: string
  commits: readonly string[]
  /** Whether it can have come into another commit; what is not merged has not. */
  merged: boolean
}

/** Whether what an item ships is in an environment, all of it; what ships nothing is nowhere (D12, D19). */
export function isDeployed(facts: FactReader, item: Item, environment: string): Truth {
  if (item.pull) return isThere(facts, pullCommits(item, item.pull), environment)
  const shipped = shippedBy(facts, itemKey(item.repo, item.number), new Set())
  if (shipped.of.length === 0) return shipped.unsure ? 'unknown' : 'no'
  const truths = shipped.of.map((one) => isThere(facts, one, environment))
  return all([...truths, shipped.unsure ? 'unknown' : 'yes'])
}

function pullCommits({ repo }: Item, { merged, mergeSha, sha }: NonNullable<Item['pull']>): Shipped {
  return { repo, merged, commits: mergeSha === undefined ? [sha] : [mergeSha, sha] }
}

/** The deployment that decides what is there: one that waits at its gate has not begun. */
export function newestOf(deployments: readonly Deployment[]): Deployment | undefined {
  return deployments.find(({ state }) => state !== 'waiting')
}

/** Whether it ever succeeded. GitHub calls inactive what another one took the place of, and so may a tool what had failed. */
export function hasSucceeded({ state, states = [] }: Deployment): boolean {
  if (state === 'success' || states.some((each) => each.state === 'success')) return true
  return state === 'inactive' && states.every((each) => each.state === 'inactive')
}

/** The newest deployment succeeded, is active, and is of this commit or of one that contains it. */
function isThere(facts: FactReader, { repo, commits, merged }: Shipped, environment: string): Truth {
  const deployments = facts.read('env', `${repo}/${environment}`)
  if (!deployments.ok) return 'unknown'
  const newest = newestOf(deployments.value)
  if (newest?.state !== 'success') return 'no'
  const [commit] = commits
  if (commits.includes(newest.sha)) return 'yes'
  if (!merged || commit === undefined) return 'no'
  const contains = facts.read('contains', `${repo}@${newest.sha}...${commit}`)
  return contains.ok ? truthOf(contains.value) : 'unknown'
}

interface AllShipped {
  of: readonly Shipped[]
  /** There may be more that could not be read. */
  unsure: boolean
}

/** What the pull requests closing an issue and its sub-issues ship; one that was closed unmerged ships nothing. */
function shippedBy(facts: FactReader, issue: SubjectKey, seen: Set<SubjectKey>): AllShipped {
  seen.add(issue)
  const listed = facts.read('ships', issue)
  if (!listed.ok) return { of: [], unsure: true }
  const parts = listed.value.filter((key) => !seen.has(key)).map((key) => part(facts, key, seen))
  return { of: parts.flatMap(({ of }) => of), unsure: parts.some(({ unsure }) => unsure) }
}

function part(facts: FactReader, key: SubjectKey, seen: Set<SubjectKey>): AllShipped {
  const subject = parseSubject(key)
  if (subject?.kind === 'commit')
    return { of: [{ repo: subject.repo, commits: [subject.sha], merged: true }], unsure: false }
  const found = facts.read('issue', key)
  if (!found.ok) return { of: [], unsure: true }
  const { item } = found.value
  if (!item.pull) return shippedBy(facts, key, seen)
  const isGivenUp = item.state === 'closed' && !item.pull.merged
  return { of: isGivenUp ? [] : [pullCommits(item, item.pull)], unsure: false }
}
