import type { Instant } from '../core/instant.ts'
import type { Override } from '../core/override.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { placeOf } from './subject-row.ts'

/** Keeps what a look found out about overrides; one that has ended is written once more. */
export async function recordOverrides(tx: Queries, overrides: readonly Override[]): Promise<void> {
  if (overrides.length === 0) return
  await tx.query(
    `insert into reeve.overrides
       (subject, cause, repo, rule, made_by, because, since, until, count, ended_by, ended_at, ended_how)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
       $9::integer[], $10::text[], $11::bigint[], $12::text[])
     on conflict (subject, cause) do update set rule = excluded.rule,
       ended_by = excluded.ended_by, ended_at = excluded.ended_at, ended_how = excluded.ended_how`,
    [
      overrides.map(({ subject }) => subject),
      overrides.map(({ cause }) => cause),
      overrides.map(({ subject }) => placeOf(subject).repo),
      overrides.map(({ rule }) => rule),
      overrides.map(({ by }) => by),
      overrides.map(({ because }) => because),
      overrides.map(({ from }) => from),
      overrides.map(({ until }) => until),
      overrides.map(({ count }) => count),
      overrides.map(({ ended }) => ended?.by ?? null),
      overrides.map(({ ended }) => ended?.at ?? null),
      overrides.map(({ ended }) => ended?.how ?? null),
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
  count: number
  ended_by: string | null
  ended_at: Instant | null
  ended_how: 'revoked' | 'replaced' | null
}

const columns = 'subject, cause, rule, made_by, because, since, until, count, ended_by, ended_at, ended_how'

/** Overrides of a repository that last at an instant, in the order in which they were made. */
export async function overridesIn({ database }: Context, repo: string, at: Instant): Promise<Override[]> {
  const rows = await database.query<Columns>(
    `select ${columns} from reeve.overrides
     where repo = $1 and since <= $2 and until > $2 and (ended_at is null or ended_at > $2) order by since, subject, cause`,
    [repo, at],
  )
  return rows.map(overrideOf)
}

/** All that was ever recorded of a repository, or of all, in the order in which it was made; `since`: without what had ended by then. */
export async function overridesRecorded(
  { database }: Context,
  { repo, since }: { repo?: string; since?: Instant },
): Promise<Override[]> {
  const rows = await database.query<Columns>(
    `select ${columns} from reeve.overrides
     where ($1::text is null or repo = $1) and ($2::bigint is null or (until > $2 and (ended_at is null or ended_at > $2)))
     order by since, subject, cause`,
    [repo ?? null, since ?? null],
  )
  return rows.map(overrideOf)
}

function overrideOf({ made_by, since, ended_by, ended_at, ended_how, ...rest }: Columns): Override {
  const hasEnded = ended_by !== null && ended_at !== null && ended_how !== null
  return {
    ...rest,
    by: made_by,
    from: since,
    ...(hasEnded ? { ended: { by: ended_by, at: ended_at, how: ended_how } } : {}),
  }
}
