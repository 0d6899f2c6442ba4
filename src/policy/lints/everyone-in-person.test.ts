import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

const people = `people:
  all: everyone
  most: [qa, all]
  turn: { rotation: [["@ann", all]], from: 2026-01-05T09:00 }
  qa: "@acme/qa"
`
const doing = (what: string) => `${people}rules:\n  a: { ${what} }`

describe('a name that stands for everyone', () => {
  test.each<PolicyCase>([
    ['mentioned', doing('do: [{ notify: all }]'), ['7:23 everyone-mentioned!']],
    ['through another name', doing('on-fail: [{ notify: [qa, most] }]'), ['7:33 everyone-mentioned!']],
    ['in a rotation', doing('do: [{ notify: turn }]'), ['7:23 everyone-mentioned!']],
    ['as owner', doing('owner: all'), ['7:15 everyone-mentioned!']],
    ['assigned', doing('do: [{ assign: all }]'), ['7:23 everyone-assigned!']],
    ['all of them', doing('do: [{ assign: { all: most } }]'), ['7:30 everyone-assigned!']],
    ['by the kind', doing('kind: assign, to: all'), ['7:26 everyone-assigned!']],
    [
      'to an issue that is opened',
      doing('do: [{ open-issue: { title: T, assign: all } }]'),
      ['7:47 everyone-assigned!'],
    ],
    ['written out', doing('do: [{ assign: everyone }]'), ['7:23 everyone-assigned!']],
    ['entitled only', doing('kind: label-guard, labels: v, by: all'), []],
    ['a name that stands for some', doing('do: [{ notify: qa }, { assign: qa }]'), []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
