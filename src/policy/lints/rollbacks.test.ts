import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('is:rollback', () => {
  const hotfix = (entry: string) => `environments:\n  e:\n    hotfix: ${entry}`
  const rule = (keys: string) => `windows: { w: { open: Sat 09:00-12:00 } }\nrules:\n  a: { ${keys} }`
  const isIn = (query: string) => rule(`when: "${query}"`)
  test.each<PolicyCase>([
    ['alone in a hotfix', hotfix('{ when: is:rollback, lifts: soak }'), []],
    ['alone, in capitals', hotfix('[{ when: IS:ROLLBACK, lifts: soak }]'), []],
    [
      'with an approval',
      hotfix('{ when: is:rollback, lifts: soak, approved-by: "@dana" }'),
      ['3:47 never-approved'],
    ],
    [
      'beside a label',
      hotfix('[{ when: "is:rollback label:x", lifts: soak, approved-by: "@dana" }]'),
      ['3:23 never-a-rollback'],
    ],
    [
      'the opposite of it',
      hotfix('{ when: "-is:rollback", lifts: soak, approved-by: "@dana" }'),
      ['3:23 never-a-rollback'],
    ],
    [
      'in what an environment asks of pull requests',
      'environments:\n  e: { requires: is:rollback }',
      ['2:18 never-a-rollback'],
    ],
    ['in a rule', isIn('is:pr is:rollback'), ['3:21 never-a-rollback']],
    [
      'in the hotfix of a rule',
      rule('kind: release-window, window: w, hotfix: { when: is:rollback, approved-by: "@dana" }'),
      ['3:57 never-a-rollback'],
    ],
    ['a label of that name', isIn('is:pr label:rollback'), []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
