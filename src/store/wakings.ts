import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import { type Context, type Priority, priorities } from './context.ts'
import type { Queries } from './database.ts'
import { placeOf, priorityOf } from './subject-row.ts'

/**
 * Subjects to look at now: named ones, those that depend on a fact, all of a repository or owner; or one whose facts
 * have changed `since` its look began.
 */
export type Waking =
  | { whom: 'subject'; target: SubjectKey; priority?: Priority }
  | { whom: 'dependants'; target: string; priority?: Priority }
  | { whom: 'overtaken'; target: SubjectKey; since: Instant; priority?: Priority }
  | { whom: 'repo' | 'owner'; target: string; openOnly?: boolean; priority?: Priority }

const page = 1000

/**
 * Promises wakings in the caller's transaction; `carryOut` does them after the commit, in short transactions of their
 * own. The promises' ids.
 */
export async function promiseWakings(tx: Queries, wakings: readonly Waking[]): Promise<number[]> {
  if (wakings.length === 0) return []
  // A key that names nothing is refused here, before the commit, and not for ever after it.
  for (const waking of wakings) if (waking.whom === 'subject') placeOf(waking.target)
  const promised = await tx.query<{ id: number }>(
    `insert into reeve.wakings (whom, target, open_only, priority, since)
     select * from unnest($1::text[], $2::text[], $3::boolean[], $4::smallint[], $5::bigint[]) returning id`,
    [
      wakings.map((waking) => waking.whom),
      wakings.map((waking) => waking.target),
      wakings.map((waking) => 'openOnly' in waking && waking.openOnly === true),
      wakings.map((waking) => priorities[waking.priority ?? 'event']),
      wakings.map((waking) => (waking.whom === 'overtaken' ? waking.since : null)),
    ],
  )
  return promised.map((row) => row.id)
}

/**
 * Takes back promises that reach nobody, which is what most are about. Only after their commit: until then somebody may
 * come to depend on the fact without being seen. Whether others are left.
 */
export async function dropIdle(context: Context, promises: readonly number[]): Promise<boolean> {
  if (promises.length === 0) return false
  const dropped = await context.database.query(
    `delete from reeve.wakings w where id = any($1::bigint[]) and whom = 'dependants'
       and not exists (select from reeve.depends d where d.fact = w.target) returning 1 as dropped`,
    [promises],
  )
  return dropped.length < promises.length
}

interface WakingColumns {
  id: number
  whom: Waking['whom']
  target: string
  open_only: boolean
  priority: number
  after_key: string
  since: Instant | null
}

/** Does what was promised, by this process or by one that ended before it could. */
export async function carryOut(context: Context): Promise<void> {
  let woken = 0
  for (let more = true; more; ) {
    const done = await context.database.transaction((tx) => onePage(tx, context.clock.now()))
    woken += done.woken
    more = done.more
  }
  if (woken > 0) context.announce('due')
}

// INVARIANT: rows are locked in order of key, and a look's own transaction locks no second subject: no deadlock.
async function onePage(tx: Queries, now: Instant): Promise<{ woken: number; more: boolean }> {
  const promised = await tx.query<WakingColumns>(
    `select id, whom, target, open_only, priority, after_key, since from reeve.wakings
     order by id limit $1 for update skip locked`,
    [page],
  )
  if (promised.length === 0) return { woken: 0, more: false }
  const keys = new Map<SubjectKey, number>()
  const kept: { id: number; after: string }[] = []
  const done: number[] = []
  for (const waking of promised) {
    if (keys.size >= page) break
    const found = await whomToWake(tx, waking)
    for (const key of found) keys.set(key, Math.min(waking.priority, keys.get(key) ?? waking.priority))
    const last = found.length < page ? undefined : found.at(-1)
    if (last === undefined) done.push(waking.id)
    else kept.push({ id: waking.id, after: last })
  }
  await tx.query('delete from reeve.wakings where id = any($1::bigint[])', [done])
  for (const { id, after } of kept)
    await tx.query('update reeve.wakings set after_key = $2 where id = $1', [id, after])
  if (keys.size > 0) await makeDue(tx, keys, now)
  return { woken: keys.size, more: done.length < promised.length || promised.length === page }
}

/** The next page of those that a promise is about, in order of key. */
async function whomToWake(
  tx: Queries,
  { whom, target, after_key, open_only, since }: WakingColumns,
): Promise<SubjectKey[]> {
  const keys = (sql: string, params: readonly unknown[]) =>
    tx.query<{ key: SubjectKey }>(sql, params).then((rows) => rows.map((row) => row.key))
  switch (whom) {
    case 'subject':
      return [target]
    case 'dependants':
      return keys(
        'select subject as key from reeve.depends where fact = $1 and subject > $2 order by subject limit $3',
        [target, after_key, page],
      )
    case 'overtaken':
      return keys(
        `select d.subject as key from reeve.depends d join reeve.facts f on f.key = d.fact
         where d.subject = $1 and f.changed >= $2 limit 1`,
        [target, since],
      )
    case 'repo':
    case 'owner':
      return keys(
        `select key from reeve.subjects where ${whom} = $1 and key > $2 and (open or not $3) order by key limit $4`,
        [target, after_key, open_only, page],
      )
    default:
      return whom satisfies never
  }
}

/** Of what is swept and nobody has looked at yet the newest goes first. */
const newestFirst = `case when priority = ${priorities.sweep} then least(coalesce(number, 0), 99999999) else 0 end`

async function makeDue(tx: Queries, subjects: ReadonlyMap<SubjectKey, number>, now: Instant): Promise<void> {
  const keys = [...subjects.keys()]
  const places = keys.map(placeOf)
  await tx.query(
    `insert into reeve.subjects as s (key, repo, owner, number, look_at, wake, priority, risk)
     select key, repo, owner, number, $1::bigint, 1, priority, ${newestFirst}
     from unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::smallint[]) as x(key, repo, owner, number, priority)
     order by key
     on conflict (key) do update set look_at = least(coalesce(s.look_at, $1), $1), wake = s.wake + 1,
       priority = case when s.look_at <= $1 then least(s.priority, excluded.priority) else excluded.priority end`,
    [
      now,
      keys,
      places.map((place) => place.repo),
      places.map((place) => place.owner),
      places.map((place) => place.number),
      keys.map((key) => Math.min(subjects.get(key) ?? priorities.event, priorityOf(key, 'sweep'))),
    ],
  )
}
