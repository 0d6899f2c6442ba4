import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import * as keys from './keys.ts'

function read(schema: z.ZodType, value: unknown): unknown {
  return z.parse(schema, value)
}

function refusals(schema: z.ZodType, value: unknown): string[] {
  const result = z.safeParse(schema, value)
  return result.success ? [] : result.error.issues.map((issue) => codeOf(issue))
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return String(issue.params?.code)
  if (issue.code === 'invalid_union') return issue.errors.flatMap((branch) => branch.map(codeOf)).join(' or ')
  return issue.code
}

describe('what a key gives', () => {
  test.each<[string, z.ZodType, unknown, unknown]>([
    ['one label is a list of one', keys.labels(), 'a', ['a']],
    ['a list stays one', keys.labels(), ['a', 'b'], ['a', 'b']],
    ['a flag as it is written', keys.flag(), 'true', true],
    ['a flag as a value', keys.flag(), false, false],
    ['a count as it is written', keys.count(), '0', 0],
    ['a length', keys.length(), '1h30m', { unit: 'seconds', seconds: 5400 }],
    [
      'a goal',
      keys.goal(),
      'end of next sprint',
      { goal: 'end of calendar', calendar: 'sprint', next: true },
    ],
    ['a period', keys.period(), '2w', { unit: 'weeks', count: 2 }],
    ['a date', keys.date(), '2026-12-01', '2026-12-01'],
    ['a time', keys.time(), '09:30', 570],
    ['a moment', keys.moment(), '2026-12-01T09:00', { year: 2026, month: 12, day: 1, hour: 9, minute: 0 }],
    ['a board by its address', keys.board(), 'https://github.com/orgs/acme/projects/205/views/1', 'acme/205'],
    ['a board by its number', keys.board(), 'acme/205', 'acme/205'],
    ['a rule', keys.ruleId(), 'rule:verified-twice', 'verified-twice'],
    ['people: a name', keys.people(), 'qa', [{ who: 'name', name: 'qa' }]],
    ['people: a login', keys.people(), '@dana', [{ who: 'login', login: 'dana' }]],
    ['people: a team', keys.people(), '@acme/qa', [{ who: 'team', team: 'acme/qa' }]],
    ['people: an app', keys.people(), 'app/dependabot', [{ who: 'login', login: 'dependabot[bot]' }]],
    [
      'people: whoever a field names',
      keys.people(),
      'field:Product owner',
      [{ who: 'field', field: 'Product owner' }],
    ],
    [
      'people: words',
      keys.people(),
      ['author', 'assignees', 'everyone'],
      [{ who: 'author' }, { who: 'assignees' }, { who: 'everyone' }],
    ],
    ['an action without value', keys.actions(), 'close', [{ action: 'close', reason: 'completed' }]],
    [
      'an action with its value',
      keys.actions(),
      [{ close: 'not planned' }],
      [{ action: 'close', reason: 'not planned' }],
    ],
    ['an action with nothing behind its colon', keys.actions(), { reopen: null }, [{ action: 'reopen' }]],
    ['labels of an action', keys.actions(), { label: ['a', 'b'] }, [{ action: 'label', labels: ['a', 'b'] }]],
    [
      'assigning one of them',
      keys.actions(),
      { assign: 'qa' },
      [{ action: 'assign', people: [{ who: 'name', name: 'qa' }], everybody: false }],
    ],
    [
      'assigning all of them',
      keys.actions(),
      { assign: { all: 'qa' } },
      [{ action: 'assign', people: [{ who: 'name', name: 'qa' }], everybody: true }],
    ],
    [
      'opening an issue',
      keys.actions(),
      { 'open-issue': { title: 'T' } },
      [
        {
          action: 'open-issue',
          issue: { title: 'T', labels: [], assign: [], oncePer: 'occurrence', follow: 'nothing' },
        },
      ],
    ],
    [
      'a default written as in a policy',
      z.strictObject({ for: keys.length().prefault('1d') }),
      {},
      { for: { unit: 'days', count: 1 } },
    ],
  ])('%s', (_, schema, value, expected) => {
    expect(read(schema, value)).toEqual(expected)
  })
})

describe('what a key refuses', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['a bare number as a length', keys.length(), '4', 'bad-duration'],
    ['a flag in other words', keys.flag(), 'yes', 'invalid_type'],
    ['a count below nothing', keys.count(), '-1', 'invalid_type'],
    ['a count with a part', keys.count(), '1.5', 'invalid_type'],
    ['a date that is not there', keys.date(), '2026-02-30', 'bad-date'],
    ['a zone that is not there', keys.zone(), 'Mars/Olympus', 'bad-zone'],
    ['an offset as a zone', keys.zone(), '+02:00', 'bad-zone'],
    ['a path from the root', keys.path(), '/src', 'bad-path'],
    ['a path out of the repository', keys.path(), '../x', 'bad-path'],
    ['a path with backslashes', keys.path(), 'src\\x', 'bad-path'],
    ['a repository without owner', keys.repo(), 'app', 'bad-repo'],
    ['a name with a space', keys.person(), 'the boss', 'bad-people'],
    ['a team without @', keys.person(), 'acme/qa', 'bad-people'],
    [
      'everyone where people are mentioned',
      keys.person({ mentioned: true }),
      'everyone',
      'everyone-mentioned',
    ],
    ['a text that calls an unknown name', keys.text(), '{{ x }}', 'unknown-text-name'],
    ['a text longer than Reeve writes', keys.text(), 'x'.repeat(60_001), 'long-text'],
    ['a tag that reads files', keys.text(), "{% render 'x' %}", 'bad-text'],
    ['a query that is empty', keys.query(), ' ', 'bad-query'],
  ])('%s', (_, schema, value, code) => {
    expect(refusals(schema, value)).toEqual([code])
  })
})

describe('texts', () => {
  test.each([
    'plain words',
    '{{ author }} {{ due | local }}',
    '{% for one in labels %}{{ one }}{{ forloop.index }}{% endfor %}',
    '{% assign mine = title | upcase %}{{ mine }}',
    '{{ people.qa }} {{ field["Partners down"] }}',
    '{% if milestone == "v1" %}x{% endif %}',
  ])('%s', (text) => {
    expect(refusals(keys.text(), text)).toEqual([])
  })

  test('a kind may know more names', () => {
    expect(refusals(keys.text(['replacement']), '{{ replacement }}')).toEqual([])
    expect(refusals(keys.actions({ also: ['replacement'] }), { comment: '{{ replacement }}' })).toEqual([])
  })
})

test('every key can be shown to editors', () => {
  const all = z.strictObject({
    query: keys.query(),
    length: keys.length(),
    goal: keys.goal(),
    people: keys.people(),
    lines: keys.lines(),
    flag: keys.flag().prefault('true'),
    count: keys.count(),
    actions: keys.actions(),
  })
  const json = z.toJSONSchema(all, { io: 'input', target: 'draft-7' })
  expect(json.properties?.flag).toEqual({ default: 'true', type: 'boolean' })
  expect(json.properties?.count).toMatchObject({ type: 'integer', minimum: 0 })
  expect(json.properties?.people).toMatchObject({ anyOf: [{ type: 'array' }, { type: 'string' }] })
  expect(json.required).toEqual(['query', 'length', 'goal', 'people', 'lines', 'count'])
})
