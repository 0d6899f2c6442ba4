import type { QueryNode, QueryTerm } from '../core/query.ts'

/** Nodes that must all hold, in normal form: no AND inside an AND, and a repeated `repo:` means or (D12). */
export function allNodes(nodes: readonly QueryNode[]): QueryNode {
  const flat = joinRepos(nodes.flatMap((node) => (node.node === 'all' ? node.of : [node])))
  const [only] = flat
  return flat.length === 1 && only ? only : { node: 'all', of: flat }
}

/** Nodes of which one must hold, in normal form: no OR inside an OR. */
export function anyNodes(nodes: readonly QueryNode[]): QueryNode {
  const flat = nodes.flatMap((node) => (node.node === 'any' ? node.of : [node]))
  const [only] = flat
  return flat.length === 1 && only ? only : { node: 'any', of: flat }
}

function joinRepos(nodes: readonly QueryNode[]): QueryNode[] {
  const repos = nodes.filter((node) => node.node === 'term').filter(({ qualifier }) => qualifier === 'repo')
  const [first] = repos
  if (!first || repos.length === 1) return [...nodes]
  const joined: QueryTerm = { ...first, values: repos.flatMap(({ values }) => values) }
  return nodes.flatMap((node) => {
    if (node === first) return [joined]
    return node.node === 'term' && node.qualifier === 'repo' ? [] : [node]
  })
}

/** The same query with every term changed. */
export function mapTerms(node: QueryNode, change: (term: QueryTerm) => QueryTerm): QueryNode {
  switch (node.node) {
    case 'term':
      return change(node)
    case 'not':
    case 'related':
      return { ...node, of: mapTerms(node.of, change) }
    case 'all':
    case 'any':
      return { ...node, of: node.of.map((child) => mapTerms(child, change)) }
    default:
      return node satisfies never
  }
}

/** Words that no `in:` beside them or around them says where to look for. */
export function unscopedWords(node: QueryNode, related?: 'with related'): QueryTerm[] {
  switch (node.node) {
    case 'term':
      return node.qualifier === 'in' && node.name === undefined ? [node] : []
    case 'related':
      return related ? unscopedWords(node.of, related) : []
    case 'not':
      return unscopedWords(node.of, related)
    case 'all':
    case 'any':
      return node.of.flatMap((child) => unscopedWords(child, related))
    default:
      return node satisfies never
  }
}

/** Tells the words of a clause where to look; words about related items keep to an `in:` of their own. */
export function scopeWords(node: QueryNode, scope: string): QueryNode {
  switch (node.node) {
    case 'term':
      return node.qualifier === 'in' && node.name === undefined ? { ...node, name: scope } : node
    case 'related':
      return node
    case 'not':
      return { ...node, of: scopeWords(node.of, scope) }
    case 'all':
    case 'any':
      return { ...node, of: node.of.map((child) => scopeWords(child, scope)) }
    default:
      return node satisfies never
  }
}
