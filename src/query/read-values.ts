import { nearestName } from './nearest-name.ts'
import type { Qualifier } from './qualifiers.ts'
import type { QueryProblem } from './query-problem.ts'
import { type Cell, textOf } from './scan-query.ts'
import { isDate, readTimeValue } from './time-value.ts'

export interface ReadValue {
  value: string
  column: number
}

export interface ValueContext {
  qualifier: Qualifier
  problems: QueryProblem[]
  /** Where the values begin. */
  column: number
  /** They stand after `>`, `>=`, `<` or `<=`. */
  compared?: boolean
  /** They are an end of a range, which may be open. */
  range?: boolean
}

const longestGlob = 1000

/** Either a value in its normal form, or what is wrong with it. */
type Checked = { value: string } | { what: string; fix: string }

/** Reads values that are parted by commas; undefined, with every problem noted, when one cannot stand there. */
export function readValues(cells: readonly Cell[], context: ValueContext): readonly ReadValue[] | undefined {
  const read: ReadValue[] = []
  let sound = true
  for (const part of splitAtCommas(cells)) {
    const column = part.cells[0]?.column ?? part.column ?? context.column
    const checked = checkValue(textOf(part.cells), context)
    if ('value' in checked) {
      read.push({ value: checked.value, column })
    } else {
      context.problems.push({ column, ...checked, level: 'error' })
      sound = false
    }
  }
  return sound ? read : undefined
}

function splitAtCommas(cells: readonly Cell[]): { cells: Cell[]; column?: number }[] {
  const first: { cells: Cell[]; column?: number } = { cells: [] }
  const parts = [first]
  let last = first
  for (const cell of cells) {
    if (cell.char === ',' && !cell.quoted) {
      last = { cells: [], column: cell.column }
      parts.push(last)
    } else {
      last.cells.push(cell)
    }
  }
  return parts
}

function checkValue(text: string, context: ValueContext): Checked {
  const { qualifier } = context
  if (text.trim() === '') return wrong('A value is missing here.', `It takes ${qualifier.takes}.`)
  if (text.toLowerCase() === '@this') return checkThis(qualifier)
  if (text === '*' && qualifier.any) return { value: text }
  switch (qualifier.shape) {
    case 'choices':
    case 'presence':
    case 'scope':
    case 'check':
      return checkChoice(text, qualifier)
    case 'people':
      return checkPerson(text, qualifier)
    case 'dates':
      return checkDate(text, context)
    case 'numbers':
      return checkNumber(text, context)
    case 'field':
      return context.compared || context.range ? checkComparable(text, context) : { value: text }
    case 'repos':
      return checkRepo(text)
    case 'globs':
      return checkGlob(text)
    default:
      return { value: text }
  }
}

function wrong(what: string, fix: string): Checked {
  return { what, fix }
}

function checkThis(qualifier: Qualifier): Checked {
  if (qualifier.this) return { value: '@this' }
  return wrong(
    `\`@this\` means nothing after \`${qualifier.name}:\`.`,
    'It can stand for a milestone, label, author, assignee, branch, type or repository.',
  )
}

function checkChoice(text: string, { name, choices = [] }: Qualifier): Checked {
  const typed = text.toLowerCase()
  const chosen =
    choices.find((choice) => choice === typed) ?? choices.find((choice) => plain(choice) === plain(typed))
  if (chosen) return { value: chosen }
  const nearest = nearestName(text, choices)
  const known = choices.map((choice) => (choice.includes(' ') ? `"${choice}"` : choice)).join(', ')
  const hint = nearest ? `Did you mean \`${name === 'check' ? nearest : `${name}:${nearest}`}\`? ` : ''
  return wrong(`\`${text}\` is not something that \`${name}:\` knows.`, `${hint}It knows ${known}.`)
}

/** GitHub's pages and API part words differently: `not planned`, `not_planned`. */
function plain(choice: string): string {
  return choice.replaceAll(/[\s_-]+/g, ' ')
}

function checkPerson(text: string, { name }: Qualifier): Checked {
  if (text.toLowerCase() === '@me') {
    return wrong(
      '`@me` is nobody in a policy.',
      'Name a person, a team such as `@acme/qa`, or a name under people.',
    )
  }
  if (/^app\/[^\s/@]+$/i.test(text) || /^@[^\s/@]+(\/[^\s/@]+)?$/.test(text)) return { value: text }
  if (/^[^\s/@]+\/[^\s/@]+$/.test(text))
    return wrong(`\`${text}\` is not a person.`, `A team is written \`${name}:@${text}\`.`)
  if (/[/@*]/.test(text)) {
    return wrong(
      `\`${text}\` is not a person.`,
      'Write `ann`, `@acme/qa`, `app/dependabot`, or a name under people.',
    )
  }
  return { value: text }
}

function checkDate(text: string, { range, compared }: ValueContext): Checked {
  const value = text.startsWith('@') ? text.toLowerCase() : text
  const read = readTimeValue(value)
  if (read && (read.time !== 'open' || range)) return { value }
  if (!range && !compared && text === '*')
    return wrong('`*` is only the open end of a range.', 'Write `*..2026-01-31`.')
  if (/^@today/i.test(text))
    return wrong(
      `\`${text}\` is not a date.`,
      'Days and weeks from today are written `@today-7d`, `@today+1w`.',
    )
  if (/^\d{4}-\d\d-\d\dT/.test(text)) {
    return wrong(`\`${text}\` is not a time.`, 'Write it with its zone, such as `2026-01-31T09:00:00Z`.')
  }
  return wrong(`\`${text}\` is not a date.`, 'Write `2026-01-31`, `2026-01-31T09:00:00Z` or `@today-7d`.')
}

function checkNumber(text: string, { range }: ValueContext): Checked {
  if (/^\d{1,15}$/.test(text) || (range && text === '*')) return { value: text }
  return wrong(`\`${text}\` is not a whole number.`, 'Write `3`, `>3` or `1..3`.')
}

function checkComparable(text: string, { range }: ValueContext): Checked {
  if (text === '*' && range) return { value: text }
  if (text !== '*' && isComparable(text)) return { value: text.toLowerCase() }
  return wrong(
    `A field cannot be compared with \`${text}\`.`,
    'Compare it with a number, a date such as `2026-01-31`, or `@today`.',
  )
}

/** Whether an end of a field's range may be this: a number, a date, `@today-7d`, or the open end `*`. */
export function isComparable(text: string): boolean {
  if (/^-?\d{1,15}(\.\d+)?$/.test(text) || isDate(text)) return true
  const read = readTimeValue(text.toLowerCase())
  return read !== undefined && read.time !== 'span'
}

function checkRepo(text: string): Checked {
  if (/^[\w.-]+\/[\w.-]+$/.test(text)) return { value: text }
  return wrong(`\`${text}\` is not a repository.`, 'Write `owner/name`.')
}

function checkGlob(text: string): Checked {
  if (text.length > longestGlob)
    return wrong('This glob is too long.', `At most ${longestGlob} characters can be read.`)
  if (!text.startsWith('!')) return { value: text }
  return wrong('`!` takes nothing out here.', `Write \`-path:${text.slice(1)}\` as a term of its own.`)
}
