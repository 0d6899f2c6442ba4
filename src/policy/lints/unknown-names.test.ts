import { describe, expect, test } from 'vitest'
import { load, type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('names that nothing has', () => {
  test.each<PolicyCase>([
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
