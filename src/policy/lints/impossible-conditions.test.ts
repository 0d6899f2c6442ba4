import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('conditions that can never be where the rule is about', () => {
  test.each<PolicyCase>([
    [
      'a guard that nobody passes',
      'rules:\n  a: { kind: label-guard, when: is:issue, labels: v, requires: is:pr }',
      ['2:64 never-matches'],
    ],
    [
      'a guard that somebody passes',
      'rules:\n  a: { kind: label-guard, when: is:issue, labels: v, requires: label:tested }',
      [],
    ],
    [
      'a goal that never counts',
      'rules:\n  a: { kind: sla, when: "is:issue -label:low", goals: [{ when: label:high, within: 4h }, { when: label:low, within: 2d }] }',
      ['2:98 never-matches'],
    ],
    [
      'a default that the rule is not about',
      'rules:\n  a: { kind: label-group, when: "-label:x", of: [x, y], default: x }',
      ['2:66 never-matches'],
    ],
    [
      'a label of a form that the rule is not about',
      'rules:\n  a: { kind: form, when: "-label:x", sections: S, label-while-missing: x }',
      ['2:72 never-matches'],
    ],
    [
      'a rule that forbids a label where it is',
      'rules:\n  a: { when: "is:pr label:hold", must: "-label:hold" }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
