import type { Membership } from '../core/counting.ts'
import type { Instant } from '../core/instant.ts'
import type { Outcome, SubjectRow } from './ports.ts'

/** What each question counts of an item now; since when is kept as long as it stays so. */
export function keepCounts(
  before: readonly Membership[] | undefined,
  counts: readonly Omit<Membership, 'since'>[],
  now: Instant,
): readonly Membership[] | undefined {
  if (counts.length === 0) return undefined
  return counts.map(({ of, truth }) => {
    const known = before?.find((other) => other.of === of && other.truth === truth)
    return { of, truth, since: known?.since ?? now }
  })
}

/** What a look changed about who is counted: kept in the store, and told to whoever counts (D14). */
export function changedCounts(
  before: SubjectRow | undefined,
  after: SubjectRow | undefined,
): Pick<Outcome, 'changed' | 'counts'> {
  const was = before?.counts ?? []
  const is = after?.counts ?? []
  const first = is.filter(({ of }) => !was.some((other) => other.of === of)).map(({ of }) => of)
  const moved = [...was, ...is].filter(({ of }) => truthIn(was, of) !== truthIn(is, of)).map(({ of }) => of)
  if (first.length === 0 && moved.length === 0 && was.length === is.length) return { changed: [] }
  const repo = after?.repo ?? before?.repo ?? ''
  const key = (of: string) => `${repo}/${of}`
  return {
    changed: [...new Set(moved)].map((of) => ({ key: `count:${key(of)}` })),
    counts: {
      members: is.map(({ of, ...member }) => ({ of: key(of), ...member })),
      first: first.map(key),
    },
  }
}

function truthIn(counts: readonly Membership[], of: string): Membership['truth'] {
  return counts.find((other) => other.of === of)?.truth ?? 'no'
}
