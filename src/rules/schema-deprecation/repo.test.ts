import { describe, expect, test } from 'vitest'
import { type GivenFacts, policyOf, unread } from '../../../test/builders/judged.ts'
import { on, when } from '../../../test/builders/past.ts'
import type { Memory } from '../../core/decision.ts'
import { known, unknown } from '../../core/truth.ts'
import { evaluateRepo } from '../../engine/evaluate-repo.ts'
import { remembered } from './dates.ts'

const plain = 'type Query { a: Int b: Int }'
const marked = 'type Query { a: Int @deprecated b: Int }'
const both = 'type Query { a: Int @deprecated b: Int @deprecated }'

interface Given {
  /** Versions of the schema, newest first: when each came, and its text. */
  versions?: readonly (readonly [at: string | undefined, text: unknown])[]
  facts?: GivenFacts
  memory?: readonly Memory[]
  /** Webhooks told at that time that the schema has changed. */
  told?: string
  now?: string
  keys?: string
}

const policy = (keys = '') =>
  policyOf(`rules: { it: { kind: schema-deprecation, schema: schema.graphql, period: 6 months${keys} } }`)

function judge({ versions = [], facts = {}, memory = [], told, now = 'Mon 12:00', keys = '' }: Given) {
  const given: GivenFacts = {
    'contents:acme/app@HEAD:schema.graphql': versions[0]?.[1] ?? null,
    'versions:acme/app@HEAD:schema.graphql': versions.map(([at], index) => ({
      sha: `v${index}`,
      ...(at === undefined ? {} : { at: on(at) }),
    })),
    ...Object.fromEntries(
      versions.flatMap(([, text], index) => [
        [`contents:acme/app@v${index}:schema.graphql`, text],
        [`merged-at:acme/app@v${index}`, null],
      ]),
    ),
    ...facts,
  }
  const isUnread = (value: unknown) => value instanceof unread().constructor
  const evaluation = evaluateRepo({
    policy: policy(keys),
    since: new Map(),
    repo: 'acme/app',
    facts: new Map(
      Object.entries(given).map(([key, value]) => [key, isUnread(value) ? unknown('502') : known(value)]),
    ),
    memory,
    now: on(now),
    app: 'reeve[bot]',
    releases: [],
    knownAs: undefined,
    told: {
      keys: told === undefined ? [] : ['contents:acme/app@HEAD:schema.graphql'],
      at: on(told ?? now),
    },
  })
  const [decision] = evaluation.decisions
  if (!decision) throw new Error('it was not judged')
  const since = remembered([...memory, ...evaluation.remember])
  return {
    verdict: decision.verdict,
    since: Object.fromEntries(
      [...since].map(([path, { at, found }]) => [path, `${when(at)}${found ? ' found' : ''}`]),
    ),
    next: evaluation.next === undefined ? undefined : when(evaluation.next),
    acts: decision.wants.map(({ cause }) => cause.replace(/^.*\//, '')),
    memory: [...memory, ...evaluation.remember],
  }
}

describe('since when', () => {
  test.each<[string, Given, Record<string, string>]>([
    [
      'the first version that carries it',
      {
        versions: [
          ['Mon 11:00', `${marked} type C { c: Int }`],
          ['Mon 10:00', marked],
          ['Mon 09:00', plain],
        ],
      },
      { 'Query.a': 'Mon 10:00' },
    ],
    [
      'each by itself',
      {
        versions: [
          ['Mon 11:00', both],
          ['Mon 10:00', marked],
          ['Mon 09:00', plain],
        ],
      },
      { 'Query.a': 'Mon 10:00', 'Query.b': 'Mon 11:00' },
    ],
    [
      'without a break until now',
      {
        versions: [
          ['Mon 11:00', marked],
          ['Mon 10:00', plain],
          ['Mon 09:00', marked],
        ],
      },
      { 'Query.a': 'Mon 11:00' },
    ],
    [
      'over a version that cannot be read as a schema',
      {
        versions: [
          ['Mon 11:00', marked],
          ['Mon 10:30', 'type Query {'],
          ['Mon 10:00', marked],
          ['Mon 09:00', plain],
        ],
      },
      { 'Query.a': 'Mon 10:00' },
    ],
    [
      'from the first version of all',
      {
        versions: [
          ['Mon 11:00', marked],
          ['Mon 10:00', marked],
        ],
      },
      { 'Query.a': 'Mon 10:00' },
    ],
    [
      'before there was a file',
      {
        versions: [
          ['Mon 11:00', marked],
          ['Mon 10:00', null],
        ],
      },
      { 'Query.a': 'Mon 11:00' },
    ],
    [
      'the merge that brought it, not the commit',
      {
        versions: [['Mon 09:00', marked]],
        facts: { 'merged-at:acme/app@v0': on('Mon 11:00') },
      },
      { 'Query.a': 'Mon 11:00' },
    ],
    [
      'longer than anybody can tell',
      {
        versions: [
          ['Mon 11:00', marked],
          [undefined, marked],
        ],
      },
      { 'Query.a': 'Mon 12:00 found' },
    ],
    [
      'nobody can tell',
      { facts: { 'contents:acme/app@HEAD:schema.graphql': marked } },
      { 'Query.a': 'Mon 12:00 found' },
    ],
    [
      'nobody can tell, but it has just changed',
      { facts: { 'contents:acme/app@HEAD:schema.graphql': marked }, told: 'Mon 11:59' },
      { 'Query.a': 'Mon 11:59' },
    ],
    ['nothing is', { versions: [['Mon 11:00', plain]] }, {}],
  ])('%s', (_, given, since) => {
    expect(judge(given)).toMatchObject({ since, verdict: 'pass' })
  })

  test.each<[string, Given]>([
    ['its versions could not be listed', { facts: { 'versions:acme/app@HEAD:schema.graphql': unread() } }],
    ['a version could not be read', { facts: { 'contents:acme/app@v1:schema.graphql': unread() } }],
    ['its merge could not be read', { facts: { 'merged-at:acme/app@v0': unread() } }],
  ])('not known while %s', (_, given) => {
    const versions = [
      ['Mon 11:00', marked],
      ['Mon 10:00', plain],
    ] as const
    expect(judge({ versions, ...given })).toMatchObject({ verdict: 'unknown', since: {}, memory: [] })
  })

  test('a push of an old commit begins with the push', () => {
    const first = judge({ versions: [['Mon 09:00', plain]], now: 'Mon 09:30' })
    const versions = [
      ['Mon 09:15', marked],
      ['Mon 09:00', plain],
    ] as const
    const second = judge({ versions, memory: first.memory, told: 'Mon 11:00' })
    expect(second.since).toEqual({ 'Query.a': 'Mon 11:00' })
  })

  test('kept whatever is told later; ended when it is taken back', () => {
    const first = judge({
      versions: [
        ['Mon 11:00', marked],
        ['Mon 10:00', plain],
      ],
    })
    const later = { memory: first.memory, told: 'Tue 12:00', now: 'Tue 12:00' }
    expect(
      judge({
        ...later,
        versions: [
          ['Tue 12:00', both],
          ['Mon 11:00', marked],
        ],
      }).since,
    ).toEqual({
      'Query.a': 'Mon 11:00',
      'Query.b': 'Tue 12:00',
    })
    const back = judge({ ...later, versions: [['Tue 12:00', plain]] })
    expect(back.since).toEqual({})
    const again = { memory: back.memory, told: 'Wed 12:00', now: 'Wed 12:00' }
    const versions = [
      ['Wed 12:00', marked],
      ['Tue 12:00', plain],
    ] as const
    expect(judge({ ...again, versions }).since).toEqual({ 'Query.a': 'Wed 12:00' })
  })

  test('while the schema cannot be read what is known stays', () => {
    const { memory } = judge({
      versions: [
        ['Mon 11:00', marked],
        ['Mon 10:00', plain],
      ],
    })
    expect(judge({ versions: [['Mon 11:30', 'type Query {']], memory })).toMatchObject({
      verdict: 'fail',
      since: { 'Query.a': 'Mon 11:00' },
    })
    expect(judge({ versions: [], memory }).verdict).toBe('not-applicable')
  })

  test('of many versions few are read at once, and no more than needed', () => {
    const versions = Array.from(
      { length: 60 },
      (_, index) => [`Mon 10:${59 - index}`.replace(/:(\d)$/, ':0$1'), marked] as const,
    )
    const facts: Record<string, unknown> = {}
    let rounds = 0
    for (; rounds < 20; rounds++) {
      const hidden = Object.fromEntries(
        versions.flatMap((_, index) => {
          const key = `contents:acme/app@v${index}:schema.graphql`
          return key in facts ? [] : [[key, unread()]]
        }),
      )
      const { verdict, since } = judge({ versions, facts: { ...hidden, ...facts } })
      if (verdict === 'pass') {
        expect(since).toEqual({ 'Query.a': 'Mon 10:00' })
        break
      }
      for (const key of askedIn({ versions, facts: { ...hidden, ...facts } })) facts[key] = marked
    }
    expect(rounds).toBeLessThan(7)
  })
})

/** Texts that are asked for and not there yet. */
function askedIn({ versions = [], facts = {} }: Given): string[] {
  const all = new Map<string, ReturnType<typeof known>>(
    Object.entries({
      'contents:acme/app@HEAD:schema.graphql': marked,
      'versions:acme/app@HEAD:schema.graphql': versions.map((_, index) => ({ sha: `v${index}`, at: 0 })),
    }).map(([key, value]) => [key, known(value)]),
  )
  for (const [key, value] of Object.entries(facts)) if (typeof value === 'string') all.set(key, known(value))
  return evaluateRepo({
    policy: policy(),
    since: new Map(),
    repo: 'acme/app',
    facts: all,
    memory: [],
    now: on('Mon 12:00'),
    app: 'reeve[bot]',
    releases: [],
    knownAs: undefined,
    told: { keys: [], at: 0 },
  }).missing.flatMap(({ name, key }) => (name === 'contents' ? [`${name}:${key}`] : []))
}

test('looks again at the next mark, and at the end', () => {
  const { memory, next } = judge({
    versions: [
      ['Mon 11:00', marked],
      ['Mon 10:00', plain],
    ],
    keys: ', warn: [30d left, 1w left]',
  })
  expect(next).toBe('2026-06-05 11:00')
  const at = (now: string) =>
    judge({ versions: [['Mon 11:00', marked]], memory, now, keys: ', warn: [30d left, 1w left]' }).next
  expect(at('2026-06-05 11:00')).toBe('2026-06-28 11:00')
  expect(at('2026-06-28 11:00')).toBe('2026-07-05 11:00')
  expect(at('2026-07-05 11:00')).toBeUndefined()
})

test('seen late, what is over is said, and no longer that it is about to be', () => {
  const acts = '{ webhook: chat }'
  const keys = `, warn: [30d left], do: ${acts}, on-warn: ${acts}, on-due: ${acts}`
  const versions = [['Mon 11:00', marked]] as const
  expect(judge({ versions, keys, now: '2026-07-05 10:59' }).acts).toEqual(['deprecated', '30d left'])
  expect(judge({ versions, keys, now: '2026-07-05 11:00' }).acts).toEqual(['deprecated', 'due'])
})
