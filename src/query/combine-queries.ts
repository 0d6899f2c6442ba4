import { oncePer } from '../core/once-per.ts'
import type { Query, QueryNode, QueryTerm } from '../core/query.ts'
import { printQuery } from './print-query.ts'
import { allNodes, anyNodes } from './query-nodes.ts'

/** The query that every issue and pull request matches; it is written by leaving the key out. */
export const everything: Query = { text: '', root: { node: 'all', of: [] } }

/** What has this label. */
export function hasLabel(name: string): Query {
  return queryOf({ node: 'term', qualifier: 'label', operator: '=', values: [name], column: 0 })
}

// Rules put the same few queries together at every look: each is made once, and so made ready for matching once.
const joined = oncePer((one: Query) => oncePer((other: Query) => queryOf(allNodes([one.root, other.root]))))

/** What matches both of these queries. */
export function bothOf(one: Query, other: Query): Query {
  return joined(one)(other)
}

/** What does not match this query. */
export const notQuery = oncePer(
  (query: Query): Query =>
    queryOf(query.root.node === 'not' ? query.root.of : { node: 'not', of: query.root }),
)

/**
 * The query without what it says of its own item being open or closed, which clocks ignore (D9). What it asks of related
 * items stays; a query of which nothing is left matches everything.
 */
export const withoutState = oncePer((query: Query): Query => {
  const root = stateless(query.root)
  return root === query.root ? query : root ? queryOf(root) : everything
})

function queryOf(root: QueryNode): Query {
  return { text: printQuery(root), root }
}

function stateless(node: QueryNode): QueryNode | undefined {
  switch (node.node) {
    case 'term':
      return statelessTerm(node)
    case 'not': {
      const of = stateless(node.of)
      return of === node.of ? node : of && { node: 'not', of }
    }
    case 'all':
    case 'any':
      return statelessGroup(node)
    case 'related':
      return node
    default:
      return node satisfies never
  }
}

function statelessGroup(node: QueryNode & { node: 'all' | 'any' }): QueryNode | undefined {
  const of = node.of.map(stateless).filter((child) => child !== undefined)
  if (of.length === node.of.length && of.every((child, index) => child === node.of[index])) return node
  if (of.length === 0) return undefined
  return node.node === 'all' ? allNodes(of) : anyNodes(of)
}

function statelessTerm(term: QueryTerm): QueryTerm | undefined {
  if (term.qualifier === 'state') return undefined
  if (term.qualifier !== 'is') return term
  const values = term.values.filter((value) => value !== 'open' && value !== 'closed')
  if (values.length === term.values.length) return term
  return values.length === 0 ? undefined : { ...term, values }
}
