import type { Board, PastGate } from '../core/board.ts'
import { factKey } from '../core/fact.ts'
import type { Instant } from '../core/instant.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import { boardOf } from '../engine/gate/board.ts'
import type { PolicyInForce, Store } from './ports.ts'

/** What a board is read from: what is held, and nothing else. */
export type BoardShelf = Pick<Store, 'locks' | 'runsIn'> & {
  /** A fact as it was last read; not current where it has changed since. */
  lastKnown(key: string): Promise<{ value: unknown; isCurrent: boolean } | undefined>
  pastGateIn(repo: string): Promise<readonly PastGate[]>
}

/** Facts lead to facts; nothing on a board leads further than this. */
const mostRounds = 5

/**
 * How the environments of a repository stand, as far as the store knows: GitHub is not asked, nothing is written. What has
 * changed since it was read is shown as it was, and marked.
 */
export async function readBoard(
  shelf: BoardShelf,
  { repo, inForce, now, app }: { repo: string; inForce: PolicyInForce; now: Instant; app: string },
): Promise<Board> {
  const { policy, since } = inForce
  const [runs, pastGate, locks] = [
    await shelf.runsIn(repo),
    await shelf.pastGateIn(repo),
    await shelf.locks(repo),
  ]
  const facts = new Map<string, Known<unknown>>([[`locks:${repo}`, known(locks)]])
  const outdated = new Set<string>()
  const input = { repo, policy, since, now, app, facts, outdated, runs, pastGate }
  let read = boardOf(input)
  for (let round = 0; read.missing.length > 0 && round < mostRounds; round++) {
    for (const key of read.missing.map(factKey)) {
      const kept = await shelf.lastKnown(key)
      facts.set(key, kept ? known(kept.value) : unknown('nobody has asked Reeve about it yet'))
      if (kept && !kept.isCurrent) outdated.add(key)
    }
    read = boardOf(input)
  }
  return read.board
}
