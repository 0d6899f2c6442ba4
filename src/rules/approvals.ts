import type { Spoken } from '../core/commands.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Login, sameName } from '../core/item.ts'
import type { PeopleRef } from '../core/people.ts'
import { peopleInWords } from '../core/people-in-words.ts'
import type { Judging, Ruling } from '../core/rule-kind.ts'
import { itemKey } from '../core/subject.ts'
import { all, type Truth, truthOf } from '../core/truth.ts'

/** Somebody who agreed: by an approving review, or by `/reeve approve` in a comment. */
export interface Approval {
  login: Login
  at: Instant
  /** Of a review: the commit it was given for. */
  sha?: string
  /** Of a command: the ways in which it counts, as they were ruled when it was written (D3). */
  counts?: readonly string[]
}

/** One way in which an approval may count for a rule: for a hotfix of some kind, for some people. */
export interface Way {
  name: string
  by: readonly PeopleRef[]
  /** Whether it may count in this way at all now. */
  applies: Truth
}

export interface Approvals {
  /** Oldest first. */
  given: readonly Approval[]
  /** False where reviews could not be read: there may be others. */
  complete: boolean
}

type Asked = Pick<Judging<unknown>, 'item' | 'history' | 'facts' | 'commands'>

/** Approving reviews of anybody, and what `/reeve approve` was ruled to count for; whose reviews count is the rule's to say. */
export function approvalsOf(asked: Asked): Approvals {
  const { item, history, facts } = asked
  const commands = obeyed(asked)
  if (!item.pull) return { given: commands, complete: true }
  const reviews = facts.read('reviews', itemKey(item.repo, item.number))
  // What was heard since is known even where the reviews as a whole are not.
  const known = reviews.ok ? reviews.value : reviewsHeard(history)
  const approving = newestReviews(known).filter(({ state }) => state === 'approved')
  const given = [...commands, ...approving.map(({ author, at, sha }) => ({ login: author, at, sha }))]
  return { given: given.sort((a, b) => a.at - b.at), complete: reviews.ok }
}

function obeyed({ commands }: Asked): Approval[] {
  return commands
    .filter(({ name }) => name === 'approve')
    .map(({ by, at, allowedBy = '' }) => ({ login: by, at, counts: allowedBy.split(' ') }))
}

/** Whether an approval counts in one way: a command as it was ruled, a review by who gave it; who was on then is not off later. */
export function counts(
  judging: Pick<Judging<unknown>, 'isOneOf'>,
  { at, counts: ruled, login }: Approval,
  { name, by }: Pick<Way, 'name' | 'by'>,
): Truth {
  return ruled ? truthOf(ruled.includes(name)) : judging.isOneOf(by, login, at)
}

/** What a plain `/reeve approve` means where somebody is asked to agree: for every way in which its writer may. */
export function hearApproval(
  judging: Pick<Judging<unknown>, 'item' | 'isOneOf'>,
  { about, by, name }: Spoken,
  { ways, notAuthor }: { ways: readonly Way[]; notAuthor: boolean },
): Ruling | undefined {
  const asked = ways.filter(({ applies }) => applies !== 'no')
  if (name !== 'approve' || about !== '' || asked.length === 0) return undefined
  if (notAuthor && isAuthor(judging, by)) return { ruling: 'refused', ...say.ownApproval() }
  const answers = asked.map((way) => ({ way, truth: all([way.applies, judging.isOneOf(way.by, by)]) }))
  const allowed = answers.filter(({ truth }) => truth === 'yes').map(({ way }) => way.name)
  if (allowed.length > 0) return { ruling: 'allowed', by: allowed.join(' ') }
  if (answers.some(({ truth }) => truth === 'unknown'))
    return { ruling: 'unknown', why: `whether ${by} may approve it is not known` }
  return { ruling: 'refused', ...say.notTheirs(peopleInWords(asked.flatMap((way) => way.by))) }
}

const say = {
  ownApproval: () => ({
    what: 'This is to be approved by somebody other than its author.',
    fix: 'Nothing was approved.',
  }),
  notTheirs: (who: string) => ({
    what: `This is to be approved by ${who}.`,
    fix: `Nothing was approved. Ask ${who}.`,
  }),
}

/** Whether nothing was pushed since: what was said in a comment is about the commits that were there. */
export function isSincePush({ history }: Pick<Asked, 'history'>, at: Instant): boolean {
  const pushed = history.findLast(({ what }) => what === 'synchronized')
  return pushed === undefined || at >= pushed.at
}

/** Nobody agrees with himself. */
export function isAuthor({ item }: Pick<Asked, 'item'>, login: Login): boolean {
  return item.author !== undefined && sameName(login, item.author)
}

interface HeardReview {
  author: Login
  state: string
  at: Instant
  sha: string
}

function reviewsHeard(history: readonly Entry[]): HeardReview[] {
  return history.flatMap(({ what, actor, at, detail }) =>
    what === 'reviewed' && actor !== undefined
      ? [{ author: actor, state: detail?.review ?? 'commented', at, sha: detail?.sha ?? '' }]
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
