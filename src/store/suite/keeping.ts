import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { forgetAnswers } from '../answers.ts'
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
  it('keeps what GitHub answered, by its newest ETag, for a day at most', async () => {
    const { store, clock } = bench
    const answer = {
      etag: 'W/"1"',
      link: '<https://api.github.com/x?page=2>; rel="next"',
      data: [{ a: '\0' }],
    }
    expect(await store.keptAnswer('1 x')).toBeUndefined()
    await store.keepAnswer('1 x', answer)
    await store.keepAnswer('2 x', { etag: 'W/"2"', data: 'text' })
    expect(await store.keptAnswer('1 x')).toEqual(answer)
    expect(await store.keptAnswer('2 x')).toEqual({ etag: 'W/"2"', data: 'text' })
    clock.set(monday + hour)
    await store.keepAnswer('1 x', { etag: 'W/"3"', data: null })
    expect(await store.keptAnswer('1 x')).toEqual({ etag: 'W/"3"', data: null })
    clock.set(monday + 24 * hour)
    expect(await store.housekeep()).toMatchObject({ answers: 0 })
    clock.set(monday + 24 * hour + 1)
    expect(await store.housekeep()).toMatchObject({ answers: 1 })
    expect(await store.keptAnswer('2 x')).toBeUndefined()
    expect(await store.keptAnswer('1 x')).toBeDefined()
  })
  it('keeps no answer that is very large, and of many the newest', async () => {
    const { store, clock } = bench
    await store.keepAnswer('large', { etag: 'W/"1"', data: Array.from({ length: 20_000 }, noise) })
    expect(await store.keptAnswer('large')).toBeUndefined()
    for (const [index, key] of ['a', 'b', 'c', 'd'].entries()) {
      clock.set(monday + index)
      await store.keepAnswer(key, { etag: 'W/"1"', data: key })
    }
    expect(await forgetAnswers(bench, 0, 4)).toBe(0)
    expect(await forgetAnswers(bench, 0, 3)).toBe(1)
    expect(await store.keptAnswer('a')).toBeUndefined()
    expect(await store.keptAnswer('b')).toBeDefined()
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

/** What no compression makes smaller. */
function noise(_: unknown, index: number): string {
  return createHash('sha256').update(String(index)).digest('base64')
}
