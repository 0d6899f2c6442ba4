import type { Query, QueryNode, QueryTerm } from '../core/query.ts'
import { printQuery } from './print-query.ts'

/** Whether no item can match both, as far as it can be told from the terms that each must match. */
export function areDisjoint(a: Query | undefined, b: Query | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return musts(a).some((one) => musts(b).some((other) => exclude(one, other)))
}

/** Whether whatever matches `narrow` also matches `broad`, as far as it can be told from the terms that each must match. */
export function isWithin(narrow: Query, broad: Query): boolean {
  const given = musts(narrow)
  return musts(broad).every((wanted) => given.some((one) => implies(one, wanted)))
}

/** Whether nothing that is closed can match. */
export function needsOpen(query: Query): boolean {
  return musts(query).some(
    (node) =>
      isPlain(node) &&
      ['is', 'state'].includes(node.qualifier) &&
      node.values.every((value) => value === 'open'),
  )
}

/** Labels that whatever matches has. */
export function labelsNeeded(query: Query | undefined): readonly string[] {
  if (query === undefined) return []
  return musts(query).flatMap((node) =>
    isPlain(node) && node.qualifier === 'label' && node.values.length === 1 ? node.values : [],
  )
}

function musts({ root }: Query): readonly QueryNode[] {
  return root.node === 'all' ? root.of : [root]
}

function implies(given: QueryNode, wanted: QueryNode): boolean {
  if (printed(given) === printed(wanted)) return true
  if (!isPlain(given) || !isPlain(wanted) || !sameSubject(given, wanted)) return false
  return given.values.every((value) => has(wanted, value))
}

function exclude(one: QueryNode, other: QueryNode): boolean {
  if (one.node === 'not' && other.node !== 'not') return implies(other, one.of)
  if (other.node === 'not' && one.node !== 'not') return implies(one, other.of)
  if (!isPlain(one) || !isPlain(other) || !sameSubject(one, other)) return false
  if (one.qualifier === 'is')
    return opposites.some(([a, b]) => (has(one, a) && has(other, b)) || (has(one, b) && has(other, a)))
  return single.includes(one.qualifier) && !one.values.some((value) => has(other, value))
}

const opposites = [
  ['issue', 'pr'],
  ['open', 'closed'],
  ['open', 'merged'],
  ['issue', 'merged'],
] as const

/** Qualifiers of which an item has one value only. */
const single = ['type', 'milestone', 'repo', 'base']

function isPlain(node: QueryNode): node is QueryTerm {
  return node.node === 'term' && node.operator === '='
}

function sameSubject(a: QueryTerm, b: QueryTerm): boolean {
  return a.qualifier === b.qualifier && a.name === b.name
}

function has({ values }: QueryTerm, value: string): boolean {
  return values.some((other) => other.toLowerCase() === value.toLowerCase())
}

function printed(node: QueryNode): string {
  return printQuery(node).toLowerCase()
}
