import { z } from 'zod'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Payload = z.object({
  repository: Repository,
  deployment: z.object({ environment: z.string() }),
  deployment_status: z.object({ environment: z.string().nullish() }).nullish(),
})

/** `deployment`, `deployment_status`: something was brought to an environment, or it is told how that went. */
export const deployment = reader(Payload, ({ repository, deployment, deployment_status }): Heard => {
  const environment = deployment_status?.environment ?? deployment.environment
  return stale(`env:${repository.name}/${environment}`)
})
