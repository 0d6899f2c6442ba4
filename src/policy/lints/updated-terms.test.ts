import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('`updated:` in a rule that writes', () => {
  test.each<PolicyCase>([
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
