import { type Delivery, listeners, newDelivery, requestFor, type WebhookRequest } from './delivery.ts'
import { makeRandom, shuffled } from './random.ts'
import { type Happening, nextId, timeNow, type World } from './world.ts'

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

interface Options {
  world: () => World
  guid: () => string
  send?: Send
}

export function createWebhooks(options: Options): Webhooks {
  const { world, guid } = options
  const queue = createQueue(world)
  const webhooks: Webhooks = {
    weather: { shuffle: false, duplicate: 0, drop: 0, delay: 0, seed: 1 },
    log: [],
    send: options.send ?? post,
    onWaiting: undefined,
    waiting: () => [...queue.waiting],
    isDue: () => queue.waiting.some((each) => each.notBefore <= world().now()),
    tell: (happening) => {
      for (const each of deliveriesOf(world(), happening, guid, webhooks.weather.delay)) add(each)
    },
    deliver: async () => {
      let sent = 0
      for (;;) {
        const due = queue.take(webhooks.weather)
        if (due.length === 0) return sent
        for (const each of due) sent += await attempt({ world: world(), webhooks, queue }, each)
      }
    },
    redeliver: (id) => {
      const old = webhooks.log.find((each) => each.id === id)
      if (!old) throw new Error(`No delivery ${id}`)
      const again = attemptAgain(world(), old)
      add(again)
      return again
    },
  }
  const add = (delivery: Delivery) => {
    queue.waiting.push(delivery)
    webhooks.log.push(delivery)
    if (webhooks.log.length > 20_000) webhooks.log.splice(0, 10_000)
    webhooks.onWaiting?.()
  }
  return webhooks
}

function attemptAgain(world: World, old: Delivery): Delivery {
  return { ...old, id: nextId(world), redelivery: true, state: 'waiting', notBefore: world.now() }
}

/** One delivery for each App that hears of it, all under one guid. */
function deliveriesOf(world: World, happening: Happening, guid: () => string, delay: number): Delivery[] {
  const hearing = listeners(world, happening)
  if (hearing.length === 0) return []
  const shared = { guid: guid(), happening, body: happening.body(), delay }
  return hearing.map(([app, installation]) => newDelivery(world, { ...shared, app, installation }))
}

interface Queue {
  waiting: Delivery[]
  /** Takes out what is due, doubled and out of order where the weather is so. */
  take(weather: Weather): Delivery[]
  random(weather: Weather): number
}

function createQueue(world: () => World): Queue {
  let seed = 1
  const next = makeRandom(() => seed)
  const queue: Queue = {
    waiting: [],
    random: (weather) => {
      seed = weather.seed
      return next()
    },
    take: (weather) => {
      const now = world().now()
      const due = queue.waiting.filter((each) => each.notBefore <= now)
      queue.waiting = queue.waiting.filter((each) => each.notBefore > now)
      const roll = () => queue.random(weather)
      const copied = due.flatMap((each) => (roll() < weather.duplicate ? [each, each] : [each]))
      return weather.shuffle ? shuffled(copied, roll) : copied
    },
  }
  return queue
}

/** Sends one delivery, or loses it; answers how many were sent. */
async function attempt(
  at: { world: World; webhooks: Webhooks; queue: Queue },
  delivery: Delivery,
): Promise<number> {
  const { world, webhooks, queue } = at
  const app = world.state.apps.find((each) => each.id === delivery.app)
  delivery.delivered_at = timeNow(world)
  const nowhere = app?.webhookUrl === null && webhooks.send === post
  if (!app || nowhere || queue.random(webhooks.weather) < webhooks.weather.drop) {
    Object.assign(delivery, { state: 'dropped', ...unreachable })
    return 0
  }
  delivery.state = 'sent'
  try {
    const { status } = await webhooks.send(requestFor(app, delivery))
    delivery.status_code = status
    delivery.status = status < 300 ? 'OK' : `Invalid HTTP Response: ${status}`
  } catch {
    Object.assign(delivery, unreachable)
  }
  return 1
}

const unreachable = { status: 'failed to connect to host', status_code: 502 }

async function post(request: WebhookRequest): Promise<{ status: number }> {
  const { url, headers, body } = request
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) })
  await answer.arrayBuffer()
  return { status: answer.status }
}
