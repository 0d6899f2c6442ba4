import type { PastGate } from '../core/board.ts'
import type { LedgerLine } from '../core/effect.ts'
import type { Instant } from '../core/instant.ts'
import { isAskedAbout, isUnderWay, type Run } from '../core/run.ts'
import { parseSubject, type SubjectKey } from '../core/subject.ts'
import type { Context } from './context.ts'
import type { Queries } from './database.ts'
import { fromJson } from './json.ts'
import { type HeldColumns, heldColumns, toRow } from './subject-row.ts'

/** Deployments to an environment that were asked for and have not ended. */
export function runsAt({ database }: Context, repo: string, environment: string): Promise<Run[]> {
  return runsOf(database, repo, environment)
}

/** The same within a transaction. */
export async function runsOf(queries: Queries, repo: string, environment: string): Promise<Run[]> {
  const prefix = `${repo}!${environment}/`
  const rows = await queries.query<HeldColumns>(
    `select ${heldColumns} from reeve.subjects where repo = $1 and open and starts_with(key, $2) order by key`,
    [repo, prefix],
  )
  // An environment's name may have a slash, so a key may belong to a longer one.
  return rows.flatMap((columns) => toRow(columns)?.run ?? []).filter(isUnderWay(environment))
}

/** Whether a gate was asked about a deployment there; it may be over. */
export async function wasAsked(
  { database }: Context,
  repo: string,
  { environment, ask }: Pick<Run, 'environment' | 'ask'>,
): Promise<boolean> {
  const rows = await database.query<HeldColumns>(
    `select ${heldColumns} from reeve.subjects where repo = $1 and starts_with(key, $2) and strpos(state, $3) > 0`,
    [repo, `${repo}!${environment}/`, JSON.stringify(ask)],
  )
  return rows.some((columns) => isAskedAbout(toRow(columns)?.run, environment, ask))
}

/** The same in all environments of a repository. */
export async function runsIn({ database }: Context, repo: string): Promise<Run[]> {
  const rows = await database.query<HeldColumns>(
    `select ${heldColumns} from reeve.subjects where repo = $1 and open and key > $2 and key < $3 order by key`,
    [repo, ...ends(repo)],
  )
  return rows.flatMap((columns) => toRow(columns)?.run ?? []).filter(({ ended }) => !ended)
}

/** What was recorded of deployments that went past their gate, the newest first. */
export async function pastGateIn({ database }: Context, repo: string, limit = 50): Promise<PastGate[]> {
  const rows = await database.query<{ subject: SubjectKey; change: string; at: Instant }>(
    `select subject, change, at from reeve.ledger
     where subject > $1 and subject < $2 and change like '%"do":"violation.record"%' order by at desc, subject limit $3`,
    [...ends(repo), limit],
  )
  return rows.flatMap(({ at, change, subject }): PastGate[] => {
    const run = parseSubject(subject)
    const recorded = fromJson<LedgerLine['change']>(change)
    if (run?.kind !== 'run' || recorded.do !== 'violation.record') return []
    return [{ environment: run.environment, number: run.run, at, what: recorded.what }]
  })
}

/** The keys between which a repository's deployments lie, byte by byte: `acme/app!…`. */
function ends(repo: string): [string, string] {
  return [`${repo}!`, `${repo}"`]
}
