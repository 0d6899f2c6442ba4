import { expect, test } from 'vitest'
import type { Card } from '../core/board.ts'
import { known } from '../core/truth.ts'
import { boardLines } from './board.ts'

const nothing = { runs: known(undefined), isOutdated: false, waits: [], pastGate: [] }
const linesOf = (card: Partial<Card>) =>
  boardLines(
    { repo: 'acme/app', at: 0, environments: [{ environment: 'production', ...nothing, ...card }] },
    'UTC',
  )

const run = {
  ask: '1',
  number: 5,
  environment: 'production',
  sha: 'c2',
  askedAt: 0,
  gated: true,
  pulls: [],
}

test('what has lines of its own stands under its condition', () => {
  const wanting = [
    {
      rule: 'environments.production.checklist',
      verdict: 'wait' as const,
      what: '0 of 2 are done.',
      fix: '\n\n- one\n- two',
    },
  ]
  expect(linesOf({ waits: [{ run: { ...run, wanting } }] }).slice(-3)).toEqual([
    '          checklist: 0 of 2 are done.',
    '            - one',
    '            - two',
  ])
})

test('what failed there last', () => {
  expect(linesOf({ failed: { sha: 'c2', at: 0, by: 'ann' } })).toContain(
    '  failed  c2 at Thu 1 Jan 1970, 00:00 (UTC), by ann: it is the newest, which decides what goes on from here',
  )
})

const numbers = Array.from({ length: 300 }, (_, index) => index + 1)

test('of a release of three hundred some are named, and how many more', () => {
  const lines = linesOf({
    runs: known({
      sha: 'c1',
      since: 0,
      brought: known({
        pulls: numbers.map((number) => `acme/app#${number}`),
        issues: ['acme/other#7'],
        bare: [],
      }),
    }),
    waits: [{ run: { ...run, ships: numbers } }],
  })
  expect(lines).toContainEqual(
    expect.stringMatching(/brought #1, .*, #30 and 270 more; closing acme\/other#7$/),
  )
  expect(lines).toContainEqual(expect.stringMatching(/with #1, .*, #30 and 270 more$/))
})
