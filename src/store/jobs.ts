import { type Db, PgBoss, systemClock, TestClock } from 'pg-boss'
import type { Instant } from '../core/instant.ts'
import { parseSubject, type SubjectKey } from '../core/subject.ts'
import type { Urgency } from '../core/urgency.ts'
import type { Database, Log, Queries } from './database.ts'

export const outboxQueue = 'outbox'
/** Of commits there are only checks to put: they go many at a time, those first that do most harm while they are wrong. */
export const checksQueue = 'outbox-checks'
export const sendingQueues = [checksQueue, outboxQueue] as const
export const deadQueue = 'outbox-dead'

/** Later in this list is sooner taken. */
const urgencies = ['housekeeping', 'usual', 'urgent'] as const satisfies readonly Urgency[]

export interface OutboxData {
  subject: SubjectKey
  /** What was planned, was planned by looks that nobody waited for. */
  isSwept?: boolean
  risk?: number
}

export interface JobsOptions {
  clock: { now(): Instant }
  /** The clock is cranked by hand: pg-boss then lives by it too, and never by the wall's. */
  byHand: boolean
  /** Runs schedules and watches over jobs whose worker ended. Without it jobs can still be sent and taken. */
  supervise: boolean
  /** How often an effect is tried without any progress before it becomes a dead letter. */
  tries: number
  log: Log
}

export interface HowToSend {
  urgency: Urgency
  isSwept: boolean
  risk?: number
  after?: Instant | undefined
}

/** pg-boss on the store's own database. */
export interface Jobs {
  readonly boss: PgBoss
  /** Brings pg-boss to the store's instant, and lets it do what has become due since. Does nothing with the wall's clock. */
  keepTime(): Promise<void>
  /**
   * Asks, within a transaction, for a subject's unsent effects to be sent; once is enough however many there are. What is
   * more urgent than what it waits with does not wait.
   */
  sendOutbox(tx: Queries, subject: SubjectKey, how: HowToSend): Promise<void>
  /** The same for many subjects of one queue, of which none has a job: they go in with one statement. */
  sendOutboxes(tx: Queries, asked: readonly { subject: SubjectKey; how: HowToSend }[]): Promise<void>
  stop(): Promise<void>
}

export async function startJobs(database: Database, options: JobsOptions): Promise<Jobs> {
  const hand = options.byHand ? new TestClock(options.clock.now()) : undefined
  const boss = new PgBoss({
    db: adapter(database),
    backend: database.kind,
    schema: 'reeve_jobs',
    // Made by our migration, under its lock: two replicas that make it at once fail.
    createSchema: false,
    clock: hand ?? systemClock,
    supervise: options.supervise,
    schedule: options.supervise,
    cronWorkerIntervalSeconds: 15,
    // Reeve's own housekeeping vacuums PGlite; PostgreSQL does it by itself.
    monitorVacuum: false,
    reindex: database.kind === 'postgres',
  })
  boss.on('error', (error) => options.log.error({ err: error }, 'A background job failed'))
  boss.on('warning', (warning) => options.log.warn({ warning }, 'The job queue warns'))
  await boss.start()
  await prepareQueues(boss, options.tries)
  if (database.kind === 'pglite') await reclaim(boss)
  const send = async (tx: Queries, subject: SubjectKey, how: HowToSend) => {
    const db = within(tx)
    const job = jobOf(subject, how)
    const { data, singletonKey, priority, startAfter } = job
    const queue = queueOf(subject)
    const sent = await boss.send(queue, data, { db, ...job })
    if (sent !== null) return
    const isHeldUp = await isHeldByWebhook(tx, subject)
    if (priority === 0 && !isHeldUp) return
    const [waiting] = await boss.findJobs(queue, { key: subject, queued: true, db })
    if (waiting === undefined || (waiting.priority >= priority && !isHeldUp)) return
    await boss.update(queue, data, {
      db,
      singletonKey,
      priority: Math.max(priority, waiting.priority),
      startAfter: startAfter ?? new Date(options.clock.now()),
    })
  }
  return {
    boss,
    keepTime: hand === undefined ? () => Promise.resolve() : oneByOne(() => follow(hand, options)),
    sendOutbox: send,
    async sendOutboxes(tx, asked) {
      const [first] = asked
      if (!first) return
      const jobs = asked.map(({ subject, how }) => jobOf(subject, how))
      const sent =
        jobs.length === 1
          ? null
          : await boss.insert(queueOf(first.subject), jobs, { db: within(tx), returnId: true })
      // Some had a job after all.
      if (sent?.length !== jobs.length) for (const { subject, how } of asked) await send(tx, subject, how)
    },
    stop: () => boss.stop({ graceful: true, close: false, timeout: 5_000 }),
  }
}

