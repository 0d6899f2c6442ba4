import type { Absence } from '../core/absence.ts'
import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { namesOf } from './names-of.ts'
import { carryOut, promiseWakings } from './wakings.ts'

/** From now on nothing is looked at in these repositories, or in any of these owners'. What is held of them stays. */
export async function setAbsent(
  { database }: Pick<Context, 'database'>,
  names: readonly string[],
  { why, at }: { why: Absence; at: Instant },
): Promise<void> {
  await database.query(
    `insert into reeve.absent (name, why, since) select distinct name, $2::text, $3::bigint from unnest($1::text[]) as x(name)
     on conflict do nothing`,
    [names, why, at],
  )
}

/**
 * These are back: everything open there is read afresh, and what was to be sent is sent. Gives the repositories of which
 * something is held, whether or not they were away.
 */
export async function setPresent(
  context: Context,
  names: readonly string[],
  lifted: readonly Absence[],
): Promise<string[]> {
  const repos = await context.database.transaction(async (tx) => {
    const back = await tx.query<{ name: string }>(
      'delete from reeve.absent where name = any($1::text[]) and why = any($2::text[]) returning name',
      [names, lifted],
    )
    const away = [...new Set(back.map(({ name }) => name))]
    if (away.length > 0) await readAfresh(context, tx, away)
    const held = await tx.query<{ repo: string }>(
      `select distinct repo from reeve.subjects where repo = any($1::text[]) or owner = any($1::text[]) and repo is not null`,
      [names],
    )
    await promiseWakings(
      tx,
      away.map((target) => ({ whom: target.includes('/') ? 'repo' : 'owner', target, priority: 'sweep' })),
    )
    return held.map(({ repo }) => repo)
  })
  await carryOut(context)
  context.announce('effects')
  return repos
}

const inThese = `(s.repo = any($1::text[]) or s.owner = any($1::text[]))`

/** Nobody told what happened there meanwhile. */
async function readAfresh(context: Context, tx: Queries, names: readonly string[]): Promise<void> {
  await tx.query(
    `update reeve.subjects s set missed = true where ${inThese} and s.open and s.number is not null and s.state is not null`,
    [names],
  )
  // What GitHub said before is read again; the next sweep comes at once, and goes on from where the last one ended.
  await tx.query(
    `delete from reeve.facts f using unnest($1::text[]) as n(name)
     where f.key not like 'made:%' and f.key not like 'sweep:%'
       and starts_with(substr(f.key, strpos(f.key, ':') + 1), n.name)
       and strpos('#@!/:', substr(f.key, strpos(f.key, ':') + 1 + length(n.name), 1)) > 0`,
    [names],
  )
  await tx.query(
    `update reeve.facts f set value = regexp_replace(f.value, '"next":[0-9]+', '"next":0') from unnest($1::text[]) as n(name)
     where f.key like 'sweep:%' and (f.key = 'sweep:' || n.name or starts_with(f.key, 'sweep:' || n.name || '/'))`,
    [names],
  )
  const unsent = await tx.query<{ subject: SubjectKey }>(
    `select distinct l.subject from reeve.ledger l join reeve.subjects s on s.key = l.subject
     where l.state = 'planned' and ${inThese} order by 1`,
    [names],
  )
  for (const { subject } of unsent)
    await context.jobs.sendOutbox(tx, subject, {
      urgency: 'urgent',
      isSwept: false,
      after: context.clock.now(),
    })
}

/** Why nothing can be done in a repository now; undefined: something can. */
export async function absenceOf(
  { database }: Pick<Context, 'database'>,
  repo: string,
): Promise<Absence | undefined> {
  const [absent] = await database.query<{ why: Absence }>(
    'select why from reeve.absent where name = any($1::text[]) order by since limit 1',
    [namesOf(repo)],
  )
  return absent?.why
}
