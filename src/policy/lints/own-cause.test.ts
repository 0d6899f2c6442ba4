import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('a label that ends its own cause', () => {
  test.each<PolicyCase>([
    ['of `when` in `do`', 'rules:\n  a: { when: label:x, do: [{ unlabel: x }] }', ['2:39 own-cause!']],
    [
      'of `must` in `on-fail`, alone and in another case',
      'rules:\n  a: { must: "-label:x", on-fail: { label: X } }',
      ['2:44 own-cause!'],
    ],
    ['another label', 'rules:\n  a: { when: label:x, do: [{ label: y }] }', []],
    ['a label of another rule', 'rules:\n  a: { when: label:x }\n  b: { do: [{ label: x }] }', []],
    [
      'a label of related items',
      'rules:\n  a: { when: "sub-issue:(label:x) -sub-issue:(-label:x)", do: [{ label: x }] }',
      [],
    ],
    [
      'what a breach sets and `when` excludes',
      'rules:\n  a: { kind: sla, when: "is:issue -label:late", within: 1h, on-breach: [{ label: [x, late] }] }',
      ['2:86 own-cause'],
    ],
    [
      'what a breach sets and `when` may have',
      'rules:\n  a: { kind: sla, when: "is:issue (label:x OR -label:late)", within: 1h, on-breach: { label: late } }',
      [],
    ],
    [
      'what a breach takes off and `when` needs: that ends it for good',
      'rules:\n  a: { kind: sla, when: is:issue label:waiting, within: 1h, on-breach: [{ unlabel: waiting }] }',
      [],
    ],
    [
      'the label of an issue that is opened',
      'rules:\n  a: { when: label:x, do: [{ open-issue: { title: T, labels: [x] } }] }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
