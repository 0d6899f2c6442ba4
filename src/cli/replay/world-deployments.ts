import { z } from 'zod'
import type { Deployment } from '../../core/fact.ts'
import { type Instant, parseInstant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { World } from './world.ts'
import type { ToldWorld } from './world-news.ts'

type Listed = NonNullable<World['deployments']>[number]

const Payload = z.looseObject({
  deployment_status: z.looseObject({ state: z.string(), environment: z.string().nullish() }).nullish(),
  deployment: z.looseObject({
    id: z.number().optional(),
    sha: z.string(),
    environment: z.string(),
    created_at: z.string().nullish(),
    creator: z.looseObject({ login: z.string() }).nullish(),
  }),
  repository: z.looseObject({ full_name: z.string() }),
})

/** A deployment was begun, or a new state of it is told. */
export function hearDeployment({ world }: ToldWorld, payload: unknown, at: Instant): void {
  const read = Payload.safeParse(payload)
  if (!read.success) return
  const { deployment, deployment_status: status, repository } = read.data
  const { id, sha, creator } = deployment
  const created = parseInstant(deployment.created_at ?? '')
  const told: Listed = {
    repo: repository.full_name,
    environment: status?.environment ?? deployment.environment,
    sha,
    state: status?.state ?? 'pending',
    at,
    ...(creator ? { by: creator.login } : {}),
    ...(id === undefined ? {} : { id }),
    ...(created === undefined ? {} : { created }),
    states: [{ state: status?.state ?? 'pending', at }],
  }
  const others = world.deployments ?? []
  const before = others.findLast((other) => isSame(other, told))
  world.deployments = before
    ? others.map((other) => (other === before ? followed(before, told) : other))
    : [...others, told]
}

function followed(before: Listed, told: Listed): Listed {
  const states = [...(before.states ?? [{ state: before.state, at: before.at }]), ...(told.states ?? [])]
  return { ...told, created: before.created ?? before.at, states }
}

/** By its id; where none is given, what is told to be inactive now is the one that ran. */
function isSame(other: Listed, told: Listed): boolean {
  if (other.repo !== told.repo || !sameName(other.environment, told.environment) || other.sha !== told.sha)
    return false
  if (told.id !== undefined && other.id !== undefined) return told.id === other.id
  return told.state === 'inactive' || other.state === 'pending'
}

/** Deployments to an environment, newest first; `acme/app/testnet`. */
export function deploymentsTo({ world, told }: ToldWorld, key: string): Known<readonly Deployment[]> {
  const listed = (world.deployments ?? []).filter((each) => sameName(`${each.repo}/${each.environment}`, key))
  if (listed.length === 0 && told.isDeploymentsUnlisted)
    return unknown(`deployments to ${key} are not in the world`)
  // Of one instant the one told last is the newest.
  const newest = listed.toReversed().sort((a, b) => (b.created ?? b.at) - (a.created ?? a.at))
  return known(newest.map(shown))
}

/** Those of one commit; `acme/app/testnet@<sha>`. */
export function deploymentsOf(held: ToldWorld, key: string): Known<readonly Deployment[]> {
  const [, environment = '', commit] = /^(.+)@([^@]+)$/.exec(key) ?? []
  const all = deploymentsTo(held, environment)
  return all.ok ? known(all.value.filter(({ sha }) => sha === commit)) : all
}

function shown({ environment, sha, state, at, by, id, created, states }: Listed): Deployment {
  return {
    environment,
    sha,
    state: stateOf(state),
    at,
    ...(by === undefined ? {} : { by }),
    ...(id === undefined ? {} : { id }),
    ...(created === undefined ? {} : { begun: created }),
    ...(states ? { states: states.map((each) => ({ state: stateOf(each.state), at: each.at })) } : {}),
  }
}

/** As webhooks write it, or as GitHub's GraphQL does: `ACTIVE` is what succeeded and still runs. */
function stateOf(written: string): Deployment['state'] {
  const state = written.toLowerCase()
  if (state === 'active') return 'success'
  if (state === 'success' || state === 'inactive' || state === 'waiting') return state
  return state === 'failure' || state === 'error' ? 'failure' : 'pending'
}
