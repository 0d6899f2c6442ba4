import { describe, expect, it } from 'vitest'
import type { QueryNode, QueryTerm } from '../core/query.ts'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './print-query.ts'

function rootOf(text: string): QueryNode {
  const { query, problems } = parseQuery(text)
  expect(problems.filter(({ level }) => level === 'error')).toEqual([])
  if (!query) throw new Error(`${text} was not read`)
  return query.root
}

function term(qualifier: string, values: string[], column: number, more: Partial<QueryTerm> = {}): QueryTerm {
  return { node: 'term', qualifier, operator: '=', values, column, ...more }
}

describe('what a query is read as', () => {
  const cases: { text: string; root: QueryNode }[] = [
    { text: 'is:issue', root: term('is', ['issue'], 0) },
    { text: '  IS:Issue ', root: term('is', ['issue'], 2) },
    { text: 'label:a,b', root: term('label', ['a', 'b'], 0) },
    { text: 'label:"in progress","a, b",c', root: term('label', ['in progress', 'a, b', 'c'], 0) },
    { text: 'label:"say \\"hi\\" \\\\o/"', root: term('label', ['say "hi" \\o/'], 0) },
    { text: '-label:a,b', root: { node: 'not', of: term('label', ['a', 'b'], 1) } },
    { text: 'NOT label:a', root: { node: 'not', of: term('label', ['a'], 4) } },
    { text: 'NOT -label:a', root: { node: 'not', of: { node: 'not', of: term('label', ['a'], 5) } } },
    {
      text: 'label:a AND label:b',
      root: { node: 'all', of: [term('label', ['a'], 0), term('label', ['b'], 12)] },
    },
    {
      text: 'label:a OR label:b',
      root: { node: 'any', of: [term('label', ['a'], 0), term('label', ['b'], 11)] },
    },
    {
      text: 'label:a label:b OR label:c',
      root: {
        node: 'any',
        of: [
          { node: 'all', of: [term('label', ['a'], 0), term('label', ['b'], 8)] },
          term('label', ['c'], 19),
        ],
      },
    },
    {
      text: 'label:a (label:b OR label:c)',
      root: {
        node: 'all',
        of: [
          term('label', ['a'], 0),
          { node: 'any', of: [term('label', ['b'], 9), term('label', ['c'], 20)] },
        ],
      },
    },
    {
      text: '-(label:a label:b)',
      root: { node: 'not', of: { node: 'all', of: [term('label', ['a'], 2), term('label', ['b'], 10)] } },
    },
    {
      text: '-sub-issue:(is:open)',
      root: {
        node: 'not',
        of: { node: 'related', relation: 'sub-issue', column: 1, of: term('is', ['open'], 12) },
      },
    },
    { text: 'repo:a/b repo:c/d', root: term('repo', ['a/b', 'c/d'], 0) },
    { text: 'created:>=2026-01-31', root: term('created', ['2026-01-31'], 0, { operator: '>=' }) },
    { text: 'created:*..2026-01-31', root: term('created', ['*', '2026-01-31'], 0, { operator: 'range' }) },
    { text: 'active:<@Today-7D', root: term('active', ['@today-7d'], 0, { operator: '<' }) },
    { text: 'updated:2026-01-31T09:00:00+02:00', root: term('updated', ['2026-01-31T09:00:00+02:00'], 0) },
    { text: 'comments:1..3', root: term('comments', ['1', '3'], 0, { operator: 'range' }) },
    { text: 'reason:not_planned', root: term('reason', ['not planned'], 0) },
    { text: 'check:"build / x"=success', root: term('check', ['success'], 0, { name: 'build / x' }) },
    {
      text: 'field:Status="In progress",Done',
      root: term('field', ['In progress', 'Done'], 0, { name: 'Status' }),
    },
    {
      text: 'field:"Partners down">1',
      root: term('field', ['1'], 0, { name: 'Partners down', operator: '>' }),
    },
    { text: 'field:Points=1..3', root: term('field', ['1', '3'], 0, { name: 'Points', operator: 'range' }) },
    { text: 'field:Version="1..3"', root: term('field', ['1..3'], 0, { name: 'Version' }) },
    { text: 'field:Version=a..b', root: term('field', ['a..b'], 0, { name: 'Version' }) },
    { text: 'no:field:"Due date"', root: term('no', ['field'], 0, { name: 'Due date' }) },
    { text: 'milestone:@THIS', root: term('milestone', ['@this'], 0) },
    { text: 'crash in:title', root: term('in', ['crash'], 0, { name: 'title' }) },
    { text: 'in:body,title "white screen"', root: term('in', ['white screen'], 14, { name: 'title,body' }) },
    {
      text: '(crash in:title) (boom in:body)',
      root: {
        node: 'all',
        of: [term('in', ['crash'], 1, { name: 'title' }), term('in', ['boom'], 18, { name: 'body' })],
      },
    },
    {
      text: '(crash OR -boom) in:body',
      root: {
        node: 'any',
        of: [
          term('in', ['crash'], 1, { name: 'body' }),
          { node: 'not', of: term('in', ['boom'], 11, { name: 'body' }) },
        ],
      },
    },
  ]
  it.each(cases)('$text', ({ text, root }) => {
    expect(rootOf(text)).toEqual(root)
  })
})

