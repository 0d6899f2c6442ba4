import { describe, expect, test } from 'vitest'
import { load, type PolicyCase, places, wrongWith } from '../../test/builders/policy.ts'
import { ruleKinds } from '../rules/index.ts'
import { loadPolicy } from './load-policy.ts'

describe('what is wrong, and where', () => {
  test.each<PolicyCase>([
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
    ['an id that is none', 'rules:\n  "my rule": { when: is:pr }', ['2:3 bad-id!']],
    ['ids in letters and digits of any kind', 'rules:\n  2fa: { when: is:pr }\n  größe: { when: is:pr }', []],
    ['nothing under a section', 'rules:', ['1:1 empty-value!']],
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
    [
      'a text with an unknown filter, at its name',
      'rules:\n  a: { message: "{{ due | lokal }}" }',
      ['2:27 unknown-filter!'],
    ],
    [
      'an unknown filter whose name stands in the text too',
      'rules:\n  a: { message: "lokal | {{ due | upcase |lokal: 1 }}" }',
      ['2:43 unknown-filter!'],
    ],
    ['a text that would read a file', 'rules:\n  a: { message: "{% include \'x\' %}" }', ['2:18 bad-text!']],
    ['a repository that is none', 'extends: acme', ['1:10 bad-repo!']],
    [
      'an empty name, told once',
      'labels: { a: }\nrules:\n  x: { do: [{ label: "" }, { notify: "" }] }',
      ['3:22 bad-value!', '3:38 bad-value!'],
    ],
    [
      'an empty condition of a hotfix',
      'environments:\n  x: { hotfix: { when: "", lifts: window } }',
      ['2:24 bad-value!'],
    ],
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
    [
      'a calendar of periods with hours',
      'calendars:\n  s: { every: 2w, from: 2026-01-01, hours: Mon 09:00-10:00 }',
      ['2:37 bad-calendar!'],
    ],
    [
      'a calendar of periods with holidays, which it could not keep',
      'calendars:\n  s: { every: 2w, from: 2026-01-01, holidays: 2026-12-25 }',
      ['2:37 bad-calendar!'],
    ],
    [
      'a beginning of no period',
      'calendars:\n  s: { hours: Mon 09:00-10:00, from: 2026-01-01 }',
      ['2:32 bad-calendar!'],
    ],
    [
      'a holiday that is no date, at the date',
      'calendars:\n  s: { hours: Mon 09:00-10:00, holidays: { 2026-12-34: 09:00-10:00 } }',
      ['2:44 bad-date!'],
    ],
    ['a period without its beginning', 'calendars:\n  s: { every: 2w }', ['2:3 bad-calendar!']],
    ['a window without lines', 'windows:\n  w: {}', ['2:3 bad-window!']],
    ['a window that is open once', 'windows:\n  w: { open: 2026-12-01..2026-12-05 }', []],
    [
      'a window whose weekly lines cancel each other',
      'windows:\n  w: { open: Mon 09:00-17:00, closed: Sun-Tue 00:00-24:00 }',
      ['2:3 never-open!'],
    ],
    [
      'a window whose weekly lines leave an hour',
      'windows:\n  w: { open: Mon 09:00-17:00, closed: Mon 00:00-16:00 }',
      [],
    ],
    [
      'a window that is open once, and closed then',
      'windows:\n  w: { open: 2026-12-01..2026-12-05, closed: 2026-11-01..2026-12-05 }',
      ['2:3 never-open!'],
    ],
    ['a window that is never open', 'windows:\n  w: { closed: Mon-Sun 00:00-24:00 }', ['2:3 never-open!']],
    ['people that name each other', 'people:\n  a: b\n  b: [c, "@x"]\n  c: a', ['2:6 loop!']],
    [
      'people that name each other through a rotation',
      'people:\n  a: { rotation: [b], from: 2026-01-05T09:00 }\n  b: a',
      ['2:19 loop!'],
    ],
    ['a reserved name for people', 'people:\n  author: "@x"', ['2:3 bad-name!']],
    [
      'a rotation with a calendar and no backup',
      'calendars:\n  c: { hours: Mon 09:00-10:00 }\npeople:\n  a: { rotation: ["@x"], from: 2026-01-05T09:00, calendar: c }',
      ['4:3 bad-rotation!'],
    ],
    [
      'an override that ends before it begins',
      'people:\n  a: { rotation: ["@x"], from: 2026-01-05T09:00, overrides: [{ who: "@y", from: 2026-02-03T09:00, to: 2026-02-03T09:00 }] }',
      ['2:103 bad-override!'],
    ],
    [
      'an override of a minute',
      'people:\n  a: { rotation: ["@x"], from: 2026-01-05T09:00, overrides: [{ who: "@y", from: 2026-02-03T09:00, to: 2026-02-03T09:01 }] }',
      [],
    ],
    ['a colour that is none', 'labels:\n  x: { color: red }', ['2:15 bad-value!']],
    ['a colour with #', 'labels:\n  x: { color: "#b60205" }', ['2:15 bad-value!']],
    [
      'a default that is not of the group',
      'rules:\n  a: { kind: label-group, of: [x, y], default: z }',
      ['2:48 bad-default!'],
    ],
    ['a default of the group', 'rules:\n  a: { kind: label-group, of: [x, y], default: X }', []],
    [
      'a step that does nothing',
      'rules:\n  a: { kind: sla, within: 4h, escalate: [{ after: 1h }] }',
      ['2:42 missing-key!'],
    ],
    [
      'an address that is not whole',
      'rules:\n  a: { kind: linked-issue, or-url: [circles.example/*, "*/stories/*"] }',
      ['2:37 never-matches'],
    ],
    [
      'a folder where a path stands',
      'rules:\n  a: { kind: paths, changed: [src/**, src/], also: tests/ }',
      ['2:39 never-matches', '2:52 never-matches'],
    ],
    [
      'alternatives in braces',
      'rules:\n  a: { kind: paths, changed: "src/{a,b}/**", forbid: true }',
      ['2:31 never-matches'],
    ],
    [
      'an app written as a team',
      'rules:\n  a: { kind: label-guard, labels: v, by: "@app/dependabot" }',
      ['2:43 maybe-app'],
    ],
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

  test('a long value is not repeated whole', () => {
    const [problem] = load(`mode: ${'x'.repeat(3000)}`).problems
    expect(problem?.message.length).toBeLessThan(120)
    const [query] = load(`rules: { a: { must: ${'x'.repeat(3000)} } }`).problems
    expect(`${query?.message}${query?.fix}`.length).toBeLessThan(400)
  })

  test.each([
    ['a key of the file', 'mode: on', '`mode` cannot be "on".', 'Write one of off, observe, warn, enforce.'],
    [
      'a word beside nothing at all',
      'rules: { a: { do: { close: wontfix } } }',
      '`close` cannot be "wontfix".',
      'Write one of completed, not planned.',
    ],
    [
      'a key of another kind where none is named',
      'rules: { a: { within: 4h } }',
      'A rule without `kind` is a `require`, and that has no key `within`.',
      '`within` is a key of label-guard, sla. Name that kind, or take it out.',
    ],
    [
      'a common key that the kind does not take',
      'rules: { a: { kind: release-window, grace: 1h, window: w } }',
      'A rule of kind release-window has no key `grace`.',
      'Take it out; this kind has window, deployments, releases, hotfix instead.',
    ],
    [
      'a map that is to be merged',
      'rules: { a: &a { must: label:x }, b: { <<: *a } }',
      'There is no key `<<` here.',
      'YAML 1.2 merges no maps. Write the keys out, or repeat a whole map with `*name`.',
    ],
    [
      'a kind that is not there yet',
      'rules: { a: { kind: horoscope } }',
      'This version of Reeve has no kind of rule called "horoscope".',
      'update Reeve, or take the rule out until then.',
    ],
    ['a value of blanks', 'since: "  "', 'There is nothing here.', 'Write a value, or take the key out.'],
    ['a zone', 'timezone: Africa/Kairo', '"Africa/Kairo" is no time zone.', 'Did you mean Africa/Cairo?'],
    [
      'a login without its @',
      'rules: { a: { owner: dana } }',
      'There is no `dana` under `people:`.',
      'Add `dana` under `people:`; if that is a login, write "@dana".',
    ],
    [
      'a name in a text',
      'rules: { a: { message: "{{ auther }}" } }',
      'A text knows no "auther".',
      'Did you mean {{ author }}?',
    ],
    [
      'a filter',
      'rules: { a: { message: "{{ due | upcas }}" } }',
      'There is no filter `upcas`.',
      'Did you mean `upcase`?',
    ],
    [
      'days that YAML cut at the comma',
      'windows: { w: { open: [Sat,Sun 09:00-12:00] } }',
      '`Sat` has no times.',
      'In a list a line with a comma needs quotes: "Sat,Sun 09:00-12:00".',
    ],
  ])('%s is told in words that help', (_, text, what, fix) => {
    const [problem] = load(text).problems
    expect(problem?.message).toBe(what)
    expect(problem?.fix).toContain(fix)
  })

  test('suggests the nearest of what is known', () => {
    const { problems } = load(
      'tiemzone: UTC\nrules:\n  a: { kind: label-gruop }\n  b: { kind: sla, within: 4h, calender: always }\n  c: { do: clsoe }',
    )
    expect(problems.map(({ fix }) => fix)).toEqual([
      'Did you mean `timezone`?',
      'Did you mean label-group?',
      'Did you mean `calendar`?',
      'Did you mean close?',
    ])
  })

  test('one mistake does not hide another', () => {
    expect(
      wrongWith('timezone: Mars\ncalendars:\n  a: {}\nrules:\n  x: { calendar: b, when: is:isue }'),
    ).toEqual(['1:11 bad-zone!', '3:3 bad-calendar!', '5:18 unknown-calendar!', '5:30 bad-query!'])
  })
})
