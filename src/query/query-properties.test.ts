import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anItem, aPullItem } from '../../test/builders/item.ts'
import { aView, related } from '../../test/builders/view.ts'
import type { Query, QueryNode, QueryTerm } from '../core/query.ts'
import { type Known, known, not, type Truth, unknown } from '../core/truth.ts'
import { notQuery } from './combine-queries.ts'
import { matchQuery } from './match-query.ts'
import { parseQuery } from './parse-query.ts'
import { printQuery } from './print-query.ts'
import { allNodes, anyNodes } from './query-nodes.ts'
import type { QueryView } from './query-view.ts'

type TermParts = Omit<QueryTerm, 'node' | 'column'>

const texts = fc.oneof(
  fc.constantFrom(
    'bug',
    'in progress',
    'a,b',
    'say "hi"',
    'a\\b',
    'OR',
    '-x',
    'x:y',
    '(x)',
    '@this',
    '1..3',
    '>1',
    '=',
  ),
  fc
    .string({ minLength: 1, maxLength: 8, unit: 'grapheme' })
    .filter((text) => text.trim() !== '' && text.toLowerCase() !== '@this'),
)
const names = fc.constantFrom('Status', 'Partners down', 'a=b', 'x>1', 'build / x', 'field:', '"q"')
const dates = fc.constantFrom(
  '2026-01-04',
  '2026-01-05',
  '2026-01-06T10:00:00Z',
  '@today',
  '@today-5d',
  '@today+1w',
)
const people = fc.constantFrom('ann', 'bo', 'qa', '@ann', '@acme/qa', 'app/dependabot')

function listed(qualifier: string, value: fc.Arbitrary<string>): fc.Arbitrary<TermParts> {
  return fc
    .array(value, { minLength: 1, maxLength: 3 })
    .map((values) => ({ qualifier, operator: '=', values }))
}

function choices(qualifier: string, ...values: string[]): fc.Arbitrary<TermParts> {
  return listed(qualifier, fc.constantFrom(...values))
}

function compared(qualifier: string, value: fc.Arbitrary<string>, name?: string): fc.Arbitrary<TermParts> {
  const operator = fc.constantFrom('>', '>=', '<', '<=').map((sign) => sign as '>')
  return fc
    .tuple(operator, value)
    .map(([sign, one]) => ({ qualifier, operator: sign, values: [one], ...(name && { name }) }))
}

const range: fc.Arbitrary<TermParts> = fc.constantFrom(
  { qualifier: 'created', operator: 'range', values: ['2026-01-01', '2026-01-05'] },
  { qualifier: 'active', operator: 'range', values: ['*', '@today'] },
  { qualifier: 'comments', operator: 'range', values: ['1', '*'] },
  { qualifier: 'field', name: 'Points', operator: 'range', values: ['1', '3'] },
)

const leaf: fc.Arbitrary<QueryNode> = fc
  .oneof<fc.Arbitrary<TermParts>[]>(
    choices('is', 'issue', 'pr', 'open', 'closed', 'merged', 'draft'),
    listed('label', texts),
    listed('milestone', texts),
    listed('author', people),
    listed('commenter', people),
    listed('base', texts),
    choices('review', 'approved', 'none', 'required', 'changes_requested'),
    choices('status', 'success', 'failure', 'pending'),
    choices('reason', 'completed', 'not planned'),
    choices('sla', 'at-risk', 'breached'),
    choices('linked', 'issue', 'pr'),
    choices('no', 'label', 'assignee', 'milestone', 'project', 'parent', 'sub-issue'),
    choices('repo', 'acme/app', 'acme/other'),
    choices('path', 'src/**', '*.md'),
    choices('deployed', 'testnet', 'main net'),
    choices('rule', 'kept', 'broken'),
    listed('created', dates),
    compared('created', dates),
    compared('active', dates),
    compared('comments', fc.constantFrom('0', '1', '3')),
    compared('field', fc.constantFrom('1', '2.5', '-3', '2026-01-05', '@today'), 'Partners down'),
    range,
    fc
      .tuple(
        listed(
          'field',
          texts.filter((text) => text !== '@this'),
        ),
        names,
      )
      .map(([term, name]) => ({ ...term, name })),
    fc.tuple(choices('check', 'success', 'pending'), names).map(([term, name]) => ({ ...term, name })),
    fc
      .tuple(fc.constantFrom('no', 'has'), names)
      .map(([qualifier, name]) => ({ qualifier, operator: '=', values: ['field'], name })),
    fc
      .tuple(texts, fc.constantFrom('title', 'body', 'title,body'))
      .map(([word, name]) => ({ qualifier: 'in', operator: '=', values: [word], name })),
  )
  .map((parts): QueryNode => ({ node: 'term', column: 0, ...parts }))

