import type { Query, QueryNode, QueryTerm } from '../core/query.ts'
import { isComparable } from './read-values.ts'

/** Writes a query in its normal form: reading that again gives the same query. */
export function printQuery(query: Query | QueryNode): string {
  return 'root' in query ? printWhole(query.root) : printWhole(query)
}

/** A node that stands alone: at the top, between parentheses, or on a side of OR. */
function printWhole(node: QueryNode): string {
  switch (node.node) {
    case 'any':
      return node.of.map(printSide).join(' OR ')
    case 'all':
      return printAll(node.of)
    default:
      return printAll([node])
  }
}

function printSide(node: QueryNode): string {
  return isGroup(node) ? `(${printWhole(node)})` : printWhole(node)
}

/** Words of one clause share their `in:`; words that look elsewhere stand in parentheses with their own. */
function printAll(nodes: readonly QueryNode[]): string {
  const scope = nodes.map(scopeOf).find((found) => found !== undefined)
  const parts = nodes.map((node) => {
    const own = scopeOf(node)
    return own === scope || own === undefined ? printOne(node) : `(${printWhole(node)})`
  })
  return scope === undefined ? parts.join(' ') : [...parts, `in:${scope}`].join(' ')
}

/** Where a word, or a negated one, is looked for; undefined for everything else. */
function scopeOf(node: QueryNode): string | undefined {
  const inner = node.node === 'not' ? node.of : node
  return inner.node === 'term' && inner.qualifier === 'in' ? inner.name : undefined
}

/** One part of a clause. */
function printOne(node: QueryNode): string {
  switch (node.node) {
    case 'term':
      return printTerm(node)
    case 'related':
      return `${node.relation}:(${printWhole(node.of)})`
    case 'not':
      return node.of.node === 'not' || isGroup(node.of)
        ? `-(${printWhole(node.of)})`
        : `-${printOne(node.of)}`
    default:
      return `(${printWhole(node)})`
  }
}

function isGroup(node: QueryNode): boolean {
  return node.node === 'all' || node.node === 'any'
}

function printTerm(term: QueryTerm): string {
  const { qualifier, name, operator, values } = term
  if (qualifier === 'in') return quoteWord(values[0] ?? '')
  if (qualifier === 'field') return `field:${quote(name ?? '', /[=<>]/)}${printFieldValue(term)}`
  if (qualifier === 'check') return `check:${quote(name ?? '', /=/)}=${values.join()}`
  if (name !== undefined) return `${qualifier}:field:${quote(name)}`
  if (operator === 'range') return `${qualifier}:${values.join('..')}`
  const sign = operator === '=' ? '' : operator
  return `${qualifier}:${sign}${values.map((value) => quote(value)).join()}`
}

function printFieldValue({ operator, values }: QueryTerm): string {
  if (operator === 'range') return `=${values.join('..')}`
  if (operator !== '=') return `${operator}${values.join()}`
  const ends = values.join().split('..')
  const looksLikeRange = ends.length > 1 && ends.every(isComparable)
  return `=${values.map((value) => (looksLikeRange ? quoted(value) : quote(value))).join()}`
}

/** In quotation marks where it would otherwise be read as something else. */
function quote(text: string, also?: RegExp): string {
  return text === '' || /[\s",()]/.test(text) || also?.test(text) ? quoted(text) : text
}

function quoteWord(word: string): string {
  return /^-|^(and|or|not)$|^[a-z][a-z-]*:/i.test(word) ? quoted(word) : quote(word)
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
