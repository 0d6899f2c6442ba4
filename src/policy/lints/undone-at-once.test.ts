import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('a label that is put on and taken off at one time', () => {
  test.each<PolicyCase>([
    ['in `do`', 'rules:\n  a: { do: [{ label: z }, { unlabel: z }] }', ['2:38 undone-at-once']],
    [
      'in lists, in another case',
      'rules:\n  a: { on-fail: [{ unlabel: [x, Z] }, { label: [y, z] }] }',
      ['2:33 undone-at-once'],
    ],
    ['of a command', 'commands:\n  x: { do: [{ label: z }, { unlabel: z }] }', ['2:38 undone-at-once']],
    [
      'of a breach',
      'rules:\n  a: { kind: sla, within: 1h, on-breach: [{ label: z }, { unlabel: z }] }',
      ['2:68 undone-at-once'],
    ],
    ['of two causes', 'rules:\n  a: { must: label:q, do: [{ label: z }], on-fail: [{ unlabel: z }] }', []],
    ['two labels', 'rules:\n  a: { do: [{ label: z }, { unlabel: y }] }', []],
    [
      'the label of an issue that is opened',
      'rules:\n  a: { do: [{ unlabel: z }, { open-issue: { title: T, labels: z } }] }',
      [],
    ],
    ['a rule that is called so', 'rules:\n  label: { when: "label:z", do: [{ unlabel: y }] }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
