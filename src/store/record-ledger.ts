import type { Change, LedgerLine } from '../core/effect.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Outcome } from '../pipeline/ports.ts'
import type { Queries } from './database.ts'
import { toJson } from './json.ts'
import { placeOf } from './subject-row.ts'

// A line planned again gets a new place in the order of sending; why it was refused before is kept until it ends again.
const recordSql = `
  insert into reeve.ledger as l (subject, key, change, rules, owned, state, at, unfinished, why)
  select $1, key, change, rules, owned, state, at, unfinished, why
  from unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::bigint[], $8::boolean[], $9::text[])
    with ordinality as t(key, change, rules, owned, state, at, unfinished, why, place)
  order by place
  on conflict (subject, key) do update set
    change = excluded.change, rules = excluded.rules, owned = excluded.owned, state = excluded.state, at = excluded.at,
    unfinished = excluded.unfinished,
    seq = case when excluded.state = 'planned' then excluded.seq else l.seq end,
    why = case when excluded.state in ('planned', 'refused') then coalesce(excluded.why, l.why) end,
    settled_at = case when excluded.state = 'planned' then null else l.settled_at end`

/** Enters what the look changed in the ledger. Whether anything is now waiting to be sent. */
export async function recordLedger(tx: Queries, subject: SubjectKey, outcome: Outcome): Promise<boolean> {
  if (outcome.forget.length > 0) {
    await tx.query('delete from reeve.ledger where subject = $1 and key = any($2::text[])', [
      subject,
      outcome.forget,
    ])
  }
  const lines = linesOf(outcome)
  if (lines.length === 0) return false
  await tx.query(recordSql, [
    subject,
    lines.map((line) => line.key),
    lines.map((line) => toJson(line.change)),
    lines.map((line) => toJson(line.rules)),
    lines.map((line) => line.owned),
    lines.map((line) => line.state),
    lines.map((line) => line.at),
    lines.map((line) => isUnfinished(line.change)),
    lines.map((line) => line.why ?? null),
  ])
  await recordTurns(tx, subject, outcome)
  return lines.some((line) => line.state === 'planned')
}

// Kept apart from the ledger, which forgets: whose turn it is must outlive what was assigned.
async function recordTurns(tx: Queries, subject: SubjectKey, { effects, at }: Outcome): Promise<void> {
  const turns = effects.flatMap(({ change, rules }) =>
    change.do === 'assignee.add' ? rules.map((rule) => ({ rule, login: change.login })) : [],
  )
  const { repo } = placeOf(subject)
  if (turns.length === 0 || repo === null) return
  await tx.query(
    `insert into reeve.turns as t (repo, rule, login, at)
     select distinct $1, rule, login, $4::bigint from unnest($2::text[], $3::text[]) as x(rule, login)
     on conflict (repo, rule, login) do update set at = greatest(t.at, excluded.at)`,
    [repo, turns.map((turn) => turn.rule), turns.map((turn) => turn.login), at],
  )
}

// One line for each key: an effect planned now says more than a line changed otherwise.
function linesOf({ ledger, effects, at }: Outcome): LedgerLine[] {
  const lines = new Map<string, LedgerLine>()
  for (const line of ledger) lines.set(line.key, line)
  for (const { key, change, rules, owned } of effects) {
    lines.delete(key)
    lines.set(key, { key, change, rules, owned, at, state: 'planned' })
  }
  return [...lines.values()]
}

function isUnfinished(change: Change): boolean {
  return change.do === 'check.put' && change.status === 'in_progress'
}
