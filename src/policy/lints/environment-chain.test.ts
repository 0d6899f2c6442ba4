import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('the chain of environments', () => {
  test.each<PolicyCase>([
    ['comes back to itself', 'environments:\n  a: { after: b }\n  b: { after: [a] }', ['2:15 loop!']],
    [
      'comes back through any',
      'environments:\n  a: { after: { any: [b, c] } }\n  b: {}\n  c: { after: { all: a } }',
      ['2:8 loop!'],
    ],
    ['goes on from nowhere', 'environments:\n  a: { after: bb }\n  b: {}', ['2:15 unknown-environment!']],
    ['goes on from "*"', 'environments:\n  a: { after: "*" }\n  "*": {}', ['2:16 unknown-environment!']],
    [
      'stands there twice, in another case',
      'environments:\n  Stage: {}\n  stage: {}',
      ['3:3 same-environment!'],
    ],
    ['in a row', 'environments:\n  a: { after: b }\n  b: { after: c }\n  c: {}', []],
    [
      'one that is used and not there',
      'environments:\n  testnet: {}\nrules:\n  a: { when: deployed:testnt }',
      ['4:23 undefined-environment'],
    ],
    [
      'one that is there in another case',
      'environments:\n  testnet: {}\nrules:\n  a: { when: deployed:Testnet }',
      [],
    ],
    ['with "*" every one is there', 'environments:\n  "*": {}\nrules:\n  a: { when: deployed:testnt }', []],
    ['with "*" every one can be gone on from', 'environments:\n  "*": {}\n  stage: { after: sandbox }', []],
    ['without the section they are left to GitHub', 'rules:\n  a: { when: deployed:testnt }', []],
    [
      'has to run for a while in nothing',
      'environments:\n  a: { by: everyone, soak: 1h }\n  b: { after: a, soak: 1h }',
      ['2:28 soak-without-after'],
    ],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
