import { earliest, type Instant } from '../core/instant.ts'
import type { Item } from '../core/item.ts'
import { not, type Truth } from '../core/truth.ts'
import type { Cost } from './qualifiers.ts'
import type { QueryView } from './query-view.ts'

/** A query's answer. `next`: the earliest instant after now at which time alone may change it. */
export interface Match {
  truth: Truth
  next?: Instant
}

/** One question: about which item, who `@this` is, and how dear the facts are that may be read for it. */
export interface Ask {
  view: QueryView
  self: Item
  reach: Cost
}

/** A node of a query, made ready to be asked often. */
export interface Test {
  /** The dearest fact it may read. */
  cost: Cost
  run(ask: Ask): Match
}

const plain = { yes: { truth: 'yes' }, no: { truth: 'no' }, unknown: { truth: 'unknown' } } as const

/** The answer that no passing of time changes. */
export function answer(truth: Truth): Match {
  return plain[truth]
}

export function answerUntil(truth: Truth, next: Instant | undefined): Match {
  return next === undefined ? plain[truth] : { truth, next }
}

/** A test that is not read as long as only cheaper facts may be, except where the item alone already says no. */
export function withCost(
  cost: Cost,
  run: (ask: Ask) => Match,
  isFreelyNo: (item: Item) => boolean = () => false,
): Test {
  if (cost === 0) return { cost, run }
  return {
    cost,
    run(ask) {
      if (isFreelyNo(ask.view.item)) return plain.no
      return ask.reach < cost ? plain.unknown : run(ask)
    },
  }
}

/** All must hold: no decides. */
export function allTests(tests: readonly Test[]): Test {
  return joined(tests, 'no')
}

/** One must hold: yes decides. */
export function anyTest(tests: readonly Test[]): Test {
  return joined(tests, 'yes')
}

export function notTest(test: Test): Test {
  return {
    cost: test.cost,
    run(ask) {
      const match = test.run(ask)
      return answerUntil(not(match.truth), match.next)
    },
  }
}

function joined(tests: readonly Test[], deciding: 'yes' | 'no'): Test {
  const cheapestFirst = tests.toSorted((a, b) => a.cost - b.cost)
  const cost = cheapestFirst.at(-1)?.cost ?? 0
  const [only] = cheapestFirst
  if (only && cheapestFirst.length === 1) return only
  return { cost, run: (ask) => join(cheapestFirst, deciding, ask) }
}

/**
 * A deciding answer holds as long as one that decides does, so the latest of their changes counts and those that time
 * cannot change end the search; without one, every part's next change may change the whole.
 */
function join(tests: readonly Test[], deciding: 'yes' | 'no', ask: Ask): Match {
  let decided: Match | undefined
  let unsure = false
  let next: Instant | undefined
  for (const test of tests) {
    if (decided && test.cost > 0) break
    const match = test.run(ask)
    if (match.truth === deciding) {
      if (match.next === undefined) return match
      if (!decided || match.next > (decided.next ?? 0)) decided = match
      continue
    }
    if (match.truth === 'unknown') unsure = true
    next = earliest(next, match.next)
  }
  if (decided) return decided
  return answerUntil(unsure ? 'unknown' : not(deciding), next)
}

/** Asks with nothing but the item first, and reads facts only as far as the answer needs them. */
export function askCheaply(test: Test, { view, self }: Omit<Ask, 'reach'>): Match {
  const free = test.run({ view, self, reach: 0 })
  if (free.truth !== 'unknown' || test.cost === 0) return free
  const near = test.run({ view, self, reach: 1 })
  if (near.truth !== 'unknown' || test.cost === 1) return near
  return test.run({ view, self, reach: 2 })
}
