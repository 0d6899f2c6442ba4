import { createServer, type Server } from 'node:http'
import type { Octokit } from '@octokit/rest'
import type { Logger } from 'pino'
import { Probot } from 'probot'
import { createApp } from './app.ts'
import type { OwnersWebhooks } from './config-webhooks.ts'
import type { Effect, Receipt } from './core/effect.ts'
import type { Instant } from './core/instant.ts'
import type { Answers } from './github/answers.ts'
import { createGitHubClient, type GitHubClient, ReeveOctokit } from './github/client.ts'
import { placeOf } from './github/facts/ask.ts'
import { createFactSource } from './github/facts/index.ts'
import { deliverAgain, listFailedDeliveries } from './github/failed-deliveries.ts'
import { listChangedItems, listOpenItems } from './github/list-items.ts'
import { listReleases } from './github/list-releases.ts'
import { normalise } from './github/normalise/index.ts'
import { createPace } from './github/pace.ts'
import { isSignedBy } from './github/signature.ts'
import { noteAbsence } from './pipeline/absences.ts'
import { tellNewLabel } from './pipeline/label-names.ts'
import { arrived, readOwnEvent } from './pipeline/own-events.ts'
import { createPolicies } from './pipeline/policies.ts'
import type { FactSource, Ports } from './pipeline/ports.ts'
import { createRedeliveries } from './pipeline/redeliveries.ts'
import { createSweeps } from './pipeline/sweeps.ts'
import { createWorker, type Worker } from './pipeline/worker.ts'
import { ruleKinds } from './rules/index.ts'
import type { Database } from './store/database.ts'
import { createInbox } from './store/inbox.ts'
import { createStore, type SqlStore } from './store/store.ts'
import { createHealth, createMetrics, type Metrics } from './web/health.ts'
import { applierOf } from './wire-applier.ts'
import { cardsOf } from './wire-cards.ts'

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
  const probot = createProbot(store, options)
  const github = createGitHubClient((await probot.auth()) as unknown as Octokit)
  const { login, slug } = await github.identity()
  const facts = createFactSource({ octokitFor: github.octokitFor, app: login })
  const ports = portsOf({ store, github, facts, app: { login, slug } }, options)
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

function createProbot(store: SqlStore, options: ReeveOptions): Probot {
  const answers: Answers = {
    // A cache: what it cannot give or keep is read from GitHub as if it had never been asked.
    get: (key) => store.keptAnswer(key).catch(() => undefined),
    set: (key, answer) => store.keepAnswer(key, answer).catch(() => {}),
  }
  // Probot's own class spaces writes by waiting in memory. It is given one that waits for nothing: what is not to be
  // asked now is refused, the store remembers until when, and retries are the outbox's.
  const pace = createPace({ shelf: store, clock: options.clock, limits: options.limits ?? 'github.com' })
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

/** Of the 5,000 requests that an installation has each hour at least, sweeps leave the most to what people wait for. */
const sweepLimit = { name: 'sweep', allowance: 500, perMs: 3_600_000, atOnce: 250 }

/** What could not be read is tried again after 1, 2, 4 … 60 minutes. */
function retryAfter(times: number): number {
  return Math.min(60, 2 ** (times - 1)) * 60_000
}

interface Parts {
  store: SqlStore
  github: GitHubClient
  facts: FactSource
}

/** A client that leaves the most of what GitHub allows to others. */
function unhurried(github: GitHubClient): GitHubClient['octokitFor'] {
  return (repo) => github.octokitFor(repo, 'housekeeping')
}

function portsOf(
  { store, github, facts, app }: Parts & { app: { login: string; slug: string } },
  { appId, clock, log }: ReeveOptions,
): Ports {
  const policies = createPolicies({
    shelf: store,
    facts,
    kinds: ruleKinds,
    log,
    now: () => clock.now(),
    retryAfter,
  })
  return {
    clock,
    app: app.login,
    store,
    facts,
    policyOf: policies.policyOf,
    policyProblems: policies.problemsAt,
    retryAfter,
    normalise: (delivery) => readOwnEvent(delivery) ?? normalise(delivery, app.slug),
    sweep: createSweeps({
      app: appId,
      now: () => clock.now(),
      openItems: (repo) => listOpenItems(unhurried(github), repo),
      changedItems: (repo, since) => listChangedItems(unhurried(github), repo, since),
      releases: async (repo) => {
        const inForce = await policies.policyOf(repo)
        const isMeant = inForce?.policy.rules.some(
          ({ kind, mode, options }) => mode !== 'off' && kind.heedsReleases?.(options),
        )
        return isMeant ? listReleases(unhurried(github), repo) : undefined
      },
      maySpend: async (repo) => {
        const installation = await github.installationOf(repo).catch(() => undefined)
        return installation === undefined
          ? { ok: true }
          : store.spend(installation, { costs: [{ limit: sweepLimit, cost: 1 }], queues: true }, clock.now())
      },
      shelf: store,
      log,
    }),
    attend: async (news, at) => {
      for (const other of news.others) {
        if (other.news === 'renamed') {
          const { news: _, from, to, ...ids } = other
          await store.rename({ was: from, now: to, ...ids })
        }
        if (other.news === 'card') await store.receive(await cardsOf(other, { store, github, appId, at }))
        if (other.news === 'repo-label' && other.change === 'renamed' && other.to !== undefined) {
          const { repo, label: was, to: name } = other
          await tellNewLabel(store, appId, { repo, was, name, at })
        }
        if (other.news !== 'installed') continue
        for (const repo of other.removed) github.noteInstallation(placeOf(repo).owner, undefined)
        const there = await noteAbsence({ store }, other, at)
        const [first] = there
        if (first !== undefined) await github.renewToken(first)
        // What was refused for lack of a permission may be done by now.
        for (const repo of there) await store.forgetRefused(repo)
        // Each repository has its own look: there may be thousands.
        await store.receive(there.map((repo) => arrived(appId, repo, { at, cause: String(at) })))
      }
      await policies.attend(news)
    },
  }
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
