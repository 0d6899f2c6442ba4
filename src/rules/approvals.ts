import { commandsIn } from '../core/commands.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Login, sameName } from '../core/item.ts'
import type { Judging } from '../core/rule-kind.ts'
import { itemKey } from '../core/subject.ts'

/** Somebody who agreed: by an approving review, or by `/reeve approve` in a comment. */
export interface Approval {
  login: Login
  at: Instant
}

export interface Approvals {
  /** Oldest first. */
  given: readonly Approval[]
  /** False where reviews could not be read: there may be others. */
  complete: boolean
}

type Asked = Pick<Judging<unknown>, 'item' | 'history' | 'facts'>

/** Approving reviews and plain `/reeve approve` comments of anybody; who of them counts is the rule's to say. */
export function approvalsOf({ item, history, facts }: Asked): Approvals {
  const commands = history.flatMap((entry) =>
    entry.actor !== undefined && commandsIn(entry).some(({ name, args }) => name === 'approve' && args === '')
      ? [{ login: entry.actor, at: entry.at }]
      : [],
  )
  if (!item.pull) return { given: commands, complete: true }
  const reviews = facts.read('reviews', itemKey(item.repo, item.number))
  // What was heard since is known even where the reviews as a whole are not.
  const all = reviews.ok ? reviews.value : reviewsHeard(history)
  const approving = newestReviews(all).filter(({ state }) => state === 'approved')
  const given = [...commands, ...approving.map(({ author, at }) => ({ login: author, at }))]
  return { given: given.sort((a, b) => a.at - b.at), complete: reviews.ok }
}

/** Nobody agrees with himself. */
export function isAuthor({ item }: Pick<Asked, 'item'>, login: Login): boolean {
  return item.author !== undefined && sameName(login, item.author)
}

function reviewsHeard(history: readonly Entry[]): { author: Login; state: string; at: Instant }[] {
  return history.flatMap(({ what, actor, at, detail }) =>
    what === 'reviewed' && actor !== undefined
      ? [{ author: actor, state: detail?.review ?? 'commented', at }]
      : [],
  )
}

/** The newest review of each person that approves, refuses or was dismissed: a remark takes no approval back. */
function newestReviews<R extends { author: string; state: string; at: Instant }>(reviews: readonly R[]): R[] {
  const newest = new Map<string, R>()
  for (const review of [...reviews].sort((a, b) => a.at - b.at)) {
    if (review.state !== 'commented') newest.set(review.author.toLowerCase(), review)
  }
  return [...newest.values()]
}
