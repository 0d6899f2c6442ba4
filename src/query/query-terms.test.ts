import { describe, expect, it } from 'vitest'
import type { Query } from '../core/query.ts'
import { allOf, everything, notQuery, withoutState } from './combine-queries.ts'
import { parseQuery } from './parse-query.ts'
import { isHistorical, termsOf, usesUpdated } from './query-terms.ts'

function queryOf(text: string): Query {
  const { query } = parseQuery(text)
  if (!query) throw new Error(`${text} was not read`)
  return query
}

describe('what can be told from history', () => {
  it.each([
    ['is:issue is:open label:a -label:b', true],
    ['author:@acme/qa assignee:bo milestone:v1 type:bug', true],
    ['created:<@today-7d closed:>2026-01-01 comments:>3 commenter:bo', true],
    ['no:label has:assignee no:milestone', true],
    ['is:pr base:main head:x draft:false is:merged', true],
    ['is:locked', false],
    ['is:open,locked', false],
    ['no:project', false],
    ['has:field:Status', false],
    ['label:a OR review:approved', false],
    ['-deployed:testnet', false],
    ['crash in:title', false],
    ['updated:>2026-01-01', false],
    ['linked:(is:open)', false],
    ['rule:x', false],
  ] as const)('%s: %s', (text, historical) => {
    expect(isHistorical(queryOf(text))).toBe(historical)
  })
})

describe('the terms of a query', () => {
  it('are all of them, in order', () => {
    expect(
      termsOf(queryOf('is:pr -(label:a OR linked:(updated:>2026-01-01))')).map(({ qualifier }) => qualifier),
    ).toEqual(['is', 'label', 'updated'])
  })

  it('or only those about the item itself', () => {
    expect(termsOf(queryOf('is:pr linked:(label:a)'), 'own').map(({ qualifier }) => qualifier)).toEqual([
      'is',
    ])
  })

  it('tell whether updated: is among them', () => {
    expect(usesUpdated(queryOf('is:pr linked:(-updated:>2026-01-01)'))).toBe(true)
    expect(usesUpdated(queryOf('active:>2026-01-01'))).toBe(false)
  })
})

describe('a query without its state (D9)', () => {
  it.each([
    ['is:issue is:open label:a', 'is:issue label:a'],
    ['is:open', ''],
    ['-is:closed', ''],
    ['state:open label:a', 'label:a'],
    ['is:open,closed', ''],
    ['is:open,draft', 'is:draft'],
    ['is:merged', 'is:merged'],
    ['label:a (is:open OR label:b)', 'label:a label:b'],
    ['label:a -(is:open OR state:closed)', 'label:a'],
    ['(is:open label:a) OR label:b', 'label:a OR label:b'],
    ['is:open linked:(is:open)', 'linked:(is:open)'],
  ] as const)('%s is %s', (text, expected) => {
    expect(withoutState(queryOf(text)).text).toBe(expected)
  })

  it('is the very query where nothing is said of it', () => {
    const query = queryOf('label:a  OR label:b')
    expect(withoutState(query)).toBe(query)
    expect(withoutState(everything)).toBe(everything)
  })
})

describe('queries put together', () => {
  it('match what all of them match', () => {
    expect(allOf(queryOf('is:pr'), queryOf('label:a OR label:b'), everything).text).toBe(
      'is:pr (label:a OR label:b)',
    )
    expect(allOf().root).toEqual(everything.root)
  })

  it('match what one of them does not', () => {
    expect(notQuery(queryOf('is:pr label:a')).text).toBe('-(is:pr label:a)')
    expect(notQuery(queryOf('-is:pr')).text).toBe('is:pr')
  })
})
