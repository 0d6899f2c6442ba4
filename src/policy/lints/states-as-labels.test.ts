import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

const workflow = (rule: string) =>
  `rules:\n  a: { kind: workflow, when: label:p, states: [x, y], moves: { to: [x, y] } }\n  b: ${rule}`

describe('the action `label` with a state of a workflow', () => {
  test.each<PolicyCase>([
    [
      'about the same items',
      workflow('{ when: label:p label:q, do: [{ label: y }] }'),
      ['3:45 state-as-label'],
    ],
    ['one action without a list', workflow('{ when: label:p, do: { label: y } }'), ['3:36 state-as-label']],
    [
      'in other letters',
      workflow('{ when: label:p, on-fail: [{ label: Y }], must: label:r }'),
      ['3:42 state-as-label'],
    ],
    [
      'on breach of a clock',
      workflow('{ kind: sla, when: label:p, within: 1h, on-breach: [{ label: y }] }'),
      ['3:67 state-as-label'],
    ],
    ['about others', workflow('{ when: -label:p, do: [{ label: y }] }'), []],
    ['as a move', workflow('{ when: label:p, do: [{ move: y }] }'), []],
    ['another label', workflow('{ when: label:p, do: [{ label: z }] }'), []],
    [
      'for an issue that is opened',
      workflow('{ when: label:p, do: [{ open-issue: { title: T, labels: y } }] }'),
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
