import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, type GivenFacts, policyOf, unread } from '../../../test/builders/judged.ts'
import { on } from '../../../test/builders/past.ts'
import { load } from '../../../test/builders/policy.ts'

const head = 'a'.repeat(40)

const rule = (keys = 'schema: schema.graphql, period: 6 months') =>
  `rules: { it: { kind: schema-deprecation, when: is:pr, ${keys} } }`

interface Given {
  policy?: string
  files?: unknown
  before?: unknown
  after?: unknown
  /** Since when things are deprecated, `2025-01-01 09:00`. */
  since?: Readonly<Record<string, string>>
  facts?: GivenFacts
  now?: string
}

function judge({
  policy = rule(),
  files = ['schema.graphql'],
  before = 'type Query { a: String }',
  after = before,
  since = {},
  facts = {},
  now = 'Mon 12:00',
}: Given = {}) {
  return evaluateRule({
    policy,
    item: aPullItem(),
    facts: {
      'files:acme/app#12': files,
      'contents:acme/app@main:schema.graphql': before,
      [`contents:acme/app@${head}:schema.graphql`]: after,
      [`merge-base:acme/app@main...${head}`]: null,
      'remembered:acme/app': Object.entries(since).map(([path, at]) => ({
        rule: 'it',
        kind: 'seen',
        key: `${path}@${at}`,
        value: 'yes',
        at: on(at),
      })),
      ...facts,
    },
    now,
  })
}

const longAgo = '2025-01-05 09:00'
const lately = '2025-12-05 09:00'

