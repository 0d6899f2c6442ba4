import { z } from 'zod'
import { stale } from './item-news.ts'
import { MaybeAccount, Repository } from './payload.ts'
import { type Heard, loginOf, present, reader } from './reading.ts'
import { runIn } from './subject-of.ts'

const Payload = z.object({
  action: z.string().nullish(),
  repository: Repository,
  environment: z.string().min(1),
  deployment_callback_url: z.string().refine((url) => runIn(url) !== undefined, {
    message: 'does not name the run that waits',
  }),
  deployment: z.object({
    id: z.number().int().nullish(),
    sha: z.string().min(1),
    creator: MaybeAccount,
  }),
  pull_requests: z.array(z.object({ number: z.number().int() })).nullish(),
})

/** `deployment_protection_rule`: a run waits for an answer before it deploys (docs.github.com, "Creating custom deployment protection rules"). */
export const deploymentProtectionRule = reader(Payload, (payload, { at }): Heard => {
  const { environment, deployment, deployment_callback_url: callback, pull_requests: pulls } = payload
  const number = runIn(callback) ?? 0
  return [
    {
      news: 'run',
      run: {
        number,
        environment,
        sha: deployment.sha,
        gated: true,
        ask: String(deployment.id ?? at),
        askedAt: at,
        pulls: (pulls ?? []).map(({ number }) => number),
        ...present({ creator: loginOf(deployment.creator) }),
      },
    },
    // A run that is done again may have been begun by somebody else, and is over no more.
    ...stale(`run:${payload.repository.name}/${number}`),
  ]
})
