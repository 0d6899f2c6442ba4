import { z } from 'zod'
import type { News } from '../../core/event.ts'
import { stale } from './item-news.ts'
import { MaybeAccount, Repository } from './payload.ts'
import { type Heard, loginOf, present, reader } from './reading.ts'

const Payload = z.object({
  repository: Repository,
  deployment: z.object({
    id: z.number().int().nullish(),
    sha: z.string().nullish(),
    environment: z.string(),
    creator: MaybeAccount,
  }),
  deployment_status: z.object({ environment: z.string().nullish(), state: z.string().nullish() }).nullish(),
  workflow_run: z.looseObject({}).nullish(),
})

/** `deployment`, `deployment_status`: something was brought to an environment, or it is told how that went. */
export const deployment = reader(Payload, (payload, { at }): Heard => {
  const { repository, deployment, deployment_status: status, workflow_run: workflow } = payload
  const environment = status?.environment ?? deployment.environment
  const { id, sha } = deployment
  const key = `${repository.name}/${environment}`
  const heard = stale(`env:${key}`, ...(sha ? [`env-commit:${key}@${sha}`] : []))
  if (workflow || !id || !sha || !isBegun(status?.state)) return heard
  const run: News = {
    news: 'run',
    run: {
      number: id,
      environment,
      sha,
      gated: false,
      ask: String(id),
      askedAt: at,
      pulls: [],
      ...present({ creator: loginOf(deployment.creator) }),
    },
  }
  return [run, ...heard]
})

/** Without a state it was only just made. What failed or went is no news of a deployment that is made. */
function isBegun(state: string | null | undefined): boolean {
  return state == null || ['pending', 'queued', 'in_progress', 'success'].includes(state)
}
