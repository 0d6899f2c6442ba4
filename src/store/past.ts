import type { Decision, Memory } from '../core/decision.ts'
import type { LedgerLine } from '../core/effect.ts'
import type { FormerName } from '../core/former-name.ts'
import type { Instant } from '../core/instant.ts'
import type { Login } from '../core/item.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Delivery, Past, SubjectRow } from '../pipeline/ports.ts'
import type { Context } from './context.ts'
import { fromJson, unpackBody } from './json.ts'
import { namesOf } from './names-of.ts'
import { type HeldColumns, heldColumns, placeOf, toRow } from './subject-row.ts'

// One statement: a look begins with it, and five would cost five times the parsing.
const pastSql = `
  select
    (select to_json(x) from (select ${heldColumns} from reeve.subjects where key = $1) x) as held,
    (select json_agg(x) from (
      select rule, kind, key, value, at from reeve.memory where subject = $1 order by at, rule, kind, key
    ) x) as memory,
    (select json_agg(x) from (
      select key, change, rules, owned, at, state, why from reeve.ledger where subject = $1 order by seq
    ) x) as ledger,
    (select json_agg(x) from (
      select app, id, event, at, subject, installation, body from reeve.deliveries
      where subject = $1 and state = 'new' order by at, id
    ) x) as deliveries,
    (select json_agg(body) from (select body from reeve.standing where subject = $1 order by rule) x) as decisions,
    (select json_agg(x) from (
      select was, now, repo_id, owner_id, taken from reeve.former_names where was = any($2::text[]) order by length(was) desc
    ) x) as formerly,
    (select first from reeve.first_names where repo = $3) as known_as,
    (select to_json(x) from (
      select name, why, since from reeve.absent where name = any($2::text[]) order by since limit 1
    ) x) as absent`

interface PastColumns {
  held: HeldColumns | null
  memory: Memory[] | null
  ledger: LineColumns[] | null
  deliveries: DeliveryColumns[] | null
  decisions: string[] | null
  formerly: NameColumns[] | null
  known_as: string | null
  absent: Past['absent'] | null
}

interface NameColumns {
  was: string
  now: string
  repo_id: number | null
  owner_id: number | null
  taken: boolean
}

function toName({ repo_id, owner_id, ...rest }: NameColumns): FormerName {
  return {
    ...rest,
    ...(repo_id === null ? {} : { repoId: repo_id }),
    ...(owner_id === null ? {} : { ownerId: owner_id }),
  }
}

/** All that a look at one subject starts from. */
export async function past(context: Context, subject: SubjectKey): Promise<Past> {
  const { repo, owner } = placeOf(subject)
  const [columns] = await context.database.query<PastColumns>(pastSql, [
    subject,
    namesOf(repo ?? owner),
    repo,
  ])
  const [formerly] = columns?.formerly ?? []
  return {
    row: columns?.held ? toRow(columns.held) : undefined,
    memory: columns?.memory ?? [],
    ledger: columns?.ledger?.map(toLine) ?? [],
    deliveries: columns?.deliveries?.map(toDelivery) ?? [],
    decisions: columns?.decisions?.map((body) => fromJson<Decision>(body)) ?? [],
    ...(formerly ? { formerly: toName(formerly) } : {}),
    ...(columns?.known_as == null ? {} : { knownAs: columns.known_as }),
    ...(columns?.absent ? { absent: columns.absent } : {}),
  }
}

/** What is held of a subject; undefined where nothing has been seen of it. */
export async function row(context: Context, subject: SubjectKey): Promise<SubjectRow | undefined> {
  const [columns] = await context.database.query<HeldColumns>(
    `select ${heldColumns} from reeve.subjects where key = $1`,
    [subject],
  )
  return columns && toRow(columns)
}

/** The newest decision of each rule, in order of the rules' names. */
export async function decisionsOf(context: Context, subject: SubjectKey): Promise<Decision[]> {
  const rows = await context.database.query<{ body: string }>(
    'select body from reeve.standing where subject = $1 order by rule',
    [subject],
  )
  return rows.map((standing) => fromJson<Decision>(standing.body))
}

