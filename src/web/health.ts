import type { IncomingMessage, ServerResponse } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'
import type { Instant } from '../core/instant.ts'

export interface HealthOptions {
  ready(): Promise<{ ok: true } | { ok: false; why: string }>
  /** When the next work is due by time alone; a past instant: there is some now. */
  nextDue(): Promise<Instant | undefined>
  /** How much was put aside and waits for somebody. */
  countDead(): Promise<{ webhooks: number; changes: number }>
  /** How many changes are planned and not made yet: their turn comes, or GitHub's limits let them wait. */
  countWaiting(): Promise<number>
  now(): Instant
}

export interface Metrics {
  webhooks: Counter<'outcome'>
  effects: Counter<'do' | 'outcome'>
  registry: Registry
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  return {
    registry,
    webhooks: new Counter({
      name: 'reeve_webhooks_total',
      help: 'Webhooks received, by what became of them',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    effects: new Counter({
      name: 'reeve_effects_total',
      help: 'Changes made at GitHub, by what they are and how they ended',
      labelNames: ['do', 'outcome'],
      registers: [registry],
    }),
  }
}

/** The longest that due work may lie before the queue does not count as moving. */
const longestDelayMilliseconds = 5 * 60_000

/** `/healthz` (alive) · `/readyz` (store reachable, migrations done, queue moving) · `/metrics` (Prometheus). A view writes nothing. */
export function createHealth(options: HealthOptions, metrics: Metrics) {
  new Gauge({
    name: 'reeve_work_delay_seconds',
    help: 'How long the oldest due work has been waiting',
    registers: [metrics.registry],
    async collect() {
      const next = await options.nextDue().catch(() => Number.NaN)
      this.set(Math.max(0, options.now() - (next ?? options.now())) / 1000)
    },
  })
  new Gauge({
    name: 'reeve_changes_waiting',
    help: 'Changes that are planned and not yet made at GitHub; many of them wait where its limits are reached',
    registers: [metrics.registry],
    async collect() {
      this.set(await options.countWaiting().catch(() => Number.NaN))
    },
  })
  new Gauge({
    name: 'reeve_dead_letters',
    help: 'Webhooks that could not be read, and changes that GitHub did not take: see `reeve dead-letters`',
    labelNames: ['what'],
    registers: [metrics.registry],
    async collect() {
      const unknown = { webhooks: Number.NaN, changes: Number.NaN }
      const { webhooks, changes } = await options.countDead().catch(() => unknown)
      this.set({ what: 'webhook' }, webhooks)
      this.set({ what: 'change' }, changes)
    },
  })
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const path = (request.url ?? '/').split('?')[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    switch (path) {
      case '/healthz':
        text(response, 200, 'alive')
        return true
      case '/readyz': {
        const why = await notReady(options)
        text(response, why === undefined ? 200 : 503, why ?? 'ready')
        return true
      }
      case '/metrics':
        return shown(response, await metrics.registry.metrics(), metrics.registry.contentType)
      default:
        return false
    }
  }
}

function shown(response: ServerResponse, page: string, type: string): true {
  response.writeHead(200, { 'content-type': type }).end(page)
  return true
}

async function notReady(options: HealthOptions): Promise<string | undefined> {
  const store = await options.ready()
  if (!store.ok) return `the store does not answer: ${store.why}`
  const next = await options.nextDue()
  const delay = next === undefined ? 0 : options.now() - next
  return delay > longestDelayMilliseconds
    ? `work has been waiting for ${Math.round(delay / 1000)} seconds`
    : undefined
}

function text(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${body}\n`)
}
