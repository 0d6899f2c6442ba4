import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

const workflow = (keys: string) => `rules:\n  a: { kind: workflow, states: [x, y, z], ${keys} }`

describe('states of a workflow', () => {
  test.each<PolicyCase>([
    ['each of them can be reached', workflow('moves: [{ from: x, to: y }, { from: y, to: z }]'), []],
    ['one that nothing leads to', workflow('moves: { from: x, to: y }'), ['2:39 unreachable-state']],
    [
      'one that only what cannot be reached leads to',
      workflow('moves: [{ from: z, to: y }, { from: y, to: z }]'),
      ['2:36 unreachable-state', '2:39 unreachable-state'],
    ],
    ['from any', workflow('moves: { to: [y, z] }'), []],
    ['another beginning', workflow('initial: y, moves: { from: y, to: [x, z] }'), []],
    [
      'one that is none, where a move begins or ends',
      workflow('moves: [{ from: w, to: y }, { to: [z, v] }]'),
      ['2:59 unknown-state!', '2:81 unknown-state!'],
    ],
    ['the initial one is none', workflow('initial: w, moves: { to: [y, z] }'), ['2:52 unknown-state!']],
    [
      'one that it ends in is none',
      workflow('moves: { to: [y, z] }, close-from: w'),
      ['2:78 unknown-state!'],
    ],
    [
      'one in which work is stuck',
      workflow('moves: [{ from: x, to: [y, z] }], close-from: z'),
      ['2:36 stuck-state'],
    ],
    ['where it ends', workflow('moves: [{ from: x, to: [y, z] }], close-from: [y, z]'), []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })

  test.each<PolicyCase>([
    ['`step:` of one', `${workflow('moves: { to: [y, z] }')}\n  b: { when: step:y }`, []],
    [
      '`step:` of none',
      `${workflow('moves: { to: [y, z] }')}\n  b: { when: step:w }`,
      ['3:19 unknown-state!'],
    ],
    ['`move` into one', `${workflow('moves: { to: [y, z] }')}\n  b: { do: [{ move: y }] }`, []],
    [
      '`move` into none',
      `${workflow('moves: { to: [y, z] }')}\n  b: { do: [{ move: w }] }`,
      ['3:21 unknown-state!'],
    ],
    [
      'where the workflow cannot be read nothing is known',
      'rules:\n  a: { kind: workflow, states: [x] }\n  b: { when: step:x }',
      ['2:3 missing-key!'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
