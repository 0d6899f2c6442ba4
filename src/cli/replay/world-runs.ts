import { z } from 'zod'
import type { RunState, Shipping } from '../../core/fact.ts'
import { parseInstant } from '../../core/instant.ts'
import type { Item } from '../../core/item.ts'
import { commitKey, itemKey } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import { runIn } from '../../github/normalise/index.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import { shippedKeys } from './world-commits.ts'
import type { ToldWorld } from './world-news.ts'

const Somebody = z.looseObject({ login: z.string() }).nullish()
const repository = z.looseObject({ full_name: z.string() })

const Asked = z.looseObject({
  deployment_callback_url: z.string(),
  repository,
  sender: Somebody,
  workflow_run: z.looseObject({ triggering_actor: Somebody }).nullish(),
})

/** A workflow run as lines tell of it. */
export interface ToldRun extends RunState {
  /** A line about the run itself named who began it: whoever sends an asking says less. */
  isNamed?: boolean
}

/** A gate was asked at: whoever sent that began the run, or began it again, where nothing else says. */
export function hearAsking({ told }: ToldWorld, payload: unknown): void {
  const read = Asked.safeParse(payload)
  const run = read.success ? runIn(read.data.deployment_callback_url) : undefined
  if (!read.success || run === undefined) return
  const { repository: repo, sender, workflow_run: workflow } = read.data
  const key = `${repo.full_name}/${run}`
  const before = told.runs.get(key)
  const named = workflow?.triggering_actor?.login ?? (before?.isNamed ? before.actor : undefined)
  const actor = named ?? sender?.login ?? before?.actor
  // One that is over is done again, nobody knows since when.
  const same = before?.ended ? {} : before
  told.runs.set(key, {
    ...same,
    ended: false,
    isNamed: named !== undefined,
    ...(actor === undefined ? {} : { actor }),
  })
}

const Workflow = z.looseObject({
  repository,
  workflow_run: z.looseObject({
    id: z.number(),
    status: z.string().nullish(),
    actor: Somebody,
    triggering_actor: Somebody,
    run_started_at: z.string().nullish(),
  }),
})

/** A run began, goes on or is over. */
export function hearRun({ told }: ToldWorld, payload: unknown): void {
  const read = Workflow.safeParse(payload)
  if (!read.success) return
  const { repository: repo, workflow_run: run } = read.data
  const key = `${repo.full_name}/${run.id}`
  const before = told.runs.get(key)
  const named = run.triggering_actor?.login ?? run.actor?.login
  const actor = named ?? before?.actor
  const startedAt = parseInstant(run.run_started_at ?? '') ?? before?.startedAt
  told.runs.set(key, {
    ended: run.status === 'completed',
    isNamed: named !== undefined || before?.isNamed === true,
    ...(actor === undefined ? {} : { actor }),
    ...(startedAt === undefined ? {} : { startedAt }),
  })
}

const Reviewed = z.looseObject({
  action: z.string(),
  repository,
  approver: Somebody,
  sender: Somebody,
  environment: z.string().nullish(),
  workflow_job_runs: z.array(z.looseObject({ environment: z.string().nullish() })).nullish(),
  workflow_run: z.looseObject({ id: z.number() }).nullish(),
})

/** Somebody approved or rejected a deployment on GitHub's own page. */
export function hearGateReview({ told }: ToldWorld, payload: unknown): void {
  const read = Reviewed.safeParse(payload)
  if (!read.success || !read.data.workflow_run) return
  const { action, approver, environment, repository: repo, sender, workflow_job_runs: jobs } = read.data
  const by = approver?.login ?? sender?.login
  if (by === undefined || (action !== 'approved' && action !== 'rejected')) return
  const key = `${repo.full_name}/${read.data.workflow_run.id}`
  const places = [environment, ...(jobs ?? []).map((job) => job.environment)].filter((name) => name != null)
  const given = [...new Set(places)].map((name) => ({
    environment: name,
    by,
    approved: action === 'approved',
  }))
  told.gateReviews.set(key, [...(told.gateReviews.get(key) ?? []), ...given])
}

/** Of a run of which no line tells nothing is known but that it waits. */
export function runState({ told }: ToldWorld, key: string): Known<RunState> {
  return known(told.runs.get(key) ?? { ended: false })
}

/**
 * What a deployment brings, as far as the file and the lines tell: what `ships` lists for its commit, else the pull
 * requests that were merged after that of the commit that was there.
 */
export function shippingOf(
  { told, world }: ToldWorld,
  rows: Iterable<SubjectRow>,
  key: string,
): Known<Shipping> {
  const [, repo = '', since, ref = ''] = /^([^@]+)@(?:(.+)\.\.\.)?(.+)$/.exec(key) ?? []
  const commitOf = (name: string) => told.tags.get(commitKey(repo, name))?.sha ?? name
  const sha = commitOf(ref)
  const base = since === undefined ? since : commitOf(since)
  const pulls = [...rows].flatMap(({ item }) => (item?.pull && item.repo === repo ? [item] : []))
  const given = world.ships[commitKey(repo, ref)] ?? world.ships[commitKey(repo, sha)]
  if (given) {
    const keys = shippedKeys(given, repo)
    return known({
      pulls: keys.filter((each) => each.includes('#')),
      bare: keys.filter((each) => !each.includes('#')).map((each) => each.slice(each.indexOf('@') + 1)),
    })
  }
  const own = pulls.find(isOf(sha))
  const released = own ? undefined : releasedFrom({ told, world }, { repo, since, ref }, pulls)
  if (released) return known(released)
  if (!own) return unknown(`what ${key} ships is not in the world`)
  if (base === undefined) return known({ pulls: [keyOf(own)], bare: [] })
  const last = pulls.find(isOf(base))
  if (!isMerged(own) || !last || !isMerged(last) || last.pull?.base !== own.pull?.base)
    return unknown(`what ${key} ships is not in the world`)
  const between = pulls.filter(
    (each) =>
      isMerged(each) && each.pull?.base === own.pull?.base && isAfter(each, last) && !isAfter(each, own),
  )
  return known({ pulls: between.sort((a, b) => closed(a) - closed(b)).map(keyOf), bare: [] })
}

/**
 * What came out with a tag of which only the branch is told: what was merged there since the release before it. Undefined
 * for what is no tag, and where the branch is not told either; where nobody tells of any pull request it came without one.
 */
function releasedFrom(
  { told }: ToldWorld,
  { repo, since, ref }: { repo: string; since: string | undefined; ref: string },
  pulls: readonly Item[],
): Shipping | undefined {
  const tag = told.tags.get(commitKey(repo, ref))
  if (!tag || (pulls.length > 0 && tag.branch === undefined)) return undefined
  const from = (since === undefined ? undefined : told.tags.get(commitKey(repo, since))?.at) ?? 0
  const merged = pulls.filter(
    (each) =>
      isMerged(each) && each.pull?.base === tag.branch && closed(each) > from && closed(each) <= tag.at,
  )
  return { pulls: merged.map(keyOf), bare: merged.length === 0 ? [ref] : [] }
}

function isOf(sha: string): (item: Item) => boolean {
  return ({ pull }) => pull?.mergeSha === sha || pull?.sha === sha
}

function keyOf({ repo, number }: Item): string {
  return itemKey(repo, number)
}

function isMerged({ closedAt, pull }: Item): boolean {
  return pull?.merged === true && closedAt !== undefined
}

function closed({ closedAt }: Item): number {
  return closedAt ?? 0
}

function isAfter(item: Item, other: Item): boolean {
  return closed(item) > closed(other)
}
