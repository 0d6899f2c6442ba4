import type { Instant } from '../core/instant.ts'
import type { Override } from '../core/override.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { placeOf } from './subject-row.ts'

/** Keeps what a look found out about overrides; one that has ended is written once more. */
export async function recordOverrides(tx: Queries, overrides: readonly Override[]): Promise<void> {
  if (overrides.length === 0) return
  await tx.query(
    `insert into reeve.overrides (subject, cause, repo, rule, made_by, because, since, until, ended_by, ended_at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
       $9::text[], $10::bigint[])
     on conflict (subject, cause) do update set ended_by = excluded.ended_by, ended_at = excluded.ended_at`,
    [
      overrides.map(({ subject }) => subject),
      overrides.map(({ cause }) => cause),
      overrides.map(({ subject }) => placeOf(subject).repo),
      overrides.map(({ rule }) => rule),
      overrides.map(({ by }) => by),
      overrides.map(({ because }) => because),
      overrides.map(({ from }) => from),
      overrides.map(({ until }) => until),
      overrides.map(({ ended }) => ended?.by ?? null),
      overrides.map(({ ended }) => ended?.at ?? null),
    ],
  )
}

interface Columns {
  subject: string
  cause: string
  rule: string
  made_by: string
  because: string
  since: Instant
  until: Instant
  ended_by: string | null
  ended_at: Instant | null
}

/** Overrides of a repository that last at an instant, in the order in which they were made. */
export async function overridesIn(context: Context, repo: string, at: Instant): Promise<Override[]> {
  const rows = await context.database.query<Columns>(
    `select subject, cause, rule, made_by, because, since, until, ended_by, ended_at from reeve.overrides
     where repo = $1 and since <= $2 and until > $2 and (ended_at is null or ended_at > $2) order by since, subject, cause`,
    [repo, at],
  )
  return rows.map(({ made_by, since, ended_by, ended_at, ...rest }) => ({
    ...rest,
    by: made_by,
    from: since,
    ...(ended_by === null || ended_at === null ? {} : { ended: { by: ended_by, at: ended_at } }),
  }))
}
