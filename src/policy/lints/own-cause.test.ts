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
      'the label of an issue that is opened',
      'rules:\n  a: { when: label:x, do: [{ open-issue: { title: T, labels: [x] } }] }',
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
