import { includesName, sameName } from '../../core/item.ts'
import type { KeyRemark } from '../../core/rule-kind.ts'
import { nearestName } from '../../query/nearest-name.ts'
import { say } from './messages.ts'
import { initialOf, movesOnFrom, type Options } from './options.ts'

/** States that are none, states that nothing leads to, and states in which work is stuck. */
export function remarksOn(options: Options): KeyRemark[] {
  const unknown = unknownStates(options)
  return unknown.length > 0 ? unknown : [...unreachable(options), ...stuck(options)]
}

function unknownStates({ states, initial, moves, 'close-from': ends = [] }: Options): KeyRemark[] {
  const named = [
    ...(initial === undefined ? [] : [{ name: initial, path: ['initial'] as (string | number)[] }]),
    ...moves.flatMap(({ from, to }, place) => [
      ...from
        .filter((name) => name !== '*')
        .map((name) => ({ name, path: ['moves', place, 'from', from.indexOf(name)] })),
      ...to.map((name, index) => ({ name, path: ['moves', place, 'to', index] })),
    ]),
    ...ends.map((name, index) => ({ name, path: ['close-from', index] })),
  ]
  return named
    .filter(({ name }) => !includesName(states, name))
    .map(({ name, path }) => ({
      path,
      level: 'error' as const,
      ...say.unknownState(name, nearestName(name, states), states),
    }))
}

function unreachable(options: Options): KeyRemark[] {
  const initial = initialOf(options)
  const reached = [initial]
  for (const state of reached)
    for (const { to } of movesOnFrom(options, state)) if (!includesName(reached, to)) reached.push(to)
  return options.states.flatMap((state, index) =>
    includesName(reached, state)
      ? []
      : [{ path: ['states', index], level: 'warning' as const, ...say.unreachable(state, initial) }],
  )
}

/** Only where it is said where work ends. */
function stuck(options: Options): KeyRemark[] {
  const ends = options['close-from']
  if (!ends) return []
  return options.states.flatMap((state, index) =>
    includesName(ends, state) || movesOnFrom(options, state).some(({ to }) => !sameName(to, state))
      ? []
      : [{ path: ['states', index], level: 'warning' as const, ...say.stuck(state) }],
  )
}
