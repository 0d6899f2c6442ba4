import { z } from 'zod'
import type { Deployment } from '../../core/fact.ts'
import { known, unknown } from '../../core/truth.ts'
import { type Asked, askGraph, connectionOf, noSuchKey, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { Actor, At } from './shapes.ts'

export const deploymentsQuery = `
  query deployments($owner: String!, $repo: String!, $environment: String!, $after: String) {
    repository(owner: $owner, name: $repo) {
      deployments(first: 100, after: $after, environments: [$environment], orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes {
          commitOid
          state
          createdAt
          creator { __typename login }
          latestStatus { createdAt }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`

const Shown = z.object({
  commitOid: z.string(),
  state: z.string().nullable(),
  createdAt: At,
  creator: Actor.nullish(),
  latestStatus: z.object({ createdAt: At }).nullish(),
})
const Answer = z
  .object({ repository: z.object({ deployments: connectionOf(Shown) }) })
  .transform(({ repository }) => repository.deployments)

const mostPages = 10

/**
 * Deployments to an environment, newest first: as far back as a page that has one that succeeded. What runs there now is
 * always among them; the whole past of an environment would be thousands.
 */
export const readEnvironment: ReadFact<'env'> = async (github, key) => {
  const [owner, name, ...rest] = key.split('/')
  const environment = rest.join('/')
  if (!owner || !name || environment === '') return noSuchKey('environment', key)
  const about = { what: `the deployments to ${environment} of ${owner}/${name}`, needs: 'deployments=read' }
  const found: Deployment[] = []
  let after: string | null = null
  for (let page = 0; page < mostPages; page++) {
    const variables: Record<string, unknown> = { ...placeOf(`${owner}/${name}`), environment, after }
    const answer: Asked<z.infer<typeof Answer>> = await askGraph(github, deploymentsQuery, variables, {
      schema: Answer,
      about,
    })
    if (!answer.ok) return unknown(answer.why)
    const { nodes, pageInfo } = answer.value
    found.push(...nodes.map((each) => deploymentOf(environment, each)))
    const enough = found.some(({ state }) => state === 'success' || state === 'inactive')
    if (!pageInfo.hasNextPage || enough) return known(found)
    after = pageInfo.endCursor
  }
  return unknown(
    `None of the newest ${mostPages * 100} deployments to ${environment} succeeded, and no more are read`,
  )
}

function deploymentOf(environment: string, shown: z.infer<typeof Shown>): Deployment {
  return {
    environment,
    sha: shown.commitOid,
    state: stateOf(shown.state ?? 'PENDING'),
    at: shown.latestStatus?.createdAt ?? shown.createdAt,
    ...(shown.creator ? { by: shown.creator } : {}),
  }
}

function stateOf(state: string): Deployment['state'] {
  if (state === 'ACTIVE' || state === 'SUCCESS') return 'success'
  if (state === 'FAILURE' || state === 'ERROR') return 'failure'
  return state === 'INACTIVE' || state === 'DESTROYED' || state === 'ABANDONED' ? 'inactive' : 'pending'
}
