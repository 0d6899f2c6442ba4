import { z } from 'zod'
import type { Review } from '../../core/fact.ts'
import type { Entry } from '../../core/history.ts'
import { formatInstant } from '../../core/instant.ts'
import { keptOfText } from '../../core/mentions.ts'
import { itemKey } from '../../core/subject.ts'
import { newsOf, notAfter, stale } from './item-news.ts'
import { pullItem } from './item-of.ts'
import { MaybeAccount, Pull, Repository } from './payload.ts'
import { type Circumstances, type Heard, loginOf, reader, timeOf } from './reading.ts'

const ReviewPayload = z.object({
  id: z.number().nullish(),
  user: MaybeAccount,
  state: z.string().nullish(),
  commit_id: z.string().nullish(),
  submitted_at: z.string().nullish(),
  author_association: z.string().nullish(),
  body: z.string().nullish(),
})

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  pull_request: Pull,
  review: ReviewPayload,
})

/** `pull_request_review`: a review was given, edited or dismissed. */
export const pullRequestReview = reader(Payload, (payload, circumstances): Heard => {
  const { action, repository, pull_request, review } = payload
  if (!['submitted', 'edited', 'dismissed'].includes(action))
    return { ignored: `pull_request_review.${action}` }
  const item = pullItem(repository, pull_request, circumstances)
  const also = stale(`reviews:${itemKey(repository.name, pull_request.number)}`)
  const entries = action === 'edited' ? [] : [reviewed(action, review, circumstances)]
  return newsOf({ after: item, before: item, entries, also })
})

const states: readonly Review['state'][] = ['approved', 'changes_requested', 'commented', 'dismissed']

/**
 * Who reviewed, and how. A dismissal is no review of whoever dismissed: where it is the first that is heard of a review,
 * the review still was given by its author, and then.
 */
function reviewed(
  action: string,
  review: z.infer<typeof ReviewPayload>,
  { at, actor }: Circumstances,
): Omit<Entry, 'id' | 'source'> {
  const given = action === 'dismissed' ? notAfter(timeOf(review.submitted_at), at) : at
  const author = loginOf(review.user) ?? (action === 'dismissed' ? undefined : actor)
  const state = states.find((each) => each === review.state?.toLowerCase())
  const { mentions } = action === 'dismissed' ? {} : keptOfText(review.body)
  return {
    what: 'reviewed',
    // Written by hand, a review may have no id: who gave it and when tells it apart.
    target: String(review.id ?? `${author ?? ''} ${formatInstant(given)}`),
    at: given,
    ...(author ? { actor: author } : {}),
    detail: {
      review: action === 'dismissed' ? 'dismissed' : (state ?? 'commented'),
      ...(review.commit_id ? { sha: review.commit_id } : {}),
      ...(review.author_association ? { association: review.author_association } : {}),
      ...(mentions ? { mentions } : {}),
    },
  }
}
