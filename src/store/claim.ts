import { underWayUntil } from '../core/run.ts'
import { parseSubject, type SubjectKey } from '../core/subject.ts'
import type { Outcome } from '../pipeline/ports.ts'
import type { Queries } from './database.ts'
import { runsOf } from './runs.ts'

/** Another deployment has been let through where one may be under way at a time: whoever finds out looks again. */
export class TurnTaken extends Error {
  override name = 'TurnTaken'
}

/** Two replicas may find at one moment that it is a deployment's turn: one after the other, and the second is refused. */
export async function claimTurn(
  tx: Queries,
  subject: SubjectKey,
  { at, claim }: Pick<Outcome, 'at' | 'claim'>,
): Promise<void> {
  if (!claim) return
  const { environment, repo } = claim
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`turn:${repo}/${environment}`])
  const own = parseSubject(subject)
  const others = await runsOf(tx, repo, environment)
  const taken = others.find(
    (run) => !(own?.kind === 'run' && own.run === run.number) && (underWayUntil(run) ?? at) > at,
  )
  if (taken) throw new TurnTaken(`Run ${taken.number} is being deployed to ${environment}`)
}
