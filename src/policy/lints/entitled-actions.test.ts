import { describe, expect, test } from 'vitest'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

describe('github-actions among people who may do something (D21)', () => {
  test.each<PolicyCase>([
    [
      'as an app',
      'rules:\n  a: { kind: label-guard, labels: v, by: app/github-actions }',
      ['2:42 entitled-actions!'],
    ],
    [
      'as a login',
      'rules:\n  a: { kind: label-guard, labels: v, by: ["@github-actions[bot]"] }',
      ['2:44 entitled-actions!'],
    ],
    [
      'through a name',
      'people:\n  bots: bot\n  bot: [app/github-actions]\nrules:\n  a: { kind: label-guard, labels: v, by: bots }',
      ['5:42 entitled-actions!'],
    ],
    [
      'as if it were a team',
      'rules:\n  a: { kind: label-guard, labels: v, by: "@app/github-actions" }',
      ['2:43 entitled-actions!'],
    ],
    [
      'in a rotation',
      'people:\n  turn: { rotation: ["@x", app/github-actions], from: 2026-01-05T09:00 }\nrules:\n  a: { kind: label-guard, labels: v, by: turn }',
      ['4:42 entitled-actions!'],
    ],
    ['for an environment', 'environments:\n  a: { by: app/github-actions }', ['2:12 entitled-actions!']],
    ['another app', 'rules:\n  a: { kind: label-guard, labels: v, by: app/acme-deploys }', []],
    ['only asked about', 'people:\n  bots: app/github-actions\nrules:\n  a: { when: "-author:bots" }', []],
  ])('%s', (_, text, expected) => {
    expect(wrongWith(text)).toEqual(expected)
  })
})
