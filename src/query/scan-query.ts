import type { QueryProblem } from './query-problem.ts'

/** One character of a value, and whether it stood in quotation marks: a quoted comma is no separator. */
export interface Cell {
  char: string
  quoted: boolean
  column: number
}

export type Token = { column: number } & (
  | { token: 'open' | 'close' | 'and' | 'or' | 'not' }
  /** `linked:(` */
  | { token: 'related'; qualifier: string }
  /** `label:a,b` without what is before the colon. */
  | { token: 'term'; qualifier: string; cells: readonly Cell[] }
  | { token: 'word'; word: string; quoted: boolean }
)

const operators = new Map<string, 'and' | 'or' | 'not'>([
  ['AND', 'and'],
  ['OR', 'or'],
  ['NOT', 'not'],
])

const marks = new Map<string, 'open' | 'close' | 'not'>([
  ['(', 'open'],
  [')', 'close'],
  ['-', 'not'],
])

/** Cuts a query's text into brackets, operators, terms and words. */
export function scanQuery(text: string, problems: QueryProblem[]): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    const mark = marks.get(char)
    const related = relationAt(text, at)
    if (/\s/.test(char)) {
      at += 1
    } else if (mark) {
      tokens.push({ token: mark, column: at })
      at += 1
    } else if (related) {
      tokens.push({ token: 'related', qualifier: related.toLowerCase(), column: at })
      at += related.length + 2
    } else {
      const run = readRun(text, at, problems)
      tokens.push(tokenOf(run.cells, at))
      at = run.end
    }
  }
  return tokens
}

function relationAt(text: string, at: number): string | undefined {
  const pattern = /([A-Za-z][A-Za-z-]*):\(/y
  pattern.lastIndex = at
  return pattern.exec(text)?.[1]
}

/** Everything up to the next space or closing bracket that is not in quotation marks. */
function readRun(text: string, start: number, problems: QueryProblem[]): { cells: Cell[]; end: number } {
  const cells: Cell[] = []
  let at = start
  let open = 0
  while (at < text.length) {
    const char = text.charAt(at)
    if (/\s/.test(char) || (char === ')' && open === 0)) break
    if (char === '"') {
      at = readQuoted(text, at, cells, problems)
      continue
    }
    if (char === '(' && open === 0) problems.push(bracketInside(at))
    if (char === '(') open += 1
    if (char === ')') open -= 1
    cells.push({ char, quoted: false, column: at })
    at += 1
  }
  return { cells, end: at }
}

/** Adds what stands in quotation marks; returns where the text goes on. */
function readQuoted(text: string, start: number, cells: Cell[], problems: QueryProblem[]): number {
  let at = start + 1
  while (at < text.length) {
    const char = text.charAt(at)
    if (char === '"') return at + 1
    const following = text.charAt(at + 1)
    const escapes = char === '\\' && (following === '"' || following === '\\')
    cells.push({ char: escapes ? following : char, quoted: true, column: at })
    at += escapes ? 2 : 1
  }
  problems.push({
    column: start,
    what: 'This quotation mark is never closed.',
    fix: 'Add the closing `"`.',
    level: 'error',
  })
  return at
}

function bracketInside(column: number): QueryProblem {
  return {
    column,
    what: 'A bracket stands inside a value.',
    fix: 'Put the value in quotation marks, or a space before the bracket.',
    level: 'error',
  }
}

function tokenOf(cells: readonly Cell[], column: number): Token {
  const word = textOf(cells)
  const quoted = cells.some((cell) => cell.quoted)
  const operator = quoted ? undefined : operators.get(word)
  if (operator) return { token: operator, column }
  const colon = cells.findIndex((cell) => cell.char === ':' || cell.quoted)
  if (colon > 0 && !cells[colon]?.quoted && /^[A-Za-z][A-Za-z-]*$/.test(word.slice(0, colon))) {
    return {
      token: 'term',
      qualifier: word.slice(0, colon).toLowerCase(),
      cells: cells.slice(colon + 1),
      column,
    }
  }
  return { token: 'word', word, quoted, column }
}

export function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.char).join('')
}
