import { archive, cardOf, needBoard, place, setField, takeOff } from './change/board.ts'
import { Refusal } from './refusal.ts'
import type { ItemRef } from './state.ts'
import { type Actor, same, type World } from './world.ts'

/** What people do on boards, `acme/1`, with the items they find by `named`. */
export function boardActs<N>(world: World, by: Actor, named: (name: N) => ItemRef) {
  const on = (board: string, name: N) => {
    const project = needBoard(world, board)
    const card = cardOf(project, named(name))
    if (!card) throw new Refusal(404, `It is not on ${board}`)
    return { project, card, by }
  }
  return {
    putOnBoard: (board: string, name: N) => {
      place(world, needBoard(world, board), { item: named(name), by })
    },
    /** As by dragging the card, or in its panel; null takes the value away. */
    setField: (board: string, name: N, [field, value]: readonly [string, string | number | null]) => {
      const at = on(board, name)
      const found = at.project.fields.find((each) => same(each.name, field))
      if (!found) throw new Refusal(404, `${board} has no field ${field}`)
      setField(world, at, found, value)
    },
    archiveOnBoard: (board: string, name: N) => archive(world, on(board, name), true),
    restoreOnBoard: (board: string, name: N) => archive(world, on(board, name), false),
    takeOffBoard: (board: string, name: N) => takeOff(world, on(board, name)),
  }
}