function jobOf(subject: SubjectKey, { urgency, isSwept, risk = 0, after }: HowToSend) {
  const data: OutboxData = { subject, isSwept, risk }
  const priority = queueOf(subject) === checksQueue ? risk + 1 : urgencies.indexOf(urgency)
  return {
    data,
    singletonKey: subject,
    priority,
    ...(after === undefined ? {} : { startAfter: new Date(after) }),
  }
}

// Whoever is told outside GitHub may be away for long: what is to be done on GitHub does not wait for that.
async function isHeldByWebhook(tx: Queries, subject: SubjectKey): Promise<boolean> {
  const [planned] = await tx.query<{ webhooks: number; others: number }>(
    `select count(*) filter (where w.is) as webhooks, count(*) filter (where not w.is) as others
     from reeve.ledger l, lateral (select change like '{"do":"webhook.send"%' as is) w
     where l.subject = $1 and l.state = 'planned'`,
    [subject],
  )
  return planned !== undefined && planned.webhooks > 0 && planned.others > 0
}

function queueOf(subject: SubjectKey): (typeof sendingQueues)[number] {
  return parseSubject(subject)?.kind === 'commit' ? checksQueue : outboxQueue
}

// `exclusive`: one job for each subject, waiting, being tried again or active. So a subject's effects go out one after
// the other, and asking again while it is there changes nothing. The ledger, not the job, says what is to be sent.
async function prepareQueues(boss: PgBoss, tries: number): Promise<void> {
  const settings = {
    retryLimit: tries,
    retryDelay: 15,
    retryBackoff: true,
    retryDelayMax: 3600,
    expireInSeconds: 300,
    retentionSeconds: 30 * 24 * 3600,
    deleteAfterSeconds: 7 * 24 * 3600,
  }
  await boss.createQueue(deadQueue, { retentionSeconds: 90 * 24 * 3600 })
  for (const queue of sendingQueues) {
    await boss.createQueue(queue, { ...settings, policy: 'exclusive', deadLetter: deadQueue })
    await boss.updateQueue(queue, settings)
    // A queue is read once before the first transaction: within one, pg-boss would wait for the connection it is called on.
    await boss.findJobs(queue, { key: 'none' })
  }
  await boss.findJobs(deadQueue, { key: 'none' })
}

// PGlite's folder has one process: whoever was sending when the store opens is dead.
async function reclaim(boss: PgBoss): Promise<void> {
  for (const queue of sendingQueues) {
    const left = (await boss.findJobs(queue)).filter((job) => job.state === 'active')
    for (const { id } of left) {
      await boss.fail(queue, id, { message: 'Reeve ended while this was being sent.' })
      await boss.update(queue, undefined, { id, startAfter: 0 })
    }
  }
}

// A clock that is being moved cannot be moved by somebody else.
function oneByOne(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  return () => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}

const livedThrough = 2 * 60_000

// Small steps fire every timer at its own time; of a long stretch only the end is lived through:
// what was missed before it is made up for once, as after a stop.
async function follow(hand: TestClock, { clock, supervise }: JobsOptions): Promise<void> {
  const ahead = clock.now() - hand.now()
  if (ahead === 0) return
  if (!supervise || ahead < 0) return hand.setTime(clock.now())
  if (ahead > livedThrough) await hand.setTime(clock.now() - livedThrough)
  await hand.tick(clock.now() - hand.now())
}

// pg-boss's own adapter for PGlite rolls back by itself on any error, also in a transaction that is not its own.
export function within(tx: Queries): Db {
  return { executeSql: async (text, values) => ({ rows: await execute(tx, text, values) }) }
}

function adapter(database: Database): Db {
  return {
    async executeSql(text, values) {
      try {
        return { rows: await execute(database, text, values) }
      } catch (error) {
        // The one session must not stay in a transaction that pg-boss opened and that failed.
        if (database.kind === 'pglite') await database.exec('rollback').catch(() => {})
        throw error
      }
    },
    setSessionStatements: (statements) => database.onEverySession(statements),
  }
}

function execute(on: Queries, text: string, values: unknown[] | undefined): Promise<object[]> {
  return values === undefined || values.length === 0 ? on.exec(text) : on.query(text, values)
}