describe('what is wrong with a query, and where', () => {
  const cases: { text: string; at: number[]; says: RegExp }[] = [
    { text: '', at: [0], says: /empty/ },
    { text: '   ', at: [0], says: /empty/ },
    { text: 'is:open labl:bug', at: [8], says: /`labl:`.*`label:`/s },
    { text: 'xyzzy:1', at: [0], says: /does not know.*Known are is, state/s },
    { text: 'is:opne', at: [3], says: /`is:open`/ },
    { text: 'is:open,cloesd', at: [8], says: /`is:closed`/ },
    { text: 'label:', at: [6], says: /no value/ },
    { text: 'label:a,', at: [7], says: /missing/ },
    { text: 'label:""', at: [6], says: /no value/ },
    { text: 'label: a is:pr', at: [6], says: /`label:a`/ },
    { text: 'label:a, b', at: [8], says: /`label:a,b`/ },
    { text: 'comments: >3', at: [9], says: /`comments:>3`/ },
    { text: 'label:QA project is:pr', at: [9], says: /`label:"QA project"`/ },
    { text: 'is:open project', at: [8], says: /`label:project`/ },
    { text: 'crash', at: [0], says: /in:title/ },
    { text: 'is:open crash', at: [8], says: /in:title/ },
    { text: 'linked:(crash) boom in:title', at: [8], says: /in:title/ },
    { text: 'is:open or is:pr', at: [8], says: /`OR`/ },
    { text: 'is:open in:title', at: [8], says: /no words/ },
    { text: 'a in:title in:body', at: [11], says: /twice/ },
    { text: 'a -in:title', at: [0, 2], says: /negated/ },
    { text: 'a in:comments', at: [5], says: /title, body/ },
    { text: '(is:open', at: [0], says: /never closed/ },
    { text: 'is:pr linked:(is:open', at: [13], says: /never closed/ },
    { text: 'is:open)', at: [7], says: /never opened/ },
    { text: '()', at: [0], says: /empty/ },
    { text: 'is:pr -()', at: [7], says: /empty/ },
    { text: 'label:"a b', at: [6], says: /quotation mark/ },
    { text: 'label:a(b)', at: [7], says: /bracket/ },
    { text: 'label:(a)', at: [0], says: /no query in parentheses/ },
    { text: 'OR is:open', at: [0], says: /both sides/ },
    { text: 'is:open OR', at: [8], says: /both sides/ },
    { text: 'is:open OR OR is:pr', at: [8, 11], says: /both sides/ },
    { text: 'AND is:open', at: [0], says: /both sides/ },
    { text: 'is:open AND', at: [8], says: /both sides/ },
    { text: 'is:open AND AND is:pr', at: [12], says: /both sides/ },
    { text: 'is:open NOT', at: [8], says: /negate/ },
    { text: 'is:open - is:pr OR -', at: [19], says: /negate/ },
    { text: 'created:2026-02-30', at: [8], says: /not a date/ },
    { text: 'created:>2026-13-01', at: [9], says: /not a date/ },
    { text: 'created:2026-01-01T09:00:00', at: [8], says: /zone/ },
    { text: 'created:>@today-7x', at: [9], says: /@today-7d/ },
    { text: 'created:*', at: [8], says: /open end/ },
    { text: 'created:*..*', at: [8], says: /both ends/ },
    { text: 'created:2026-02-01..2026-01-01', at: [8], says: /before it begins/ },
    { text: 'created:>2026-01-01,2026-01-02', at: [20], says: /one value/ },
    { text: 'created:2026-01-01..', at: [8], says: /missing/ },
    { text: 'comments:many', at: [9], says: /whole number/ },
    { text: 'comments:>=-1', at: [11], says: /whole number/ },
    { text: 'comments:3..1', at: [9], says: /before it begins/ },
    { text: 'author:@me', at: [7], says: /nobody/ },
    { text: 'author:acme/qa', at: [7], says: /`author:@acme\/qa`/ },
    { text: 'author:@a/b/c', at: [7], says: /not a person/ },
    { text: 'author:*', at: [7], says: /not a person/ },
    { text: 'commenter:@this', at: [10], says: /means nothing/ },
    { text: 'repo:app', at: [5], says: /owner\/name/ },
    { text: 'path:!docs/**', at: [5], says: /-path:docs/ },
    { text: `path:${'a'.repeat(2000)}`, at: [5], says: /too long/ },
    { text: 'check:build', at: [6], says: /check:build=success/ },
    { text: 'check:=success', at: [6], says: /names no check/ },
    { text: 'check:build=sucess', at: [12], says: /success/ },
    { text: 'field:Status', at: [6], says: /has:field:Status/ },
    { text: 'field:=a', at: [6], says: /names no field/ },
    { text: 'field:Points>many', at: [13], says: /compared/ },
    { text: 'no:labels', at: [3], says: /`no:label`/ },
    { text: 'no:field:', at: [3], says: /names no field/ },
    { text: 'no:field:a,label', at: [10], says: /one name/ },
    { text: 'parent:acme/app', at: [7], says: /parentheses/ },
    { text: 'sla:late', at: [4], says: /at-risk, breached/ },
    { text: `${'('.repeat(60)}is:open${')'.repeat(60)}`, at: [50], says: /too deeply/ },
    { text: `${'-'.repeat(100_000)}is:open`, at: [50], says: /too deeply/ },
  ]
  it.each(cases)('$text', ({ text, at, says }) => {
    const { query, problems } = parseQuery(text)
    const errors = problems.filter(({ level }) => level === 'error')
    expect(query).toBeUndefined()
    expect(errors.map(({ column }) => column)).toEqual(at)
    expect(errors.map(({ what, fix }) => `${what} ${fix}`).join('\n')).toMatch(says)
  })

  it('tells every problem of a query, not only the first', () => {
    expect(parseQuery('labl:a is:opne created:x').problems.map(({ column }) => column)).toEqual([0, 10, 23])
  })
})

