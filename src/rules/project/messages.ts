import type { FieldValues } from '../../core/boards.ts'
import { listed, quoted, type Said, tryingAgain } from '../finding.ts'

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
  leftAlone: (board: string, fields: readonly { field: string; value: string | null }[]): Said => ({
    what: `On the board ${board} its ${listed(fields.map(({ field }) => field))} was put back three times within a day, and is left as it is now.`,
    fix: `Its labels stay: to end this, ${changes(Object.fromEntries(fields.map(({ field, value }) => [field, value])))} there.`,
  }),
  unsure: (board: string, labels: readonly string[]): Said => ({
    what: `Whether ${quoted(labels)} may stand is not known yet, so the board ${board} is left as it is.`,
    fix: tryingAgain,
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
