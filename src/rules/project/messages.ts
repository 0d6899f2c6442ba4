import type { FieldValues } from '../../core/boards.ts'
import { listed, type Said, tryingAgain } from '../finding.ts'

export const say = {
  kept: (board: string): Said => ({ what: `It is kept on the board ${board}.`, fix: '' }),
  theirs: (board: string): Said => ({
    what: `Somebody took it off the board ${board}; it stays off.`,
    fix: '',
  }),
  missing: (board: string, fields: FieldValues): Said => ({
    what: `It is not on the board ${board}.`,
    fix: `Put it there${withFields(fields)}.`,
  }),
  otherwise: (board: string, fields: FieldValues): Said => ({
    what: `On the board ${board} it is not as the rule asks.`,
    fix: `On that board, ${changes(fields)}.`,
  }),
  unknown: (board: string): Said => ({
    what: `Whether it is on the board ${board} could not be read.`,
    fix: tryingAgain,
  }),
}

function withFields(fields: FieldValues): string {
  const given = Object.entries(fields).filter(([, value]) => value !== null)
  return given.length === 0 ? '' : `, with ${listed(given.map(([field, value]) => `${field} ${value}`))}`
}

function changes(fields: FieldValues): string {
  return listed(
    Object.entries(fields).map(([field, value]) =>
      value === null ? `clear ${field}` : `set ${field} to ${value}`,
    ),
  )
}
