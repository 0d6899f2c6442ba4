import type { EnvironmentLock } from '../core/lock.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { placeOf } from './subject-row.ts'

/** Keeps what a look found out about locks. */
export async function recordLocks(tx: Queries, locks: readonly EnvironmentLock[]): Promise<void> {
  if (locks.length === 0) return
  await tx.query(
    `insert into reeve.locks (subject, cause, repo, environment, locked, made_by, why, at)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::bigint[])
     on conflict (subject, cause) do nothing`,
    [
      locks.map(({ subject }) => subject),
      locks.map(({ cause }) => cause),
      locks.map(({ subject }) => placeOf(subject).repo),
      locks.map(({ environment }) => environment),
      locks.map(({ locked }) => locked),
      locks.map(({ by }) => by),
      locks.map(({ why }) => why ?? null),
      locks.map(({ at }) => at),
    ],
  )
}

type Columns = Omit<EnvironmentLock, 'by' | 'why'> & { made_by: string; why: string | null }

/** What was said in a repository about keeping environments locked: the newest word about each. */
export async function locksIn(context: Context, repo: string): Promise<EnvironmentLock[]> {
  const rows = await context.database.query<Columns>(
    `select distinct on (lower(environment)) subject, cause, environment, locked, made_by, why, at from reeve.locks
     where repo = $1 order by lower(environment), at desc, cause desc`,
    [repo],
  )
  return rows.map(({ made_by, why, ...rest }) => ({ ...rest, by: made_by, ...(why === null ? {} : { why }) }))
}
