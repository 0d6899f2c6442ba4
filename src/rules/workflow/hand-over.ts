import type { Occasion } from '../../core/decision.ts'
import type { Judging } from '../../core/rule-kind.ts'
import { say } from './messages.ts'
import { type Move, movesBetween, type Options } from './options.ts'
import { type Entered, stateBefore } from './state.ts'

/** What the move into its state asks to be done, as long as it is in that state. */
export function handOver(judging: Judging<Options>, { state, entry }: Entered): Occasion[] {
  if (!entry) return []
  const from = stateBefore(judging, judging, entry)
  const move = madeBy(judging, entry.id) ?? firstListed(judging, from, state)
  if (!move || move.do.length === 0) return []
  return [{ actions: move.do, cause: entry.id, at: entry.at, texts: { reason: say.movedOn(state, from) } }]
}

/** The move that allowed it when it was made. */
function madeBy({ options, rulings }: Judging<Options>, id: string): Move | undefined {
  const ruling = rulings.find(({ entry }) => entry.id === id)?.ruling
  return ruling?.ruling === 'allowed' && ruling.by !== undefined
    ? options.moves[Number(ruling.by)]
    : undefined
}

/** What Reeve itself moved was not judged; what was opened in a state has not moved. */
function firstListed({ options }: Judging<Options>, from: string | undefined, to: string): Move | undefined {
  return from === undefined ? undefined : movesBetween(options, from, to)[0]?.move
}
