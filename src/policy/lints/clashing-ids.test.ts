import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('earlier ids', () => {
  test.each<PolicyCase>([
    ['of another rule', 'rules:\n  a: { was: b }\n  b: {}', ['2:13 clashing-id!']],
    ['of two rules', 'rules:\n  a: { was: x }\n  b: { was: [x] }', ['3:14 clashing-id!']],
    ['of nobody else', 'rules:\n  a: { was: x }\n  b: { was: y }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
