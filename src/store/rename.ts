import { endsOfName, type FormerName, renamed } from '../core/former-name.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Delivery } from '../pipeline/ports.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { deadQueue, sendingQueues } from './jobs.ts'
import { namesOf } from './names-of.ts'
import { carryOut, promiseWakings } from './wakings.ts'

/** Something is being sent under the old name just now: the rename has to wait until it is known how that ended. */
export class StillSending extends Error {
  override name = 'StillSending'
}

// Every statement begins with it: the names, what may follow them in a key, and in a fact's.
const names =
  'with n as (select $1::text as was, $2::text as now, $3::text as ends, $3::text || $4::text as fact_ends)'
const isNamed = (key: string, ends = 'n.ends') =>
  `(starts_with(${key}, n.was) and strpos(${ends}, substr(${key}, length(n.was) + 1, 1)) > 0)`
const newName = (key: string) => `(n.now || substr(${key}, length(n.was) + 1))`
/** The same as `isNamed`, by the index. */
const isOld = (key: string) => `(${key} >= n.was and ${key} < n.was || chr(1114111) and ${isNamed(key)})`

/** `checks:`, `made:comment:` */
const kindOf = (fact: string) => `substring(${fact} from '^(?:made:)?[^:]+:')`
const bare = (fact: string) => `substr(${fact}, length(${kindOf(fact)}) + 1)`
const isFactOf = (fact: string) => `(${isNamed(bare(fact), 'n.fact_ends')})`
const newFact = (fact: string) => `(${kindOf(fact)} || ${newName(bare(fact))})`

type Run = <R extends object>(sql: string) => Promise<R[]>

/**
 * Carries everything that is held of a repository, or of all of an owner's, over to its new name, in one transaction. What is
 * held under both is read afresh. Done again, it carries over what has come under the old name since. Throws `StillSending`.
 */
export async function rename(context: Context, name: FormerName): Promise<void> {
  const { was, now } = name
  if (was === now) return
  await context.database.transaction(async (tx) => {
    const params = [was, now, endsOfName(was), was.includes('/') ? '/:' : '']
    const run: Run = (sql) => tx.query(`${names} ${sql}`, params)
    await waitForSenders(run)
    await noteNames(tx, run, name)
    await moveSubjects(run, context.clock.now())
    for (const table of kept) await move(run, table)
    await moveCounts(run)
    await moveFacts(run)
    await moveRepositories(run)
    await moveSending(run)
    const unsent = await run<{ subject: SubjectKey }>(
      `select distinct l.subject from reeve.ledger l, n where l.state = 'planned' and l.subject >= n.now
         and strpos(n.ends, substr(l.subject, length(n.now) + 1, 1)) > 0 and starts_with(l.subject, n.now) order by 1`,
    )
    for (const { subject } of unsent)
      await context.jobs.sendOutbox(tx, subject, { urgency: 'usual', isSwept: false })
  })
  context.announce('effects')
  context.announce('due')
}

/** Nobody can begin to send what is locked here: afterwards nothing waits under the old name any more. */
async function waitForSenders(run: Run): Promise<void> {
  await run(
    `select s.key from reeve.subjects s, n where ${isOld('s.key')} or s.key = n.now order by s.key for update of s`,
  )
  const jobs = await run<{ state: string }>(
    `select j.state::text from reeve_jobs.job j, n where j.name in ('${sendingQueues.join("', '")}') and ${isNamed('j.singleton_key')}
     order by j.id for update of j`,
  )
  if (jobs.some(({ state }) => state === 'active')) {
    throw new StillSending('Something is being sent under the old name just now')
  }
}

async function noteNames(tx: Queries, run: Run, { was, now, repoId, ownerId }: FormerName): Promise<void> {
  await tx.query('update reeve.former_names set now = $2 where now = $1', [was, now])
  await tx.query('delete from reeve.former_names where was = $1 and now = $1', [now])
  await tx.query('update reeve.former_names set taken = true where was = $1', [now])
  await tx.query(
    `insert into reeve.former_names as f (was, now, repo_id, owner_id) values ($1, $2, $3, $4)
     on conflict (was) do update set now = excluded.now, taken = false,
       repo_id = coalesce(excluded.repo_id, f.repo_id), owner_id = coalesce(excluded.owner_id, f.owner_id)`,
    [was, now, repoId ?? null, ownerId ?? null],
  )
  await run(
    `insert into reeve.first_names (repo, first)
     select distinct ${newName('s.repo')}, coalesce(f.first, s.repo)
     from n, reeve.subjects s left join reeve.first_names f on f.repo = s.repo
     where s.repo is not null and ${isOld('s.key')} on conflict do nothing`,
  )
  await run(`delete from reeve.first_names f using n where ${isNamed('f.repo')}`)
}

