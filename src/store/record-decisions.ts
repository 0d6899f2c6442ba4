import { createHash } from 'node:crypto'
import type { Decision } from '../core/decision.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Queries } from './database.ts'
import { toJson } from './json.ts'

// The newest of each rule is replaced where anything but its instant differs, so `at` is since when it has been so;
// the audit gets a line where its mark differs. A look tells what is news: rules it does not name stay as they were.
const recordSql = `
  with given as (
    select * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])
      with ordinality as t(rule, mark, plain, body, kind, policy, mode, verdict, at, place)
  ), before as (
    select rule, mark from reeve.standing where subject = $1
  ), kept as (
    insert into reeve.standing as s (subject, rule, mark, plain, body)
    select $1, rule, mark, plain, body from given
    on conflict (subject, rule) do update set mark = excluded.mark, plain = excluded.plain, body = excluded.body
    where s.plain <> excluded.plain
  )
  insert into reeve.decisions (subject, rule, kind, policy, mode, verdict, body, at)
  select $1, g.rule, g.kind, g.policy, g.mode, g.verdict, g.body, g.at
  from given g left join before b using (rule)
  where b.mark is distinct from g.mark order by g.place`

/** Keeps the newest decision of each rule, and adds to the audit those that differ. */
export async function recordDecisions(
  tx: Queries,
  subject: SubjectKey,
  decisions: readonly Decision[],
): Promise<void> {
  if (decisions.length === 0) return
  const given = [...new Map(decisions.map((decision) => [decision.rule, decision])).values()]
  await tx.query(recordSql, [
    subject,
    given.map((decision) => decision.rule),
    given.map(mark),
    given.map(({ at: _, ...rest }) => digest(rest)),
    given.map(toJson),
    given.map((decision) => decision.kind),
    given.map((decision) => decision.policy),
    given.map((decision) => decision.mode),
    given.map((decision) => decision.verdict),
    given.map((decision) => decision.at),
  ])
}

// What an audit is about: not when it is looked at next, nor from which commit of the policy it was read.
function mark({ kind, mode, verdict, reason, wants, gates, message }: Decision): string {
  return digest({
    kind,
    mode,
    verdict,
    what: reason.what,
    why: reason.why,
    fix: reason.fix,
    wants,
    gates,
    message,
  })
}

function digest(value: unknown): string {
  return createHash('sha256').update(toJson(value)).digest('base64url').slice(0, 22)
}