/** Queries as the parser leaves them: flat, and with `repo:` joined. */
const { tree } = fc.letrec<{ tree: QueryNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { minLength: 2, maxLength: 4 }).map(allNodes),
    fc.array(tie('tree'), { minLength: 2, maxLength: 4 }).map(anyNodes),
    tie('tree').map((of): QueryNode => ({ node: 'not', of })),
    fc
      .tuple(fc.constantFrom('linked' as const, 'sub-issue' as const, 'parent' as const), tie('tree'))
      .map(([relation, of]): QueryNode => ({ node: 'related', relation, of, column: 0 })),
  ),
}))

/** Columns tell where a term was written, not what it asks. */
function withoutColumns(node: QueryNode): QueryNode {
  switch (node.node) {
    case 'all':
    case 'any':
      return { ...node, of: node.of.map(withoutColumns) }
    case 'not':
      return { ...node, of: withoutColumns(node.of) }
    case 'related':
      return { ...node, of: withoutColumns(node.of), column: 0 }
    case 'term':
      return { ...node, column: 0 }
    default:
      return node satisfies never
  }
}

function queryOf(root: QueryNode): Query {
  return { text: printQuery(root), root }
}

describe('print and parse', () => {
  it('are each other’s inverse on normal forms', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const printed = printQuery(node)
        const { query, problems } = parseQuery(printed)
        expect(problems).toEqual([])
        expect(query && withoutColumns(query.root)).toEqual(node)
        expect(query && printQuery(query)).toBe(printed)
      }),
      { numRuns: 500 },
    )
  })

  it('never throw, whatever is written', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '-',
      '"',
      ',',
      ':',
      '..',
      '>',
      '=',
      '\\',
      ' ',
      'OR',
      'AND',
      'NOT',
      'is:open',
      'linked:(',
      'field:',
      'created:',
      '@today',
      '*',
      'in:title',
      'x',
    )
    const written = fc.oneof(
      fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.string({ maxLength: 40 }),
    )
    fc.assert(
      fc.property(written, (text) => {
        const { query, problems } = parseQuery(text)
        expect(query === undefined).toBe(problems.some(({ level }) => level === 'error'))
        for (const { column } of problems) expect(column).toBeLessThanOrEqual(text.length)
        if (query) expect(parseQuery(printQuery(query)).query).toBeDefined()
      }),
      { numRuns: 500 },
    )
  })
})

/** The facts of a view, each of which may be replaced by unknown. */
const factNames = [
  'files',
  'checks',
  'reviews',
  'commenters',
  'commentCount',
  'lastActive',
  'linked',
  'subIssues',
  'parent',
  'field',
  'person',
  'deployed',
  'rule',
  'sla',
  'hasProject',
  'labels',
] as const
type FactName = (typeof factNames)[number]

const minute = 60_000
const base = Date.parse('2026-01-05T09:00:00Z')

const item = fc
  .record({
    isPull: fc.boolean(),
    closed: fc.boolean(),
    merged: fc.boolean(),
    labels: fc.subarray(['bug', 'in progress', 'x:y']),
    assignees: fc.subarray(['ann', 'bo']),
    createdAt: fc.integer({ min: -9000, max: 9000 }).map((minutes) => base + minutes * minute),
  })
  .map(({ isPull, closed, merged, ...values }) => {
    const state = {
      state: closed ? ('closed' as const) : ('open' as const),
      stateReason: 'completed' as const,
    }
    return isPull
      ? aPullItem({ ...values, ...state }, { merged: merged && closed })
      : anItem({ ...values, ...state })
  })

