import type { Instant } from '../core/instant.ts'
import { forgetAnswers } from './answers.ts'
import type { Context } from './context.ts'
import { carryOut, promiseWakings } from './wakings.ts'

const hour = 3_600_000
const day = 24 * hour

export interface Keep {
  /** Webhooks that were taken in. */
  deliveriesDays: number
  /** Webhooks that could not be understood. */
  deadDays: number
  /** Facts that nobody has read again. */
  factsDays: number
  /** GitHub's answers, whose ETags are good for no longer than the token they were asked with: an hour. */
  answersHours: number
  /** And no more answers than this. */
  answers: number
}

export const keepUsual: Keep = {
  deliveriesDays: 30,
  deadDays: 90,
  factsDays: 30,
  answersHours: 24,
  answers: 20_000,
}

/** What went, for the log. */
export interface Purged {
  deliveries: number
  facts: number
  answers: number
}

/** Forgets what is older than it is kept. What is still to be taken in never goes. */
export async function purge(context: Context, now: Instant, keep: Keep): Promise<Purged> {
  const deliveries = await context.database.query(
    `delete from reeve.deliveries where
       (state in ('taken', 'ignored') and received_at < $1) or (state = 'dead' and received_at < $2) returning 1 as gone`,
    [now - keep.deliveriesDays * day, now - keep.deadDays * day],
  )
  const facts = await context.database.query(
    // By its id a notice is edited for as long as its subject lives.
    `delete from reeve.facts f where greatest(at, changed) < $1 and key not like 'made:notice:%'
       and not exists (select from reeve.depends d where d.fact = f.key) returning 1 as gone`,
    [now - keep.factsDays * day],
  )
  const answers = await forgetAnswers(context, now - keep.answersHours * hour, keep.answers)
  return { deliveries: deliveries.length, facts: facts.length, answers }
}

/** PGlite never vacuums by itself. PostgreSQL does, and is left alone. */
export async function vacuum(context: Context): Promise<void> {
  if (context.database.kind === 'pglite') await context.database.exec('vacuum (analyze)')
}

const staleAfter = 7 * day

/**
 * Check runs that have been in progress for a week are put once more, before GitHub calls them stale (D17): as new runs, for
 * it is a run's age that counts, so the run that was made is forgotten. How many.
 */
export async function putAgain(context: Context, now: Instant): Promise<number> {
  const forgotten = await context.database.transaction(async (tx) => {
    const rows = await tx.query<{ subject: string; key: string }>(
      `delete from reeve.ledger where unfinished and at <= $1 and state in ('sent', 'confirmed') returning subject, key`,
      [now - staleAfter],
    )
    await tx.query('delete from reeve.facts where key = any($1::text[])', [
      rows.map(({ subject, key }) => key.replace(/^check:/, `made:check:${subject}:`)),
    ])
    const subjects = new Set(rows.map((row) => row.subject))
    await promiseWakings(
      tx,
      [...subjects].map((target) => ({ whom: 'subject', target, priority: 'sweep' })),
    )
    return rows.length
  })
  if (forgotten > 0) await carryOut(context)
  return forgotten
}
