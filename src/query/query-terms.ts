import { oncePer } from '../core/once-per.ts'
import type { Query, QueryNode, QueryTerm } from '../core/query.ts'
import { memberOf } from '../core/switches.ts'
import { qualifierNamed } from './qualifiers.ts'

/** Every term of a query, in order; `own` leaves out those about related items, in `linked:( … )` and the like. */
export function termsOf(query: Query, about: 'everything' | 'own' = 'everything'): QueryTerm[] {
  return nodeTerms(query.root, about)
}

/** The terms of a part of a query. */
export function nodeTerms(node: QueryNode, about: 'everything' | 'own'): QueryTerm[] {
  switch (node.node) {
    case 'term':
      return [node]
    case 'not':
      return nodeTerms(node.of, about)
    case 'all':
    case 'any':
      return node.of.flatMap((child) => nodeTerms(child, about))
    case 'related':
      return about === 'own' ? [] : nodeTerms(node.of, about)
    default:
      return node satisfies never
  }
}

/** Whether every term's truth at a past instant can be told from the item's history; else its first sight is kept (D3). */
export const isHistorical = oncePer((query: Query): boolean => nodeIsHistorical(query.root))

function nodeIsHistorical(node: QueryNode): boolean {
  switch (node.node) {
    case 'term':
      return termIsHistorical(node)
    case 'not':
      return nodeIsHistorical(node.of)
    case 'all':
    case 'any':
      return node.of.every(nodeIsHistorical)
    case 'related':
      // Another item's past is not in this item's history.
      return false
    default:
      return node satisfies never
  }
}

function termIsHistorical({ qualifier, values }: QueryTerm): boolean {
  const { historical = false, notHistorical = [] } = qualifierNamed(qualifier) ?? {}
  return historical && !values.some((value) => notHistorical.includes(value))
}

/**
 * The parts of an item, as `label:critical`, without a change of which a query that history can answer does not change
 * its answer; `anything` where more than they may change it.
 */
export const partsAsked = oncePer((query: Query): readonly string[] | 'anything' => {
  const parts = new Set(termsOf(query).flatMap(termParts))
  parts.delete('none')
  return parts.has('anything') || !isHistorical(query) ? 'anything' : [...parts]
})

function termParts({ qualifier, values }: QueryTerm): readonly string[] {
  const { asksAbout = 'anything' } = qualifierNamed(qualifier) ?? {}
  if (typeof asksAbout !== 'string') return values.map((value) => asksAbout[value] ?? 'anything')
  if (asksAbout !== 'label' || values.includes('@this')) return [asksAbout]
  return values.map((value) => memberOf('label', value))
}

/** Whether it asks for `updated:`, which Reeve's own writing changes: an error in a rule that writes (D12). */
export function usesUpdated(query: Query): boolean {
  return termsOf(query).some(({ qualifier }) => qualifier === 'updated')
}
