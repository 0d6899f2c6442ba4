import { harmless } from '../core/harmless.ts'
import type { Item } from '../core/item.ts'
import type { Query, QueryNode } from '../core/query.ts'
import { quoted } from '../core/words.ts'
import { factOf, shortKey, whyUnknown } from './describe-facts.ts'
import { matchNode, relatedItems } from './match-query.ts'
import { printQuery } from './print-query.ts'
import { nodeTerms } from './query-terms.ts'
import type { QueryView, Related } from './query-view.ts'

/** Whom a query is asked about, and whom `@this` means. */
interface Asked {
  view: QueryView
  self: Item
}

/**
 * Why a query did not match, or could not be told, in words, with the term it is about: it is not labelled QA (`label:QA`).
 * What users wrote is harmless in it (D21); related items are named so that their numbers lead there.
 */
export function explainMismatch(query: Query, view: QueryView): string {
  const asked = { view, self: view.self ?? view.item }
  switch (matchNode(query.root, asked.view, asked.self).truth) {
    case 'yes':
      return 'Everything matches.'
    case 'no':
      return explainNo(query.root, asked)
    default:
      return explainUnknown(query.root, asked)
  }
}

function truthOf(node: QueryNode, { view, self }: Asked) {
  return matchNode(node, view, self).truth
}

function explainNo(node: QueryNode, asked: Asked): string {
  switch (node.node) {
    case 'all': {
      const failing = node.of.find((child) => truthOf(child, asked) === 'no')
      return failing ? explainNo(failing, asked) : doesNotMatch(node, [])
    }
    case 'any':
      return node.of.map((child) => explainNo(child, asked)).join('; ')
    case 'not':
      return node.of.node === 'related'
        ? whoMatches(node.of, asked)
        : doesNotMatch(node, facts(node.of, asked, true))
    case 'related':
      return relatedFact(node, asked)
    case 'term':
      return doesNotMatch(node, facts(node, asked, false))
    default:
      return node satisfies never
  }
}

function doesNotMatch(node: QueryNode, facts: readonly string[]): string {
  return facts.length === 0 ? `${printed(node)} does not match` : `${facts.join(', ')} (${printed(node)})`
}

function printed(node: QueryNode): string {
  return quoted([harmless(printQuery(node))])
}

/** What is true of the item, as far as these terms ask for it and it is known. */
function facts(node: QueryNode, asked: Asked, matched: boolean): string[] {
  const { view } = asked
  if (node.node === 'related') return [whoMatches(node, asked)]
  const told = nodeTerms(node, 'own').flatMap((term) => factOf(term, view, matched) ?? [])
  return [...new Set(told.map(harmless))]
}

/** Related items that match where none should: by name, so that it is clear where to go. */
function whoMatches(node: QueryNode & { node: 'related' }, asked: Asked): string {
  const related = relatedItems(node.relation, asked.view)
  const matching = (related.ok ? related.value : []).filter((other) => {
    const view = other.view()
    return view.ok && truthOf(node.of, { ...asked, view: view.value }) === 'yes'
  })
  const name = relatedNames[node.relation]
  if (matching.length === 0) return `a ${name} matches ${printed(node.of)}`
  const [ending, verb] = matching.length === 1 ? ['', 'matches'] : ['s', 'match']
  return `its ${name}${ending} ${named(matching, asked)} ${verb} ${printed(node.of)}`
}

/** Up to five items by number, with their repository where that is another one. */
function named(related: readonly Related[], { view }: Asked): string {
  const numbers = related.slice(0, 5).map(({ key }) => shortKey(key, view.item))
  return `${numbers.join(', ')}${related.length > 5 ? ` and ${related.length - 5} more` : ''}`
}

const relatedNames = { linked: 'linked item', 'sub-issue': 'sub-issue', parent: 'parent' } as const

function relatedFact({ relation, of }: QueryNode & { node: 'related' }, asked: Asked): string {
  const related = relatedItems(relation, asked.view)
  const name = relatedNames[relation]
  if (!related.ok || related.value.length === 0) return `it has no ${name} that matches ${printed(of)}`
  const names = named(related.value, asked)
  return related.value.length === 1
    ? `its ${name} ${names} does not match ${printed(of)}`
    : `none of ${names} matches ${printed(of)}`
}

function explainUnknown(node: QueryNode, asked: Asked): string {
  switch (node.node) {
    case 'all':
    case 'any': {
      const unsure = node.of.find((child) => truthOf(child, asked) === 'unknown')
      return unsure ? explainUnknown(unsure, asked) : notKnown(node)
    }
    case 'not':
      return explainUnknown(node.of, asked)
    case 'related':
      return explainRelatedUnknown(node, asked)
    case 'term':
      return notKnown(node, harmlessly(whyUnknown(node, asked.view)))
    default:
      return node satisfies never
  }
}

function explainRelatedUnknown(node: QueryNode & { node: 'related' }, asked: Asked): string {
  const related = relatedItems(node.relation, asked.view)
  if (!related.ok) return notKnown(node, harmless(related.why))
  for (const { key, view } of related.value) {
    const of = `of ${shortKey(key, asked.view.item)}`
    const seen = view()
    if (!seen.ok) return notKnown(node, `${of}, ${harmless(seen.why)}`)
    const other = { ...asked, view: seen.value }
    if (truthOf(node.of, other) === 'unknown')
      return notKnown(node, `${of}, ${explainUnknown(node.of, other)}`)
  }
  return notKnown(node)
}

function notKnown(node: QueryNode, why?: string): string {
  const whether = `whether ${printed(node)} matches could not be told`
  return why === undefined ? whether : `${whether}: ${why}`
}

function harmlessly(why: string | undefined): string | undefined {
  return why === undefined ? undefined : harmless(why)
}
