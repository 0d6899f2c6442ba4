import type { QueryTerm } from '../core/query.ts'
import { nearestName } from './nearest-name.ts'
import { type Qualifier, qualifierNamed, qualifiers } from './qualifiers.ts'
import type { QueryProblem } from './query-problem.ts'
import { isComparable, type ReadValue, readValues } from './read-values.ts'
import { type Cell, textOf } from './scan-query.ts'
import { readTimeValue } from './time-value.ts'

type Operator = QueryTerm['operator']

/** A term as the scanner cut it: what stands before the colon, and the characters after it. */
export interface RawTerm {
  qualifier: string
  cells: readonly Cell[]
  column: number
}

/** Where problems are told and gathered while one term is read. */
interface Reading {
  raw: RawTerm
  qualifier: Qualifier
  problems: QueryProblem[]
}

/** Reads one `qualifier:value`; undefined, with a problem noted, when it is not one that Reeve knows. */
export function readTerm(raw: RawTerm, problems: QueryProblem[]): QueryTerm | undefined {
  const qualifier = knownQualifier(raw, problems)
  if (!qualifier) return undefined
  const reading: Reading = { raw, qualifier, problems }
  if (raw.cells.length === 0) {
    return refuse(reading, valueColumn(raw), `\`${raw.qualifier}:\` has no value.`, takes(qualifier))
  }
  switch (qualifier.shape) {
    case 'dates':
    case 'numbers':
      return readComparison(reading)
    case 'check':
      return readCheck(reading)
    case 'field':
      return readField(reading)
    case 'presence':
      return readPresence(reading)
    case 'query':
      return refuse(
        reading,
        valueColumn(raw),
        `\`${raw.qualifier}:\` is followed by a query in parentheses.`,
        `Write \`${raw.qualifier}:(is:open)\`.`,
      )
    default:
      return termOf(reading, '=', readValues(raw.cells, context(reading)))
  }
}

/** The qualifier of this name; an unknown one is a problem that names the nearest. */
export function knownQualifier(
  raw: { qualifier: string; column: number },
  problems: QueryProblem[],
): Qualifier | undefined {
  const qualifier = qualifierNamed(raw.qualifier)
  if (qualifier) return qualifier
  const names = qualifiers.map(({ name }) => name)
  const nearest = nearestName(raw.qualifier, names)
  problems.push({
    column: raw.column,
    what: `Reeve does not know the qualifier \`${raw.qualifier}:\`.`,
    fix: nearest
      ? `Did you mean \`${nearest}:\`?`
      : `Known are ${names.join(', ')}. Words to look for stand in quotation marks.`,
    level: 'error',
  })
  return undefined
}

function context({ raw, qualifier, problems }: Reading) {
  return { qualifier, problems, column: valueColumn(raw) }
}

function termOf(
  { raw }: Reading,
  operator: Operator,
  read: readonly ReadValue[] | undefined,
  name?: string,
): QueryTerm | undefined {
  if (!read) return undefined
  const values = read.map(({ value }) => value)
  const term: QueryTerm = { node: 'term', qualifier: raw.qualifier, operator, values, column: raw.column }
  return name === undefined ? term : { ...term, name }
}

function refuse({ problems }: Reading, column: number, what: string, fix: string): undefined {
  problems.push({ column, what, fix, level: 'error' })
  return undefined
}

function valueColumn(raw: RawTerm): number {
  return raw.column + raw.qualifier.length + 1
}

function takes(qualifier: Qualifier): string {
  return `It takes ${qualifier.takes}, right after the colon.`
}

function readComparison(reading: Reading): QueryTerm | undefined {
  const { operator, rest } = readOperator(reading.raw.cells)
  return readCompared(reading, operator, rest)
}

/** The comparing sign a value begins with; `=` where there is none. */
function readOperator(cells: readonly Cell[]): { operator: Operator; rest: readonly Cell[] } {
  const sign = cells[0]?.quoted ? '' : cells[0]?.char
  if (sign !== '>' && sign !== '<') return { operator: '=', rest: cells }
  const orEqual = cells[1]?.char === '=' && !cells[1].quoted
  return orEqual ? { operator: `${sign}=`, rest: cells.slice(2) } : { operator: sign, rest: cells.slice(1) }
}

function readCompared(
  reading: Reading,
  operator: Operator,
  cells: readonly Cell[],
  name?: string,
): QueryTerm | undefined {
  const ends = operator === '=' ? splitRange(cells) : undefined
  if (ends) {
    const range = readRange(reading, ends)
    return termOf(reading, 'range', range, name)
  }
  const column = cells[0]?.column ?? reading.raw.column + reading.raw.qualifier.length + 1
  const read = readValues(cells, { ...context(reading), column, compared: operator !== '=' })
  if (read && read.length > 1 && operator !== '=') {
    return refuse(
      reading,
      read[1]?.column ?? column,
      `\`${operator}\` takes one value.`,
      'Join two terms with OR instead.',
    )
  }
  return termOf(reading, operator, read, name)
}

