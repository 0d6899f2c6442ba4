import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('rules that ask about rules', () => {
  test.each<PolicyCase>([
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
