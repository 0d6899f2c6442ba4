import type { Instant } from './core/instant.ts'
import type { GitHubClient } from './github/client.ts'
import { placeOf } from './github/facts/ask.ts'
import { listChangedItems, listOpenItems } from './github/list-items.ts'
import { listReleases } from './github/list-releases.ts'
import { listTags } from './github/list-tags.ts'
import { normalise } from './github/normalise/index.ts'
import { noteAbsence } from './pipeline/absences.ts'
import { tellNewLabel } from './pipeline/label-names.ts'
import { arrived, readOwnEvent } from './pipeline/own-events.ts'
import { createPolicies, type Policies } from './pipeline/policies.ts'
import type { FactSource, Ports } from './pipeline/ports.ts'
import { createSweeps } from './pipeline/sweeps.ts'
import type { WorkerLog } from './pipeline/worker.ts'
import { ruleKinds } from './rules/index.ts'
import type { SqlStore } from './store/store.ts'
import { cardsOf } from './wire-cards.ts'

interface Parts {
  store: SqlStore
  github: GitHubClient
  facts: FactSource
  app: { login: string; slug: string }
}

interface Options {
  appId: number
  clock: { now(): Instant }
  log: WorkerLog
  limits?: 'github.com' | 'none'
}

/** Of the 5,000 requests that an installation has each hour at least, sweeps leave the most to what people wait for. */
const sweepLimit = { name: 'sweep', allowance: 500, perMs: 3_600_000, atOnce: 250 }

/** What could not be read is tried again after 1, 2, 4 … 60 minutes. */
function retryAfter(times: number): number {
  return Math.min(60, 2 ** (times - 1)) * 60_000
}

/** A client that leaves the most of what GitHub allows to others. */
export function unhurried(github: GitHubClient): GitHubClient['octokitFor'] {
  return (repo) => github.octokitFor(repo, 'housekeeping')
}

/** What the pipeline asks of store and GitHub. */
export function portsOf(parts: Parts, options: Options): Ports {
  const { store, facts, app } = parts
  const { clock, log } = options
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
    brokenBefore: policies.brokenBefore,
    policyProblems: policies.problemsAt,
    retryAfter,
    normalise: (delivery) => readOwnEvent(delivery) ?? normalise(delivery, app.slug),
    sweep: sweepsOf(parts, options, policies),
    attend: async (news, at) => {
      for (const other of news.others) await attendOne(parts, options, { other, at })
      await policies.attend(news)
    },
  }
}

function sweepsOf({ store, github }: Parts, options: Options, policies: Policies): Ports['sweep'] {
  const { appId, clock, limits, log } = options
  return createSweeps({
    app: appId,
    now: () => clock.now(),
    openItems: (repo) => listOpenItems(unhurried(github), repo),
    changedItems: (repo, since) => listChangedItems(unhurried(github), repo, since),
    releases: async (repo) =>
      (await heedsReleases(policies, repo)) ? listReleases(unhurried(github), repo) : undefined,
    tags: async (repo) =>
      (await heedsReleases(policies, repo)) ? listTags(unhurried(github), repo) : undefined,
    maySpend: async (repo) => {
      // Where nobody is limited, sweeps leave nothing to others.
      const installation =
        limits === 'none' ? undefined : await github.installationOf(repo).catch(() => undefined)
      return installation === undefined
        ? { ok: true }
        : store.spend(installation, { costs: [{ limit: sweepLimit, cost: 1 }], queues: 1 }, clock.now())
    },
    shelf: store,
    log,
  })
}

async function heedsReleases(policies: Policies, repo: string): Promise<boolean> {
  const rules = (await policies.policyOf(repo))?.policy.rules ?? []
  return rules.some(({ kind, mode, options }) => mode !== 'off' && kind.heedsReleases?.(options) === true)
}

type Other = Parameters<Ports['attend']>[0]['others'][number]

/** What concerns more than the subject that heard of it. */
async function attendOne(
  parts: Parts,
  { appId }: Options,
  { other, at }: { other: Other; at: Instant },
): Promise<void> {
  const { store, github } = parts
  if (other.news === 'renamed') {
    const { news: _, from, to, ...ids } = other
    await store.rename({ was: from, now: to, ...ids })
  }
  if (other.news === 'card') await store.receive(await cardsOf(other, { store, github, appId, at }))
  if (other.news === 'repo-label' && other.change === 'renamed' && other.to !== undefined) {
    const { repo, label: was, to: name } = other
    await tellNewLabel(store, appId, { repo, was, name, at })
  }
  if (other.news === 'installed') await comeAndGo(parts, appId, { other, at })
}

async function comeAndGo(
  { store, github }: Parts,
  appId: number,
  { other, at }: { other: Extract<Other, { news: 'installed' }>; at: Instant },
): Promise<void> {
  for (const repo of other.removed) github.noteInstallation(placeOf(repo).owner, undefined)
  const there = await noteAbsence({ store }, other, at)
  const [first] = there
  if (first !== undefined) await github.renewToken(first)
  // What was refused for lack of a permission may be done by now.
  for (const repo of there) await store.forgetRefused(repo)
  // Each repository has its own look: there may be thousands.
  await store.receive(there.map((repo) => arrived(appId, repo, { at, cause: String(at) })))
}
