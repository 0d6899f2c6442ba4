import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { fromJson, toJson } from './json.ts'

/** A fact read before and not changed since. */
export async function cached(
  context: Context,
  key: string,
): Promise<{ value: unknown; at: Instant } | undefined> {
  const [fact] = await context.database.query<{ value: string | null; at: number }>(
    'select value, at from reeve.facts where key = $1 and at >= 0',
    [key],
  )
  if (fact === undefined || fact.value === null) return undefined
  return { value: fromJson<unknown>(fact.value), at: fact.at }
}

/** A fact as it was last read, also where it has changed since: to show, and never to judge by. */
export async function lastKnown(
  context: Context,
  key: string,
): Promise<{ value: unknown; isCurrent: boolean } | undefined> {
  const [fact] = await context.database.query<{ value: string | null; at: number }>(
    'select value, at from reeve.facts where key = $1',
    [key],
  )
  if (fact === undefined || fact.value === null) return undefined
  return { value: fromJson<unknown>(fact.value), isCurrent: fact.at >= 0 }
}

/** Keeps what was read from GitHub at `at`; dropped where an event has said since then that it changed. */
export async function remember(context: Context, key: string, value: unknown, at: Instant): Promise<void> {
  await context.database.query(
    `insert into reeve.facts as f (key, value, at) values ($1, $2, $3)
     on conflict (key) do update set value = excluded.value, at = excluded.at where f.changed <= excluded.at`,
    [key, toJson(value ?? null), at],
  )
}

/** Longer than a try to make something at GitHub lasts: what began before it, and tells no end, has died. */
const longestTryMilliseconds = 120_000

/**
 * Keeps under a key who makes something (`trying acme/app#7`), unless another is making it or it is made. Of two that ask
 * at once one is told yes.
 */
export async function claim(context: Context, key: string, value: string, at: Instant): Promise<boolean> {
  const claimed = await context.database.query(
    `insert into reeve.facts as f (key, value, at) values ($1, $2, $3)
     on conflict (key) do update set value = excluded.value, at = excluded.at
     where f.value is null or f.value in ('null', '"trying"', excluded.value) or (f.value like '"trying %' and f.at <= $4)
     returning key`,
    [key, toJson(value), at, at - longestTryMilliseconds],
  )
  return claimed.length > 0
}

type Changed = { key: string; value?: unknown }

/**
 * The facts that a change is about: `*` in a key stands for any part of one, as where somebody has left an organisation
 * and with it every team. Known ones are found, and those that somebody leans on.
 */
export async function concerned(tx: Queries, changed: readonly Changed[]): Promise<Changed[]> {
  const [patterns, named] = [changed.filter(isPattern), changed.filter((fact) => !isPattern(fact))]
  if (patterns.length === 0) return named
  const found = await tx.query<{ key: string }>(
    `select distinct key from unnest($1::text[]) as p(pattern) cross join lateral (
       select key from reeve.facts where key like p.pattern union select fact from reeve.depends where fact like p.pattern
     ) f order by key`,
    [patterns.map(({ key }) => key.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'))],
  )
  return [...named, ...found]
}

function isPattern({ key }: Changed): boolean {
  return key.includes('*')
}

/** Marks facts as changed, replacing the value where the event told it whole; what was read before stays, to be shown (`at` below 0). */
export async function changeFacts(tx: Queries, changed: readonly Changed[], now: Instant): Promise<void> {
  if (changed.length === 0) return
  const newest = [...new Map(changed.map((fact) => [fact.key, fact])).values()]
  await tx.query(
    `insert into reeve.facts as f (key, value, at, changed)
     select key, value, $3::bigint, $3::bigint from unnest($1::text[], $2::text[]) as t(key, value) order by key
     on conflict (key) do update set value = coalesce(excluded.value, f.value), changed = excluded.changed,
       at = case when excluded.value is null then -1 else excluded.at end`,
    [
      newest.map((fact) => fact.key),
      newest.map((fact) => (fact.value === undefined ? null : toJson(fact.value))),
      now,
    ],
  )
}

/** Replaces what a subject depends on (D14). Whether anything is new among it. */
export async function dependOn(tx: Queries, subject: SubjectKey, facts: readonly string[]): Promise<boolean> {
  const added = await tx.query(
    `with given as (select distinct fact from unnest($2::text[]) as t(fact)),
       gone as (
         delete from reeve.depends d where d.subject = $1 and not exists (select from given g where g.fact = d.fact)
       )
     insert into reeve.depends (fact, subject) select fact, $1 from given on conflict do nothing returning 1 as added`,
    [subject, facts],
  )
  return added.length > 0
}
