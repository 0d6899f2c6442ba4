import type { Item } from '../core/item.ts'
import { oncePer } from '../core/once-per.ts'
import type { Query, QueryNode, QueryTerm } from '../core/query.ts'
import type { Known } from '../core/truth.ts'
import { factTerms } from './match-fact-term.ts'
import { itemTerms } from './match-item-term.ts'
import { type Cost, qualifierNamed } from './qualifiers.ts'
import {
  type Ask,
  allTests,
  answer,
  anyTest,
  askCheaply,
  type Match,
  notTest,
  type Test,
  withCost,
} from './query-answer.ts'
import type { QueryView, Related } from './query-view.ts'

export type { Match } from './query-answer.ts'
export type { QueryView } from './query-view.ts'

/** Whether an item matches a query. Facts that cost a call are read only where the rest does not decide (D12). */
export function matchQuery(query: Query, view: QueryView): Match {
  return matchNode(query.root, view, view.self ?? view.item)
}

/** The same for a part of a query; `self` is whom `@this` means. */
export function matchNode(node: QueryNode, view: QueryView, self: Item): Match {
  return askCheaply(testOf(node), { view, self })
}

/** A query is read once and asked often: its names, dates, globs and words are made ready the first time. */
const testOf: (node: QueryNode) => Test = oncePer(makeTest)

function makeTest(node: QueryNode): Test {
  switch (node.node) {
    case 'term':
      return termTest(node)
    case 'not':
      return notTest(testOf(node.of))
    case 'all':
      return allTests(node.of.map(testOf))
    case 'any':
      return anyTest(node.of.map(testOf))
    case 'related':
      return relatedTest(node)
    default:
      return node satisfies never
  }
}

function termTest(term: QueryTerm): Test {
  const make = itemTerms[term.qualifier] ?? factTerms[term.qualifier]
  if (!make) throw new Error(`No way to match the qualifier ${term.qualifier}`)
  const cost = costOf(term)
  // One value may be free where another is dear: `author:@ann,@acme/qa`.
  if (cost > 0 && term.operator === '=' && term.values.length > 1) {
    return anyTest(term.values.map((value) => termTest({ ...term, values: [value] })))
  }
  return withCost(cost, make(term), (item) => hasNothingTo(term, item))
}

/** Whether the item lacks what a term asks about, so that nothing has to be read for it. */
function hasNothingTo({ qualifier }: QueryTerm, item: Item): boolean {
  if (qualifier === 'author') return item.author === undefined
  if (qualifier === 'assignee') return item.assignees.length === 0
  return !item.pull && qualifierNamed(qualifier)?.pullOnly === true
}

/** How dear a term's facts are; `@ann` and `app/x` are one login each, and nobody has to be asked about them. */
export function costOf(term: QueryTerm): Cost {
  const qualifier = qualifierNamed(term.qualifier)
  if (!qualifier) return 0
  if (qualifier.costlyValues)
    return term.values.some((value) => qualifier.costlyValues?.includes(value)) ? 1 : 0
  const logins = qualifier.shape === 'people' && term.qualifier !== 'commenter'
  return logins && term.values.every(isPlainLogin) ? 0 : qualifier.cost
}

function isPlainLogin(ref: string): boolean {
  return ref === '*' || /^@[^/]+$/.test(ref) || /^app\//i.test(ref)
}

/** At least one related item matches. All of them are asked cheaply before one is asked dearly. */
function relatedTest(node: QueryNode & { node: 'related' }): Test {
  const inner = testOf(node.of)
  return withCost(2, (ask) => {
    const related = relatedItems(node.relation, ask.view)
    if (!related.ok) return answer('unknown')
    const tests = related.value.map((other) => ({
      cost: inner.cost,
      run: (one: Ask) => {
        const view = other.view()
        return view.ok ? inner.run({ ...one, view: view.value }) : answer('unknown')
      },
    }))
    return askCheaply(anyTest(tests), ask)
  })
}

/** The items a relation leads to. */
export function relatedItems(
  relation: 'linked' | 'sub-issue' | 'parent',
  view: QueryView,
): Known<readonly Related[]> {
  if (relation === 'linked') return view.linked()
  if (relation === 'sub-issue') return view.subIssues()
  const parent = view.parent()
  if (!parent.ok) return parent
  return { ok: true, value: parent.value === undefined ? [] : [parent.value] }
}
