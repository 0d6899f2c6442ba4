import { expect, test } from 'vitest'
import { known } from '../core/truth.ts'
import { boardLines } from './board.ts'

const numbers = Array.from({ length: 300 }, (_, index) => index + 1)

test('of a release of three hundred some are named, and how many more', () => {
  const run = {
    ask: '1',
    number: 5,
    environment: 'production',
    sha: 'c2',
    askedAt: 0,
    gated: true,
    pulls: [],
    ships: numbers,
  }
  const lines = boardLines(
    {
      repo: 'acme/app',
      at: 0,
      environments: [
        {
          environment: 'production',
          runs: known({
            sha: 'c1',
            since: 0,
            brought: known({
              pulls: numbers.map((number) => `acme/app#${number}`),
              issues: ['acme/other#7'],
              bare: [],
            }),
          }),
          isOutdated: false,
          waits: [{ run }],
          pastGate: [],
        },
      ],
    },
    'UTC',
  )
  expect(lines).toContainEqual(
    expect.stringMatching(/brought #1, .*, #30 and 270 more; closing acme\/other#7$/),
  )
  expect(lines).toContainEqual(expect.stringMatching(/with #1, .*, #30 and 270 more$/))
})