describe('what may go', () => {
  test.each<[string, string, string, Readonly<Record<string, string>>, string]>([
    [
      'an argument, deprecated for long enough',
      'type Query { x(a: Int @deprecated, b: Int): Int }',
      'type Query { x(b: Int): Int }',
      { 'Query.x.a': longAgo },
      'pass',
    ],
    [
      'an argument, too early',
      'type Query { x(a: Int @deprecated): Int }',
      'type Query { x: Int }',
      { 'Query.x.a': lately },
      'fail',
    ],
    [
      'an argument with its field',
      'type Query { x(a: Int): Int @deprecated y: Int }',
      'type Query { y: Int }',
      { 'Query.x': longAgo },
      'pass',
    ],
    [
      'an argument of a field that may go and stays',
      'type Query { x(a: Int, b: Int): Int @deprecated }',
      'type Query { x(b: Int): Int @deprecated }',
      { 'Query.x': longAgo },
      'pass',
    ],
    [
      'a field whose name begins with one that may',
      'type Query { a: Int @deprecated ab: Int }',
      'type Query { a: Int @deprecated }',
      { 'Query.a': longAgo },
      'fail',
    ],
    [
      'another type of a field that may go',
      'type Query { a: Int @deprecated b: Int }',
      'type Query { a: String @deprecated b: Int }',
      { 'Query.a': longAgo },
      'pass',
    ],
    [
      'another type of one that may not yet',
      'type Query { a: Int @deprecated b: Int }',
      'type Query { a: String @deprecated b: Int }',
      { 'Query.a': lately },
      'fail',
    ],
    [
      'deprecated and removed at once',
      'type Query { a: Int b: Int }',
      'type Query { b: Int }',
      { 'Query.a': longAgo },
      'fail',
    ],
    ['another type of a field', 'type Query { a: Int }', 'type Query { a: String }', {}, 'fail'],
    ['a required argument more', 'type Query { a: Int }', 'type Query { a(b: Int!): Int }', {}, 'fail'],
    ['an optional argument more', 'type Query { a: Int }', 'type Query { a(b: Int): Int }', {}, 'pass'],
    [
      'a required input field more',
      'type Query { a(i: I): Int } input I { b: Int }',
      'type Query { a(i: I): Int } input I { b: Int c: Int! }',
      {},
      'fail',
    ],
    ['a deprecation', 'type Query { a: Int }', 'type Query { a: Int @deprecated(reason: "x") }', {}, 'pass'],
    ['a description', 'type Query { a: Int }', '"all" type Query { "one" a: Int }', {}, 'pass'],
    ['the whole schema', 'type Query { a: Int }', '', {}, 'fail'],
  ])('%s', (_, before, after, since, verdict) => {
    expect(judge({ before, after, since }).verdict).toBe(verdict)
  })

  const foo = 'type Foo { x: Int @deprecated y: Int @deprecated }'
  const bar = 'type Foo { bar: Bar } type Bar { z: Int }'

  test.each<[string, string, string, Readonly<Record<string, string>>, string]>([
    [
      'a type with all its fields',
      `type Query { a: Int } ${foo}`,
      'type Query { a: Int }',
      { 'Foo.x': longAgo, 'Foo.y': longAgo },
      'pass',
    ],
    [
      'a type, one of whose fields may not yet',
      `type Query { a: Int } ${foo}`,
      'type Query { a: Int }',
      { 'Foo.x': longAgo, 'Foo.y': lately },
      'fail',
    ],
    [
      'types that the only way to is gone',
      `type Query { a: Int foo: Foo @deprecated } ${bar}`,
      'type Query { a: Int }',
      { 'Query.foo': longAgo },
      'pass',
    ],
    [
      'types that another way leads to',
      `type Query { a: Int foo: Foo @deprecated bars: [Bar!]! } ${bar}`,
      'type Query { a: Int }',
      { 'Query.foo': longAgo },
      'fail',
    ],
    [
      'types that the last way to may not go yet',
      `type Query { a: Int foo: Foo @deprecated bars: [Bar!]! @deprecated } ${bar}`,
      'type Query { a: Int }',
      { 'Query.foo': longAgo, 'Query.bars': lately },
      'fail',
    ],
    [
      'types in a circle',
      'type Query { a: Int foo: Foo @deprecated } type Foo { bar: Bar } type Bar { foo: Foo }',
      'type Query { a: Int }',
      { 'Query.foo': longAgo },
      'pass',
    ],
    [
      'a type that nothing ever led to',
      'type Query { a: Int } type Foo { x: Int }',
      'type Query { a: Int }',
      {},
      'fail',
    ],
    [
      'a member of a union with its last field',
      'type Query { u: U } union U = A | B type A { x: Int @deprecated } type B { y: Int }',
      'type Query { u: U } union U = B type B { y: Int }',
      { 'A.x': longAgo },
      'pass',
    ],
    [
      'a member of a union',
      'type Query { u: U } union U = A | B type A { x: Int } type B { y: Int }',
      'type Query { u: U } union U = B type A { x: Int } type B { y: Int }',
      {},
      'fail',
    ],
    [
      'an input type that the only argument of it is gone',
      'type Query { a(i: I @deprecated, b: Int): Int } input I { x: Int }',
      'type Query { a(b: Int): Int }',
      { 'Query.a.i': longAgo },
      'pass',
    ],
    [
      'all mutations',
      'type Query { a: Int } type Mutation { x: Int @deprecated }',
      'type Query { a: Int }',
      { 'Mutation.x': longAgo },
      'pass',
    ],
  ])('%s', (_, before, after, since, verdict) => {
    expect(judge({ before, after, since }).verdict).toBe(verdict)
  })

  test('turns green when the last of what is only early may go', () => {
    const judged = judge({
      before: 'type Query { a: Int @deprecated b: Int @deprecated c: Int }',
      after: 'type Query { c: Int }',
      since: { 'Query.a': lately, 'Query.b': '2025-11-05 09:00' },
    })
    expect(judged).toMatchObject({ verdict: 'fail', next: '2026-05-05 00:00' })
  })

  test('what the base branch has got since is not taken away by a branch that was there before', () => {
    const given = { before: 'type Query { a: Int b: Int }', after: 'type Query { a: Int "why" c: Int }' }
    const start = { [`merge-base:acme/app@main...${head}`]: 'start' }
    const at = 'contents:acme/app@start:schema.graphql'
    expect(judge({ ...given, facts: { ...start, [at]: 'type Query { a: Int }' } }).verdict).toBe('pass')
    expect(judge({ ...given, facts: { ...start, [at]: 'type Query { a: Int b: Int }' } }).verdict).toBe(
      'fail',
    )
  })
})

