import { z } from 'zod'
import { sameName } from '../../core/item.ts'
import { listed } from '../../core/words.ts'
import { nearestName } from '../../query/nearest-name.ts'
import { type Board, type BoardField, readBoard } from '../board.ts'
import { type ChangeOf, done, type Ended, type MakeEffect, type Making, refused } from './making.ts'
import { nodeId } from './pin.ts'

export const addCardMutation = `
  mutation addCard($board: ID!, $content: ID!) {
    addProjectV2ItemById(input: { projectId: $board, contentId: $content }) { item { id } }
  }`
export const setFieldMutation = `
  mutation setField($board: ID!, $card: ID!, $field: ID!, $value: ProjectV2FieldValue!) {
    updateProjectV2ItemFieldValue(
      input: { projectId: $board, itemId: $card, fieldId: $field, value: $value }
    ) { projectV2Item { id } }
  }`
export const clearFieldMutation = `
  mutation clearField($board: ID!, $card: ID!, $field: ID!) {
    clearProjectV2ItemFieldValue(input: { projectId: $board, itemId: $card, fieldId: $field }) { projectV2Item { id } }
  }`

type Putting = Making<ChangeOf<'project.put'>>

/**
 * Puts an item on a board and gives it these values; one that is there already stays where it is, so twice is the same as
 * once. What cannot be set is told by name, and everything else is set all the same.
 */
export const putOnBoard: MakeEffect<'project.put'> = {
  needs: () => 'organization_projects=write',
  async make(making) {
    const { github, change, owner } = making
    const [boardOwner = ''] = change.board.split('/')
    if (!sameName(boardOwner, owner))
      return refused(`Reeve reaches boards of ${owner} from here, and ${change.board} is another owner's`)
    const board = await readBoard(github, change.board)
    if (!board) return refused(notThere(change.board))
    return put(making, board)
  },
}

function notThere(board: string): string {
  return `there is no board ${board}, or Reeve may not see it: that takes the permission Organization projects: write, and boards of people are closed to Apps`
}

const Added = z.object({ addProjectV2ItemById: z.object({ item: z.object({ id: z.string() }) }) })

async function put(making: Putting, board: Board): Promise<Ended> {
  const { github, change } = making
  const content = await nodeId(making)
  const added = Added.parse(await github.graphql(addCardMutation, { board: board.id, content }))
  const card = added.addProjectV2ItemById.item.id
  const wrong: string[] = []
  for (const [name, text] of Object.entries(change.fields)) {
    const setting = settingOf(board, { name, text, of: change.board })
    if (!setting.ok) wrong.push(setting.why)
    else if (setting.value === null)
      await github.graphql(clearFieldMutation, { board: board.id, card, field: setting.field })
    else {
      const { field, value } = setting
      await github.graphql(setFieldMutation, { board: board.id, card, field, value })
    }
  }
  return wrong.length > 0 ? refused(wrong.join('; ')) : done
}

type Setting =
  | { ok: true; field: string; value: Readonly<Record<string, string | number>> | null }
  | { ok: false; why: string }

function settingOf(
  board: Board,
  { name, text, of }: { name: string; text: string | null; of: string },
): Setting {
  const field = board.fields.find((each) => sameName(each.name, name))
  if (!field) {
    const names = board.fields.map((each) => each.name)
    return { ok: false, why: `the board ${of} has no field \`${name}\`${nearest(name, names)}` }
  }
  if (text === null) return { ok: true, field: field.id, value: null }
  return valueFor(field, text)
}

function valueFor(field: BoardField, text: string): Setting {
  const set = (value: Readonly<Record<string, string | number>>): Setting => ({
    ok: true,
    field: field.id,
    value,
  })
  const wrong = (why: string): Setting => ({ ok: false, why })
  switch (field.dataType) {
    case 'TEXT':
      return set({ text })
    case 'NUMBER':
      return Number.isFinite(Number(text)) && text.trim() !== ''
        ? set({ number: Number(text) })
        : wrong(`\`${field.name}\` is a number, and "${text}" is none`)
    case 'DATE':
      return /^\d{4}-\d\d-\d\d$/.test(text)
        ? set({ date: text })
        : wrong(`\`${field.name}\` is a date such as 2026-12-01, and "${text}" is none`)
    case 'SINGLE_SELECT': {
      const option = field.options?.find((each) => sameName(each.name, text))
      const names = (field.options ?? []).map((each) => each.name)
      return option
        ? set({ singleSelectOptionId: option.id })
        : wrong(`\`${field.name}\` has no option \`${text}\`${nearest(text, names)}`)
    }
    case 'ITERATION': {
      const iteration = field.configuration?.find((each) => sameName(each.title, text))
      const names = (field.configuration ?? []).map((each) => each.title)
      return iteration
        ? set({ iterationId: iteration.id })
        : wrong(`\`${field.name}\` has no iteration \`${text}\`${nearest(text, names)}`)
    }
    default:
      return wrong(`\`${field.name}\` is no field of the board's own: change it on the item`)
  }
}

function nearest(name: string, names: readonly string[]): string {
  const near = nearestName(name, names)
  if (near !== undefined) return `; did you mean \`${near}\`?`
  return names.length === 0 ? '' : `; it has ${listed(names.slice(0, 12).map((each) => `\`${each}\``))}`
}
