import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Lease, Store } from '../pipeline/ports.ts'
import { absenceOf, setAbsent, setPresent } from './absent.ts'
import { keepAnswer, keptAnswer, type StoredAnswer } from './answers.ts'
import { block, type Spend, type Spending, spend, timeFor } from './budgets.ts'
import type { Context, Priority, Work } from './context.ts'
import { type Database, type Log, silentLog } from './database.ts'
import { countDead, type DeadLetter, deadLetters, delivery, rerun } from './dead-letters.ts'
import { cached, claim, lastKnown, remember } from './facts.ts'
import { type Keep, keepUsual, type Purged, purge, putAgain, vacuum } from './housekeeping.ts'
import { startJobs } from './jobs.ts'
import { locksIn } from './locks.ts'
import { census } from './members.ts'
import { migrate } from './migrate.ts'
import { countWaiting, createOutbox, forgetRefused, type Outbox } from './outbox.ts'
import { overridesIn, overridesRecorded } from './overrides.ts'
import {
  audit,
  decisionsOf,
  heardOf,
  loads,
  openHeads,
  past,
  pullsWithHead,
  row,
  subjectsOf,
  turns,
} from './past.ts'
import {
  type InForce,
  inForce,
  type PolicyVersion,
  policyOf,
  type RuleInForce,
  type StoredPolicy,
  savePolicy,
  takeEffect,
} from './policies.ts'
import { type Received, type Reception, receive, received } from './receive.ts'
import { record } from './record.ts'
import { nameNow, passOn, rename, takeName } from './rename.ts'
import { pastGateIn, runsAt, runsIn, wasAsked } from './runs.ts'
import { createSchedules } from './schedules.ts'
import { carryOut, promiseWakings, type Waking } from './wakings.ts'
import { lease, nextDue, release, renew } from './work-list.ts'

export interface StoreOptions {
  clock?: { now(): Instant }
  /** The clock is cranked by hand: everything, pg-boss too, lives by it. */
  byHand?: boolean
  /** Keeps house and runs schedules; false for a command that only reads or writes something and ends. */
  supervise?: boolean
  keep?: Partial<Keep>
  /** How often an effect is tried without progress before it is a dead letter; the waits grow to an hour. 12 unless told. */
  tries?: number
  log?: Log
}