describe('what is said', () => {
  test('of each change what stands in its way, and what to do', () => {
    const { what, fix } = judge({
      before: 'type Query { a: Int @deprecated b: Int c: Int d: Int }',
      after: 'type Query { c: String d: Int }',
      since: { 'Query.a': lately },
    })
    expect(what).toBe(
      "`Query.a` goes, but may only from Fri 5 Jun 2026 (UTC) on: it is deprecated since Fri 5 Dec 2025, 09:00 (UTC). `Query.b` goes, but was never deprecated. Field 'Query.c' changed type from 'Int' to 'String', which breaks whoever uses it.",
    )
    expect(fix).toBe(
      'Keep it until then: the check turns green by itself. Keep it as it is and mark it with @deprecated(reason: "use …"); add what is new beside it. Keep what is there as it is, and add what is new beside it.',
    )
  })

  test.each<[string, string, string, string, string]>([
    [
      'a member that a union loses: the union stays',
      'type Query { u: U } union U = A | B type A { x: Int } type B { y: Int }',
      'type Query { u: U } union U = A type A { x: Int } type B { y: Int }',
      "Member 'B' was removed from Union type 'U', which breaks",
      'Keep what is there as it is',
    ],
    [
      'an interface that a type leaves: the type stays',
      'type Query { a: A n: N } interface N { x: Int } type A implements N { x: Int }',
      'type Query { a: A n: N } interface N { x: Int } type A { x: Int }',
      "'A' object type no longer implements 'N' interface, which breaks",
      'Keep what is there as it is',
    ],
    [
      'a whole type, which cannot be marked',
      'type Query { a: Int } type A { x: Int }',
      'type Query { a: Int }',
      '`A` goes, but was never deprecated.',
      'cannot be marked themselves',
    ],
    [
      'what is new and required',
      'type Query { a: Int }',
      'type Query { a(b: Int!): Int }',
      "Argument 'b: Int!' added to field 'Query.a', which breaks",
      'Make what is new optional, or give it a default.',
    ],
    [
      'a root, in one sentence',
      'type Query { a: Int } type Mutation { x: Int }',
      'type Query { a: Int } type Mutation2 { x: Int }',
      "Schema mutation type 'Mutation' was removed, which breaks",
      'Keep what is there as it is',
    ],
  ])('of %s', (_, before, after, what, fix) => {
    const judged = judge({ before, after })
    expect(judged.what).toContain(what)
    expect(judged.fix).toContain(fix)
  })

  test('of very many a few', () => {
    const fields = Array.from({ length: 30 }, (_, index) => `f${index}: Int`).join(' ')
    const { what } = judge({ before: `type Query { a: Int ${fields} }`, after: 'type Query { a: Int }' })
    expect(what).toContain('`Query.f9` goes')
    expect(what).not.toContain('`Query.f10` goes')
    expect(what).toContain('20 more changes break something.')
  })

  test('a deprecation without a reason is remarked on, and is fine', () => {
    const judged = judge({ after: 'type Query { a: String @deprecated }' })
    expect(judged).toMatchObject({ verdict: 'pass' })
    expect(judged.what).toContain('`Query.a` is deprecated without a reason')
  })

  test('nobody is pinged by a schema', () => {
    const { what } = judge({ after: 'type Query { "x" "@dana" }' })
    expect(what).toContain('found String')
    expect(what).not.toContain('@dana')
  })
})

describe('a schema that cannot be read', () => {
  test.each<[string, string, string]>([
    ['no GraphQL', 'type Query {\n  a: \n}', '`schema.graphql:3:1`: Syntax Error: Expected Name, found "}".'],
    ['a type that is not there', 'type Query {\n  a: Foo\n}', '`schema.graphql:2:6`: Unknown type: "Foo".'],
  ])('%s: said on its line', (_, after, what) => {
    const judged = judge({ after })
    expect(judged).toMatchObject({ verdict: 'fail' })
    expect(judged.what).toContain(what)
    expect(judged.decision.annotations).toMatchObject([{ path: 'schema.graphql', level: 'failure' }])
  })

  test('on the base branch: whoever mends it is let through, and told', () => {
    const judged = judge({ before: 'type Query {', after: 'type Query { a: Int }' })
    expect(judged.verdict).toBe('pass')
    expect(judged.what).toContain('The schema before cannot be read (`schema.graphql:1:13`)')
  })

  test('directives that are defined nowhere, and types that are only extended, are fine', () => {
    const after = 'extend type Query @shareable { a: String @tag(name: "x") }'
    expect(judge({ after }).verdict).toBe('pass')
  })

  test('only comments', () => {
    expect(judge({ before: '# nothing yet\n', after: '# nothing yet,\n\n' }).verdict).toBe('pass')
  })
})