describe('AND and OR without parentheses', () => {
  const cases = [
    { text: 'label:a label:b OR label:c', at: [16] },
    { text: 'label:a OR label:b AND label:c', at: [8] },
    { text: 'is:pr (label:a OR label:b label:c)', at: [15] },
    { text: '(label:a label:b) OR label:c', at: [] },
    { text: 'label:a (label:b OR label:c)', at: [] },
    { text: 'label:a OR label:b OR label:c', at: [] },
    { text: 'crash in:title OR label:c', at: [] },
  ]
  it.each(cases)('$text', ({ text, at }) => {
    const { query, problems } = parseQuery(text)
    expect(query).toBeDefined()
    expect(problems.map(({ column, level }) => ({ column, level }))).toEqual(
      at.map((column) => ({ column, level: 'warning' })),
    )
  })
})

describe('the normal form', () => {
  const cases = [
    { text: 'is:issue AND is:open', printed: 'is:issue is:open' },
    { text: 'label:a label:b OR label:c', printed: '(label:a label:b) OR label:c' },
    { text: '((label:"a"))', printed: 'label:a' },
    { text: 'NOT (is:open)', printed: '-is:open' },
    { text: '--is:open', printed: '-(-is:open)' },
    { text: '(is:pr is:open) label:a', printed: 'is:pr is:open label:a' },
    { text: '(is:pr OR is:open) OR label:a', printed: 'is:pr OR is:open OR label:a' },
    { text: 'in:title crash "OR" is:pr', printed: 'crash "OR" is:pr in:title' },
    { text: '(a in:title) (b in:body) -c in:title', printed: 'a (b in:body) -c in:title' },
    { text: 'linked:( is:pr  is:merged )', printed: 'linked:(is:pr is:merged)' },
    { text: 'field:"Status"="Done"', printed: 'field:Status=Done' },
    { text: 'field:"a=b"="1..3"', printed: 'field:"a=b"="1..3"' },
  ]
  it.each(cases)('$text is $printed', ({ text, printed }) => {
    expect(printQuery(rootOf(text))).toBe(printed)
    expect(printQuery(rootOf(printed))).toBe(printed)
  })
})
