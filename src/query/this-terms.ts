import { oncePer } from '../core/once-per.ts'
import type { Query, QueryNode } from '../core/query.ts'
import { allNodes } from './query-nodes.ts'
import { nodeTerms } from './query-terms.ts'

export interface Parts {
  /** What each item can answer by itself. */
  plain: QueryNode
  /** What depends on who asks, `milestone:@this`; absent where nothing does. */
  asking?: QueryNode
}

/** A query that must match as a whole, taken apart: the terms that name `@this` wait for whoever asks. */
export const partsByThis = oncePer(({ root }: Query): Parts => {
  const nodes = root.node === 'all' ? root.of : [root]
  const asking = nodes.filter(namesThis)
  const plain = allNodes(nodes.filter((node) => !asking.includes(node)))
  return asking.length === 0 ? { plain } : { plain, asking: allNodes(asking) }
})

function namesThis(node: QueryNode): boolean {
  return nodeTerms(node, 'everything').some(({ values }) => values.includes('@this'))
}
