import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

const rule = (override: string) => `rules:\n  a: { when: is:pr, override: ${override} }`
const may = (by: string) => `commands: { override: { by: ${by} } }\n`

describe('how many people an override takes', () => {
  test.each<PolicyCase>([
    ['nobody', rule('{ count: 0 }'), ['2:40 override-by-nobody!']],
    ['one', rule('{ count: 1 }'), []],
    ['more than are named, beside whoever maintains', rule('{ count: 9, by: "@x" }'), []],
    ['as many as may', may('["@x", "@y"]') + rule('{ count: 2 }'), []],
    ['more than may', may('["@x", "@y"]') + rule('{ count: 3 }'), ['3:40 too-few-people']],
    ['with those of the rule enough', may('["@x", "@y"]') + rule('{ count: 3, by: "@z" }'), []],
    ['the same person twice', may('["@x", "@y"]') + rule('{ count: 3, by: "@X" }'), ['3:40 too-few-people']],
    [
      'through a name',
      `people: { lead: ["@x"] }\n${may('lead')}${rule('{ count: 2 }')}`,
      ['4:40 too-few-people'],
    ],
    ['a team', may('["@acme/leads"]') + rule('{ count: 9 }'), []],
    ['a team of the rule', may('["@x"]') + rule('{ count: 9, by: "@acme/leads" }'), []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