/** The SQL store: everything Reeve remembers, its list of work, its outbox. The same on PGlite and PostgreSQL. */
export interface SqlStore extends Store {
  readonly outbox: Outbox
  /** Keeps webhooks and makes their subjects due in one commit; see `createInbox` for many at once. */
  receive(deliveries: readonly Received[]): Promise<Reception[]>
  received(app: number, ids: readonly string[]): Promise<Set<string>>
  /** Due and free subjects, urgent first; each is this caller's alone for `forMs`. */
  lease(now: Instant, limit: number, forMs: number): Promise<Lease[]>
  /** Throws `LeaseLost` where the lease has run out, or is somebody else's; then nothing is written. */
  record: Store['record']
  claim(key: string, value: string, at: Instant): Promise<boolean>
  renew(lease: Lease, forMs: number): Promise<Lease | undefined>
  release(lease: Lease, again?: Instant): Promise<void>
  /** When there is something to lease by time alone; a past instant: there is now. */
  nextDue(): Promise<Instant | undefined>
  absenceOf(repo: string): ReturnType<typeof absenceOf>
  /** Makes subjects due now; rows that are missing are made. */
  wake(subjects: readonly SubjectKey[], priority?: Priority): Promise<void>
  /** Makes every subject of a repository, or of an owner, due now. Page by page; outlives this process. */
  wakeAll(
    whose: { repo: string } | { owner: string },
    how?: { openOnly?: boolean; priority?: Priority },
  ): Promise<void>
  /** Is told, in this process, when there is something to lease or to send; the returned function ends that. */
  onWork(listener: (work: Work) => void): () => void
  overridesRecorded(asked: Parameters<typeof overridesRecorded>[1]): ReturnType<typeof overridesRecorded>
  pastGateIn(repo: string): ReturnType<typeof pastGateIn>
  lastKnown(key: string): ReturnType<typeof lastKnown>
  audit(subject: SubjectKey, limit?: number): ReturnType<typeof audit>
  heardOf(subjects: readonly SubjectKey[]): ReturnType<typeof heardOf>
  subjectsOf(repo: string, page?: Parameters<typeof subjectsOf>[2]): ReturnType<typeof subjectsOf>
  savePolicy(version: PolicyVersion): Promise<void>
  takeEffect(repo: string, rules: readonly RuleInForce[], at: Instant): Promise<InForce>
  policyOf(repo: string): Promise<StoredPolicy | undefined>
  inForce(repo: string): Promise<InForce>
  spend(installation: number, asked: Spend, now: Instant): Promise<Spending>
  timeFor(installation: number, asked: Pick<Spend, 'costs' | 'heeds'>, now: Instant): Promise<number>
  /** How many pull requests are open in an owner's repositories, as far as they were seen. */
  openHeads(owner: string): Promise<number>
  block(installation: number, name: string, until: Instant): Promise<void>
  /** What GitHub refused in a repository may be done by now: nothing is known of it any more. */
  forgetRefused(repo: string): Promise<void>
  /** What GitHub answered before; a cache that housekeeping keeps small. */
  keptAnswer(key: string): Promise<StoredAnswer | undefined>
  keepAnswer(key: string, answer: StoredAnswer): Promise<void>
  deadLetters(limit?: number): Promise<DeadLetter[]>
  countDead(): ReturnType<typeof countDead>
  countWaiting(): Promise<number>
  rerun(ids?: readonly string[]): Promise<number>
  delivery(app: number, id: string): ReturnType<typeof delivery>
  schedule(name: string, cron: string, timezone: string, work: () => Promise<void>): Promise<void>
  /** Forgets what is old, puts stale check runs again, vacuums, and keeps promises that an ended process left. */
  housekeep(): Promise<Purged>
  /** With a clock cranked by hand: lets everything that has become due by now happen, schedules too. */
  keepTime(): Promise<void>
  ready(): Promise<{ ok: true } | { ok: false; why: string }>
  /** Ends the background work. The database stays open: whoever opened it closes it. */
  stop(): Promise<void>
}

/** Brings the database up to date and makes the store on it. */
export async function createStore(database: Database, options: StoreOptions = {}): Promise<SqlStore> {
  const {
    clock = { now: Date.now },
    byHand = false,
    supervise = false,
    tries = 12,
    log = silentLog,
  } = options
  await migrate(database, clock.now())
  const jobs = await startJobs(database, { clock, byHand, supervise, tries, log })
  const listeners = new Set<(work: Work) => void>()
  const announce = (work: Work) => {
    for (const listener of listeners) listener(work)
  }
  const context: Context = { database, clock, log, jobs, announce }
  await freeLeases(context)
  await carryOut(context)
  const store = storeOn(context, { ...keepUsual, ...options.keep }, listeners)
  if (supervise) await keepHouse(store, context)
  return store
}

/** PGlite's folder has one process: whoever held a lease when the store opens is dead. */
async function freeLeases({ database }: Context): Promise<void> {
  if (database.kind === 'pglite') await database.exec('update reeve.subjects set leased = false where leased')
}

