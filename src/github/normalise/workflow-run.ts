import { z } from 'zod'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  action: z.string(),
  repository: Repository,
  workflow_run: z.object({ id: z.number().int() }),
})

/** `workflow_run`: a run began, goes on or is over; whoever waits in it is looked at. */
export const workflowRun = reader(Payload, ({ repository, workflow_run: { id } }): Heard => {
  return stale(`run:${repository.name}/${id}`)
})

const Reviewed = z.object({
  action: z.string(),
  repository: Repository,
  workflow_run: z.object({ id: z.number().int() }).nullish(),
})

/** `deployment_review`: somebody let a deployment through, or refused it, on GitHub's own page. */
export const deploymentReview = reader(Reviewed, ({ action, repository, workflow_run: run }): Heard => {
  if (!run || action === 'requested') return { ignored: `deployment_review.${action}` }
  return stale(`gate-reviews:${repository.name}/${run.id}`)
})
