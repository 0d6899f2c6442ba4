import type { Instant } from '../core/instant.ts'
import type { Lease } from '../pipeline/ports.ts'
import { type Context, priorities } from './context.ts'

/** The lease ran out, or somebody else has it by now: nothing was written, and the subject is looked at again. */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
  constructor(lease: Lease) {
    super(`The lease on ${lease.subject} has ended.`)
  }
}

interface LeaseColumns {
  key: string
  wake: number
  leased_until: number
  look_at: number
  priority: number
  risk: number
}

// A lease's end is unique to it for ever: it never repeats for a subject, so it proves whose turn it is.
const leaseSql = `
  with due as (
    select s.key, s.look_at, s.priority, s.risk
    from unnest(array[${Object.values(priorities)}]::smallint[]) as p(priority)
    cross join lateral (
      select key, look_at, priority, risk from reeve.subjects
      where priority = p.priority and look_at <= $1 and (not leased or leased_until <= $1)
      order by look_at, risk desc, key limit $2 for update skip locked
    ) s
    order by s.priority, s.look_at, s.risk desc, s.key limit $2
  )
  update reeve.subjects s set leased = true, leased_until = greatest($3, s.leased_until + 1)
  from due where s.key = due.key
  returning s.key, s.wake, s.leased_until, s.look_at, s.priority, s.risk`

/** Takes subjects that are due and free, urgent ones first, then those that have waited longest, of these the riskiest. */
export async function lease(context: Context, now: Instant, limit: number, forMs: number): Promise<Lease[]> {
  const rows = await context.database.query<LeaseColumns>(leaseSql, [now, limit, now + forMs])
  const inTurn = (a: LeaseColumns, b: LeaseColumns) =>
    a.priority - b.priority || a.look_at - b.look_at || b.risk - a.risk || (a.key < b.key ? -1 : 1)
  rows.sort(inTurn)
  return rows.map((row) => ({
    subject: row.key,
    wake: row.wake,
    until: row.leased_until,
    ...(row.priority === priorities.sweep ? { isSwept: true } : {}),
  }))
}

/** Prolongs a lease; undefined when somebody else has the subject by now. */
export async function renew(context: Context, held: Lease, forMs: number): Promise<Lease | undefined> {
  const [row] = await context.database.query<{ leased_until: number }>(
    `update reeve.subjects set leased_until = greatest($3, leased_until + 1)
     where key = $1 and leased and leased_until = $2 returning leased_until`,
    [held.subject, held.until, context.clock.now() + forMs],
  )
  return row && { ...held, until: row.leased_until }
}

/** Gives a subject back unlooked at. It stays due, or with `again` is due then, unless it was woken meanwhile. */
export async function release(context: Context, held: Lease, again?: Instant): Promise<void> {
  await context.database.query(
    `update reeve.subjects set leased = false, look_at = case when wake = $3 then coalesce($4, look_at) else look_at end
     where key = $1 and leased and leased_until = $2`,
    [held.subject, held.until, held.wake, again ?? null],
  )
}

/** When there will be something to lease, by time alone; undefined: never. A past instant: there is now. */
export async function nextDue(context: Context): Promise<Instant | undefined> {
  const [row] = await context.database.query<{ at: number | null }>(
    `select min(at) as at from (
       select s.look_at as at from unnest(array[${Object.values(priorities)}]::smallint[]) as p(priority)
       cross join lateral (
         select look_at from reeve.subjects where priority = p.priority and look_at is not null and not leased
         order by look_at limit 1
       ) s
       union all
       select min(greatest(look_at, leased_until)) from reeve.subjects where leased and look_at is not null
     ) x`,
  )
  return row?.at ?? undefined
}