/** Of what is held under both names the older stays, and is read afresh; whoever looked at either of them looks again. */
async function moveSubjects(run: Run, now: number): Promise<void> {
  // The repository's own look, in which this may be happening, goes on.
  await run(
    `, old as (delete from reeve.subjects o using n where ${isOld('o.key')} and o.key = n.was
       and exists (select from reeve.subjects s where s.key = ${newName('o.key')}) returning ${newName('o.key')} as key, o.wake)
     update reeve.subjects s set wake = s.wake + old.wake + 1, look_at = least(coalesce(s.look_at, ${now}), ${now})
     from old where s.key = old.key`,
  )
  await run(
    `, twice as (delete from reeve.subjects s using n, reeve.subjects o
       where ${isOld('o.key')} and s.key = ${newName('o.key')} returning o.key as old, s.*)
     update reeve.subjects o set state = coalesce(o.state, t.state), missed = o.number is not null,
       history = case when o.state is null then t.history else o.history end,
       open = case when o.state is null then t.open else o.open end,
       head = case when o.state is null then t.head else o.head end,
       heard = greatest(o.heard, t.heard), installation = coalesce(t.installation, o.installation),
       wake = o.wake + t.wake + 1, look_at = ${now}
     from twice t where o.key = t.old`,
  )
  await run(
    `update reeve.subjects s set key = ${newName('s.key')}, repo = ${newName('s.repo')},
       owner = split_part(${newName('s.key')}, '/', 1), leased = false,
       look_at = case when s.leased then least(coalesce(s.look_at, ${now}), ${now}) else s.look_at end
     from n where ${isOld('s.key')}`,
  )
  await run(
    `update reeve.deliveries d set subject = ${newName('d.subject')} from n
     where d.state in ('new', 'dead') and ${isNamed('d.subject')}`,
  )
  await run(
    `update reeve.wakings w set target = ${newName('w.target')},
       after_key = case when ${isNamed('w.after_key')} then ${newName('w.after_key')} else w.after_key end
     from n where w.whom <> 'dependants' and ${isNamed('w.target')}`,
  )
}

/** What is kept of each subject; `by`: what else names a row of it. */
const kept = [
  { table: 'memory', by: ['rule', 'kind', 'key'] },
  { table: 'ledger', by: ['key'] },
  { table: 'standing', by: ['rule'] },
  { table: 'overrides', by: ['cause'] },
  { table: 'locks', by: ['cause'] },
  { table: 'locks', by: ['cause'] },
  { table: 'decisions', by: undefined },
] as const

/** Those in which the repository stands beside the subject. */
const hasRepo: ReadonlySet<string> = new Set(['overrides', 'locks'])

// What was kept first stays: rulings and breaches are made once (D3), and so are acts.
async function move(run: Run, { table, by }: (typeof kept)[number]): Promise<void> {
  if (by) {
    const same = by.map((column) => `t.${column} = o.${column}`).join(' and ')
    await run(
      `delete from reeve.${table} t using n, reeve.${table} o
       where ${isOld('o.subject')} and t.subject = ${newName('o.subject')} and ${same}`,
    )
  }
  await run(
    `update reeve.${table} t set subject = ${newName('t.subject')}${hasRepo.has(table) ? `, repo = ${newName('t.repo')}` : ''}
     from n where ${isOld('t.subject')}`,
  )
}

/** Who is counted by which question; the repository stands in both. */
async function moveCounts(run: Run): Promise<void> {
  const isOf = isNamed('o.question', 'n.fact_ends')
  await run(
    `delete from reeve.members t using n, reeve.members o
     where ${isOf} and t.question = ${newName('o.question')} and t.subject = ${newName('o.subject')}`,
  )
  await run(
    `update reeve.members o set question = ${newName('o.question')}, subject = ${newName('o.subject')} from n where ${isOf}`,
  )
  await run(
    `update reeve.subjects s set counted = array(select ${newName('q')} from unnest(s.counted) as q) from n
     where s.counted <> '{}' and s.key >= n.now and s.key < n.now || chr(1114111) and ${isNamed('s.counted[1]', 'n.fact_ends')}`,
  )
}

