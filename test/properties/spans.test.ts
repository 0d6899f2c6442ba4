import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addEntry, type Past } from '../../src/core/past.ts'
import type { Names } from '../../src/core/policy.ts'
import type { Query } from '../../src/core/query.ts'
import { createFactReader } from '../../src/engine/fact-set.ts'
import { lawfulView } from '../../src/engine/lawful.ts'
import { spansFromHistory } from '../../src/engine/spans.ts'
import { createView } from '../../src/engine/view.ts'
import { matchQuery } from '../../src/query/match-query.ts'
import { parseQuery } from '../../src/query/parse-query.ts'
import { partsAsked } from '../../src/query/query-terms.ts'
import { anItem, aPullItem } from '../builders/item.ts'

const start = Date.parse('2026-01-05T09:00:00Z')
const app = 'reeve[bot]'

const names: Names = {
  timezone: 'UTC',
  calendars: new Map(),
  windows: new Map(),
  people: new Map(),
  commands: new Map(),
  environments: new Map(),
}

const terms = [
  ...['is:issue', 'is:pr', 'is:open', 'is:closed', 'is:merged', 'is:unmerged', 'is:draft', 'draft:false'],
  ...['label:x', 'label:X,y', 'label:y,z', 'label:@this', 'no:label', 'has:label', 'type:bug', 'base:main'],
  ...['milestone:m1', 'milestone:*', 'no:milestone', 'has:assignee', 'no:assignee', 'reason:completed'],
  ...['state:closed', 'author:ann', 'assignee:bo', 'commenter:bo', 'comments:>1', 'created:<@today-1d'],
]

const someQuery: fc.Arbitrary<Query> = fc
  .array(
    fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...terms)).map(([sign, term]) => `${sign}${term}`),
    { minLength: 1, maxLength: 4 },
  )
  .chain((written) => fc.constantFrom(written.join(' '), written.join(' OR ')))
  .map((text) => {
    const { query } = parseQuery(text)
    if (!query) throw new Error(`${text} was not read`)
    return query
  })

const named = { label: ['x', 'X', 'y', 'z', 'other'], person: ['ann', 'bo'], milestone: ['m1', 'm2'] }
const happening = fc.oneof(
  happenings(['labeled', 'unlabeled'], named.label),
  happenings(['assigned', 'unassigned'], named.person),
  happenings(['milestoned', 'demilestoned'], named.milestone),
  happenings(['closed', 'reopened', 'merged', 'drafted', 'readied', 'queued'], ['']),
  happenings(['commented', 'synchronized'], ['1', '2', '3']),
)

function happenings<K extends string>(kinds: readonly K[], targets: readonly string[]) {
  return fc.record({
    what: fc.constantFrom(...kinds),
    target: fc.constantFrom(...targets),
    actor: fc.constantFrom('ann', 'bo', app),
    // Few minutes, so that much happens within one second.
    minutes: fc.integer({ min: 0, max: 12 }).map((few) => few * 400),
  })
}

const somePast: fc.Arbitrary<Past> = fc
  .record({ isPull: fc.boolean(), happened: fc.array(happening, { maxLength: 15 }) })
  .map(({ isPull, happened }) =>
    happened.reduce<Past>(
      (past, { minutes, ...each }) =>
        addEntry(past, { ...each, at: start + minutes * 60_000, source: 'webhook' }),
      { item: isPull ? aPullItem({ labels: ['y'] }) : anItem({ labels: ['y'], type: 'Bug' }), history: [] },
    ),
  )

test('a past is asked about only where its answer may change, and the answer is the same', () => {
  const minutes = fc.integer({ min: 0, max: 6000 })
  fc.assert(
    fc.property(someQuery, somePast, minutes, (query, actual, later) => {
      const now = start + later * 60_000
      const past = lawfulView({
        actual,
        guards: [],
        followers: [],
        told: actual.history,
        memory: [],
        app,
        now,
        hear: () => undefined,
      })
      const ask = (item: Past['item'], at: number) =>
        matchQuery(
          query,
          createView({
            item,
            history: past.history,
            unsureLabels: [],
            now: at,
            timezone: 'UTC',
            names,
            facts: createFactReader(new Map()),
            app,
          }),
        )
      expect(spansFromHistory(past, now, { ask, parts: partsAsked(query) })).toEqual(
        spansFromHistory(past, now, { ask, parts: 'anything' }),
      )
    }),
    { numRuns: 500 },
  )
})
