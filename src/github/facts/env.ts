import { z } from 'zod'
import type { Deployment } from '../../core/fact.ts'
import { known, unknown } from '../../core/truth.ts'
import { type Asked, askGraph, connectionOf, mapped, noSuchKey, placeOf, plain } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { Actor, At } from './shapes.ts'

/** What is asked of each deployment. */
const shownFragment = `
  fragment shown on Deployment {
    commitOid
    state
    createdAt
    creator { __typename login }
    databaseId
    latestStatus { createdAt }
    statuses(first: 50) { nodes { state createdAt } }
  }`

export const deploymentsQuery = `
  query deployments($owner: String!, $repo: String!, $environment: String!, $after: String) {
    repository(owner: $owner, name: $repo) {
      deployments(first: 100, after: $after, environments: [$environment], orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes {
          ...shown
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }${shownFragment}`

const Status = z.object({ state: z.string(), createdAt: At })

const Shown = z.object({
  databaseId: z.number().nullish(),
  commitOid: z.string(),
  state: z.string().nullable(),
  createdAt: At,
  creator: Actor.nullish(),
  latestStatus: z.object({ createdAt: At }).nullish(),
  statuses: z.object({ nodes: z.array(Status.nullable()).nullable() }).nullish(),
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

/** Deployments of one commit to an environment, newest first, however long ago. */
export const commitDeploymentsQuery = `
  query commitDeployments($owner: String!, $repo: String!, $oid: GitObjectID!, $environment: String!) {
    repository(owner: $owner, name: $repo) {
      object(oid: $oid) {
        ... on Commit {
          deployments(first: 100, environments: [$environment], orderBy: { field: CREATED_AT, direction: DESC }) {
            nodes {
              ...shown
            }
          }
        }
      }
    }
  }${shownFragment}`

const OfCommit = z.object({
  repository: z.object({
    object: z
      .object({ deployments: z.object({ nodes: z.array(Shown.nullable()).nullable() }).optional() })
      .nullable(),
  }),
})

/** `acme/app/testnet@<sha>`. A commit that GitHub does not know was deployed nowhere. */
export const readCommitDeployments: ReadFact<'env-commit'> = async (github, key) => {
  const [, owner, repo, environment, oid] = /^([^/]+)\/([^/]+)\/(.+)@([^@]+)$/.exec(key) ?? []
  if (!owner || !repo || !environment || !oid) return noSuchKey('commit in an environment', key)
  const answer = await askGraph(
    github,
    commitDeploymentsQuery,
    { owner, repo, oid, environment },
    {
      schema: OfCommit,
      about: { what: `the deployments of ${oid} to ${environment}`, needs: 'deployments=read' },
    },
  )
  return mapped(plain(answer), ({ repository: { object } }) =>
    (object?.deployments?.nodes ?? []).flatMap((each) => (each ? [deploymentOf(environment, each)] : [])),
  )
}

function deploymentOf(environment: string, shown: z.infer<typeof Shown>): Deployment {
  const statuses = (shown.statuses?.nodes ?? []).flatMap((each) => each ?? [])
  return {
    environment,
    sha: shown.commitOid,
    state: stateOf(shown.state ?? 'PENDING'),
    at: shown.latestStatus?.createdAt ?? shown.createdAt,
    begun: shown.createdAt,
    ...(shown.databaseId == null ? {} : { id: shown.databaseId }),
    ...(statuses.length === 0 ? {} : { states: statesOf(statuses) }),
    ...(shown.creator ? { by: shown.creator } : {}),
  }
}

/** GitHub lists the newest status first, also of those of one second. */
function statesOf(statuses: readonly z.infer<typeof Status>[]): NonNullable<Deployment['states']> {
  return statuses
    .toReversed()
    .map(({ createdAt, state }) => ({ state: stateOf(state), at: createdAt }))
    .toSorted((a, b) => a.at - b.at)
}

/** `ABANDONED` is a pending one of which nothing was heard for half an hour: it has not succeeded, nor failed. */
function stateOf(state: string): Deployment['state'] {
  if (state === 'ACTIVE' || state === 'SUCCESS') return 'success'
  if (state === 'FAILURE' || state === 'ERROR') return 'failure'
  if (state === 'WAITING') return 'waiting'
  return state === 'INACTIVE' || state === 'DESTROYED' ? 'inactive' : 'pending'
}
