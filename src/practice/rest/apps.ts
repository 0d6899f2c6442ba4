import { z } from 'zod'
import { createToken } from '../auth.ts'
import { reposOf } from '../builders.ts'
import { type Delivery, requestFor } from '../delivery.ts'
import { bucketName, bucketOf, rateLimitShape } from '../limits.ts'
import { notAccessible, notFound, Refusal } from '../refusal.ts'
import { accountShape } from '../shape/account.ts'
import { authenticatedApp, installationShape } from '../shape/installation.ts'
import { repositoryShape } from '../shape/repository.ts'
import type { App, Installation } from '../state.ts'
import { fullName, same, timeOf } from '../world.ts'
import { type Answer, bodyOf, type Context, ok, page, param, type Route, wrapped } from './route.ts'

function appOfCaller(c: Context): App {
  if (c.caller.kind !== 'app') throw notAccessible()
  return c.caller.app
}

function installationAt(c: Context): Installation {
  const app = appOfCaller(c)
  const id = Number(param(c, 'installation_id'))
  const found = c.world.state.installations.find((each) => each.id === id && each.app === app.id)
  if (!found) throw notFound()
  return found
}

function installationOf(c: Context, matches: (each: Installation) => boolean): Answer {
  const app = appOfCaller(c)
  const found = c.world.state.installations.find((each) => each.app === app.id && matches(each))
  if (!found) throw notFound()
  return ok(installationShape(c.world, found))
}

const TokenBody = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
})

function token(c: Context): Answer {
  const installation = installationAt(c)
  const { repositories, repository_ids, permissions } = bodyOf(c, TokenBody)
  const reached = reposOf(c.world, installation)
  const asked = [...(repositories ?? []), ...(repository_ids ?? [])]
  const chosen = reached.filter((each) =>
    asked.some((one) => (typeof one === 'number' ? one === each.id : same(one, each.name))),
  )
  if (chosen.length < asked.length) {
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    )
  }
  const repos = asked.length > 0 ? chosen.map(fullName) : null
  const made = createToken(c.world, installation, { permissions, repos, now: c.authNow })
  return ok(
    {
      token: made.text,
      expires_at: timeOf(made.token.expires),
      permissions: made.token.permissions,
      repository_selection: installation.repos === null && repos === null ? 'all' : 'selected',
      ...(repos ? { repositories: chosen.map((each) => repositoryShape(c.world, each)) } : {}),
    },
    201,
  )
}

function deliveryShape(delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.delivered_at,
    redelivery: delivery.redelivery,
    duration: 0.1,
    status: delivery.status,
    status_code: delivery.status_code,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installation,
    repository_id: delivery.repository,
    throttled_at: null,
  }
}

/** Newest first, paged by cursor: the id below which the next page begins. */
function deliveries(c: Context): Answer {
  const app = appOfCaller(c)
  const each = Math.min(100, Number(c.query.get('per_page') ?? 30))
  const cursor = Number((c.query.get('cursor') ?? '').replace(/^v1_/, '')) || Number.POSITIVE_INFINITY
  const all = c.webhooks.log
    .filter((one) => one.app === app.id && one.state !== 'waiting' && one.id < cursor)
    .toReversed()
  const status = c.query.get('status')
  const wanted = all.filter((one) => !status || (one.status_code < 400 ? 'success' : 'failure') === status)
  const shown = wanted.slice(0, each)
  const last = shown.at(-1)
  if (wanted.length <= shown.length || !last) return ok(shown.map(deliveryShape))
  const url = new URL(c.url)
  url.searchParams.set('cursor', `v1_${last.id}`)
  return { ...ok(shown.map(deliveryShape)), headers: { link: `<${url.href}>; rel="next"` } }
}

function delivery(c: Context): { app: App; found: Delivery } {
  const app = appOfCaller(c)
  const id = Number(param(c, 'delivery_id'))
  const found = c.webhooks.log.find((each) => each.id === id && each.app === app.id)
  if (!found) throw notFound()
  return { app, found }
}

function reachable(c: Context): Answer {
  const { caller } = c
  if (caller.kind !== 'installation') throw notAccessible()
  const { token: asked, installation } = caller
  const repos = reposOf(c.world, installation).filter(
    (each) => asked.repos === null || asked.repos.some((one) => same(one, fullName(each))),
  )
  return wrapped(c, 'repositories', repos, (each) => repositoryShape(c.world, each))
}

export const appRoutes: readonly Route[] = [
  { method: 'GET', path: '/app', auth: 'app', handle: (c) => ok(authenticatedApp(c.world, appOfCaller(c))) },
  {
    method: 'GET',
    path: '/app/installations',
    auth: 'app',
    handle: (c) => {
      const mine = c.world.state.installations.filter((each) => each.app === appOfCaller(c).id)
      return page(c, mine, (each) => installationShape(c.world, each))
    },
  },
  {
    method: 'GET',
    path: '/app/installations/{installation_id}',
    auth: 'app',
    handle: (c) => ok(installationShape(c.world, installationAt(c))),
  },
  { method: 'POST', path: '/app/installations/{installation_id}/access_tokens', auth: 'app', handle: token },
  { method: 'GET', path: '/app/hook/deliveries', auth: 'app', handle: deliveries },
  {
    method: 'GET',
    path: '/app/hook/deliveries/{delivery_id}',
    auth: 'app',
    handle: (c) => {
      const { app, found } = delivery(c)
      const { headers } = requestFor(app, found)
      const response = { headers: {}, payload: '' }
      return ok({ ...deliveryShape(found), request: { headers, payload: found.payload }, response })
    },
  },
  {
    method: 'POST',
    path: '/app/hook/deliveries/{delivery_id}/attempts',
    auth: 'app',
    handle: (c) => {
      c.webhooks.redeliver(delivery(c).found.id)
      return ok({}, 202)
    },
  },
  {
    method: 'GET',
    path: '/repos/{owner}/{repo}/installation',
    auth: 'app',
    handle: (c) => {
      const { repo } = c
      return installationOf(c, (each) => {
        if (!same(each.account, repo.owner)) return false
        return each.repos === null || each.repos.some((one) => same(one, fullName(repo)))
      })
    },
  },
  {
    method: 'GET',
    path: '/orgs/{org}/installation',
    auth: 'app',
    handle: (c) => installationOf(c, (each) => same(each.account, param(c, 'org'))),
  },
  { method: 'GET', path: '/installation/repositories', handle: reachable },
  {
    method: 'GET',
    path: '/rate_limit',
    auth: 'any',
    handle: (c) => ok(rateLimitShape(c.limits, bucketOf(c.world, c.limits, bucketName(c.caller)))),
  },
  {
    method: 'GET',
    path: '/users/{username}',
    handle: (c) => {
      const account = c.world.state.accounts[param(c, 'username').toLowerCase()]
      if (!account || account.suspended === 'unseen') throw notFound()
      return ok({
        ...accountShape(c.world, account.login),
        ...(account.suspended ? { suspended_at: account.suspended } : {}),
      })
    },
  },
]