function storeOn(context: Context, keep: Keep, listeners: Set<(work: Work) => void>): SqlStore {
  return {
    ...workOn(context),
    ...readingOn(context),
    ...policiesOn(context),
    outbox: createOutbox(context),
    setAbsent: (names, away) => setAbsent(context, names, away),
    setPresent: (names, lifted) => setPresent(context, names, lifted),
    absenceOf: (repo) => absenceOf(context, repo),
    rename: (name) => rename(context, name),
    passOn: (deliveries, name) => passOn(context, deliveries, name),
    takeName: (was) => takeName(context, was),
    nameNow: (repo) => nameNow(context, repo),
    remember: (key, value, at) => remember(context, key, value, at),
    claim: (key, value, at) => claim(context, key, value, at),
    spend: (installation, asked, now) => spend(context, installation, asked, now),
    timeFor: (installation, asked, now) => timeFor(context, installation, asked, now),
    openHeads: (owner) => openHeads(context, owner),
    block: (installation, name, until) => block(context, installation, name, until),
    forgetRefused: (repo) => forgetRefused(context, repo),
    keptAnswer: (key) => keptAnswer(context, key),
    keepAnswer: (key, answer) => keepAnswer(context, key, answer),
    rerun: (ids) => rerun(context, ids),
    schedule: createSchedules(context).schedule,
    housekeep: () => housekeep(context, keep),
    keepTime: () => context.jobs.keepTime(),
    onWork(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => context.jobs.stop(),
  }
}

function workOn(context: Context) {
  const wakeNow = async (wakings: readonly Waking[]) => {
    await context.database.transaction((tx) => promiseWakings(tx, wakings))
    await carryOut(context)
  }
  return {
    receive: (deliveries) => receive(context, deliveries),
    received: (app, ids) => received(context, app, ids),
    lease: (now, limit, forMs) => lease(context, now, limit, forMs),
    renew: (held, forMs) => renew(context, held, forMs),
    release: (held, again) => release(context, held, again),
    record: (held, outcome) => record(context, held, outcome),
    nextDue: () => nextDue(context),
    wake: (subjects, priority = 'event') =>
      wakeNow(subjects.map((target) => ({ whom: 'subject', target, priority }) as const)),
    wakeAll: (whose, how = {}) =>
      wakeNow([
        'repo' in whose
          ? { whom: 'repo', target: whose.repo, ...how }
          : { whom: 'owner', target: whose.owner, ...how },
      ]),
  } satisfies Partial<SqlStore>
}

function readingOn(context: Context) {
  return {
    past: (subject) => past(context, subject),
    row: (subject) => row(context, subject),
    decisionsOf: (subject) => decisionsOf(context, subject),
    pullsWithHead: (repo, sha) => pullsWithHead(context, repo, sha),
    runsAt: (repo, environment) => runsAt(context, repo, environment),
    wasAsked: (repo, environment, ask) => wasAsked(context, repo, { environment, ask }),
    runsIn: (repo) => runsIn(context, repo),
    pastGateIn: (repo) => pastGateIn(context, repo),
    cached: (key) => cached(context, key),
    lastKnown: (key) => lastKnown(context, key),
    turns: (repo, rule) => turns(context, repo, rule),
    loads: (repo) => loads(context, repo),
    census: (question, asking) => census(context, question, asking),
    overrides: (repo, at) => overridesIn(context, repo, at),
    overridesRecorded: (asked) => overridesRecorded(context, asked),
    locks: (repo) => locksIn(context, repo),
    audit: (subject, limit) => audit(context, subject, limit),
    heardOf: (subjects) => heardOf(context, subjects),
    subjectsOf: (repo, page) => subjectsOf(context, repo, page),
    deadLetters: (limit) => deadLetters(context, limit),
    countDead: () => countDead(context),
    countWaiting: () => countWaiting(context),
    delivery: (app, id) => delivery(context, app, id),
    ready: () => ready(context),
  } satisfies Partial<SqlStore>
}

function policiesOn(context: Context) {
  return {
    savePolicy: (version) => savePolicy(context, version),
    takeEffect: (repo, rules, at) => takeEffect(context, repo, rules, at),
    policyOf: (repo) => policyOf(context, repo),
    inForce: (repo) => inForce(context, repo),
  } satisfies Partial<SqlStore>
}

async function ready({ database }: Context): Promise<{ ok: true } | { ok: false; why: string }> {
  try {
    await database.query('select 1 from reeve.migrations limit 1')
    return { ok: true }
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

async function housekeep(context: Context, keep: Keep): Promise<Purged> {
  const now = context.clock.now()
  await carryOut(context)
  await putAgain(context, now)
  const purged = await purge(context, now, keep)
  await vacuum(context)
  context.log.info({ ...purged }, 'Housekeeping is done')
  return purged
}

async function keepHouse(store: SqlStore, context: Context): Promise<void> {
  await store.schedule('housekeeping', '17 3 * * *', 'UTC', async () => {
    await store.housekeep()
  })
  await store.schedule('vacuum', '47 * * * *', 'UTC', () => vacuum(context))
  // What a replica promised before it ended is kept by the others.
  await store.schedule('promises', '* * * * *', 'UTC', () => carryOut(context))
}
