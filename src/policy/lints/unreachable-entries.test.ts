import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('entries that are never reached', () => {
  const goals = (...whens: string[]) =>
    `rules:\n  a:\n    kind: sla\n    goals:\n${whens.map((when) => `      - { within: 1h, when: "${when}" }`).join('\n')}`
  test.each<PolicyCase>([
    ['the same again', goals('label:a', 'label:A'), ['6:29 never-reached']],
    ['a narrower one behind', goals('label:a', 'label:a is:pr'), ['6:29 never-reached']],
    ['one of several values behind', goals('label:a,b', 'label:b'), ['6:29 never-reached']],
    ['a narrower one before', goals('label:a is:pr', 'label:a'), []],
    ['others', goals('label:a', 'label:b', '-label:a'), []],
    ['a broad one at the end', goals('label:a', 'is:open'), []],
    [
      'of a hotfix',
      'environments:\n  e:\n    hotfix:\n      - { when: is:rollback, lifts: after }\n      - { when: is:rollback, lifts: window }',
      ['5:17 never-reached'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
