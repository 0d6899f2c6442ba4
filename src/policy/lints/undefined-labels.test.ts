import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('labels that are used and not defined', () => {
  test.each<PolicyCase>([
    [
      'in a query',
      'labels:\n  critical:\nrules:\n  a: { when: is:issue label:critcal }',
      ['4:29 undefined-label'],
    ],
    [
      'the second of two in a query',
      'labels:\n  critical:\nrules:\n  a: { when: "label:critical,major" }',
      ['4:30 undefined-label'],
    ],
    [
      'in an action',
      'labels:\n  critical:\nrules:\n  a: { on-fail: { label: overdue } }',
      ['4:26 undefined-label'],
    ],
    [
      'in what a kind has of its own',
      'labels:\n  a:\nrules:\n  x: { kind: label-group, of: [a, b] }',
      ['4:35 undefined-label'],
    ],
    [
      'once, where it stands first',
      'labels:\n  a:\nrules:\n  x: { when: label:b }\n  y: { when: label:B }',
      ['4:20 undefined-label'],
    ],
    ['defined in another case', 'labels:\n  Critical:\nrules:\n  a: { when: label:critical }', []],
    ['a file that defines none leaves them to GitHub', 'rules:\n  a: { when: label:critcal }', []],
    [
      'a label of an issue in another repository',
      'labels:\n  a:\nrules:\n  x: { do: { open-issue: { in: acme/ops, title: T, labels: [b] } } }',
      [],
    ],
    [
      'of an issue in this one',
      'labels:\n  a:\nrules:\n  x: { do: { open-issue: { title: T, labels: [b] } } }',
      ['4:47 undefined-label'],
    ],
    ['an earlier name', 'labels:\n  a: { was: b }\nrules:\n  x: { when: label:b }', ['4:20 undefined-label']],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
