import { z } from 'zod'
import { commitKey } from '../../core/subject.ts'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({ repository: Repository, sha: z.string().min(1) })

/** `status`: a commit status was set. */
export const status = reader(
  Payload,
  ({ repository, sha }): Heard => stale(`checks:${commitKey(repository.name, sha)}`),
)
