import type { Entry } from './history.ts'
import type { Item } from './item.ts'

/**
 * How much harm it does that a check is wrong for a moment, higher is more: a merge group's head, what stands in a queue or
 * merges by itself, what is approved, and of the rest the newest first (D18). At a window's edge thousands of checks turn.
 */
const ranks = { group: 4, queued: 3, autoMerge: 2, approved: 1, other: 0 } as const

/** More than any number of a pull request. */
const rankStep = 100_000_000

/** Of the head of a merge group: nobody looks at it again before it is merged. */
export const riskOfGroup = ranks.group * rankStep

/** Of a pull request by what is known of it; 0 of what cannot be merged. */
export function riskOf({ pull, state, number }: Item, history: readonly Entry[]): number {
  if (!pull || state === 'closed') return 0
  return ranks[rankOf(pull.autoMerge ?? false, history)] * rankStep + Math.min(number, rankStep - 1)
}

function rankOf(autoMerge: boolean, history: readonly Entry[]): keyof typeof ranks {
  if (isQueued(history)) return 'queued'
  if (autoMerge) return 'autoMerge'
  return isApproved(history) ? 'approved' : 'other'
}

/** What was pushed since takes it out of the queue, also where nobody told that it left. */
function isQueued(history: readonly Entry[]): boolean {
  const last = history.findLast(({ what }) => ['queued', 'dequeued', 'synchronized'].includes(what))
  return last?.what === 'queued'
}

/** Somebody approved it, and neither took that back nor asked for changes since. */
function isApproved(history: readonly Entry[]): boolean {
  const newest = new Map<string, string>()
  for (const { what, actor, detail } of history) {
    const review = what === 'reviewed' ? detail?.review : undefined
    if (review !== undefined && review !== 'commented') newest.set(actor ?? '', review)
  }
  const standing = [...newest.values()]
  return standing.includes('approved') && !standing.includes('changes_requested')
}
