import { expect, test } from 'vitest'
import type { Decision } from '../core/decision.ts'
import { known } from '../core/truth.ts'
import { renderHeld } from './gate.ts'

const waiting = (rule: string, what: string): Decision => ({
  rule,
  kind: 'environment',
  policy: '',
  mode: 'enforce',
  verdict: 'wait',
  reason: { what, why: '', fix: '', seen: {} },
  wants: [],
  at: 0,
  gates: true,
  ownCheck: false,
})

test.each([
  ['a few words', 40, 177],
  ['as many as GitHub takes', 5000, 1024],
])('a report of %s, with what it ships at its end', (_, length, expected) => {
  const said = renderHeld({
    repo: 'acme/app',
    environment: 'production',
    sha: 'c1',
    decisions: [waiting('environments.production.checks', 'x'.repeat(length))],
    ships: known({ pulls: ['acme/app#12', 'acme/other#3'], bare: ['0123456789'] }),
    closes: new Map([['acme/app#12', ['acme/app#7']]]),
  })
  expect(said.length).toBe(expected)
  expect(said.endsWith('\n\nShips #12 (closes #7), acme/other#3, `0123456`.')).toBe(true)
})
