import { describe, expect, it } from 'vitest'
import type { Query } from '../core/query.ts'
import { bothOf, everything, notQuery, withoutState } from './combine-queries.ts'
import { parseQuery } from './parse-query.ts'
import { isHistorical, partsAsked, termsOf, usesUpdated } from './query-terms.ts'

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

describe('the parts of an item that a query asks about', () => {
  it.each([
    ['is:issue author:ann', 'anything'],
    ['is:issue', []],
    ['is:pr base:main head:x repo:acme/app type:bug', []],
    ['is:issue is:open', ['closing']],
    ['state:closed reason:completed', ['closing']],
    ['is:merged,draft', ['merging', 'draft']],
    ['draft:false', ['draft']],
    ['is:issue label:Critical,major -label:x', ['label:critical', 'label:major', 'label:x']],
    ['label:@this', ['label']],
    ['no:label has:assignee no:milestone', ['label', 'assignee', 'milestone']],
    ['milestone:v1 OR label:a', ['milestone', 'label:a']],
    ['label:a no:project', 'anything'],
    ['label:a is:locked', 'anything'],
    ['assignee:bo', 'anything'],
    ['created:<@today-7d', 'anything'],
    ['closed:>2026-01-01', 'anything'],
    ['comments:>3', 'anything'],
    ['linked:(label:a)', 'anything'],
    ['', []],
  ] as const)('%s: %s', (text, parts) => {
    expect(partsAsked(text === '' ? everything : queryOf(text))).toEqual(parts)
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
  it('match what both of them match', () => {
    expect(bothOf(queryOf('is:pr'), queryOf('label:a OR label:b')).text).toBe('is:pr (label:a OR label:b)')
    expect(bothOf(queryOf('is:pr'), everything).text).toBe('is:pr')
    expect(bothOf(everything, everything).root).toEqual(everything.root)
  })

  it('are made once', () => {
    const [one, other] = [queryOf('is:pr'), queryOf('label:a')]
    expect(bothOf(one, other)).toBe(bothOf(one, other))
    expect(bothOf(one, other)).not.toBe(bothOf(other, one))
  })

  it('match what one of them does not', () => {
    expect(notQuery(queryOf('is:pr label:a')).text).toBe('-(is:pr label:a)')
    expect(notQuery(queryOf('-is:pr')).text).toBe('is:pr')
  })
})
