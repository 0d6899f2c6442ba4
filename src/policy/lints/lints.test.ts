import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aKind, load, places, wrongWith } from '../../../test/builders/policy.ts'
import * as keys from '../../rules/keys.ts'

/** Each lint from both sides: what it finds, and the nearest thing that is right. */
type Case = [name: string, text: string, expected: string[]]

describe('names that nothing has', () => {
  test.each<Case>([
    ['a calendar', 'rules:\n  a: { calendar: ops }', ['2:18 unknown-calendar!']],
    ['`always` is one', 'rules:\n  a: { calendar: always }', []],
    [
      'a calendar in a goal, at its name',
      'rules:\n  a: { kind: sla, within: end of next sprint }',
      ['2:39 unknown-calendar!'],
    ],
    ['`end of day` needs none', 'rules:\n  a: { kind: sla, within: end of day }', []],
    [
      'a calendar that another includes',
      'calendars:\n  a: { hours: Mon 09:00-10:00, include: b }',
      ['2:41 unknown-calendar!'],
    ],
    [
      'the calendar of a rotation',
      'people:\n  a: { rotation: ["@x"], from: 2026-01-05T09:00, calendar: c, backup: "@y" }',
      ['2:60 unknown-calendar!'],
    ],
    [
      'a window',
      'rules:\n  a: { kind: release-window, when: is:pr, window: [rel] }',
      ['2:52 unknown-window!'],
    ],
    ['the window of an environment', 'environments:\n  a: { window: rel }', ['2:16 unknown-window!']],
    ['people', 'people:\n  qa: "@acme/qa"\nrules:\n  a: { owner: [qa, ops] }', ['4:20 unknown-people!']],
    ['people that an entry names', 'people:\n  a: [b, "@c"]', ['2:7 unknown-people!']],
    [
      'people in a text',
      'people:\n  qa: "@acme/qa"\nrules:\n  a: { message: "{{ people.qa }} {{ people.oops }}" }',
      ['4:37 unknown-people!'],
    ],
    ['a rule', 'rules:\n  a: { when: is:pr rule:bb }\n  b: {}', ['2:25 unknown-rule!']],
    ['a rule further down is one', 'rules:\n  a: { when: is:pr rule:b }\n  b: {}', []],
    [
      "the organisation's rules are not here to look at",
      'extends: acme/.github\nrules:\n  a: { when: is:pr rule:theirs }',
      [],
    ],
    [
      'in a query a bare name may be a login',
      'people:\n  qa: "@acme/qa"\nrules:\n  a: { when: author:paul }',
      [],
    ],
    [
      'but not one that is nearly an entry',
      'people:\n  dev-leads: "@acme/leads"\nrules:\n  a: { when: author:dev-lead }',
      ['4:21 maybe-people'],
    ],
    [
      'unless it is written as a login',
      'people:\n  dev-leads: "@acme/leads"\nrules:\n  a: { when: "author:@dev-lead" }',
      [],
    ],
    [
      'a name whose entry has problems of its own is known',
      'calendars:\n  ops: { hours: 9-17 }\nrules:\n  a: { calendar: ops }',
      ['2:17 bad-hours!'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })

  test('the nearest is suggested', () => {
    const { problems } = load(
      'windows:\n  release: { open: Mon 09:00-10:00 }\nrules:\n  a: { kind: release-window, window: relase }',
    )
    expect(problems.map(({ fix }) => fix)).toEqual(['Did you mean `release`?'])
  })
})

describe('labels that are used and not defined', () => {
  test.each<Case>([
    [
      'in a query',
      'labels:\n  critical:\nrules:\n  a: { when: is:issue label:critcal }',
      ['4:29 undefined-label'],
    ],
    [
      'the second of two in a query',
      'labels:\n  critical:\nrules:\n  a: { when: "label:critical,major" }',
      ['4:30 undefined-label'],
    ],
    [
      'in an action',
      'labels:\n  critical:\nrules:\n  a: { on-fail: { label: overdue } }',
      ['4:26 undefined-label'],
    ],
    [
      'in what a kind has of its own',
      'labels:\n  a:\nrules:\n  x: { kind: label-group, of: [a, b] }',
      ['4:35 undefined-label'],
    ],
    [
      'once, where it stands first',
      'labels:\n  a:\nrules:\n  x: { when: label:b }\n  y: { when: label:B }',
      ['4:20 undefined-label'],
    ],
    ['defined in another case', 'labels:\n  Critical:\nrules:\n  a: { when: label:critical }', []],
    ['a file that defines none leaves them to GitHub', 'rules:\n  a: { when: label:critcal }', []],
    [
      'a label of an issue in another repository',
      'labels:\n  a:\nrules:\n  x: { do: { open-issue: { in: acme/ops, title: T, labels: [b] } } }',
      [],
    ],
    [
      'of an issue in this one',
      'labels:\n  a:\nrules:\n  x: { do: { open-issue: { title: T, labels: [b] } } }',
      ['4:47 undefined-label'],
    ],
    ['an earlier name', 'labels:\n  a: { was: b }\nrules:\n  x: { when: label:b }', ['4:20 undefined-label']],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('a label that ends its own cause', () => {
  test.each<Case>([
    ['of `when` in `do`', 'rules:\n  a: { when: label:x, do: [{ unlabel: x }] }', ['2:39 own-cause!']],
    [
      'of `must` in `on-fail`, alone and in another case',
      'rules:\n  a: { must: "-label:x", on-fail: { label: X } }',
      ['2:44 own-cause!'],
    ],
    ['another label', 'rules:\n  a: { when: label:x, do: [{ label: y }] }', []],
    ['a label of another rule', 'rules:\n  a: { when: label:x }\n  b: { do: [{ label: x }] }', []],
    [
      'the label of an issue that is opened',
      'rules:\n  a: { when: label:x, do: [{ open-issue: { title: T, labels: [x] } }] }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('`updated:` in a rule that writes', () => {
  test.each<Case>([
    ['is an error', 'rules:\n  a: { when: "updated:<@today-7d" }', ['2:15 updated-in-writing-rule!']],
    [
      'deep in its options too',
      'rules:\n  a: { kind: sla, goals: [{ when: "updated:<@today-7d", within: 1h }] }',
      ['2:36 updated-in-writing-rule!'],
    ],
    [
      'in a rule that only watches it is none',
      'rules:\n  a: { when: "updated:<@today-7d", mode: observe }',
      [],
    ],
    ['nor in a file that only watches', 'mode: observe\nrules:\n  a: { when: "updated:<@today-7d" }', []],
    ['`active:` is right', 'rules:\n  a: { when: "active:<@today-7d" }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('rules that ask about rules', () => {
  test.each<Case>([
    [
      'in a circle',
      'rules:\n  a: { when: rule:b }\n  b: { when: rule:c }\n  c: { when: rule:a }',
      ['2:19 rule-circle!'],
    ],
    ['about itself', 'rules:\n  a: { when: rule:a }', ['2:19 rule-circle!']],
    ['in a row', 'rules:\n  a: { when: rule:b }\n  b: { when: rule:c }\n  c: {}', []],
    [
      'two circles',
      'rules:\n  a: { when: rule:a }\n  b: { when: rule:c }\n  c: { when: rule:b }',
      ['2:19 rule-circle!', '3:19 rule-circle!'],
    ],
    ['about one that is off', 'rules:\n  a: { when: rule:b }\n  b: { mode: off }', ['2:19 rule-is-off']],
    ['about one that is off, being off', 'rules:\n  a: { when: rule:b, mode: off }\n  b: { mode: off }', []],
    ['about one that only watches', 'rules:\n  a: { when: rule:b }\n  b: { mode: observe }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('earlier ids', () => {
  test.each<Case>([
    ['of another rule', 'rules:\n  a: { was: b }\n  b: {}', ['2:8 clashing-id!']],
    ['of two rules', 'rules:\n  a: { was: x }\n  b: { was: [x] }', ['3:8 clashing-id!']],
    ['of nobody else', 'rules:\n  a: { was: x }\n  b: { was: y }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('rules that would fight', () => {
  test.each<Case>([
    [
      'one puts a label on that the other takes off',
      'rules:\n  a: { do: { label: x } }\n  b: { on-fail: { unlabel: X } }',
      ['3:3 fighting-rules'],
    ],
    [
      'the other way round',
      'rules:\n  a: { do: { unlabel: x } }\n  b: { do: { label: x } }',
      ['3:3 fighting-rules'],
    ],
    ['both put it on', 'rules:\n  a: { do: { label: x } }\n  b: { do: { label: x } }', []],
    [
      'about different things: issues and pull requests',
      'rules:\n  a: { when: is:issue, do: { label: x } }\n  b: { when: is:pr, do: { unlabel: x } }',
      [],
    ],
    [
      'about different things: with a label and without',
      'rules:\n  a: { when: label:q, do: { label: x } }\n  b: { when: is:issue -label:q, do: { unlabel: x } }',
      [],
    ],
    [
      'about things that may be both',
      'rules:\n  a: { when: label:q, do: { label: x } }\n  b: { when: label:r, do: { unlabel: x } }',
      ['3:3 fighting-rules'],
    ],
    [
      'one of them only watches',
      'rules:\n  a: { do: { label: x }, mode: observe }\n  b: { do: { unlabel: x } }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })

  const group = aKind({
    name: 'group',
    options: z.strictObject({ of: keys.labels() }),
    fights: (mine, other) => sharedOf(mine, other),
  })

  test.each<Case>([
    [
      'two of a kind that share a label',
      'rules:\n  a: { kind: group, of: [x, y] }\n  b: { kind: group, of: [y, z] }',
      ['3:3 fighting-rules'],
    ],
    [
      'two of a kind that share none',
      'rules:\n  a: { kind: group, of: [x, y] }\n  b: { kind: group, of: [z] }',
      [],
    ],
    [
      'about different things',
      'rules:\n  a: { kind: group, of: [x], when: is:open }\n  b: { kind: group, of: [x], when: is:closed }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text, { kinds: [group] })).toEqual(expected)
  })
})

function sharedOf(mine: unknown, other: unknown): readonly string[] {
  const labels = z.object({ of: z.array(z.string()) })
  const theirs = labels.parse(other).of
  return labels.parse(mine).of.filter((label) => theirs.includes(label))
}

describe('github-actions among people who may do something (D21)', () => {
  test.each<Case>([
    [
      'as an app',
      'rules:\n  a: { kind: label-guard, labels: v, by: app/github-actions }',
      ['2:42 entitled-actions!'],
    ],
    [
      'as a login',
      'rules:\n  a: { kind: label-guard, labels: v, by: ["@github-actions[bot]"] }',
      ['2:44 entitled-actions!'],
    ],
    [
      'through a name',
      'people:\n  bots: bot\n  bot: [app/github-actions]\nrules:\n  a: { kind: label-guard, labels: v, by: bots }',
      ['5:42 entitled-actions!'],
    ],
    ['for an environment', 'environments:\n  a: { by: app/github-actions }', ['2:12 entitled-actions!']],
    ['another app', 'rules:\n  a: { kind: label-guard, labels: v, by: app/acme-deploys }', []],
    ['only asked about', 'people:\n  bots: app/github-actions\nrules:\n  a: { when: "-author:bots" }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('entries that are never reached', () => {
  const goals = (...whens: string[]) =>
    `rules:\n  a:\n    kind: sla\n    goals:\n${whens.map((when) => `      - { within: 1h, when: "${when}" }`).join('\n')}`
  test.each<Case>([
    ['the same again', goals('label:a', 'label:A'), ['6:29 never-reached']],
    ['a narrower one behind', goals('label:a', 'label:a is:pr'), ['6:29 never-reached']],
    ['one of several values behind', goals('label:a,b', 'label:b'), ['6:29 never-reached']],
    ['a narrower one before', goals('label:a is:pr', 'label:a'), []],
    ['others', goals('label:a', 'label:b', '-label:a'), []],
    ['a broad one at the end', goals('label:a', 'is:open'), []],
    [
      'of a hotfix',
      'environments:\n  e:\n    hotfix:\n      - { when: is:rollback, lifts: after }\n      - { when: is:rollback, lifts: window }',
      ['5:17 never-reached'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('the chain of environments', () => {
  test.each<Case>([
    ['comes back to itself', 'environments:\n  a: { after: b }\n  b: { after: [a] }', ['2:15 loop!']],
    [
      'comes back through any',
      'environments:\n  a: { after: { any: [b, c] } }\n  b: {}\n  c: { after: { all: a } }',
      ['2:8 loop!'],
    ],
    ['goes on from nowhere', 'environments:\n  a: { after: bb }\n  b: {}', ['2:15 unknown-environment!']],
    ['in a row', 'environments:\n  a: { after: b }\n  b: { after: c }\n  c: {}', []],
    [
      'one that is used and not there',
      'environments:\n  testnet: {}\nrules:\n  a: { when: deployed:testnt }',
      ['4:23 undefined-environment'],
    ],
    [
      'one that is there in another case',
      'environments:\n  testnet: {}\nrules:\n  a: { when: deployed:Testnet }',
      [],
    ],
    ['with "*" every one is there', 'environments:\n  "*": {}\nrules:\n  a: { when: deployed:testnt }', []],
    ['without the section they are left to GitHub', 'rules:\n  a: { when: deployed:testnt }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})

describe('a `why` and the handbook', () => {
  const handbook =
    "# Process\n\n1. QA team finishes **testing** (testnet)\n   and puts stories on 'verified'\n2. Every issue has an owner. Nobody has two.\n"
  const why = (sentence: string) =>
    load(`rules:\n  a: { why: ${JSON.stringify(sentence)} }`, { handbook }).problems

  test.each([
    'Every issue has an owner.',
    'every issue has an OWNER',
    'QA team finishes testing (testnet) and puts stories on "verified"',
    'Nobody has two',
  ])('says so: %s', (sentence) => {
    expect(why(sentence)).toEqual([])
  })

  test('does not say so, and the nearest is named with its line', () => {
    const problems = why('Every issue has its owner')
    expect(places(problems)).toEqual(['2:13 not-in-handbook'])
    expect(problems[0]?.fix).toBe('Did you mean "Every issue has an owner." (line 5)?')
  })

  test('a part of a word is no quote', () => {
    expect(places(why('very issue has an owner'))).toEqual(['2:13 not-in-handbook'])
  })

  test('a handbook that is not there is said at its key', () => {
    expect(
      places(load('handbook: docs/p.md\nrules: { a: { why: x } }', { handbook: null }).problems),
    ).toEqual(['1:11 no-handbook'])
  })

  test('nobody looked: nothing is said', () => {
    expect(wrongWith('handbook: docs/p.md\nrules: { a: { why: x } }')).toEqual([])
  })
})
