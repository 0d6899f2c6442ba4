import { z } from 'zod'
import { commitKey } from '../../core/subject.ts'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  check_run: z.object({
    head_sha: z.string().min(1),
    app: z.object({ slug: z.string().nullish() }).nullish(),
  }),
})

/** `check_run`: a check began, ended or is asked for again. Our own tell nothing new. */
export const checkRun = reader(Payload, ({ action, repository, check_run }, { app }): Heard => {
  const subject = commitKey(repository.name, check_run.head_sha)
  if (action === 'requested_action') return { ignored: 'check_run.requested_action' }
  const own = app !== undefined && check_run.app?.slug === app
  if (action === 'rerequested') {
    return own ? [{ news: 'look', subject }] : [...stale(`checks:${subject}`), { news: 'look', subject }]
  }
  return own ? { ignored: 'own check run' } : stale(`checks:${subject}`)
})
