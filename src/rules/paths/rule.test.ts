import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'
import { wrongWith } from '../../../test/builders/policy.ts'

const people = 'people: { ops: ["@dana", "@omar"] }\n'
const rule = (keys: string) => `${people}rules: { it: { kind: paths, when: is:pr, ${keys} } }`

interface Given {
  files?: unknown
  facts?: GivenFacts
  author?: string
  labels?: readonly string[]
  history?: readonly string[]
}

function judge(
  policy: string,
  { files = ['src/a.ts'], facts = {}, author = 'eve', labels = [], history = [] }: Given = {},
) {
  return evaluateRule({
    policy,
    item: aPullItem({ author, labels }),
    history,
    facts: { 'files:acme/app#12': files, 'reviews:acme/app#12': [], ...facts },
    now: 'Mon 12:00',
  })
}

const approved = (author: string, state = 'approved', at = '2026-01-05T10:00:00Z') => ({
  id: 1,
  author,
  state,
  sha: 'a'.repeat(40),
  at: Date.parse(at),
})

describe('what is changed needs something else to be changed', () => {
  const policy = rule('changed: src/**, also: [tests/**, docs/**], unless: "label:no-tests"')

  test.each<[string, Given, string]>([
    ['with its tests', { files: ['src/a.ts', 'tests/a.ts'] }, 'pass'],
    ['with its docs', { files: ['src/deep/a.ts', 'docs/a.md'] }, 'pass'],
    ['alone', { files: ['src/a.ts'] }, 'fail'],
    ['something else', { files: ['README.md'] }, 'pass'],
    ['nothing', { files: [] }, 'pass'],
    ['alone, and excused', { files: ['src/a.ts'], labels: ['no-tests'] }, 'pass'],
    ['files could not be read', { files: unread() }, 'unknown'],
    ['files could not be read, but it is excused', { files: unread(), labels: ['no-tests'] }, 'pass'],
  ])('%s', (_, given, expected) => {
    expect(judge(policy, given).verdict).toBe(expected)
  })

  test('whether it is excused could not be read: nobody is blamed', () => {
    const unsure = rule('changed: src/**, also: tests/**, unless: "author:@acme/bots"')
    const facts = { 'team:acme/bots': unread() }
    expect(judge(unsure, { facts }).verdict).toBe('unknown')
    expect(judge(unsure, { facts, files: ['src/a.ts', 'tests/a.ts'] }).verdict).toBe('pass')
  })

  test('says what is missing, and where it belongs', () => {
    expect(judge(policy)).toMatchObject({
      what: 'It changes `src/a.ts`, but nothing in `tests/**` or `docs/**`.',
      fix: 'Add what belongs to it in `tests/**` or `docs/**`. It is not asked where it matches `label:no-tests`.',
    })
  })

  test('of very many files it names a few', () => {
    const files = Array.from({ length: 40 }, (_, index) => `src/${index}.ts`)
    expect(judge(policy, { files }).what).toBe(
      'It changes `src/0.ts`, `src/1.ts`, `src/2.ts`, `src/3.ts` and 36 more, but nothing in `tests/**` or `docs/**`.',
    )
  })
})

describe('paths as in GitHub Actions', () => {
  test.each<[string, string, string]>([
    ['"*.ts"', 'a.ts', 'fail'],
    ['"*.ts"', 'src/a.ts', 'pass'],
    ['"**/*.ts"', 'src/a.ts', 'fail'],
    ['"**/*.ts"', 'a.ts', 'fail'],
    ['src/*', 'src/deep/a.ts', 'pass'],
    ['src/**', 'SRC/a.ts', 'pass'],
    ['.env', '.ENV', 'pass'],
    ['".[eE][nN][vV]"', '.ENV', 'fail'],
    ['[src/**, "!src/generated/**"]', 'src/a.ts', 'fail'],
    ['[src/**, "!src/generated/**"]', 'src/generated/a.ts', 'pass'],
    ['[src/**, "!src/generated/**", src/generated/by-hand.ts]', 'src/generated/by-hand.ts', 'fail'],
    ['["!docs/**"]', 'src/a.ts', 'fail'],
    ['["!docs/**"]', 'docs/a.md', 'pass'],
  ])('%s and %s', (changed, file, expected) => {
    expect(judge(rule(`changed: ${changed}, forbid: true`), { files: [file] }).verdict).toBe(expected)
  })
})

describe('forbid', () => {
  const policy = rule('changed: ["**/*.pem", .env], forbid: true')

  test.each<[string, string, string]>([
    ['a key', 'deploy/host.pem', 'fail'],
    ['a secret', '.env', 'fail'],
    ['something else', '.env.example', 'pass'],
  ])('%s', (_, file, expected) => {
    expect(judge(policy, { files: [file] }).verdict).toBe(expected)
  })
})

describe('by', () => {
  const policy = rule('changed: infra/**, by: ops')
  const files = ['infra/main.tf']

  test.each<[string, Given, string]>([
    ['written by one of them', { author: 'dana' }, 'pass'],
    ['by somebody else', {}, 'fail'],
    ['approved by one of them', { facts: { 'reviews:acme/app#12': [approved('omar')] } }, 'pass'],
    ['approved by somebody else', { facts: { 'reviews:acme/app#12': [approved('bo')] } }, 'fail'],
    [
      'changes requested by one of them after that',
      {
        facts: {
          'reviews:acme/app#12': [
            approved('omar'),
            approved('omar', 'changes_requested', '2026-01-05T11:00:00Z'),
          ],
        },
      },
      'fail',
    ],
    ['reviews could not be read', { facts: { 'reviews:acme/app#12': unread() } }, 'unknown'],
    [
      'written by one of them, reviews unread',
      { author: 'dana', facts: { 'reviews:acme/app#12': unread() } },
      'pass',
    ],
    ['approved by a command', { history: ['Mon 10:00 dana commented MEMBER /reeve approve'] }, 'pass'],
    ['nothing of that is changed', { files: ['src/a.ts'] }, 'pass'],
  ])('%s', (_, given, expected) => {
    expect(judge(policy, { files, ...given }).verdict).toBe(expected)
  })

  test('names whom to ask', () => {
    expect(judge(policy, { files })).toMatchObject({
      what: 'It changes `infra/main.tf`, which needs ops.',
      fix: 'Ask ops for an approving review, or for a comment `/reeve approve`.',
    })
  })
})

test('an issue changes no files', () => {
  const policy = 'rules: { it: { kind: paths, changed: src/**, forbid: true } }'
  expect(evaluateRule({ policy, item: anItem(), now: 'Mon 12:00' }).verdict).toBe('not-applicable')
})

test.each<[string, string, string[]]>([
  ['nothing', 'changed: src/**', ['2:10 asks-nothing']],
  ['nothing, of some', 'changed: src/**, unless: "label:x"', ['2:10 asks-nothing']],
  ['others beside what is refused', 'changed: src/**, forbid: true, also: tests/**', ['2:79 never-asked']],
  ['people beside what is refused', 'changed: src/**, forbid: true, by: ops', ['2:77 never-asked']],
  ['that there are others', 'changed: src/**, also: tests/**', []],
  ['that people agree, too', 'changed: src/**, also: tests/**, by: ops', []],
  ['that nothing is changed', 'changed: src/**, forbid: true, unless: "label:x"', []],
])('what it asks: %s', (_, keys, expected) => {
  expect(wrongWith(rule(keys))).toEqual(expected)
})
