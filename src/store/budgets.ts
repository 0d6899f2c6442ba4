import type { Instant } from '../core/instant.ts'
import type { Context } from './context.ts'

/**
 * How much may be spent on one installation: never more than `allowance` in any stretch of `perMs`. Of that `atOnce` may go
 * without a pause, and the rest flows back evenly.
 */
export interface Limit {
  /** `content a minute`, `points` */
  name: string
  allowance: number
  perMs: number
  atOnce: number
}

export interface Spend {
  costs: readonly { limit: Limit; cost: number }[]
  /** Names under which GitHub's own word to wait holds this up as well; see `block`. */
  heeds?: readonly string[]
  /** The share of each limit's `atOnce` that is left to others, 0 … 1. */
  leaves?: number
  /**
   * Who is refused comes back at the instant it is told: each is told one of its own, so that not all come at once. It has
   * room for so many of the kind: a look that reads several things at one go would else never get through.
   */
  queues?: number
  /** Where those who queue stand: each line has turns of its own, so that nobody stands behind those whom nobody waits for. */
  line?: string
}

export type Spending = { ok: true } | { ok: false; until: Instant }

// What was spent is a time: that in which it flows back. `filled_at` is the instant at which all of it will have.
const askedSql = `
  with asked as (
    select name, cost, room from unnest($2::text[], $3::float8[], $4::float8[]) as t(name, cost, room)
  ), held as (
    select b.name, a.cost, a.room, b.blocked_until, b.promised, greatest(b.filled_at, $5::float8) as filled_at
    from asked a join reeve.budgets b on b.installation = $1 and b.name = a.name
    order by b.name for update of b
  )`

const spendSql = `${askedSql}
  insert into reeve.budgets as b (installation, name, filled_at)
  select $1, name, $5::float8 + cost from asked
  where cost > 0 and not exists (
    select from held where blocked_until > $5::float8 or (cost > 0 and filled_at + cost > $5::float8 + room)
  )
  on conflict (installation, name) do update
    set filled_at = greatest(b.filled_at, $5::float8) + excluded.filled_at - $5::float8
  returning 1 as spent`

const refuseSql = `${askedSql}, lacking as (
    select h.name, h.cost * greatest($6::float8, 1) as turn,
      greatest(
        h.filled_at + h.cost * greatest($6::float8, 1) - h.room,
        case when $6::float8 > 0 then coalesce(line.promised, 0) else 0 end
      ) as free_at
    from held h left join held line on line.name = h.name || $7
    where h.cost > 0 and h.blocked_until <= $5::float8 and h.filled_at + h.cost > $5::float8 + h.room
  ), told as (
    insert into reeve.budgets (installation, name, promised)
    select $1, name || $7, free_at + turn from lacking where $6::float8 > 0
    on conflict (installation, name) do update set promised = excluded.promised
  )
  select max(until) as until from (
    select blocked_until::float8 as until from held union all select free_at from lacking
  ) x`

/** Spends from an installation's budgets, all at once or not at all. What costs more than goes at once takes it whole. */
export async function spend(
  context: Context,
  installation: number,
  { costs, heeds = [], leaves = 0, queues = 0, line = '' }: Spend,
  now: Instant,
): Promise<Spending> {
  const asked = costs.map(({ limit, cost }) => inTime(limit, cost, leaves))
  const others = [...heeds, ...(line === '' ? [] : asked.map(({ name }) => `${name}${line}`))]
  const values = [
    installation,
    [...asked.map(({ name }) => name), ...others],
    [...asked.map(({ cost }) => cost), ...others.map(() => 0)],
    [...asked.map(({ room }) => room), ...others.map(() => 0)],
    now,
  ]
  const spent = await context.database.query(spendSql, values)
  if (spent.length > 0) return { ok: true }
  const [told] = await context.database.query<{ until: number | null }>(refuseSql, [...values, queues, line])
  return { ok: false, until: Math.max(Math.ceil(told?.until ?? 0), now + 1) }
}

function inTime({ name, allowance, perMs, atOnce }: Limit, cost: number, leaves: number) {
  const msEach = perMs / (allowance - atOnce)
  const mine = Math.min(cost, atOnce) * msEach
  return { name, cost: mine, room: Math.max(mine, atOnce * (1 - leaves) * msEach) }
}

/** How long it takes until so much may have been spent, from now on and after what was spent before, milliseconds. Spends nothing. */
export async function timeFor(
  context: Context,
  installation: number,
  { costs, heeds = [] }: Pick<Spend, 'costs' | 'heeds'>,
  now: Instant,
): Promise<number> {
  const held = await context.database.query<{ name: string; filled_at: number; blocked_until: number }>(
    `select name, filled_at::float8 as filled_at, blocked_until::float8 as blocked_until
     from reeve.budgets where installation = $1 and name = any($2::text[])`,
    [installation, [...costs.map(({ limit }) => limit.name), ...heeds]],
  )
  const free = costs.map(({ limit, cost }) => {
    const msEach = limit.perMs / (limit.allowance - limit.atOnce)
    const filled = held.find(({ name }) => name === limit.name)?.filled_at ?? now
    return Math.max(now, filled) + (cost - limit.atOnce) * msEach
  })
  return Math.ceil(Math.max(now, ...free, ...held.map((one) => one.blocked_until)) - now)
}

/** GitHub said to wait: nothing that heeds this name is spent until then. */
export async function block(
  context: Context,
  installation: number,
  name: string,
  until: Instant,
): Promise<void> {
  await context.database.query(
    `insert into reeve.budgets as b (installation, name, blocked_until) values ($1, $2, $3)
     on conflict (installation, name) do update set blocked_until = greatest(b.blocked_until, excluded.blocked_until)`,
    [installation, name, until],
  )
}
