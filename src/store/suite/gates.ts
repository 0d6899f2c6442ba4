import { expect, it } from 'vitest'
import type { EnvironmentLock } from '../../core/lock.ts'
import type { Run } from '../../core/run.ts'
import { emptyRow } from '../../pipeline/take-in.ts'
import type { Bench } from './bench.ts'
import { anEffect, aRow, hour, monday } from './builders.ts'

interface Approving extends Pick<Partial<Run>, 'turnEndsAt'> {
  at?: number
  environment?: string
}

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
  it('knows what a gate was asked about, when it is over too', async () => {
    await keep('acme/app!production/42', run(42, { ask: '420', ended: true }))
    await keep('acme/app!production/430', run(430, { gated: false, ask: '430' }))
    await keep('acme/app!production/eu/44', run(44, { ask: '440', environment: 'production/eu' }))
    const asked = ['420', '430', '440', '42'].map((ask) =>
      bench.store.wasAsked('acme/app', 'production', ask),
    )
    expect(await Promise.all(asked)).toEqual([true, false, false, false])
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
  const approve = (number: number, { at = monday, environment = 'production', ...more }: Approving = {}) => {
    const key = `acme/app!${environment}/${number}`
    const answered = { state: 'approved', at } as const
    return bench.look(key, {
      row: { ...emptyRow(key), run: run(number, { environment, answered, ...more }) },
      claim: { repo: 'acme/app', environment },
      at,
    })
  }
  it('refuses the turn of an environment that another took, and writes nothing of that look', async () => {
    await approve(1)
    await expect(approve(2)).rejects.toThrow('Run 1 is being deployed to production')
    expect((await bench.store.runsAt('acme/app', 'production')).map(({ number }) => number)).toEqual([1])
  })
  it.each<[string, () => Promise<void>]>([
    ['its own', () => approve(1)],
    ['of another environment', () => approve(2, { environment: 'production/eu' })],
    ['after six hours in which nothing was heard', () => approve(2, { at: monday + 6 * hour })],
  ])('gives a turn: %s', async (_, take) => {
    await approve(1)
    await expect(take()).resolves.toBeUndefined()
  })
  it('gives a turn when the one before has lasted as long as is written', async () => {
    await approve(1, { turnEndsAt: monday + 2 * hour })
    await expect(approve(2, { at: monday + 2 * hour - 1 })).rejects.toThrow('Run 1 is being deployed')
    await expect(approve(3, { at: monday + 2 * hour })).resolves.toBeUndefined()
  })
  it('gives the turn when the one that had it has ended', async () => {
    await keep('acme/app!production/1', run(1, { answered: { state: 'approved', at: monday }, ended: true }))
    await keep('acme/app!production/3', run(3, { ready: true }))
    await expect(approve(2)).resolves.toBeUndefined()
  })
  it('knows all that was asked for in a repository and has not ended', async () => {
    await keep('acme/app!production/1', run(1))
    await keep('acme/app!stage/2', run(2, { environment: 'stage' }))
    await keep('acme/app!stage/3', run(3, { environment: 'stage', ended: true }))
    await keep('acme/app2!stage/4', run(4, { environment: 'stage' }))
    await bench.look('acme/app#1')
    expect((await bench.store.runsIn('acme/app')).map(({ number }) => number)).toEqual([1, 2])
  })
  it('knows what was recorded of deployments past their gate, the newest first', async () => {
    const record = (what: string) =>
      anEffect(what, { owned: false, change: { do: 'violation.record', what }, rules: [] })
    await bench.look('acme/app!stage/1', { row: aRow({ key: 'acme/app!stage/1' }), effects: [record('a')] })
    await bench.look('acme/app!stage/eu/2', {
      row: aRow({ key: 'acme/app!stage/eu/2' }),
      effects: [record('b'), anEffect('c')],
      at: monday + hour,
    })
    await bench.look('acme/app', { effects: [record('a tag')] })
    expect(await bench.store.pastGateIn('acme/app')).toEqual([
      { environment: 'stage/eu', number: 2, at: monday + hour, what: 'b' },
      { environment: 'stage', number: 1, at: monday, what: 'a' },
    ])
    expect(await bench.store.pastGateIn('acme/other')).toEqual([])
  })
  it('keeps a fact that has changed to be shown, and not to be judged by', async () => {
    const { store } = bench
    expect(await store.lastKnown('env:acme/app/stage')).toBeUndefined()
    await store.remember('env:acme/app/stage', ['c1'], monday)
    expect(await store.lastKnown('env:acme/app/stage')).toEqual({ value: ['c1'], isCurrent: true })
    await bench.look('acme/app', { changed: [{ key: 'env:acme/app/stage' }] })
    expect(await store.cached('env:acme/app/stage')).toBeUndefined()
    expect(await store.lastKnown('env:acme/app/stage')).toEqual({ value: ['c1'], isCurrent: false })
    bench.clock.set(monday + hour)
    await store.remember('env:acme/app/stage', ['c2'], monday + hour)
    expect(await store.lastKnown('env:acme/app/stage')).toEqual({ value: ['c2'], isCurrent: true })
  })
}
