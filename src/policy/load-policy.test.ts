import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aKind, load, places, wrongWith } from '../../test/builders/policy.ts'
import { formatInstant } from '../core/instant.ts'
import { ruleOptions } from '../rules/common.ts'
import { ruleKinds } from '../rules/index.ts'
import { loadPolicy } from './load-policy.ts'

describe('what is wrong, and where', () => {
  test.each<[string, string, string[]]>([
    ['an empty file', 'version: 1', []],
    ['an unknown key', 'tiemzone: UTC', ['1:1 unknown-key!']],
    ['a zone that is none', 'timezone: Mars/Olympus', ['1:11 bad-zone!']],
    ['a mode that is none', 'mode: enforced', ['1:7 unknown-word!']],
    ['a date that is none', 'since: 2026-02-30', ['1:8 bad-date!']],
    ['a key without a value', 'timezone:', ['1:1 empty-value!']],
    ['a list where a map is needed', 'rules:\n  - kind: sla', ['2:3 wrong-type!']],
    ['a text where a map is needed', 'rules:\n  a: is:pr', ['2:6 wrong-type!']],
    ['a rule without anything', 'rules:\n  a:', ['2:3 wrong-type!']],
    ['a kind that is none', 'rules:\n  a:\n    kind: label-gruop', ['3:11 unknown-kind!']],
    ['a kind without a value', 'rules:\n  a:\n    kind:', ['3:5 unknown-kind!']],
    ['an id that is none', 'rules:\n  "1st": { when: is:pr }', ['2:3 bad-id!']],
    ['a required key that is missing', 'rules:\n  a: { kind: label-group }', ['2:3 missing-key!']],
    ['a key of another kind', 'rules:\n  a: { within: 4h }', ['2:8 unknown-key!']],
    [
      'a common key that the kind does not take',
      'rules:\n  a: { kind: sla, within: 4h, grace: 1h }',
      ['2:31 unknown-key!'],
    ],
    [
      'a word that is none',
      'rules:\n  a: { kind: label-group, of: [a], pick: exactly on }',
      ['2:42 unknown-word!'],
    ],
    ['an empty list', 'rules:\n  a: { kind: label-group, of: [] }', ['2:31 bad-value!']],
    [
      'an empty entry of a list',
      'rules:\n  a:\n    kind: label-group\n    of:\n      - a\n      -',
      ['6:8 empty-value!'],
    ],
    ['a bare number as a duration', 'rules:\n  a: { kind: sla, within: 4 }', ['2:27 bad-duration!']],
    [
      'a wrong duration deep in a list',
      'rules:\n  a:\n    kind: sla\n    goals:\n      - when: is:open\n        within: 4x',
      ['6:17 bad-duration!'],
    ],
    [
      'an unknown key deep in a list',
      'rules:\n  a: { kind: sla, goals: [{ when: is:open, within: 4h, calender: ops }] }',
      ['2:56 unknown-key!'],
    ],
    ['a query with a mistake, at its column', 'rules:\n  a: { when: is:issue is:opne }', ['2:26 bad-query!']],
    ['a query with a mistake, in quotes', 'rules:\n  a: { when: "is:issue is:opne" }', ['2:27 bad-query!']],
    [
      'a query with a mistake, folded',
      'rules:\n  a:\n    when: >-\n      is:issue\n      is:opne',
      ['5:10 bad-query!'],
    ],
    [
      'two mistakes in one query',
      'rules:\n  a: { when: is:opne is:isue }',
      ['2:17 bad-query!', '2:25 bad-query!'],
    ],
    [
      'AND and OR without parentheses',
      'rules:\n  a: { when: is:issue label:a OR label:b }',
      ['2:31 unclear-query'],
    ],
    [
      'people without quotes or @',
      'rules:\n  a: { kind: label-guard, labels: [v], by: acme/qa }',
      ['2:44 bad-people!'],
    ],
    [
      'everyone where people are mentioned',
      'rules:\n  a: { do: [{ notify: everyone }] }',
      ['2:23 everyone-mentioned!'],
    ],
    ['everyone as owner', 'rules:\n  a: { owner: everyone }', ['2:15 everyone-mentioned!']],
    ['an action that is none', 'rules:\n  a: { do: [clsoe] }', ['2:13 unknown-action!']],
    ['an action that is none, as a map', 'rules:\n  a: { do: [{ lable: x }] }', ['2:15 unknown-key!']],
    ['an action without its value', 'rules:\n  a: { do: comment }', ['2:12 action-without-value!']],
    [
      'two actions in one entry',
      'rules:\n  a: { do: [{ label: x, close: completed }] }',
      ['2:13 one-action-each!'],
    ],
    ['no action in an entry', 'rules:\n  a: { do: [{}] }', ['2:13 one-action-each!']],
    ['a text that is no template', 'rules:\n  a: { do: { comment: "{{ author" } }', ['2:24 bad-text!']],
    [
      'a text with an unknown name',
      'rules:\n  a: { message: "by {{ autor }}" }',
      ['2:24 unknown-text-name!'],
    ],
    ['a text with an unknown filter', 'rules:\n  a: { message: "{{ due | lokal }}" }', ['2:18 bad-text!']],
    ['a text that would read a file', 'rules:\n  a: { message: "{% include \'x\' %}" }', ['2:18 bad-text!']],
    ['a repository that is none', 'extends: acme', ['1:10 bad-repo!']],
    ['a flag that is none', 'rules:\n  a: { locked: yes }', ['2:16 wrong-type!']],
    ['hours that are none', 'calendars:\n  ops: { hours: [Mon-Fri 9-17] }', ['2:18 bad-hours!']],
    ['a calendar that is never open', 'calendars:\n  ops: {}', ['2:3 bad-calendar!']],
    [
      'a calendar with a name that means something',
      'calendars:\n  always: { hours: Mon-Fri 09:00-17:00 }',
      ['2:3 reserved-name!'],
    ],
    [
      'calendars that include each other',
      'calendars:\n  a: { include: b }\n  b: { include: a }',
      ['2:17 loop!'],
    ],
    ['a period without its beginning', 'calendars:\n  s: { every: 2w }', ['2:3 bad-calendar!']],
    [
      'a period of a board, not built yet',
      'calendars:\n  s: { board: acme/1, field: Sprint }',
      ['2:3 not-yet!'],
    ],
    ['a window without lines', 'windows:\n  w: {}', ['2:3 bad-window!']],
    ['a window that is never open', 'windows:\n  w: { closed: Mon-Sun 00:00-24:00 }', ['2:3 never-open!']],
    ['people that name each other', 'people:\n  a: b\n  b: [c, "@x"]\n  c: a', ['2:3 loop!']],
    [
      'people that name each other through a rotation',
      'people:\n  a: { rotation: [b], from: 2026-01-05T09:00 }\n  b: a',
      ['2:3 loop!'],
    ],
    ['a reserved name for people', 'people:\n  author: "@x"', ['2:3 bad-name!']],
    [
      'a rotation with a calendar and no backup',
      'calendars:\n  c: { hours: Mon 09:00-10:00 }\npeople:\n  a: { rotation: ["@x"], from: 2026-01-05T09:00, calendar: c }',
      ['4:3 bad-rotation!'],
    ],
    ['a colour that is none', 'labels:\n  x: { color: red }', ['2:15 bad-value!']],
    ['labels that differ in case only', 'labels:\n  x:\n  X:', ['3:3 label-twice!']],
    ['an environment with an unknown key', 'environments:\n  x: { afer: y }', ['2:8 unknown-key!']],
    [
      'a hotfix without approval',
      'environments:\n  x: { hotfix: { when: "label:h", lifts: window } }',
      ['2:8 missing-key!'],
    ],
    ['a command of its own that does nothing', 'commands:\n  triage: { by: everyone }', ['2:3 missing-key!']],
    ['a command that cannot be written', 'commands:\n  Do-It: { do: close }', ['2:3 bad-name!']],
    [
      'accepts with an unknown action',
      'accepts: [{ from: acme/app, do: [open-isue] }]',
      ['1:34 unknown-action!'],
    ],
    [
      'accepts a dispatch without its event',
      'accepts: [{ from: acme/app, do: dispatch }]',
      ['1:33 unknown-action!'],
    ],
    [
      'a text with a comma in a flow map',
      'calendars:\n  w: { hours: Sat,Sun 09:00-12:00 }',
      ['2:15 bad-hours!', '2:19 unknown-key!'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })

  test.each([
    ['', '1:1 empty-file!'],
    ['# nothing\n', '1:1 empty-file!'],
    ['- a\n- b\n', '1:1 wrong-type!'],
    ['just words', '1:1 wrong-type!'],
    ['rules: {}', '1:1 bad-version!'],
    ['version: 2', '1:10 bad-version!'],
    ['version:', '1:1 bad-version!'],
  ])('a file that is %j', (text, expected) => {
    const { problems } = loadPolicy({ text, file: 'f', ref: 'f', kinds: ruleKinds })
    expect(places(problems, 0)).toContain(expected)
  })

  test('suggests the nearest of what is known', () => {
    const { problems } = load(
      'tiemzone: UTC\nrules:\n  a: { kind: label-gruop }\n  b: { kind: sla, withn: 4h }\n  c: { do: clsoe }',
    )
    expect(problems.map(({ fix }) => fix)).toEqual([
      'Did you mean `timezone`?',
      'Did you mean label-group?',
      'Did you mean `within`?',
      'Did you mean close?',
    ])
  })

  test('one mistake does not hide another', () => {
    expect(
      wrongWith('timezone: Mars\ncalendars:\n  a: {}\nrules:\n  x: { calendar: b, when: is:isue }'),
    ).toEqual(['1:11 bad-zone!', '3:3 bad-calendar!', '5:18 unknown-calendar!', '5:30 bad-query!'])
  })
})

describe('a policy as it is in force', () => {
  const operations = readFileSync('test/policies/operations.yml', 'utf8')

  test('the operations policy has no problems', () => {
    const { policy, problems } = load(operations)
    expect(problems).toEqual([])
    expect(policy?.rules.map(({ id, kind }) => `${id}: ${kind.name}`)).toEqual([
      'one-priority: label-group',
      'only-qa-verifies: label-guard',
      'fix-critical: sla',
      'no-release-after-wednesday: release-window',
      'logged: linked-issue',
    ])
    expect(policy?.labels[0]).toEqual({
      name: 'critical',
      color: 'b60205',
      description: 'Broken; needs to be fixed right away',
      was: ['prio/critical'],
    })
  })

  const rule = (text: string) => load(text).policy?.rules[0]

  test('a rule takes the mode, instant and zone of its file unless it has its own', () => {
    const file = 'mode: warn\nsince: 2026-12-01\ntimezone: Africa/Cairo\nrules:\n  a: '
    const plain = rule(`${file}{ when: is:pr }`)
    expect(plain).toMatchObject({ mode: 'warn', timezone: 'Africa/Cairo' })
    expect(formatInstant(plain?.since ?? 0)).toBe('2026-11-30T22:00:00Z')
    const own = rule(`${file}{ mode: observe, since: 2027-01-01, timezone: Asia/Tokyo }`)
    expect(own).toMatchObject({ mode: 'observe', timezone: 'Asia/Tokyo' })
    expect(formatInstant(own?.since ?? 0)).toBe('2026-12-31T15:00:00Z')
  })

  test('without anything it is enforced, in UTC, at all hours, from when it took effect', () => {
    const plain = rule('rules:\n  a: { when: is:pr }')
    expect(plain).toMatchObject({
      mode: 'enforce',
      timezone: 'UTC',
      locked: false,
      ownCheck: false,
      do: [],
      was: [],
    })
    expect(plain?.calendar.name).toBe('always')
    expect(plain?.since).toBeUndefined()
    expect(plain?.override).toEqual({ by: [], for: { unit: 'days', count: 1 } })
  })

  test('the zone of a rule is that of its calendar, if it names one', () => {
    const file =
      'timezone: UTC\ncalendars:\n  ops: { timezone: Asia/Tokyo, hours: Mon-Fri 09:00-17:00 }\nrules:\n  a: '
    expect(rule(`${file}{ calendar: ops }`)).toMatchObject({ timezone: 'Asia/Tokyo' })
    expect(rule(`${file}{ calendar: always }`)).toMatchObject({ timezone: 'UTC' })
  })

  test('whether it gates is told by its kind unless it says so itself', () => {
    expect(rule('rules:\n  a: { kind: require }')?.gates).toBe(true)
    expect(rule('rules:\n  a: { kind: require, gate: false }')?.gates).toBe(false)
    expect(rule('rules:\n  a: { kind: sla, within: 4h }')?.gates).toBe(false)
    expect(rule('rules:\n  a: { kind: sla, within: 4h, gate: true }')?.gates).toBe(true)
  })

  test('a kind is `require` where none is named', () => {
    expect(rule('rules:\n  a: { must: has:assignee }')?.kind.name).toBe('require')
  })

  test('a calendar includes another that stands further down', () => {
    const { policy } = load('calendars:\n  a: { include: b }\n  b: { hours: Mon 09:00-10:00 }')
    expect(policy?.names.calendars.get('a')?.isOpen(Date.UTC(2026, 0, 5, 9, 30))).toBe(true)
    expect(policy?.names.calendars.get('a')?.isOpen(Date.UTC(2026, 0, 5, 10, 30))).toBe(false)
  })

  test("a kind's own checks beyond its keys are problems at the key they name", () => {
    const strict = aKind({
      name: 'strict',
      options: z.strictObject({ low: z.string(), high: z.string() }).superRefine(({ low, high }, context) => {
        if (low > high) context.addIssue({ code: 'custom', message: 'Upside down', path: ['high'] })
      }),
    })
    const { problems } = load('rules:\n  a: { kind: strict, low: b, high: a }', { kinds: [strict] })
    expect(places(problems)).toEqual(['2:36 bad-value!'])
    expect(problems[0]).toMatchObject({ message: 'Upside down.', fix: 'Change `high`, or take it out.' })
  })
})

describe("the organisation's policy (D15)", () => {
  const base = load(
    'people: { qa: "@acme/qa" }\nlabels: { a: { color: "111111" }, b: }\naccepts: [{ from: acme/x, do: [comment] }]\nrules:\n  one: { when: is:pr }\n  two: { when: is:pr, locked: true }\n  three: { kind: label-guard, labels: [a], by: qa }',
    {
      ref: 'acme/.github@9:.github/reeve.yml',
    },
  ).policy
  const over = (text: string) => load(`extends: acme/.github\n${text}`, base ? { base } : {})

  test('its rules come first, in its order', () => {
    expect(over('rules: { own: { when: is:issue } }').policy?.rules.map(({ id }) => id)).toEqual([
      'one',
      'two',
      'three',
      'own',
    ])
  })

  test('an unlocked rule can be written anew, in its place', () => {
    const rules = over('rules: { own: {}, one: { mode: observe } }').policy?.rules
    expect(rules?.map(({ id, mode }) => `${id} ${mode}`)).toEqual([
      'one observe',
      'two enforce',
      'three enforce',
      'own enforce',
    ])
    expect(rules?.map(({ source }) => source.split('@')[0])).toEqual([
      'acme/app',
      'acme/.github',
      'acme/.github',
      'acme/app',
    ])
  })

  test('a locked one cannot', () => {
    expect(places(over('rules:\n  two: { mode: off }').problems)).toEqual(['3:3 locked-rule!'])
  })

  test('names mean what they mean in the file a rule is written in', () => {
    const policy = over('people: { qa: "@eve" }\nrules: { own: { owner: qa } }').policy
    expect(policy?.rules.find(({ id }) => id === 'three')?.names.people.get('qa')).toEqual({
      entry: 'list',
      people: [{ who: 'team', team: 'acme/qa' }],
    })
    expect(policy?.rules.find(({ id }) => id === 'own')?.names.people.get('qa')).toEqual({
      entry: 'list',
      people: [{ who: 'login', login: 'eve' }],
    })
  })

  test('a name of its file is none of the repository', () => {
    expect(places(over('rules:\n  own: { owner: qa }').problems)).toEqual(['3:17 unknown-people!'])
  })

  test('labels of both are defined, the repository deciding how; both say what others may do', () => {
    const policy = over('labels: { A: { color: "222222" } }\naccepts: [{ from: acme/y, do: close }]').policy
    expect(policy?.labels.map(({ name, color }) => `${name} ${color ?? ''}`)).toEqual(['b ', 'A 222222'])
    expect(policy?.accepts.map(({ from }) => from)).toEqual([['acme/x'], ['acme/y']])
  })
})

describe('the whole language', () => {
  const text = readFileSync('test/policies/every-key.yml', 'utf8')

  test('every key of every kind is read without a problem', () => {
    expect(load(text).problems).toEqual([])
  })

  test('and none is forgotten there', () => {
    const rules = text.slice(text.indexOf('\nrules:'))
    const forgotten = ruleKinds.flatMap((kind) =>
      Object.keys(ruleOptions(kind).shape).filter((key) => !new RegExp(`(^|[\\s{])${key}:`, 'm').test(rules)),
    )
    expect(forgotten).toEqual([])
  })

  test('names its handbook and what it extends', () => {
    expect(load(text)).toMatchObject({ extends: 'acme/.github', handbook: 'docs/processes.md' })
  })
})

test('500 rules are read in well under a second', () => {
  const rules = Array.from({ length: 500 }, (_, index) =>
    [
      `  rule-${index}:`,
      '    kind: sla',
      `    when: is:issue is:open label:l${index}`,
      '    goals: [{ when: "label:a", within: 4h }, { when: "label:b", within: 2d }]',
      '    on-breach: [{ label: overdue }, { notify: assignees }]',
    ].join('\n'),
  )
  const text = `rules:\n${rules.join('\n')}\n`
  load(text)
  const began = performance.now()
  expect(load(text).policy?.rules).toHaveLength(500)
  expect(performance.now() - began).toBeLessThan(1500)
})
