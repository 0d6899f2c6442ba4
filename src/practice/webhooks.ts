import { createHmac } from 'node:crypto'
import { makeRandom, shuffled } from './random.ts'
import { accountShape, organizationShape } from './shape/account.ts'
import { installationShape } from './shape/installation.ts'
import { repositoryShape } from './shape/repository.ts'
import type { App, Installation } from './state.ts'
import { type Happening, nextId, reaches, same, timeNow, timeOf, type World } from './world.ts'

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

/** Carries a webhook to the App and answers with its status. */
export type Send = (request: WebhookRequest) => Promise<{ status: number }>

/** How the network behaves: a state that lasts until it is changed. */
export interface Weather {
  /** Waiting deliveries leave in any order. */
  shuffle: boolean
  /** The part of deliveries that arrive twice, 0 to 1. */
  duplicate: number
  /** The part that never arrives; they stand as failed in the log and can be redelivered. */
  drop: number
  /** How long a delivery waits, in milliseconds of the practice clock. */
  delay: number
  /** Equal seeds, equal weather. */
  seed: number
}

export interface Webhooks {
  weather: Weather
  /** What was told, newest last; old ones go, as on GitHub, but the newest 10,000 stay. */
  log: Delivery[]
  tell(happening: Happening): void
  /** Sends what is waiting and what comes of it, until nothing is due. Answers how many were sent. */
  deliver(): Promise<number>
  /** Queues a delivery again under the same guid. */
  redeliver(id: number): Delivery
  waiting(): Delivery[]
  /** Whether something waiting may be sent now. */
  isDue(): boolean
  send: Send
  /** Called whenever something starts waiting; a server delivers at once here. */
  onWaiting: (() => void) | undefined
}

/** Sent to every App, subscribed or not. */
const always = new Set(['installation', 'installation_repositories'])

export function createWebhooks(options: { world: () => World; guid: () => string; send?: Send }): Webhooks {
  let queue: Delivery[] = []
  const random = makeRandom(() => webhooks.weather.seed)
  const webhooks: Webhooks = {
    weather: { shuffle: false, duplicate: 0, drop: 0, delay: 0, seed: 1 },
    log: [],
    send: options.send ?? post,
    onWaiting: undefined,
    waiting: () => [...queue],
    isDue: () => queue.some((each) => each.notBefore <= options.world().now()),
    tell: (happening) => {
      const world = options.world()
      const hearing = listeners(world, happening)
      if (hearing.length === 0) return
      const guid = options.guid()
      const body = happening.body()
      for (const [app, installation] of hearing) {
        const payload = payloadFor(world, happening, installation, body)
        add(
          newDelivery(world, { guid, app, installation, happening, payload, delay: webhooks.weather.delay }),
        )
      }
    },
    deliver: async () => {
      let sent = 0
      for (;;) {
        const due = take()
        if (due.length === 0) return sent
        for (const each of due) sent += await attempt(each)
      }
    },
    redeliver: (id) => {
      const world = options.world()
      const old = webhooks.log.find((each) => each.id === id)
      if (!old) throw new Error(`No delivery ${id}`)
      const again: Delivery = {
        ...old,
        id: nextId(world),
        redelivery: true,
        state: 'waiting',
        notBefore: world.now(),
      }
      add(again)
      return again
    },
  }

  function add(delivery: Delivery): void {
    queue.push(delivery)
    webhooks.log.push(delivery)
    if (webhooks.log.length > 20_000) webhooks.log.splice(0, 10_000)
    webhooks.onWaiting?.()
  }

  function take(): Delivery[] {
    const now = options.world().now()
    const due = queue.filter((each) => each.notBefore <= now)
    queue = queue.filter((each) => each.notBefore > now)
    const copied = due.flatMap((each) => (random() < webhooks.weather.duplicate ? [each, each] : [each]))
    return webhooks.weather.shuffle ? shuffled(copied, random) : copied
  }

  async function attempt(delivery: Delivery): Promise<number> {
    const app = options.world().state.apps.find((each) => each.id === delivery.app)
    delivery.delivered_at = timeNow(options.world())
    if (!app?.webhookUrl || random() < webhooks.weather.drop) {
      Object.assign(delivery, { state: 'dropped', status: 'failed to connect to host', status_code: 502 })
      return 0
    }
    await sendOne(app, delivery)
    return 1
  }

  async function sendOne(app: App, delivery: Delivery): Promise<void> {
    delivery.state = 'sent'
    try {
      const { status } = await webhooks.send(requestFor(app, delivery))
      delivery.status_code = status
      delivery.status = status < 300 ? 'OK' : `Invalid HTTP Response: ${status}`
    } catch {
      Object.assign(delivery, { status: 'failed to connect to host', status_code: 502 })
    }
  }
  return webhooks
}

function listeners(world: World, happening: Happening): [App, Installation][] {
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

function newDelivery(
  world: World,
  from: {
    guid: string
    app: App
    installation: Installation
    happening: Happening
    payload: Record<string, unknown>
    delay: number
  },
): Delivery {
  const action = from.payload.action
  return {
    id: nextId(world),
    guid: from.guid,
    app: from.app.id,
    installation: from.installation.id,
    event: from.happening.event,
    action: typeof action === 'string' ? action : null,
    repository: from.happening.repo?.id ?? null,
    payload: from.payload,
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

async function post(request: WebhookRequest): Promise<{ status: number }> {
  const { url, headers, body } = request
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) })
  await answer.arrayBuffer()
  return { status: answer.status }
}