/** The two sides of an unquoted `..`. */
function splitRange(cells: readonly Cell[]): [readonly Cell[], readonly Cell[]] | undefined {
  const at = cells.findIndex(
    (cell, index) =>
      cell.char === '.' && !cell.quoted && cells[index + 1]?.char === '.' && !cells[index + 1]?.quoted,
  )
  return at === -1 ? undefined : [cells.slice(0, at), cells.slice(at + 2)]
}

function readRange(
  reading: Reading,
  ends: [readonly Cell[], readonly Cell[]],
): readonly ReadValue[] | undefined {
  const at = context(reading)
  const [from, to] = ends.map((end) =>
    readValues(end, { ...at, column: end[0]?.column ?? at.column, range: true }),
  )
  const [first] = from ?? []
  const [last] = to ?? []
  if (!first || !last) return undefined
  if (from?.length !== 1 || to?.length !== 1) {
    return refuse(
      reading,
      first.column,
      'A range has two ends and no comma.',
      'Join two terms with OR instead.',
    )
  }
  if (first.value === '*' && last.value === '*') {
    return refuse(
      reading,
      first.column,
      'A range that is open at both ends matches everything.',
      'Give it an end, or leave it out.',
    )
  }
  if (reversed(first.value, last.value)) {
    return refuse(
      reading,
      first.column,
      'This range ends before it begins.',
      `Write \`${last.value}..${first.value}\`.`,
    )
  }
  return [first, last]
}

function reversed(from: string, to: string): boolean {
  const [start, end] = [readTimeValue(from), readTimeValue(to)]
  if (start?.time === 'span' && end?.time === 'span') return start.start >= end.end
  if (start?.time === 'today' && end?.time === 'today') return start.days > end.days
  return Number(from) > Number(to)
}

function readCheck(reading: Reading): QueryTerm | undefined {
  const { raw } = reading
  const sign = raw.cells.findIndex((cell) => cell.char === '=' && !cell.quoted)
  const example = 'Write `check:build=success`.'
  if (sign === -1)
    return refuse(reading, valueColumn(raw), '`check:` does not say how the check should stand.', example)
  if (sign === 0) return refuse(reading, valueColumn(raw), '`check:` names no check.', example)
  const cells = raw.cells.slice(sign + 1)
  const column = cells[0]?.column ?? valueColumn(raw)
  return termOf(
    reading,
    '=',
    readValues(cells, { ...context(reading), column }),
    textOf(raw.cells.slice(0, sign)),
  )
}

function readField(reading: Reading): QueryTerm | undefined {
  const { raw } = reading
  const sign = raw.cells.findIndex((cell) => '=<>'.includes(cell.char) && !cell.quoted)
  const name = textOf(raw.cells.slice(0, Math.max(sign, 0)))
  if (sign === -1) {
    const written = textOf(raw.cells)
    return refuse(
      reading,
      valueColumn(raw),
      '`field:` does not say what the field should hold.',
      `Write \`field:${quoteName(written)}=value\`, or \`has:field:${quoteName(written)}\`.`,
    )
  }
  if (name.trim() === '')
    return refuse(reading, valueColumn(raw), '`field:` names no field.', 'Write `field:Status=Done`.')
  if (raw.cells[sign]?.char === '=') return readFieldValue(reading, raw.cells.slice(sign + 1), name)
  const { operator, rest } = readOperator(raw.cells.slice(sign))
  return readCompared(reading, operator, rest, name)
}

/** `field:Points=1..3` is a range; other values with dots in them are themselves. */
function readFieldValue(reading: Reading, cells: readonly Cell[], name: string): QueryTerm | undefined {
  const ends = splitRange(cells)
  if (ends?.every((end) => isComparable(textOf(end)))) return readCompared(reading, '=', cells, name)
  const column = cells[0]?.column ?? valueColumn(reading.raw)
  return termOf(reading, '=', readValues(cells, { ...context(reading), column }), name)
}

function quoteName(name: string): string {
  return /[\s,()"]/.test(name) ? `"${name}"` : name
}

/** `no:label,milestone`, and `no:field:Status` by itself. */
function readPresence(reading: Reading): QueryTerm | undefined {
  const { raw } = reading
  const text = textOf(raw.cells)
  if (!/^field:/i.test(text)) return termOf(reading, '=', readValues(raw.cells, context(reading)))
  const name = text.slice('field:'.length)
  if (name.trim() === '') {
    return refuse(
      reading,
      valueColumn(raw),
      'This names no field.',
      `Write \`${raw.qualifier}:field:Status\`.`,
    )
  }
  const comma = raw.cells.find((cell) => cell.char === ',' && !cell.quoted)
  if (comma) {
    return refuse(
      reading,
      comma.column,
      `\`${raw.qualifier}:field:\` takes one name.`,
      'Join two terms with OR, or quote the comma.',
    )
  }
  return termOf(reading, '=', [{ value: 'field', column: valueColumn(raw) }], name)
}
