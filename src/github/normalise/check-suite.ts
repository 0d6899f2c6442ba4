import { z } from 'zod'
import { commitKey } from '../../core/subject.ts'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  check_suite: z.object({
    head_sha: z.string().min(1),
    app: z.object({ slug: z.string().nullish() }).nullish(),
  }),
})

/** `check_suite`: all checks of an app on a commit ended, or are asked for again. */
export const checkSuite = reader(Payload, ({ action, repository, check_suite }, { app }): Heard => {
  const subject = commitKey(repository.name, check_suite.head_sha)
  const own = app !== undefined && check_suite.app?.slug === app
  if (action === 'rerequested') return [...stale(`checks:${subject}`), { news: 'look', subject }]
  // GitHub asks every app for its checks of each push; the pull request's own event says more.
  if (action === 'requested') return { ignored: 'check_suite.requested' }
  return own ? { ignored: 'own check suite' } : stale(`checks:${subject}`)
})
