import { expect, it } from 'vitest'
import type { EnvironmentLock } from '../../core/lock.ts'
import type { Run } from '../../core/run.ts'
import { emptyRow } from '../../pipeline/take-in.ts'
import type { Bench } from './bench.ts'

const run = (number: number, more: Partial<Run> = {}): Run => ({
  number,
  environment: 'production',
  sha: `c${number}`,
  gated: true,
  ask: String(number),
  askedAt: number,
  pulls: [],
  ...more,
})

export function testGates(bench: Bench): void {
  const keep = (key: string, kept: Run) => bench.look(key, { row: { ...emptyRow(key), run: kept } })

  it('knows what was asked for at one environment and has not ended', async () => {
    await keep('acme/app!production/1', run(1, { answered: { state: 'approved', at: 7 } }))
    await keep('acme/app!production/2', run(2, { ready: true }))
    await keep('acme/app!production/3', run(3, { ended: true }))
    await keep('acme/app!production/eu/4', run(4, { environment: 'production/eu' }))
    await keep('acme/other!production/5', run(5))
    const found = await bench.store.runsAt('acme/app', 'production')
    expect(found.map(({ number }) => number)).toEqual([1, 2])
    expect(found[1]).toEqual(run(2, { ready: true }))
  })
  it('knows the newest word about each environment', async () => {
    const lock = (at: number, more: Partial<EnvironmentLock> = {}): EnvironmentLock => ({
      subject: 'acme/app#1',
      environment: 'production',
      locked: true,
      by: 'ann',
      at,
      cause: `c${at}`,
      ...more,
    })
    const stage = lock(1, { environment: 'stage', why: 'so' })
    const last = lock(3, { locked: false })
    await bench.look('acme/app#1', { locks: [last, lock(2, { why: 'so' }), stage] })
    await bench.look('acme/app#1', { locks: [last] })
    expect(await bench.store.locks('acme/app')).toEqual([last, stage])
    expect(await bench.store.locks('acme/other')).toEqual([])
  })
}
