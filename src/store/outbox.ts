import type { Job } from 'pg-boss'
import type { Effect, LedgerLine, Receipt } from '../core/effect.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import { type Urgency, urgencyOf } from '../core/urgency.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { checksQueue, deadQueue, type OutboxData, outboxQueue, sendingQueues, within } from './jobs.ts'
import { toLine } from './past.ts'
import { carryOut, promiseWakings } from './wakings.ts'

/** One attempt at sending what a subject has unsent. Nobody else sends for that subject until it is settled. */
interface OutboxJob {
  id: string
  queue: string
  /** How often it was tried without any progress. */
  tries: number
  subject: SubjectKey
  /** The plan each key was taken from: a line planned anew meanwhile is not settled by this. */
  plans: ReadonlyMap<string, number>
  isSwept: boolean
  risk: number
}

interface ToSend {
  subject: SubjectKey
  /** In the order in which they are to be sent. */
  effects: readonly (Effect & LedgerLine)[]
  urgency: Urgency
  job: OutboxJob
}

/** What is left of a subject's effects after settling. */
interface Settled {
  sent: number
  refused: number
  left: number
  /** When the rest is tried again; absent where nothing is left, or where it became a dead letter. */
  again?: Instant
  dead: boolean
}

interface DeadEffects {
  id: string
  subject: SubjectKey
  why: string
  at: Instant
}

export interface Outbox {
  /** Takes subjects with unsent effects that may be sent now; of commits, which have only checks, another number. */
  take(limit: number, commits?: number): Promise<ToSend[]>
  /** Notes how effects ended, by key. What has no receipt stays planned; `retry` puts it and all behind it off. */
  settle(job: OutboxJob, receipts: ReadonlyMap<string, Receipt>): Promise<Settled>
  /** Puts jobs off without counting a try: there was no budget for them. */
  later(jobs: readonly OutboxJob[], at: Instant): Promise<void>
  /** When the next job may be taken; undefined: none is waiting. */
  nextDue(): Promise<Instant | undefined>
  dead(): Promise<DeadEffects[]>
  /** Gives dead letters, all or those with these ids, a new round of tries. How many. */
  redrive(ids?: readonly string[]): Promise<number>
  /** Gives back what workers of ended processes had taken more than five minutes ago. The supervisor does it each minute. */
  reclaim(): Promise<void>
}

export function createOutbox(context: Context): Outbox {
  const { boss } = context.jobs
  return {
    take: (limit, commits = limit) => take(context, { [checksQueue]: commits, [outboxQueue]: limit }),
    settle: (job, receipts) => settle(context, job, receipts),
    later: (jobs, at) => later(context, jobs, at),
    nextDue: () => nextDue(context),
    dead: () => dead(context),
    async redrive(ids) {
      await context.jobs.keepTime()
      const moved = await boss.redrive(deadQueue, ids === undefined ? {} : { ids: [...ids] })
      if (moved > 0) context.announce('effects')
      return moved
    },
    async reclaim() {
      await context.jobs.keepTime()
      for (const queue of sendingQueues) await boss.supervise(queue)
    },
  }
}

async function take(
  context: Context,
  limits: Readonly<Record<(typeof sendingQueues)[number], number>>,
): Promise<ToSend[]> {
  await context.jobs.keepTime()
  const jobs: (Job<OutboxData> & { queue: string })[] = []
  for (const queue of sendingQueues) {
    if (limits[queue] === 0) continue
    const found = await context.jobs.boss.fetch<OutboxData>(queue, { batchSize: limits[queue] })
    // The right ones are taken, and given in no order.
    found.sort((a, b) => (b.data.risk ?? 0) - (a.data.risk ?? 0))
    jobs.push(...found.map((job) => ({ ...job, queue })))
  }
  if (jobs.length === 0) return []
  const lines = await plannedLines(
    context.database,
    jobs.map((job) => job.data.subject),
  )
  const taken = jobs.map(({ id, queue, retryCount, data }): ToSend => {
    const { subject, isSwept = false, risk = 0 } = data
    const planned = lines.filter((line) => line.subject === subject)
    const plans = new Map(planned.map((line) => [line.key, line.seq]))
    const effects = planned.map((columns) => ({ subject, ...toLine(columns) }))
    const urgency = urgencyOf(
      effects.map(({ change }) => change),
      isSwept,
    )
    return { subject, effects, urgency, job: { id, queue, tries: retryCount, subject, plans, isSwept, risk } }
  })
  // What was replaced before it was sent leaves a job behind that has nothing to do.
  for (const { job, effects } of taken) if (effects.length === 0) await settle(context, job, new Map())
  return taken.filter(({ effects }) => effects.length > 0)
}

