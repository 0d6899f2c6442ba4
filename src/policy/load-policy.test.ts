import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aKind, load, places, wrongWith } from '../../test/builders/policy.ts'
import { formatInstant } from '../core/instant.ts'
import { ruleOptions } from '../rules/common.ts'
import { ruleKinds } from '../rules/index.ts'

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
    expect(plain?.override).toEqual({ by: [], for: { unit: 'days', count: 1 }, count: 1 })
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

  test('it is of the same owner', () => {
    expect(wrongWith('extends: Acme/.github')).toEqual([])
    expect(wrongWith('extends: other/.github')).toEqual(['1:10 other-owner!'])
    expect(wrongWith('extends: other/.github', { ref: 'reeve.yml' })).toEqual([])
  })

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

test('500 rules are read', () => {
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
  expect(load(text).policy?.rules).toHaveLength(500)
})
