import type { Query, QueryNode } from '../core/query.ts'
import { bareWords, spaceInValue } from './bare-words.ts'
import { allNodes, anyNodes, scopeWords, unscopedWords } from './query-nodes.ts'
import type { QueryProblem } from './query-problem.ts'
import { knownQualifier, readTerm } from './read-term.ts'
import { scanQuery, type Token } from './scan-query.ts'

export type { QueryProblem } from './query-problem.ts'

/** GitHub's own limit is five; this one only keeps a hostile text from exhausting the stack. */
const deepest = 50

/** A place in the tokens, and what was found wrong so far. */
interface Parsing {
  tokens: readonly Token[]
  position: number
  depth: number
  /** Nothing more is read. */
  stopped: boolean
  problems: QueryProblem[]
}

/** Terms joined by AND, and where their words are looked for. */
interface Clause {
  nodes: QueryNode[]
  /** How many terms were written, whether or not they could be read. */
  written: number
  scope?: string
  scopeColumn?: number
}

/** Reads a query as GitHub's search box does; without a query when any problem is an error. */
export function parseQuery(text: string): { query?: Query; problems: QueryProblem[] } {
  const problems: QueryProblem[] = []
  if (text.trim() === '') {
    const fix = 'Write a term such as `is:issue`, or leave the key out to mean everything.'
    return { problems: [{ column: 0, what: 'The query is empty.', fix, level: 'error' }] }
  }
  const parsing: Parsing = {
    tokens: scanQuery(text, problems),
    position: 0,
    depth: 0,
    stopped: false,
    problems,
  }
  const root = parseAny(parsing)
  refuseStrayBrackets(parsing)
  if (root) problems.push(...bareWords(root, text))
  const sorted = problems.toSorted((a, b) => a.column - b.column)
  if (!root || problems.some(({ level }) => level === 'error')) return { problems: sorted }
  return { query: { text, root }, problems: sorted }
}

function peek(parsing: Parsing): Token | undefined {
  return parsing.tokens[parsing.position]
}

function refuse(parsing: Parsing, column: number, what: string, fix: string): undefined {
  parsing.problems.push({ column, what, fix, level: 'error' })
  return undefined
}

/** Clauses joined by OR. */
function parseAny(parsing: Parsing): QueryNode | undefined {
  const clauses = [parseAll(parsing)]
  const ors: number[] = []
  for (let token = peek(parsing); token?.token === 'or'; token = peek(parsing)) {
    parsing.position += 1
    ors.push(token.column)
    clauses.push(parseAll(parsing))
  }
  for (const [index, column] of ors.entries()) {
    if (clauses[index]?.written && clauses[index + 1]?.written) continue
    refuse(parsing, column, '`OR` stands between two terms.', 'Put a term on both sides of it.')
  }
  const [first] = ors
  if (first !== undefined && clauses.some(({ written }) => written > 1)) warnOfMixing(parsing, first)
  const nodes = clauses.map((clause) => clauseNode(parsing, clause)).filter((node) => node !== undefined)
  return nodes.length === 0 ? undefined : anyNodes(nodes)
}

function warnOfMixing(parsing: Parsing, column: number): void {
  parsing.problems.push({
    column,
    what: 'AND and OR stand together without parentheses; AND (a space) binds tighter.',
    fix: 'Put parentheses round what belongs together: `(a b) OR c`, or `a (b OR c)`.',
    level: 'warning',
  })
}

/** Terms joined by a space or AND. */
function parseAll(parsing: Parsing): Clause {
  const clause: Clause = { nodes: [], written: 0 }
  let and: number | undefined
  for (
    let token = peek(parsing);
    token && token.token !== 'or' && token.token !== 'close';
    token = peek(parsing)
  ) {
    if (token.token === 'and') {
      if (and !== undefined || clause.written === 0) refuseAnd(parsing, token.column)
      and = token.column
      parsing.position += 1
      continue
    }
    and = undefined
    parseOne(parsing, clause)
  }
  if (and !== undefined) refuseAnd(parsing, and)
  return clause
}

function refuseAnd(parsing: Parsing, column: number): void {
  refuse(
    parsing,
    column,
    '`AND` stands between two terms.',
    'Put a term on both sides of it, or leave it out.',
  )
}

function parseOne(parsing: Parsing, clause: Clause): void {
  const token = peek(parsing)
  if (token?.token === 'term' && token.qualifier === 'in') {
    parsing.position += 1
    readScope(parsing, token, clause)
    return
  }
  const node = parseUnary(parsing)
  clause.written += 1
  if (node) clause.nodes.push(node)
}

function readScope(parsing: Parsing, token: Token & { token: 'term' }, clause: Clause): void {
  const term = readTerm(token, parsing.problems)
  if (clause.scope !== undefined) {
    refuse(
      parsing,
      token.column,
      '`in:` stands twice.',
      'Write `in:title,body` once, or use parentheses: `(a in:title) (b in:body)`.',
    )
  }
  clause.scope = ['title', 'body'].filter((place) => term?.values.includes(place)).join() || 'title,body'
  clause.scopeColumn = token.column
}

