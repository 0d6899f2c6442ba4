import { z } from 'zod'
import { itemKey } from '../../core/subject.ts'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({ repository: Repository, pull_request: z.object({ number: z.number() }) })

/** `pull_request_review_comment`: a remark on a line. It belongs to a review, which is what counts. */
export const pullRequestReviewComment = reader(
  Payload,
  ({ repository, pull_request }): Heard => stale(`reviews:${itemKey(repository.name, pull_request.number)}`),
)
