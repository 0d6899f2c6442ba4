import { z } from 'zod'
import type { LedgerLine } from '../core/effect.ts'
import type { Instant } from '../core/instant.ts'
import type { SubjectKey } from '../core/subject.ts'
import { noteGone } from './gone.ts'
import type { Past, Ports, SubjectRow } from './ports.ts'
import type { TakenIn } from './take-in.ts'

const Left = z.object({ from: z.string(), ledger: z.array(z.custom<LedgerLine>()) })

function keyOf(into: SubjectKey): string {
  return `made:came:${into}`
}

/** An issue goes to another repository: what was done about it here is kept for there. */
export async function leaveBehind(
  { store }: Pick<Ports, 'store'>,
  { row, ledger }: Past,
  { into, now }: { into: SubjectKey; now: Instant },
): Promise<void> {
  if (!row) return
  await store.remember(keyOf(into), { from: row.key, ledger: done(ledger) }, now)
}

/**
 * An issue that came from another repository, with what was done about it there: its comments came along, and nothing of
 * that is done again. `left`: what it was, which others may lean on. Whichever of the two webhooks is looked at first.
 */
export async function arriving(
  { store }: Pick<Ports, 'store'>,
  past: Past,
  taken: TakenIn,
): Promise<{ past: Past; row: SubjectRow; carried: readonly LedgerLine[]; left: readonly SubjectKey[] }> {
  const { row } = taken
  const nothing = { past, row, carried: [], left: [] }
  const isNew = past.row?.item === undefined || (row.cameFrom && !past.row.cameFrom)
  if (!isNew || taken.gone || !isIssue(row)) return nothing
  const kept = await store.cached(keyOf(row.key))
  const left = Left.safeParse(kept?.value).data
  const cameFrom = row.cameFrom ?? (left && kept ? { key: left.from, at: kept.at } : undefined)
  if (!cameFrom) return nothing
  // The other webhook may be lost.
  if (!kept) await noteGone({ store }, cameFrom.key, { at: cameFrom.at, into: row.key })
  const carried = left?.ledger ?? done((await store.past(cameFrom.key)).ledger)
  return {
    past: { ...past, ledger: [...past.ledger, ...carried] },
    row: { ...row, cameFrom },
    carried,
    left: [cameFrom.key],
  }
}

function isIssue({ item, key }: SubjectRow): boolean {
  return item ? item.pull === undefined : /#\d+$/.test(key)
}

function done(ledger: readonly LedgerLine[]): LedgerLine[] {
  return ledger.filter(({ state }) => state === 'sent' || state === 'confirmed')
}
