import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('names that stand twice in one list', () => {
  test.each<PolicyCase>([
    ['a label', 'rules:\n  a: { kind: label-group, of: [x, y, X] }', ['2:38 named-twice']],
    ['labels of an action', 'rules:\n  a: { when: is:pr, do: [{ label: [x, x] }] }', ['2:39 named-twice']],
    ['in two lists', 'rules:\n  a: { when: is:pr, do: [{ label: [x] }, { label: [x] }] }', []],
    ['in a query', 'rules:\n  a: { when: "label:x,y label:x" }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
