import { boardOf } from '../../core/boards.ts'
import { sameName } from '../../core/item.ts'
import { known, unknown } from '../../core/truth.ts'
import { readBoard } from '../board.ts'
import { plain, refusedRead } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

/** `acme/205 Sprint`: the iterations of that field, past ones too. */
export const readIterations: ReadFact<'iterations'> = async (github, key) => {
  const name = boardOf({ target: key })
  const wanted = key.slice(name.length + 1)
  const about = { what: `the board ${name}`, needs: 'organization_projects=read' }
  try {
    const board = await readBoard(github, name)
    if (!board)
      return unknown(`GitHub does not show the board ${name}: it is not there, or Reeve may not see it`)
    const field = board.fields.find((each) => sameName(each.name, wanted))
    if (!field?.configuration) return unknown(`The board ${name} has no iterations by the name of ${wanted}`)
    return known(
      field.configuration.map(({ title, startDate, duration }) => ({ title, startDate, duration })),
    )
  } catch (error) {
    return plain(refusedRead(error, about))
  }
}
