import type { Instant } from '../core/instant.ts'
import type { Context } from './context.ts'

/** How much may be spent on one installation: `allowance` in any stretch of `perMs`, refilled evenly. */
export interface Limit {
  /** `content`, `requests` */
  name: string
  allowance: number
  perMs: number
}

export type Spending = { ok: true } | { ok: false; until: Instant }

// INVARIANT: filled_at - now is the time in which what was spent flows back; it never passes perMs.
const spendSql = `
  insert into reeve.budgets as b (installation, name, filled_at) values ($1, $2, $3::float8 + $4::float8)
  on conflict (installation, name) do update set filled_at = greatest(b.filled_at, $3::float8) + $4::float8
  where b.blocked_until <= $3::float8 and b.filled_at + $4::float8 <= $3::float8 + $5::float8
  returning 1 as spent`

/** Spends from an installation's budget, all at once or not at all. What costs more than the allowance takes it whole. */
export async function spend(
  context: Context,
  installation: number,
  limit: Limit,
  cost: number,
  now: Instant,
): Promise<Spending> {
  const costMs = Math.min(1, cost / limit.allowance) * limit.perMs
  const spent = await context.database.query(spendSql, [installation, limit.name, now, costMs, limit.perMs])
  if (spent.length > 0) return { ok: true }
  const [budget] = await context.database.query<{ filled_at: number; blocked_until: number }>(
    'select filled_at, blocked_until from reeve.budgets where installation = $1 and name = $2',
    [installation, limit.name],
  )
  const filled = (budget?.filled_at ?? now) + costMs - limit.perMs
  return { ok: false, until: Math.max(Math.ceil(filled), budget?.blocked_until ?? 0, now + 1) }
}

/** GitHub said to wait: nothing more is spent until then. */
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
