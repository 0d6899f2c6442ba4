import { z } from 'zod'
import type { Action } from '../../core/action.ts'
import { sameName } from '../../core/item.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query } from '../../core/query.ts'
import * as keys from '../keys.ts'

export interface Move {
  from: readonly string[]
  to: readonly string[]
  by: readonly PeopleRef[]
  requires?: Query
  'needs-reason': boolean
  do: readonly Action[]
}

export interface Options {
  states: readonly string[]
  initial?: string
  moves: readonly Move[]
  'close-from'?: readonly string[]
}

const move = z.strictObject({
  from: keys.names('state').prefault('*').meta({ description: 'From which states; `*` from any.' }),
  to: keys.names('state').meta({ description: 'Into which states.' }),
  by: keys.people().prefault(['everyone']).meta({ description: 'Who may make the move.' }),
  requires: keys.query().optional().meta({ description: 'Must match when it is made.' }),
  'needs-reason': keys
    .flag()
    .default(false)
    .meta({ description: 'Only by `/reeve move <state> because <why>`.' }),
  do: keys
    .actions()
    .default([])
    .meta({ description: 'Done at each such move; labels go when the state is left.' }),
})

export const options = z.strictObject({
  states: keys.labels().meta({ description: 'The states, as labels; setting one is the move.' }),
  initial: keys
    .name('state')
    .optional()
    .meta({ description: 'Set where there is none; the first of `states` if absent.' }),
  moves: keys.oneOrMany(move).meta({ description: 'What may follow on what; every other move is put back.' }),
  'close-from': keys.names('state').optional().meta({
    description: 'States in which it may be closed; closed in another one it is reopened. All if absent.',
  }),
})

/** The state that is set where there is none. */
export function initialOf({ initial, states }: Options): string {
  return initial ?? states[0] ?? ''
}

/** Moves that lead from one state to another, each with its place in the list. */
export function movesBetween({ moves }: Options, from: string, to: string): { move: Move; place: number }[] {
  return moves.flatMap((move, place) =>
    leadsFrom(move, from) && move.to.some((state) => sameName(state, to)) ? [{ move, place }] : [],
  )
}

/** Whatever may follow on a state, each state once, with the moves that lead there. */
export function movesOnFrom({ moves }: Options, from: string): { to: string; moves: readonly Move[] }[] {
  const found = new Map<string, { to: string; moves: Move[] }>()
  for (const move of moves) {
    if (!leadsFrom(move, from)) continue
    for (const to of move.to) {
      if (sameName(to, from)) continue
      const known = found.get(to.toLowerCase())
      if (known) known.moves.push(move)
      else found.set(to.toLowerCase(), { to, moves: [move] })
    }
  }
  return [...found.values()]
}

export function leadsFrom({ from }: Move, state: string): boolean {
  return from.some((each) => each === '*' || sameName(each, state))
}
