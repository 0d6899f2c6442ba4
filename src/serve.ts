import { createServer, type Server } from 'node:http'
import type { Octokit } from '@octokit/rest'
import type { Logger } from 'pino'
import { Probot } from 'probot'
import { createApp } from './app.ts'
import type { OwnersWebhooks } from './config-webhooks.ts'
import type { Effect, Receipt } from './core/effect.ts'
import type { Instant } from './core/instant.ts'
import type { Answers } from './github/answers.ts'
import { createGitHubClient, ReeveOctokit } from './github/client.ts'
import { createFactSource } from './github/facts/index.ts'
import { deliverAgain, listFailedDeliveries } from './github/failed-deliveries.ts'
import { createPace, type Pace } from './github/pace.ts'
import { isSignedBy } from './github/signature.ts'
import { createRedeliveries } from './pipeline/redeliveries.ts'
import { createWorker, type Worker } from './pipeline/worker.ts'
import type { Database } from './store/database.ts'
import { createInbox } from './store/inbox.ts'
import { createStore, type SqlStore } from './store/store.ts'
import { createHealth, createMetrics, type Metrics } from './web/health.ts'
import { applierOf } from './wire-applier.ts'
import { leadFrom } from './wire-lead.ts'
import { portsOf, unhurried } from './wire-ports.ts'

export interface ReeveOptions {
  appId: number
  privateKey: string
  webhookSecret: string
  /** GitHub's API; github.com's where it is absent. */
  baseUrl?: string
  database: Database
  clock: { now(): Instant }
  /** The clock is cranked by hand: nothing happens by itself, `drain` does what is due. */
  byHand?: boolean
  host: string
  port: number
  fetch?: typeof globalThis.fetch
  log: Logger
  atOnce?: number
  /** Whose rate limits are kept to; github.com's unless told. */
  limits?: 'github.com' | 'none'
  /** Where `webhook: <name>` of a policy goes, by the login of its owner. */
  webhooks?: OwnersWebhooks
  /** How long `stop` waits for what is under way, in milliseconds. Six seconds unless told: Docker kills after ten. */
  stopWithinMs?: number
  /** Is told of every effect and how it ended, at that moment. */
  onEffect?(effect: Effect, receipt: Receipt): void
}

export interface Reeve {
  /** Where it listens: `http://127.0.0.1:3000`. */
  url: string
  store: SqlStore
  /** Does everything that is due now. */
  drain(): Promise<void>
  /**
   * Has GitHub send again what it could not deliver; how many it was asked for. By itself at the start, and every ten minutes.
   */
  askAgain(): Promise<number>
  /**
   * Takes no more requests nor work, and ends what is under way; what does not end in time is given back, for the next
   * start or another replica. The database is left to whoever opened it.
   */
  stop(): Promise<void>
}

/** Reeve as it runs: store, GitHub, worker and front door, wired together. The demo and the stories start it the same way. */
export async function startReeve(options: ReeveOptions): Promise<Reeve> {
  const store = await createStore(options.database, {
    clock: options.clock,
    byHand: options.byHand ?? false,
    supervise: !options.byHand,
    // With waits that grow to an hour: an outage of a day is outlived.
    tries: 36,
    log: options.log,
  })
  try {
    return await startOn(store, options)
  } catch (error) {
    await store.stop()
    throw error
  }
}

async function startOn(store: SqlStore, options: ReeveOptions): Promise<Reeve> {
  const { log } = options
  const pace = createPace({ shelf: store, clock: options.clock, limits: options.limits ?? 'github.com' })
  const probot = createProbot(store, pace, options)
  const github = createGitHubClient((await probot.auth()) as unknown as Octokit)
  const { login, slug } = await github.identity()
  const facts = createFactSource({ octokitFor: github.octokitFor, app: login })
  const ports = {
    ...portsOf({ store, github, facts, app: { login, slug } }, options),
    lead: leadFrom(store, pace, options.clock),
  }
  const metrics = createMetrics()
  const applier = applierOf({ store, github, facts, policyOf: ports.policyOf, metrics, app: login }, options)
  const worker = createWorker({
    ports,
    unhurried: { ...ports, facts: createFactSource({ octokitFor: unhurried(github), app: login }) },
    list: store,
    applier,
    log,
    ...(options.atOnce === undefined ? {} : { atOnce: options.atOnce }),
  })
  const server = await listen(options, createServer(frontDoor(options, { store, metrics })))
  const askAgain = createRedeliveries({
    app: options.appId,
    now: () => options.clock.now(),
    failed: (since) => listFailedDeliveries(github.app, since),
    deliverAgain: (id) => deliverAgain(github.app, id),
    shelf: store,
    log,
  })
  if (!options.byHand) {
    worker.start()
    await store.schedule('redeliveries', '*/10 * * * *', 'UTC', async () => {
      await askAgain()
    })
    // What failed while Reeve was away does not wait for the next time.
    askAgain().catch((error) => log.warn({ err: error }, 'Failed webhooks were not asked for again'))
  }
  return {
    url: urlOf(options, server),
    store,
    askAgain,
    drain: worker.drain,
    stop: () => stop({ worker, server, store }, options.stopWithinMs ?? 6_000),
  }
}

function createProbot(store: SqlStore, pace: Pace, options: ReeveOptions): Probot {
  const answers: Answers = {
    // A cache: what it cannot give or keep is read from GitHub as if it had never been asked.
    get: (key) => store.keptAnswer(key).catch(() => undefined),
    set: (key, answer) => store.keepAnswer(key, answer).catch(() => {}),
  }
  // Probot's own class spaces writes by waiting in memory. It is given one that waits for nothing: what is not to be
  // asked now is refused, the store remembers until when, and retries are the outbox's.
  const OfReeve = ReeveOctokit.defaults({ answers, pace })
  return new Probot({
    appId: options.appId,
    privateKey: options.privateKey,
    secret: options.webhookSecret,
    Octokit: OfReeve as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>['Octokit'],
    log: options.log,
    ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
    ...(options.fetch === undefined ? {} : { request: { fetch: options.fetch } }),
  })
}

function frontDoor(
  { appId, webhookSecret, clock, database, log }: ReeveOptions,
  { store, metrics }: { store: SqlStore; metrics: Metrics },
) {
  // PostgreSQL commits several batches at once; the embedded database has one connection.
  const inbox = createInbox(store, { lanes: database.kind === 'postgres' ? 3 : 1 })
  return createApp({
    app: appId,
    clock,
    log,
    verify: (body, signature) => {
      const fits = isSignedBy(webhookSecret, body, signature)
      if (!fits) metrics.webhooks.inc({ outcome: 'refused' })
      return fits
    },
    accept: async (delivery) => {
      metrics.webhooks.inc({ outcome: await inbox.accept(delivery) })
    },
    others: createHealth({ ...store, now: () => clock.now() }, metrics),
  })
}

function listen({ host, port }: ReeveOptions, server: Server): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

function urlOf({ host }: ReeveOptions, server: Server): string {
  const address = server.address()
  return `http://${host}:${typeof address === 'object' && address ? address.port : 0}`
}

async function stop(
  { worker, server, store }: { worker: Worker; server: Server; store: SqlStore },
  withinMs: number,
): Promise<void> {
  await Promise.all([close(server, withinMs), worker.stop(withinMs)])
  await store.stop()
}

/** Requests that have come are answered, those half sent are waited for, but not for long: GitHub sends them again. */
function close(server: Server, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), withinMs)
    // A connection is kept open by its client after it was answered, and would hold up the end.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(late)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}