/** What was decided about a subject, newest first: every decision that differed from the one before. */
export async function audit(context: Context, subject: SubjectKey, limit = 200): Promise<Decision[]> {
  const rows = await context.database.query<{ body: string }>(
    'select body from reeve.decisions where subject = $1 order by id desc limit $2',
    [subject, limit],
  )
  return rows.map((decision) => fromJson<Decision>(decision.body))
}

/** Open pull requests of a repository with this head, in order of number. */
export async function pullsWithHead(context: Context, repo: string, sha: string): Promise<number[]> {
  const rows = await context.database.query<{ number: number }>(
    `select number from reeve.subjects where repo = $1 and head = $2 and open and number is not null order by number`,
    [repo, sha],
  )
  return rows.map((pull) => pull.number)
}

/** How many pull requests are open in an owner's repositories. */
export async function openHeads(context: Context, owner: string): Promise<number> {
  const [row] = await context.database.query<{ count: number }>(
    'select count(*) as count from reeve.subjects where owner = $1 and head is not null and open',
    [owner],
  )
  return row?.count ?? 0
}

/** What is held of every subject of a repository, page by page in order of key: for boards and sweeps. */
export async function subjectsOf(
  context: Context,
  repo: string,
  page: { openOnly?: boolean; after?: SubjectKey; limit?: number } = {},
): Promise<SubjectRow[]> {
  const rows = await context.database.query<HeldColumns>(
    `select ${heldColumns} from reeve.subjects
     where repo = $1 and key > $2 and state is not null and (open or not $3) order by key limit $4`,
    [repo, page.after ?? '', page.openOnly === true, page.limit ?? 500],
  )
  return rows.map(toRow).filter((held) => held !== undefined)
}

/** Up to when what happened to each was told; subjects of which nothing is held are left out. */
export async function heardOf(
  context: Context,
  subjects: readonly SubjectKey[],
): Promise<Map<SubjectKey, Instant | undefined>> {
  const rows = await context.database.query<{ key: SubjectKey; heard: Instant | null }>(
    'select key, heard from reeve.subjects where key = any($1::text[]) and state is not null',
    [subjects],
  )
  return new Map(rows.map(({ key, heard }) => [key, heard ?? undefined]))
}

/** Whom a rule gave work in a repository, and when last. */
export async function turns(context: Context, repo: string, rule: string): Promise<Record<Login, Instant>> {
  const rows = await context.database.query<{ login: Login; at: Instant }>(
    'select login, at from reeve.turns where repo = $1 and rule = $2',
    [repo, rule],
  )
  return Object.fromEntries(rows.map((turn) => [turn.login, turn.at]))
}

/** How many open issues of a repository each person is assigned to. What is held is all there is once it was read through. */
export async function loads(context: Context, repo: string): Promise<Record<Login, number>> {
  // Inside a JSON text the quotes of what somebody wrote are escaped: this leaves out what nobody is assigned to.
  const rows = await context.database.query<{ state: string }>(
    `select state from reeve.subjects
     where repo = $1 and open and number is not null and state not like '%"assignees":[]%'`,
    [repo],
  )
  const counts: Record<Login, number> = {}
  for (const { state } of rows) {
    const { item } = fromJson<Pick<SubjectRow, 'item'>>(state)
    if (!item || item.pull) continue
    for (const login of item.assignees) counts[login] = (counts[login] ?? 0) + 1
  }
  return counts
}

interface LineColumns {
  key: string
  change: string
  rules: string
  owned: boolean
  at: number
  state: LedgerLine['state']
  why?: string | null
}

export function toLine(columns: LineColumns): LedgerLine {
  const { key, owned, at, state } = columns
  return {
    key,
    change: fromJson<LedgerLine['change']>(columns.change),
    rules: fromJson<string[]>(columns.rules),
    owned,
    at,
    state,
    ...(columns.why == null ? {} : { why: columns.why }),
  }
}

interface DeliveryColumns {
  app: number
  id: string
  event: string
  at: number
  subject: string
  installation: number | null
  body: string
}

export function toDelivery({ installation, body, ...rest }: DeliveryColumns): Delivery {
  return { ...rest, ...(installation === null ? {} : { installation }), payload: unpackBody(body) }
}