interface PlannedColumns extends Omit<LedgerLine, 'change' | 'rules'> {
  subject: SubjectKey
  seq: number
  change: string
  rules: string
}

function plannedLines(database: Queries, subjects: readonly SubjectKey[]): Promise<PlannedColumns[]> {
  return database.query<PlannedColumns>(
    `select subject, seq, key, change, rules, owned, at, state from reeve.ledger
     where subject = any($1::text[]) and state = 'planned' order by subject, seq`,
    [subjects],
  )
}

async function settle(
  context: Context,
  job: OutboxJob,
  receipts: ReadonlyMap<string, Receipt>,
): Promise<Settled> {
  await context.jobs.keepTime()
  const settled = await context.database.transaction(async (tx) => {
    // A look that plans something for this subject comes before or after this, never in between.
    await tx.query('select key from reeve.subjects where key = $1 for update', [job.subject])
    const ended = await settleLines(tx, job, receipts, context.clock.now())
    const left = await countPlanned(tx, job.subject)
    return {
      ...ended,
      left,
      ...(await endJob(context, tx, job, { receipts, progress: ended.sent + ended.refused > 0, left })),
    }
  })
  if (settled.left > 0 && settled.again === undefined && !settled.dead) context.announce('effects')
  return settled
}

interface Ended {
  key: string
  seq: number
  state: 'sent' | 'refused'
  why: string | null
}

async function settleLines(
  tx: Queries,
  job: OutboxJob,
  receipts: ReadonlyMap<string, Receipt>,
  now: Instant,
): Promise<{ sent: number; refused: number }> {
  const ended = [...receipts].flatMap(([key, receipt]): Ended[] => {
    const seq = job.plans.get(key)
    if (seq === undefined || receipt.outcome === 'retry') return []
    return receipt.outcome === 'refused'
      ? [{ key, seq, state: 'refused', why: receipt.why }]
      : [{ key, seq, state: 'sent', why: null }]
  })
  if (ended.length === 0) return { sent: 0, refused: 0 }
  await tx.query(
    `update reeve.ledger l set state = x.state, why = x.why, settled_at = $6
     from unnest($2::text[], $3::bigint[], $4::text[], $5::text[]) as x(key, seq, state, why)
     where l.subject = $1 and l.key = x.key and l.seq = x.seq and l.state = 'planned'`,
    [
      job.subject,
      ended.map((one) => one.key),
      ended.map((one) => one.seq),
      ended.map((one) => one.state),
      ended.map((one) => one.why),
      now,
    ],
  )
  const refused = ended.filter((one) => one.state === 'refused').length
  return { sent: ended.length - refused, refused }
}

