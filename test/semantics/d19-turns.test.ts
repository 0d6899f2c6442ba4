import { describe, expect, test } from 'vitest'
import { load, places } from '../builders/policy.ts'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { deploymentTold, gateAsked } from '../builders/told.ts'

const asked = (at: string, run: number, more: { id?: number } = {}) =>
  gateAsked(at, `c${run}`, { run, by: run === 1 ? 'ann' : 'bo', ...more })

const policyOf = (turns: string) => `environments: { production: { one-at-a-time: ${turns} } }`

const ask = (turns: string, told: readonly Told[], until = '2026-01-10T00:00') =>
  replayed({ policy: policyOf(turns), world: { deployments: [] }, told, until })

const workflow = (at: string, run: number, conclusion: string): Told => ({
  at,
  event: 'workflow_run',
  payload: {
    action: 'completed',
    repository: { full_name: 'acme/app' },
    workflow_run: { id: run, status: 'completed', conclusion },
  },
})

const two = [asked('2026-01-08T10:00', 1), asked('2026-01-08T10:10', 2)]

describe('D19: a turn ends', () => {
  const status = (state: string, at = '2026-01-08T10:30') => deploymentTold(at, 'c1', state, { id: 10 })
  test.each<[string, Told]>([
    ['its deployment succeeded', status('success')],
    ['failed', status('failure')],
    ['had an error', status('error')],
    ['was taken away', status('inactive')],
    ['its run succeeded', workflow('2026-01-08T10:30', 1, 'success')],
    ['was cancelled', workflow('2026-01-08T10:30', 1, 'cancelled')],
    ['timed out', workflow('2026-01-08T10:30', 1, 'timed_out')],
  ])('when %s', async (_, end) => {
    expect(gates(await ask('true', [...two, end]), 2)).toEqual(['01-08T10:10 report', '01-08T10:30 approved'])
  })

  test('not while it is only said to go on', async () => {
    expect(gates(await ask('true', [...two, status('in_progress')]), 2)).toEqual([
      '01-08T10:10 report',
      '01-08T16:00 approved',
    ])
  })

  test.each([
    ['true', '01-08T16:00'],
    ['{ for: 2h }', '01-08T12:00'],
    ['{ for: 30m }', '01-08T10:30'],
    ['{ for: 12h }', '01-08T22:00'],
    ['{ for: 1d }', '01-09T10:00'],
  ])('of which nothing is heard, with %s at %s', async (turns, end) => {
    expect(gates(await ask(turns, two), 2)).toEqual(['01-08T10:10 report', `${end} approved`])
  })

  test('who waits is told whose it is, since when, and until when at the longest', async () => {
    expect(lastSaidAtGate(await ask('{ for: 2h }', two, '2026-01-08T11:00'), 2)).toContain(
      '`c1` (run 1, begun by ann) is being deployed to `production`, and only one may be at a time. Nothing to do: it goes on when that has ended. Its turn began at Thu 8 Jan 2026, 10:00 (UTC), and lasts until Thu 8 Jan 2026, 12:00 (UTC) at the longest.',
    )
  })

  test('one that ends after its turn changes nothing: the turn is whose it is by then', async () => {
    const told = [...two, asked('2026-01-08T12:30', 3), status('success', '2026-01-08T13:00')]
    const ran = await ask('{ for: 2h }', told)
    expect(gates(ran, 2)).toEqual(['01-08T10:10 report', '01-08T12:00 approved'])
    expect(gates(ran, 3)).toEqual(['01-08T12:30 report', '01-08T14:00 approved'])
    expect(gates(ran, 1)).toEqual(['01-08T10:00 approved'])
    expect(ran.said.filter((line) => line.do === 'violation.record')).toEqual([])
  })

  test('a run done again has its turn anew', async () => {
    const told = [...two, status('failure', '2026-01-08T10:20'), asked('2026-01-08T11:00', 1, { id: 11 })]
    const ran = await ask('{ for: 2h }', told)
    expect(gates(ran, 2)).toEqual(['01-08T10:10 report', '01-08T10:20 approved'])
    expect(gates(ran, 1)).toEqual(['01-08T10:00 approved', '01-08T11:00 report', '01-08T12:20 approved'])
  })
})

describe('one-at-a-time, as it is written', () => {
  test.each<[string, string[]]>([
    ['true', []],
    ['false', []],
    ['{ for: 2h }', []],
    ['{ for: 0m }', ['1:53 no-turn!']],
    ['{ for: 2 }', ['1:53 bad-duration!']],
    ['{ fro: 2h }', ['1:31 missing-key!', '1:48 unknown-key!']],
    ['{}', ['1:31 missing-key!']],
    ['maybe', ['1:46 wrong-type!']],
  ])('%s', (turns, expected) => {
    expect(places(load(policyOf(turns)).problems)).toEqual(expected)
  })
})
