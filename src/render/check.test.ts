import { expect, test } from 'vitest'
import type { Decision } from '../core/decision.ts'
import { renderCheck } from './check.ts'

const notAbout = (rule: string): Decision => ({
  rule,
  kind: 'require',
  policy: '',
  mode: 'enforce',
  verdict: 'not-applicable',
  reason: { what: '', why: '', fix: '', seen: {} },
  wants: [],
  at: 0,
  gates: true,
  ownCheck: false,
})

test.each([
  ['a few are in sight', 8, '➖ Not about this: r1, r2, r3, r4, r5, r6, r7, r8.'],
  [
    'many fold away, and are all there',
    9,
    '<details><summary>➖ Not about this: 9 rules</summary>\n\nr1, r2, r3, r4, r5, r6, r7, r8, r9\n</details>',
  ],
])('rules that are not about a pull request: %s', (_, count, expected) => {
  const decisions = Array.from({ length: count }, (_, at) => notAbout(`r${at + 1}`))
  expect(renderCheck([{ number: 12, decisions, troubles: [] }], 'pull').summary).toBe(expected)
})
