import { createHmac } from 'node:crypto'
import { accountShape, organizationShape } from './shape/account.ts'
import { installationShape } from './shape/installation.ts'
import { repositoryShape } from './shape/repository.ts'
import type { App, Installation } from './state.ts'
import { type Happening, nextId, reaches, same, timeOf, type World } from './world.ts'

/** One webhook, sent or waiting. */
export interface Delivery {
  /** GitHub's number of this attempt; the guid is that of the event, the same for every App and every attempt. */
  id: number
  guid: string
  app: number
  installation: number
  event: string
  action: string | null
  repository: number | null
  payload: Record<string, unknown>
  /** Milliseconds since 1970, before which it is not sent. */
  notBefore: number
  delivered_at: string
  redelivery: boolean
  state: 'waiting' | 'sent' | 'dropped'
  status: string
  status_code: number
}

export interface WebhookRequest {
  url: string
  headers: Record<string, string>
  body: string
}

/** Sent to every App, subscribed or not. */
const always = new Set(['installation', 'installation_repositories'])

/** Who hears of it: Apps installed there that subscribed. */
export function listeners(world: World, happening: Happening): [App, Installation][] {
  return world.state.installations.flatMap((installation) => {
    const app = world.state.apps.find((each) => each.id === installation.app)
    return app && hears(app, installation, happening) ? [[app, installation]] : []
  })
}

function hears(app: App, installation: Installation, happening: Happening): boolean {
  const { event, repo, org } = happening
  if (
    happening.app !== undefined ? happening.app !== app.id : !always.has(event) && !app.events.includes(event)
  ) {
    return false
  }
  if (installation.suspended && event !== 'installation') return false
  if (repo) return reaches(installation, repo)
  return org === undefined || same(org, installation.account)
}

function payloadFor(
  world: World,
  happening: Happening,
  installation: Installation,
  body: Record<string, unknown>,
): Record<string, unknown> {
  const { repo, event } = happening
  const org = repo ? repo.owner : happening.org
  const isOrg = org !== undefined && world.state.orgs[org.toLowerCase()] !== undefined
  const whole = always.has(event)
  return {
    ...body,
    ...(repo && !body.repository ? { repository: repositoryShape(world, repo) } : {}),
    ...(isOrg && !whole ? { organization: organizationShape(world, org) } : {}),
    sender: accountShape(world, happening.sender),
    installation: whole
      ? installationShape(world, installation)
      : { id: installation.id, node_id: `MDIz_${installation.id}` },
  }
}

export function newDelivery(
  world: World,
  from: {
    guid: string
    app: App
    installation: Installation
    happening: Happening
    body: Record<string, unknown>
    delay: number
  },
): Delivery {
  const payload = payloadFor(world, from.happening, from.installation, from.body)
  const { action } = payload
  return {
    id: nextId(world),
    guid: from.guid,
    app: from.app.id,
    installation: from.installation.id,
    event: from.happening.event,
    action: typeof action === 'string' ? action : null,
    repository: from.happening.repo?.id ?? null,
    payload,
    notBefore: world.now() + from.delay,
    delivered_at: timeOf(world.now()),
    redelivery: false,
    state: 'waiting',
    status: 'waiting',
    status_code: 0,
  }
}

/** The signed request by which a delivery travels. */
export function requestFor(app: App, delivery: Delivery): WebhookRequest {
  const body = JSON.stringify(delivery.payload)
  const signature = createHmac('sha256', app.webhookSecret).update(body).digest('hex')
  return {
    url: app.webhookUrl ?? '',
    body,
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/practice',
      'x-github-delivery': delivery.guid,
      'x-github-event': delivery.event,
      'x-github-hook-id': String(app.id),
      'x-github-hook-installation-target-id': String(app.id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature-256': `sha256=${signature}`,
    },
  }
}