/** What Reeve made, and how far it has swept, is known under the new name; what GitHub said is read again. */
async function moveFacts(run: Run): Promise<void> {
  await run(
    `delete from reeve.facts f using n where
       (${isFactOf('f.key')} and f.key not like 'made:%' and f.key not like 'sweep:%')
       or (f.key not like 'made:%' and strpos(f.value, '"' || n.was || '#') > 0)`,
  )
  await run(
    `delete from reeve.facts t using n, reeve.facts o where ${isFactOf('o.key')} and t.key = ${newFact('o.key')}`,
  )
  await run(`update reeve.facts f set key = ${newFact('f.key')} from n where ${isFactOf('f.key')}`)
  for (const [column, moved] of [
    ['subject', newName('o.subject')],
    ['fact', newFact('o.fact')],
  ] as const) {
    const other = column === 'subject' ? 'fact' : 'subject'
    const isOf = column === 'subject' ? isNamed('o.subject') : isFactOf('o.fact')
    await run(
      `delete from reeve.depends o using n where ${isOf}
         and exists (select from reeve.depends t where t.${column} = ${moved} and t.${other} = o.${other})`,
    )
    await run(`update reeve.depends o set ${column} = ${moved} from n where ${isOf}`)
  }
}

/** What is kept of a repository as a whole. A rule is in force since it first was; a turn was taken when it last was. */
async function moveRepositories(run: Run): Promise<void> {
  await run(`update reeve.policies p set repo = ${newName('p.repo')} from n where ${isNamed('p.repo')}`)
  await run(
    `, old as (delete from reeve.in_force f using n where ${isNamed('f.repo')} returning ${newName('f.repo')} as repo, f.rule, f.mode, f.since)
     insert into reeve.in_force as t (repo, rule, mode, since) select repo, rule, mode, since from old
     on conflict (repo, rule) do update set since = least(t.since, excluded.since) where t.mode = excluded.mode`,
  )
  await run(
    `, old as (delete from reeve.turns f using n where ${isNamed('f.repo')} returning ${newName('f.repo')} as repo, f.rule, f.login, f.at)
     insert into reeve.turns as t (repo, rule, login, at) select repo, rule, login, at from old
     on conflict (repo, rule, login) do update set at = greatest(t.at, excluded.at)`,
  )
  await run(
    `delete from reeve.absent t using n, reeve.absent o
     where ${isNamed('o.name')} and t.name = ${newName('o.name')} and t.why = o.why`,
  )
  await run(`update reeve.absent a set name = ${newName('a.name')} from n where ${isNamed('a.name')}`)
  // Issues that were opened there, whatever for.
  await run(
    `update reeve.ledger l set change = replace(l.change, '"repo":"' || n.was || e.x, '"repo":"' || n.now || e.x)
     from n, unnest(array['"', '/']) as e(x)
     where strpos(l.change, '"repo":"' || n.was || e.x) > 0 and (e.x = '"') = (strpos(n.was, '/') > 0)`,
  )
}

/** What GitHub did not take for a day can still be sent again. */
async function moveSending(run: Run): Promise<void> {
  const subject = `(j.data ->> 'subject')`
  await run(
    `update reeve_jobs.job j set data = jsonb_set(j.data, '{subject}', to_jsonb(${newName(subject)})) from n
     where j.name = '${deadQueue}' and ${isNamed(subject)}`,
  )
}

/**
 * Hands webhooks that came under a former name over to the present one, where another repository has that name by now.
 */
export async function passOn(
  context: Context,
  deliveries: readonly Pick<Delivery, 'app' | 'id' | 'subject'>[],
  name: FormerName,
): Promise<void> {
  await context.database.transaction(async (tx) => {
    for (const { app, id, subject } of deliveries) {
      await tx.query(
        `update reeve.deliveries set subject = $3 where app = $1 and id = $2 and state = 'new'`,
        [app, id, renamed(subject, name)],
      )
    }
    await promiseWakings(
      tx,
      deliveries.map(({ subject }) => ({ whom: 'subject', target: renamed(subject, name) })),
    )
  })
  await carryOut(context)
}

/** Another repository, or owner, has this name now: what comes under it is no longer handed on. */
export async function takeName(context: Context, was: string): Promise<void> {
  await context.database.query('update reeve.former_names set taken = true where was = $1', [was])
}

/** What a repository is called now, where it had this name before. */
export async function nameNow(context: Context, repo: string): Promise<string> {
  const [former] = await context.database.query<{ was: string; now: string }>(
    `select was, now from reeve.former_names where was = any($1::text[]) and not taken order by length(was) desc limit 1`,
    [namesOf(repo)],
  )
  return former ? renamed(repo, former) : repo
}