const view: fc.Arbitrary<QueryView> = fc
  .record({
    item,
    related: fc.array(item, { maxLength: 2 }),
    files: fc.subarray(['src/a.ts', 'README.md']),
    reviews: fc.subarray([
      { id: 1, author: 'bo', state: 'approved' as const, sha: 'a', at: 1 },
      { id: 2, author: 'cy', state: 'changes_requested' as const, sha: 'a', at: 2 },
    ]),
    checks: fc.subarray([
      { name: 'Status', state: 'success' as const, own: false },
      { name: 'build / x', state: 'pending' as const, own: false },
    ]),
    commenters: fc.subarray(['ann', 'bo']),
    comments: fc.integer({ min: 0, max: 4 }),
    field: fc.subarray(['bug', '2', '2026-01-05']),
    truth: fc.constantFrom<Truth>('yes', 'no'),
  })
  .map((facts) => {
    const others = facts.related.map((other) => related(aView({ item: other })))
    return aView({
      item: facts.item,
      now: base + 2000 * minute,
      files: () => known(facts.files),
      reviews: () => known(facts.reviews),
      checks: () => known(facts.checks),
      commenters: () => known(facts.commenters),
      commentCount: () => known(facts.comments),
      linked: () => known(others),
      subIssues: () => known(others),
      parent: () => known(others[0]),
      field: () => known(facts.field),
      deployed: () => facts.truth,
      rule: () => facts.truth,
      sla: () => ({ truth: facts.truth }),
      hasProject: () => facts.truth,
    })
  })

function without(view: QueryView, facts: readonly FactName[]): QueryView {
  const gone = (name: FactName): boolean => facts.includes(name)
  const lost = <T>(name: FactName, read: () => Known<T>): (() => Known<T>) =>
    gone(name) ? () => unknown('lost') : read
  const unsure = (name: FactName, read: (value: string) => Truth) =>
    gone(name) ? (): Truth => 'unknown' : read
  return {
    ...view,
    unsureLabels: gone('labels') ? ['bug'] : [],
    files: lost('files', view.files),
    checks: lost('checks', view.checks),
    reviews: lost('reviews', view.reviews),
    commenters: lost('commenters', view.commenters),
    commentCount: lost('commentCount', view.commentCount),
    lastActive: lost('lastActive', view.lastActive),
    linked: lost('linked', view.linked),
    subIssues: lost('subIssues', view.subIssues),
    parent: lost('parent', view.parent),
    field: gone('field') ? () => unknown('lost') : view.field,
    person: gone('person') ? (): Truth => 'unknown' : view.person,
    deployed: unsure('deployed', view.deployed),
    rule: unsure('rule', view.rule),
    sla: gone('sla') ? () => ({ truth: 'unknown' }) : view.sla,
    hasProject: gone('hasProject') ? (): Truth => 'unknown' : view.hasProject,
  }
}

describe('yes, no and unknown', () => {
  it('-q is the complement of q where all is known', () => {
    fc.assert(
      fc.property(tree, view, (node, seen) => {
        const { truth } = matchQuery(queryOf(node), seen)
        expect(truth).not.toBe('unknown')
        expect(matchQuery(notQuery(queryOf(node)), seen).truth).toBe(not(truth))
      }),
      { numRuns: 300 },
    )
  })

  it('what is not known turns no yes into a no, and no no into a yes', () => {
    fc.assert(
      fc.property(tree, view, fc.subarray([...factNames]), (node, seen, lost) => {
        const { truth } = matchQuery(queryOf(node), seen)
        expect([truth, 'unknown']).toContain(matchQuery(queryOf(node), without(seen, lost)).truth)
      }),
      { numRuns: 500 },
    )
  })

  it('reads nothing where what is free decides', () => {
    fc.assert(
      fc.property(tree, view, (node, seen) => {
        const blind = without(
          seen,
          factNames.filter((name) => name !== 'labels'),
        )
        const free = matchQuery(queryOf(node), blind).truth
        fc.pre(free !== 'unknown')
        const refused = (): never => {
          throw new Error('A fact was read that the answer did not need')
        }
        const person = (ref: string, login: string): Truth =>
          /^@[^/]+$|^app\//.test(ref) ? seen.person(ref, login) : refused()
        const guarded = {
          ...seen,
          person,
          files: refused,
          checks: refused,
          reviews: refused,
          commenters: refused,
          commentCount: refused,
          lastActive: refused,
          linked: refused,
          subIssues: refused,
          parent: refused,
          field: refused,
          deployed: refused,
          rule: refused,
          sla: refused,
          hasProject: refused,
        }
        expect(matchQuery(queryOf(node), guarded).truth).toBe(free)
      }),
      { numRuns: 500 },
    )
  })
})