describe('a schema that is split over files', () => {
  const policy = rule('schema: [schema/**/*.graphql, "!schema/old/**"], period: 6 months')
  const contents = (texts: Record<string, string | null>) =>
    Object.fromEntries(Object.entries(texts).map(([place, text]) => [`contents:acme/app@${place}`, text]))
  const facts = {
    'tree:acme/app@main': ['README.md', 'schema/a.graphql', 'schema/b/b.graphql', 'schema/old/c.graphql'],
    ...contents({
      'main:schema/a.graphql': 'type Query { foo: Foo }',
      'main:schema/b/b.graphql': 'type Foo { x: Int y: Int }',
    }),
  }

  test.each<[string, string[], Record<string, string | null>, string]>([
    ['a field goes', ['schema/b/b.graphql'], { 'schema/b/b.graphql': 'type Foo { x: Int }' }, 'fail'],
    [
      'it moves to another file',
      ['schema/b/b.graphql', 'schema/d.graphql'],
      {
        'schema/b/b.graphql': 'type Foo { x: Int }',
        'schema/d.graphql': 'extend type Foo { y: Int }',
      },
      'pass',
    ],
    [
      'a file moves',
      ['schema/b/b.graphql', 'schema/e.graphql'],
      { 'schema/b/b.graphql': null, 'schema/e.graphql': 'type Foo { x: Int y: Int }' },
      'pass',
    ],
    ['what is taken out', ['schema/old/c.graphql'], {}, 'pass'],
  ])('%s', (_, files, texts, verdict) => {
    const atHead = Object.fromEntries(
      Object.entries(texts).map(([path, text]) => [`contents:acme/app@${head}:${path}`, text]),
    )
    expect(judge({ policy, files, facts: { ...facts, ...atHead } }).verdict).toBe(verdict)
  })

  test('the files of the branch could not be read', () => {
    expect(
      judge({ policy, files: ['schema/a.graphql'], facts: { ...facts, 'tree:acme/app@main': unread() } })
        .verdict,
    ).toBe('unknown')
  })
})

describe('the list', () => {
  const policy = rule('schema: schema.graphql, period: 6 months, list: docs/gone.md')
  const after = 'type Query { a: String @deprecated(reason: "Use `b`.") b: Int }'
  const files = ['schema.graphql', 'docs/gone.md']
  const listed = (text: string | null) => ({ [`contents:acme/app@${head}:docs/gone.md`]: text })

  test.each<[string, string | null, string]>([
    ['a line with everything', '- `Query.a`, 2026-07-05: use b', 'pass'],
    ['a row of a table', '| Query.a | 2026-07-05 | `Query.b` |', 'pass'],
    ['no line', '# Gone', 'fail'],
    ['no file', null, 'fail'],
    ['no date', '- `Query.a`: use b', 'fail'],
    ['no replacement', '- `Query.a` 2026-07-05', 'fail'],
    ['a date that is none', '- `Query.a` 2026-13-05 use b', 'fail'],
    ['two lines, one of them whole', '- `Query.a`\n\n| Query.a | 2026-07-05 | b |', 'pass'],
    ['a line that nobody sees', '<!-- - `Query.a` 2026-07-05 use b -->', 'fail'],
    ['a longer name', '- `Query.ab` 2026-07-05 use b', 'fail'],
    ['an argument of it', '- `Query.a.b` 2026-07-05 use b', 'fail'],
    ['another type', '- `MyQuery.a` 2026-07-05 use b', 'fail'],
    ['spread over lines', '- `Query.a`\n  2026-07-05 use b', 'fail'],
    ['as the end of a sentence', '2026-07-05: use b, not Query.a.', 'pass'],
  ])('%s', (_, text, verdict) => {
    expect(judge({ policy, files, after, facts: listed(text) }).verdict).toBe(verdict)
  })

  test.each<[string, string, string]>([
    ['an item', '# Gone', '- `Query.a` — 2026-07-05 — b'],
    ['a row where there is a table', '| path | on | use |\n|---|---|---|', '| `Query.a` | 2026-07-05 | b |'],
  ])('offers %s', (_, text, line) => {
    expect(judge({ policy, files, after, facts: listed(text) }).fix).toContain(line)
  })

  test.each<[string, string, string]>([
    ['there is no line', '', '`Query.a` is deprecated and not listed in `docs/gone.md`.'],
    [
      'its line has no date',
      '- `Query.a`: use b',
      'The line of `Query.a` in `docs/gone.md` has no date such as',
    ],
    ['its line says nothing more', '- `Query.a` 2026-07-05', 'does not say what to use instead.'],
  ])('says that %s', (_, text, what) => {
    expect(judge({ policy, files, after, facts: listed(text) }).what).toContain(what)
  })

  test('of very many lines a hundred, and how many more', () => {
    const fields = Array.from({ length: 120 }, (_, index) => `f${index}: Int @deprecated`).join(' ')
    const { fix } = judge({ policy, files, after: `type Query { a: String ${fields} }`, facts: listed('') })
    expect(fix).toContain('- `Query.f99` —')
    expect(fix).not.toContain('`Query.f100`')
    expect(fix).toContain('… and 20 more')
  })

  test('what was deprecated before is asked for too, with its own date', () => {
    const judged = judge({
      policy,
      before: after,
      after: `${after} type Foo { c: Int }`,
      since: { 'Query.a': lately },
      facts: { 'contents:acme/app@main:docs/gone.md': '' },
    })
    expect(judged.fix).toContain('- `Query.a` — 2026-06-05 — b')
  })

  test('a line is taken out', () => {
    const given = { policy, files: ['docs/gone.md'], before: after, since: { 'Query.a': longAgo } }
    expect(judge({ ...given, facts: listed('') }).verdict).toBe('fail')
    expect(judge({ ...given, facts: listed('Query.a 2026-07-05 b') }).verdict).toBe('pass')
  })

  test('could not be read', () => {
    expect(judge({ policy, files, after, facts: { ...listed(null), ...unreadList } }).verdict).toBe('unknown')
  })
  const unreadList = { [`contents:acme/app@${head}:docs/gone.md`]: unread() }
})

