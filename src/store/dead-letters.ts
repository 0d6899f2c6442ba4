import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Delivery } from '../pipeline/ports.ts'
import type { Context } from './context.ts'
import { deadQueue } from './jobs.ts'
import { toDelivery } from './past.ts'
import { carryOut, promiseWakings } from './wakings.ts'

/** A webhook that could not be understood. */
export interface DeadLetter {
  app: number
  id: string
  event: string
  subject: SubjectKey
  why: string
  /** The field that was missing or wrong. */
  field: string
  receivedAt: Instant
}

export async function deadLetters(context: Context, limit = 200): Promise<DeadLetter[]> {
  return context.database.query<DeadLetter>(
    `select app, id, event, subject, coalesce(why, '') as why, coalesce(field, '') as field, received_at as "receivedAt"
     from reeve.deliveries where state = 'dead' order by received_at, id limit $1`,
    [limit],
  )
}

/** How many webhooks could not be understood, and for how many subjects GitHub did not take what was sent. */
export async function countDead({ database, jobs }: Context): Promise<{ webhooks: number; changes: number }> {
  const [row] = await database.query<{ count: number }>(
    `select count(*) as count from reeve.deliveries where state = 'dead'`,
  )
  const changes = await jobs.boss.findJobs(deadQueue, { queued: true })
  return { webhooks: row?.count ?? 0, changes: changes.length }
}

/** Takes dead letters in once more, all or those with these delivery ids. How many. */
export async function rerun(context: Context, ids?: readonly string[]): Promise<number> {
  const again = await context.database.transaction(async (tx) => {
    const rows = await tx.query<{ subject: SubjectKey }>(
      `update reeve.deliveries set state = 'new', why = null, field = null
       where state = 'dead' and ($1::text[] is null or id = any($1::text[])) returning subject`,
      [ids ?? null],
    )
    const subjects = new Set(rows.map((row) => row.subject))
    await promiseWakings(
      tx,
      [...subjects].map((target) => ({ whom: 'subject', target })),
    )
    return rows.length
  })
  if (again > 0) await carryOut(context)
  return again
}

/** A webhook as it came, whatever became of it. */
export async function delivery(context: Context, app: number, id: string): Promise<Delivery | undefined> {
  const [row] = await context.database.query<Parameters<typeof toDelivery>[0]>(
    'select app, id, event, at, subject, installation, body from reeve.deliveries where app = $1 and id = $2',
    [app, id],
  )
  return row && toDelivery(row)
}