/** The clause as one node, its words told where to look. */
function clauseNode(parsing: Parsing, clause: Clause): QueryNode | undefined {
  const { nodes, scope, scopeColumn = 0 } = clause
  if (scope !== undefined && !nodes.some((node) => unscopedWords(node).length > 0)) {
    refuse(
      parsing,
      scopeColumn,
      '`in:` stands beside no words.',
      'Write the words to look for too: `crash in:title`.',
    )
  }
  if (nodes.length === 0) return undefined
  return allNodes(scope === undefined ? nodes : nodes.map((node) => scopeWords(node, scope)))
}

/** One term, group or related query, with whatever negates it. */
function parseUnary(parsing: Parsing): QueryNode | undefined {
  const token = peek(parsing)
  if (!token) return undefined
  if (parsing.depth >= deepest) {
    parsing.position = parsing.tokens.length
    parsing.stopped = true
    return refuse(
      parsing,
      token.column,
      'This is nested too deeply.',
      `At most ${deepest} levels can be read.`,
    )
  }
  parsing.position += 1
  switch (token.token) {
    case 'not':
      return parseNegated(parsing, token.column)
    case 'open':
      return parseGroup(parsing, token.column)
    case 'related':
      return parseRelated(parsing, token)
    case 'term':
      return parseTerm(parsing, token)
    case 'word':
      return parseWord(parsing, token)
    default:
      return undefined
  }
}

function parseTerm(parsing: Parsing, token: Token & { token: 'term' }): QueryNode | undefined {
  const space = spaceInValue(token, peek(parsing))
  if (space === undefined) return readTerm(token, parsing.problems)
  parsing.position += 1
  parsing.problems.push(space)
  return undefined
}

function parseNegated(parsing: Parsing, column: number): QueryNode | undefined {
  const token = peek(parsing)
  if (!token || token.token === 'or' || token.token === 'and' || token.token === 'close') {
    return refuse(
      parsing,
      column,
      'There is nothing here to negate.',
      'Write the term right after it: `-label:blocked`.',
    )
  }
  if (token.token === 'term' && token.qualifier === 'in') {
    parsing.position += 1
    return refuse(
      parsing,
      column,
      '`in:` says where words are looked for; it cannot be negated.',
      'Negate the words: `-crash in:title`.',
    )
  }
  parsing.depth += 1
  const of = parseUnary(parsing)
  parsing.depth -= 1
  return of && { node: 'not', of }
}

/** What stands up to the closing bracket. */
function parseGroup(parsing: Parsing, column: number): QueryNode | undefined {
  parsing.depth += 1
  const before = parsing.problems.length
  const node = parseAny(parsing)
  parsing.depth -= 1
  const token = peek(parsing)
  if (token?.token === 'close') {
    parsing.position += 1
    if (!node && parsing.problems.length === before) {
      return refuse(
        parsing,
        column,
        'These parentheses are empty.',
        'Put a term between them, or take them out.',
      )
    }
    return node
  }
  if (parsing.stopped) return undefined
  return refuse(parsing, column, 'This parenthesis is never closed.', 'Add the closing `)`.')
}

function parseRelated(parsing: Parsing, token: Token & { token: 'related' }): QueryNode | undefined {
  const { qualifier, column } = token
  const known = knownQualifier(token, parsing.problems)
  const of = parseGroup(parsing, column + qualifier.length + 1)
  if (!known) return undefined
  if (qualifier !== 'linked' && qualifier !== 'sub-issue' && qualifier !== 'parent') {
    const fix = `Write \`(${qualifier}:a OR ${qualifier}:b)\`, or \`${qualifier}:a,b\`.`
    return refuse(parsing, column, `\`${qualifier}:\` takes no query in parentheses.`, fix)
  }
  return of && { node: 'related', relation: qualifier, of, column }
}

function parseWord(parsing: Parsing, token: Token & { token: 'word' }): QueryNode | undefined {
  const { word, quoted, column } = token
  if (!quoted && /^(and|or|not)$/i.test(word)) {
    return refuse(
      parsing,
      column,
      `\`${word}\` is read as a word.`,
      `Write \`${word.toUpperCase()}\`, or put the word in quotation marks.`,
    )
  }
  if (word.trim() === '')
    return refuse(parsing, column, 'There is no word between these quotation marks.', 'Take them out.')
  return { node: 'term', qualifier: 'in', operator: '=', values: [word], column }
}

function refuseStrayBrackets(parsing: Parsing): void {
  const token = peek(parsing)
  if (token?.token !== 'close') return
  refuse(parsing, token.column, 'This parenthesis was never opened.', 'Take it out, or add the opening `(`.')
}