async function countPlanned(tx: Queries, subject: SubjectKey): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from reeve.ledger where subject = $1 and state = 'planned'`,
    [subject],
  )
  return row?.count ?? 0
}

interface Ending {
  receipts: ReadonlyMap<string, Receipt>
  progress: boolean
  left: number
}

/** Ends the attempt: gone where nothing is left, anew where something came or went, else one more try is counted. */
async function endJob(
  context: Context,
  tx: Queries,
  job: OutboxJob,
  { receipts, progress, left }: Ending,
): Promise<{ again?: Instant; dead: boolean }> {
  const { boss } = context.jobs
  const db = within(tx)
  const attempt = { id: job.id, retryCount: job.tries }
  const retries = [...receipts.values()].filter((receipt) => receipt.outcome === 'retry')
  const after = earliest(...retries.map((receipt) => receipt.after))
  if (left === 0 || after === undefined || progress) {
    await boss.deleteJob(job.queue, attempt, { db })
    if (left > 0) await sendAgain(context, tx, [job], after)
    return after === undefined || left === 0 ? { dead: false } : { again: after, dead: false }
  }
  const again = Math.max(after, context.clock.now() + growingWait(job.tries))
  await boss.fail(job.queue, attempt, { message: retries.map((receipt) => receipt.why).join('; ') }, { db })
  const { updated } = await boss.update(job.queue, undefined, {
    id: job.id,
    startAfter: new Date(again),
    db,
  })
  return updated > 0 ? { again, dead: false } : { dead: true }
}

const hour = 3_600_000

/** An outage is not hammered, and is outlived: 15 s, 30 s, a minute … an hour. */
function growingWait(tries: number): number {
  return Math.min(hour, 15_000 * 2 ** tries)
}

async function later(context: Context, jobs: readonly OutboxJob[], at: Instant): Promise<void> {
  await context.jobs.keepTime()
  for (const queue of sendingQueues) {
    const here = jobs.filter((job) => job.queue === queue)
    if (here.length > 0)
      await context.database.transaction((tx) => putOff(context, tx, { queue, jobs: here, at }))
  }
}

async function putOff(
  context: Context,
  tx: Queries,
  { queue, jobs, at }: { queue: OutboxJob['queue']; jobs: readonly OutboxJob[]; at: Instant },
): Promise<void> {
  const attempts = jobs.map(({ id, tries }) => ({ id, retryCount: tries }))
  await tx.query('select key from reeve.subjects where key = any($1::text[]) order by key for update', [
    jobs.map(({ subject }) => subject),
  ])
  await context.jobs.boss.deleteJob(queue, attempts, { db: within(tx) })
  await sendAgain(context, tx, jobs, at)
}

/** How many changes are planned and not yet made at GitHub. */
export async function countWaiting({ database }: Context): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*) as count from reeve.ledger where state = 'planned'`,
  )
  return row?.count ?? 0
}

/** What GitHub refused here may be done by now: its subjects are looked at, and plan it again where its cause still holds. */
export async function forgetRefused(context: Context, repo: string): Promise<void> {
  await context.database.transaction(async (tx) => {
    const forgotten = await tx.query<{ subject: SubjectKey }>(
      `delete from reeve.ledger l using reeve.subjects s
       where s.key = l.subject and s.repo = $1 and l.state = 'refused' returning l.subject`,
      [repo],
    )
    const subjects = new Set(forgotten.map(({ subject }) => subject))
    await promiseWakings(
      tx,
      [...subjects].map((target) => ({ whom: 'subject', target })),
    )
  })
  await carryOut(context)
}

/** What was planned since it was taken may be more urgent: then nothing is put off. */
async function sendAgain(
  context: Context,
  tx: Queries,
  jobs: readonly OutboxJob[],
  after: Instant | undefined,
): Promise<void> {
  const lines = Map.groupBy(
    await plannedLines(
      tx,
      jobs.map(({ subject }) => subject),
    ),
    ({ subject }) => subject,
  )
  const asked = jobs.map(({ subject, plans, isSwept, risk }) => {
    const planned = lines.get(subject) ?? []
    const isNews = planned.some((line) => plans.get(line.key) !== line.seq)
    const changes = planned.map((line) => toLine(line).change)
    return {
      subject,
      how: { urgency: urgencyOf(changes, isSwept), isSwept, risk, after: isNews ? undefined : after },
    }
  })
  await context.jobs.sendOutboxes(tx, asked)
}

// There may be thousands that wait their turn: only the first is asked for.
async function nextDue({ database }: Context): Promise<Instant | undefined> {
  const [row] = await database.query<{ at: number | null }>(
    `select ceil(extract(epoch from min(start_after)) * 1000)::bigint as at from reeve_jobs.job
     where name = any($1::text[]) and state in ('created', 'retry')`,
    [[...sendingQueues]],
  )
  return row?.at ?? undefined
}

async function dead(context: Context): Promise<DeadEffects[]> {
  const jobs = await context.jobs.boss.findJobs<OutboxData>(deadQueue, { queued: true })
  return jobs.map(({ id, data, sourceOutput, createdOn }) => ({
    id,
    subject: data.subject,
    why: whyOf(sourceOutput),
    at: createdOn.getTime(),
  }))
}

function whyOf(output: object | null): string {
  if (output !== null && 'message' in output && typeof output.message === 'string') return output.message
  return 'It was tried too often.'
}
