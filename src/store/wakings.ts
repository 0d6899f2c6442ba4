import type { SubjectKey } from '../core/subject.ts'
import { type Context, type Priority, priorities } from './context.ts'
import type { Queries } from './database.ts'
import { placeOf, priorityOf } from './subject-row.ts'

/** Subjects to look at now: named ones, those that depend on a fact, or all of a repository or owner. */
export type Waking =
  | { whom: 'subject'; target: SubjectKey; priority?: Priority }
  | { whom: 'dependants'; target: string; priority?: Priority }
  | { whom: 'repo' | 'owner'; target: string; openOnly?: boolean; priority?: Priority }

const page = 1000

/** Promises wakings in the caller's transaction; `carryOut` does them after the commit, in short transactions of their own. */
export async function promiseWakings(tx: Queries, wakings: readonly Waking[]): Promise<void> {
  if (wakings.length === 0) return
  // A key that names nothing is refused here, before the commit, and not for ever after it.
  for (const waking of wakings) if (waking.whom === 'subject') placeOf(waking.target)
  await tx.query(
    `insert into reeve.wakings (whom, target, open_only, priority)
     select * from unnest($1::text[], $2::text[], $3::boolean[], $4::smallint[])`,
    [
      wakings.map((waking) => waking.whom),
      wakings.map((waking) => waking.target),
      wakings.map((waking) => 'openOnly' in waking && waking.openOnly === true),
      wakings.map((waking) => priorities[waking.priority ?? 'event']),
    ],
  )
}

interface WakingColumns {
  id: number
  whom: Waking['whom']
  target: string
  open_only: boolean
  priority: number
  after_key: string
}

/** Does what was promised, by this process or by one that ended before it could. */
export async function carryOut(context: Context): Promise<void> {
  let woken = false
  while (await context.database.transaction((tx) => onePage(tx, context.clock.now()))) woken = true
  if (woken) context.announce('due')
}

// INVARIANT: rows are locked in order of key, and a look's own transaction locks no second subject: no deadlock.
async function onePage(tx: Queries, now: number): Promise<boolean> {
  const single = await tx.query<{ target: string; priority: number }>(
    `delete from reeve.wakings where id in
       (select id from reeve.wakings where whom = 'subject' order by id limit $1 for update skip locked)
     returning target, priority`,
    [page],
  )
  if (single.length > 0) {
    await wakeNamed(tx, single, now)
    return true
  }
  const [waking] = await tx.query<WakingColumns>(
    `select id, whom, target, open_only, priority, after_key from reeve.wakings
     where whom <> 'subject' order by id limit 1 for update skip locked`,
  )
  if (waking === undefined) return false
  const last = await wakePage(tx, waking, now)
  if (last === undefined) await tx.query('delete from reeve.wakings where id = $1', [waking.id])
  else await tx.query('update reeve.wakings set after_key = $2 where id = $1', [waking.id, last])
  return true
}

const becomesDue = `
  look_at = least(coalesce(s.look_at, $1), $1), wake = s.wake + 1,
  priority = case when s.look_at <= $1 then least(s.priority, x.priority) else x.priority end`

const chosen = {
  dependants: `select subject as key from reeve.depends where fact = $1 and subject > $2 and not $3::boolean order by subject limit $4`,
  repo: `select key from reeve.subjects where repo = $1 and key > $2 and (open or not $3) order by key limit $4`,
  owner: `select key from reeve.subjects where owner = $1 and key > $2 and (open or not $3) order by key limit $4`,
} as const

/** Wakes the next page of them; the last key while there may be more. */
async function wakePage(tx: Queries, waking: WakingColumns, now: number): Promise<string | undefined> {
  if (waking.whom === 'subject') return undefined
  const openOnly = waking.whom !== 'dependants' && waking.open_only
  const keys = await tx.query<{ key: string }>(chosen[waking.whom], [
    waking.target,
    waking.after_key,
    openOnly,
    page,
  ])
  if (keys.length === 0) return undefined
  await tx.query(
    `with locked as (select key from reeve.subjects where key = any($2::text[]) order by key for update)
     update reeve.subjects s set ${becomesDue}
     from locked join unnest($2::text[], $3::smallint[]) as x(key, priority) using (key) where s.key = locked.key`,
    [now, keys.map((row) => row.key), keys.map(() => waking.priority)],
  )
  return keys.length < page ? undefined : keys.at(-1)?.key
}

async function wakeNamed(
  tx: Queries,
  named: readonly { target: string; priority: number }[],
  now: number,
): Promise<void> {
  const most = new Map<string, number>()
  for (const { target, priority } of named) {
    most.set(target, Math.min(priority, most.get(target) ?? priority, priorityOf(target, 'sweep')))
  }
  const keys = [...most.keys()]
  const places = keys.map(placeOf)
  await tx.query(
    `insert into reeve.subjects as s (key, repo, owner, number, look_at, wake, priority)
     select key, repo, owner, number, $1::bigint, 1, priority
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
      keys.map((key) => most.get(key) ?? priorities.event),
    ],
  )
}
