import { expect, test } from 'vitest'
import type { Decision } from '../core/decision.ts'
import { known, unknown } from '../core/truth.ts'
import { type GateWords, renderHeld } from './gate.ts'

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
    sinceNext: [],
    closes: new Map([['acme/app#12', ['acme/app#7']]]),
  })
  expect(said.length).toBe(expected)
  expect(said.endsWith('\n\nShips #12 (closes #7), acme/other#3, `0123456`.')).toBe(true)
})

const pulls = (...numbers: number[]) =>
  known({ pulls: numbers.map((number) => `acme/app#${number}`), bare: [] })
const many = pulls(...Array.from({ length: 200 }, (_, index) => index + 100))

test.each<[string, GateWords['sinceNext'], RegExp]>([
  [
    'one step',
    [{ environment: 'eu', ships: pulls(11, 12) }],
    /Ships #12\.\nSince what runs in `eu`: #11, #12\.$/,
  ],
  [
    'two steps with the same',
    ['eu', 'us'].map((environment) => ({ environment, ships: pulls(11, 12) })),
    /Ships #12\.\nSince what runs in `eu` and `us`: #11, #12\.$/,
  ],
  [
    'nothing but what it ships',
    [{ environment: 'eu', ships: pulls(12) }],
    /\nThat is all since what runs in `eu`, too\.$/,
  ],
  [
    'what could not be read',
    [{ environment: 'eu', ships: unknown('502') }],
    /\nWhat has come since `eu` could not/,
  ],
  ['many', [{ environment: 'eu', ships: many }], /Since what runs in `eu`: #100, .* and \d+ more\.$/],
])('a step before another lists what has come since that one: %s', (_, sinceNext, expected) => {
  const said = renderHeld({
    repo: 'acme/app',
    environment: 'stage',
    sha: 'c1',
    decisions: [waiting('environments.stage.checks', 'x'.repeat(900))],
    ships: pulls(12),
    sinceNext,
    closes: new Map(),
  })
  expect(said).toMatch(expected)
  expect(said.length).toBeLessThanOrEqual(1024)
})

test.each<[string, number, string | undefined, RegExp]>([
  ['all of it, where there is room', 3, 'https://x/compare/a...b', /\nShips #100, #101, #102\.$/],
  [
    'and where to see the rest',
    300,
    'https://x/compare/a...b',
    /, #1\d\d and 2\d\d more \(\[all\]\(https:\/\/x\/compare\/a\.\.\.b\)\)\.$/,
  ],
  ['as much as is known', 300, undefined, /, #129 and 270 more\.$/],
])('of what it ships is listed %s', (_, count, whole, expected) => {
  const said = renderHeld({
    repo: 'acme/app',
    environment: 'stage',
    sha: 'c1',
    decisions: [],
    ships: pulls(...Array.from({ length: count }, (__, index) => index + 100)),
    whole,
    sinceNext: [],
    closes: new Map(),
  })
  expect(said).toMatch(expected)
  expect(said.length).toBeLessThanOrEqual(1024)
})

test('what waits has half a report left, however much it ships and however many steps come after', () => {
  const said = renderHeld({
    repo: 'acme/app',
    environment: 'stage',
    sha: 'c1',
    decisions: [waiting('environments.stage.checks', 'x'.repeat(900))],
    ships: many,
    sinceNext: [
      { environment: 'eu', ships: pulls(...Array.from({ length: 100 }, (_, index) => index + 500)) },
      { environment: 'us', ships: pulls(...Array.from({ length: 100 }, (_, index) => index + 600)) },
    ],
    closes: new Map([['acme/app#100', Array.from({ length: 60 }, (_, index) => `acme/app#${index + 10}`)]]),
  })
  expect(said.length).toBeLessThanOrEqual(1024)
  expect(said).toMatch(/x{300}/)
  expect(said).toMatch(/Ships #100 \(closes #10, .* and \d+ more\), #101/)
})