describe('what could not be read blames nobody', () => {
  const gone = { before: 'type Query { a: Int @deprecated b: Int }', after: 'type Query { b: Int }' }

  test.each<[string, Given, string]>([
    ['the schema before', { before: unread() }, 'unknown'],
    ['the schema after', { after: unread() }, 'unknown'],
    ['nor which files it changes', { files: unread(), after: unread() }, 'unknown'],
    ['since when it is deprecated', gone, 'unknown'],
    ['but it was never deprecated', { ...gone, before: 'type Query { a: Int b: Int }' }, 'fail'],
    ['but it changes something else', { files: ['README.md'], before: unread() }, 'pass'],
  ])('%s', (_, given, verdict) => {
    expect(judge(given).verdict).toBe(verdict)
  })
})

describe('the policy', () => {
  test('without a period: a warning, and every removal is refused', () => {
    const text = rule('schema: schema.graphql')
    expect(load(text).problems).toMatchObject([{ level: 'warning', code: 'no-period' }])
    const judged = judge({
      policy: text,
      before: 'type Query { a: Int @deprecated b: Int }',
      after: 'type Query { b: Int }',
      since: { 'Query.a': longAgo },
    })
    expect(judged).toMatchObject({ verdict: 'fail', next: undefined })
    expect(judged.what).toContain('no period is set')
    expect(judge({ policy: text, after: 'type Query { a: String b: Int }' }).verdict).toBe('pass')
  })

  test.each<[string, string, string[]]>([
    ['a mark at which nothing is done', 'warn: 30d left', ['never-warned']],
    ['what is done at no mark', 'on-warn: { webhook: chat }', ['never-warned']],
    ['both', 'warn: 30d left, on-warn: { webhook: chat }', []],
    ['neither', 'list: a.md', []],
  ])('%s', (_, keys, expected) => {
    const { problems } = load(rule(`schema: a.graphql, period: 6 months, ${keys}`))
    expect(problems.map(({ code }) => code)).toEqual(expected)
  })

  test('its actions have no issue of their own', () => {
    expect(() => policyOf(rule('schema: a.graphql, period: 1w, do: [{ comment: Hello }]'))).toThrow('comment')
    expect(() => policyOf(rule('schema: a.graphql, period: 1w, do: close'))).toThrow()
  })

  test('only its own texts know a path', () => {
    expect(() => policyOf('rules: { a: { when: is:pr, do: [{ comment: "{{ path }}" }] } }')).toThrow('path')
  })
})

test('an issue has no schema', () => {
  const policy = 'rules: { it: { kind: schema-deprecation, schema: a.graphql, period: 1w } }'
  expect(evaluateRule({ policy, item: anItem(), now: 'Mon 12:00' }).verdict).toBe('not-applicable')
})
