import type { Effect, Receipt } from './core/effect.ts'
import type { Instant } from './core/instant.ts'
import { sameName } from './core/item.ts'
import { type Known, known } from './core/truth.ts'
import type { Urgency } from './core/urgency.ts'
import type { GitHubClient } from './github/client.ts'
import {
  type ApplierOptions,
  createApplier,
  type Kept,
  type Made,
  putTogether,
} from './github/effects/index.ts'
import type { Applier, FactSource, Ports, SubjectRow } from './pipeline/ports.ts'
import type { SqlStore } from './store/store.ts'
import type { Metrics } from './web/health.ts'

interface Parts {
  store: SqlStore
  github: GitHubClient
  facts: FactSource
  policyOf: Ports['policyOf']
  metrics: Metrics
  app: string
}

interface Options {
  clock: { now(): Instant }
  webhooks?: ApplierOptions['webhooks']
  onEffect?(effect: Effect, receipt: Receipt): void
}

/** Makes effects so on GitHub, with what the store knows of what was made before. */
export function applierOf(
  { store, github, facts, policyOf, metrics, app }: Parts,
  { clock, onEffect, webhooks }: Options,
): Applier {
  const made = (row: SubjectRow) => madeFor(row, { store, clock, app })
  const applyOne = (effect: Effect, row: SubjectRow, urgency: Urgency | undefined) =>
    createApplier({
      octokitFor: (repo) => github.octokitFor(repo, urgency),
      app,
      clock,
      made: made(row),
      labels: (repo) => labelsOf(repo, { store, facts, clock }),
      ...(webhooks === undefined ? {} : { webhooks }),
      defined: async (repo) => (await policyOf(repo))?.policy.labels ?? [],
    }).apply(effect, row)
  const tell = (effect: Effect, receipt: Receipt) => {
    metrics.effects.inc({ do: effect.change.do, outcome: receipt.outcome })
    onEffect?.(effect, receipt)
  }
  return {
    async apply(effect, row, urgency) {
      const receipt = await applyOne(effect, row, urgency)
      tell(effect, receipt)
      return receipt
    },
    async putChecks(puts, urgency) {
      const alone = ({ effect, row }: (typeof puts)[number]) => applyOne(effect, row, urgency)
      const repo = puts[0]?.row.repo ?? ''
      const octokit = await github.octokitFor(repo, urgency).catch(() => undefined)
      const receipts = octokit
        ? await putTogether(octokit, puts, { clock, made, nodes: nodesIn(store, clock), alone })
        : await Promise.all(puts.map(alone))
      for (const [index, { effect }] of puts.entries()) {
        const receipt = receipts[index]
        if (receipt) tell(effect, receipt)
      }
      return receipts
    },
  }
}

/** GraphQL's ids of repositories, which stay whatever they are called. */
function nodesIn(store: SqlStore, clock: Options['clock']): Kept {
  return {
    async get(repo) {
      const kept = await store.cached(`node:${repo}`)
      return typeof kept?.value === 'string' ? kept.value : undefined
    },
    set: (repo, value) => store.remember(`node:${repo}`, value ?? null, clock.now()),
  }
}

/**
 * What Reeve made is found again by its id, also after a restart, and nothing is made twice. Where it wrote before this
 * store began (a reinstallation, a folder that was lost) that is looked for at GitHub.
 */
function madeFor(
  row: SubjectRow,
  { store, clock, app }: { store: SqlStore; clock: Options['clock']; app: string },
): Made {
  const wroteBefore = row.history.some(
    ({ what, actor, source }) =>
      what === 'commented' && source === 'timeline' && actor !== undefined && sameName(actor, app),
  )
  return {
    async get(key) {
      const kept = await store.cached(`made:${key}`)
      if (kept === undefined) return wroteBefore ? 'trying' : undefined
      if (typeof kept.value !== 'string') return undefined
      return kept.value.startsWith('trying') ? 'trying' : kept.value
    },
    claim: (key) => store.claim(`made:${key}`, `trying ${row.key}`, clock.now()),
    set: (key, value) => store.remember(`made:${key}`, value ?? null, clock.now()),
  }
}

/** The labels of a repository are read once; its webhooks say when they change. */
async function labelsOf(
  repo: string,
  { store, facts, clock }: { store: SqlStore; facts: FactSource; clock: Options['clock'] },
): Promise<Known<readonly string[]>> {
  const key = `labels:${repo}`
  const kept = await store.cached(key)
  if (Array.isArray(kept?.value)) return known(kept.value)
  const read = await facts.load({ name: 'labels', key: repo }, { repo })
  if (read.ok) await store.remember(key, read.value, clock.now())
  return read
}
