import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { aDelivery, anEffect, anOutcome, hour, minute, monday } from './builders.ts'

export function testKeeping(bench: Bench): void {
  const version = {
    repo: 'acme/app',
    sha: 'a1',
    path: '.github/reeve.yml',
    text: 'rules: []',
    problems: [],
    tookEffect: true,
    at: monday,
  }

  it('keeps the last good policy beside a newer one with errors', async () => {
    const { store } = bench
    expect(await store.policyOf('acme/app')).toBeUndefined()
    await store.savePolicy(version)
    await store.savePolicy(version)
    const problem = {
      file: 'f',
      line: 1,
      column: 2,
      level: 'error',
      code: 'c',
      message: 'm',
      why: 'w',
      fix: 'f',
    } as const
    const bad = {
      ...version,
      sha: 'a2',
      text: 'rulez',
      problems: [problem],
      tookEffect: false,
      at: monday + hour,
    }
    await store.savePolicy(bad)
    expect(await store.policyOf('acme/app')).toEqual({ good: version, newest: bad, inForce: new Map() })
  })
  it('a first policy with errors leaves none in force', async () => {
    await bench.store.savePolicy({ ...version, tookEffect: false })
    expect((await bench.store.policyOf('acme/app'))?.good).toBeUndefined()
  })
  it('a rule keeps its start until its mode changes (D6)', async () => {
    const { store } = bench
    const rule = (id: string, mode: 'warn' | 'enforce' = 'enforce', was: string[] = []) => ({ id, mode, was })
    const steps = [
      { at: monday, rules: [rule('kept'), rule('old'), rule('changed', 'warn'), rule('gone')] },
      {
        at: monday + 1,
        rules: [rule('kept'), rule('new', 'enforce', ['older', 'old']), rule('changed'), rule('added')],
      },
      {
        at: monday + 2,
        rules: [rule('kept'), rule('new', 'enforce', ['older', 'old']), rule('changed'), rule('gone')],
      },
    ]
    for (const { rules, at } of steps) await store.takeEffect('acme/app', rules, at)
    await store.takeEffect('acme/other', [rule('kept')], monday + 9)
    expect(await store.inForce('acme/app')).toEqual(
      new Map([
        ['changed', { mode: 'enforce', from: monday + 1 }],
        ['gone', { mode: 'enforce', from: monday + 2 }],
        ['kept', { mode: 'enforce', from: monday }],
        ['new', { mode: 'enforce', from: monday }],
      ]),
    )
  })
  it('spends what there is, says when there is more, and keeps installations and limits apart', async () => {
    const { store } = bench
    const limit = { name: 'content', allowance: 60, perMs: minute }
    for (let spent = 0; spent < 60; spent++)
      expect(await store.spend(1, limit, 1, monday)).toEqual({ ok: true })
    expect(await store.spend(1, limit, 1, monday)).toEqual({ ok: false, until: monday + 1000 })
    expect(await store.spend(1, limit, 10, monday)).toEqual({ ok: false, until: monday + 10_000 })
    expect(await store.spend(2, limit, 60, monday)).toEqual({ ok: true })
    expect(await store.spend(1, { ...limit, name: 'requests' }, 1, monday)).toEqual({ ok: true })
    expect(await store.spend(1, limit, 1, monday + 999)).toMatchObject({ ok: false })
    expect(await store.spend(1, limit, 1, monday + 1000)).toEqual({ ok: true })
    expect(await store.spend(1, limit, 1000, monday + hour)).toEqual({ ok: true })
    await store.block(3, 'content', monday + hour)
    expect(await store.spend(3, limit, 1, monday)).toEqual({ ok: false, until: monday + hour })
    expect(await store.spend(3, limit, 1, monday + hour)).toEqual({ ok: true })
  })
  it('forgets old deliveries, but none that is still to be taken in', async () => {
    const { store, clock } = bench
    await store.receive([aDelivery('taken'), aDelivery('new'), aDelivery('ignored', { ignored: true })])
    await store.record(await bench.take(), anOutcome({ taken: ['taken'] }))
    clock.set(monday + 30 * 24 * hour)
    expect(await store.housekeep()).toMatchObject({ deliveries: 0 })
    clock.set(monday + 30 * 24 * hour + 1)
    expect(await store.housekeep()).toMatchObject({ deliveries: 2 })
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['new'])
  })
  it('puts a check again that has been in progress for a week (D17)', async () => {
    const { store, clock } = bench
    const check = (name: string, end: object) =>
      anEffect(name, { change: { do: 'check.put', name, sha: 'abc', title: '', summary: '', ...end } })
    await bench.look('acme/app#1', {
      effects: [
        check('open', { status: 'in_progress' }),
        check('done', { conclusion: 'success' }),
        check('unsent', { status: 'in_progress' }),
      ],
    })
    const [taken] = await store.outbox.take(1)
    if (taken === undefined) throw new Error('Nothing was taken.')
    await store.outbox.settle(
      taken.job,
      new Map([
        ['open', { outcome: 'done' }],
        ['done', { outcome: 'done' }],
      ]),
    )
    clock.set(monday + 7 * 24 * hour - 1)
    await store.housekeep()
    expect(await store.lease(clock.now(), 1, minute)).toEqual([])
    clock.set(monday + 7 * 24 * hour)
    await store.housekeep()
    expect((await bench.take()).subject).toBe('acme/app#1')
    expect((await store.past('acme/app#1')).ledger.map((line) => line.key)).toEqual(['done', 'unsent'])
  })
  it('is ready', async () => {
    expect(await bench.store.ready()).toEqual({ ok: true })
  })
}
