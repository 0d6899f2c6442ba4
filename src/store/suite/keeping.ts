import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { forgetAnswers } from '../answers.ts'
import type { Spend } from '../budgets.ts'
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
  describe('an installation’s budgets', () => {
    // Twenty at once and one a second: never more than eighty a minute.
    const content = { name: 'content', allowance: 80, perMs: minute, atOnce: 20 }
    const spend = (now: number, more: Partial<Spend> = {}, installation = 1) =>
      bench.store.spend(installation, { costs: [{ limit: content, cost: 1 }], ...more }, now)
    const spendAll = async (times: number, now: number, more: Partial<Spend> = {}) => {
      for (let spent = 0; spent < times; spent++) expect(await spend(now, more)).toEqual({ ok: true })
    }

    it('are spent while there is something, and say when there is more', async () => {
      await spendAll(20, monday)
      expect(await spend(monday)).toEqual({ ok: false, until: monday + 1000 })
      expect(await spend(monday, { costs: [{ limit: content, cost: 10 }] })).toEqual({
        ok: false,
        until: monday + 10_000,
      })
      expect(await spend(monday, {}, 2)).toEqual({ ok: true })
      expect(await spend(monday + 999)).toMatchObject({ ok: false })
      expect(await spend(monday + 1000)).toEqual({ ok: true })
      expect(await spend(monday + 1000)).toMatchObject({ ok: false })
      expect(await spend(monday + hour, { costs: [{ limit: content, cost: 1000 }] })).toEqual({ ok: true })
    })
    it('never give more than the allowance in any stretch of their time', async () => {
      const spent: number[] = []
      for (let now = monday; now < monday + 3 * minute; now += 250) {
        if ((await spend(now)).ok) spent.push(now)
      }
      const most = Math.max(
        ...spent.map((from) => spent.filter((at) => at >= from && at < from + minute).length),
      )
      expect(most).toBeGreaterThan(70)
      expect(most).toBeLessThanOrEqual(80)
    })
    it('of several limits all or nothing is spent', async () => {
      const points = { name: 'points', allowance: 30, perMs: minute, atOnce: 15 }
      const both = { costs: [content, points].map((limit) => ({ limit, cost: 5 })) }
      await spendAll(3, monday, both)
      expect(await spend(monday, both)).toEqual({ ok: false, until: monday + 20_000 })
      await spendAll(5, monday)
      expect(await spend(monday)).toMatchObject({ ok: false })
    })
    it('what is left to others is there for them', async () => {
      await spendAll(10, monday, { leaves: 0.5 })
      expect(await spend(monday, { leaves: 0.5 })).toEqual({ ok: false, until: monday + 1000 })
      await spendAll(10, monday)
      expect(await spend(monday)).toMatchObject({ ok: false })
    })
    it('whoever queues is told an instant of its own, and finds room then', async () => {
      await spendAll(20, monday)
      const told = []
      for (let each = 0; each < 3; each++) told.push(await spend(monday, { queues: 1 }))
      expect(told).toEqual([1, 2, 3].map((second) => ({ ok: false, until: monday + second * 1000 })))
      for (const second of [1, 2, 3]) expect(await spend(monday + second * 1000)).toEqual({ ok: true })
      expect(await spend(monday + 3000, { queues: 1 })).toEqual({ ok: false, until: monday + 4000 })
    })
    it('a turn has room for all that a look reads at a go', async () => {
      await spendAll(20, monday)
      const told = []
      for (let each = 0; each < 2; each++) told.push(await spend(monday, { queues: 4 }))
      expect(told).toEqual([4, 8].map((second) => ({ ok: false, until: monday + second * 1000 })))
      await spendAll(4, monday + 4000)
      expect(await spend(monday + 4000)).toMatchObject({ ok: false })
    })
    it('who stands in another line is not kept waiting by those', async () => {
      await spendAll(20, monday)
      const nobody = { queues: 4, line: ', for nobody' }
      for (const second of [4, 8, 12])
        expect(await spend(monday, nobody)).toEqual({ ok: false, until: monday + second * 1000 })
      expect(await spend(monday, { queues: 1 })).toEqual({ ok: false, until: monday + 1000 })
      expect(await spend(monday)).toEqual({ ok: false, until: monday + 1000 })
      expect(await spend(monday, { queues: 1 })).toEqual({ ok: false, until: monday + 2000 })
      expect(await spend(monday, nobody)).toEqual({ ok: false, until: monday + 16_000 })
    })
    it('how long something would have to wait is told, and nothing is spent by asking', async () => {
      const timeFor = (cost: number, now = monday, heeds: string[] = []) =>
        bench.store.timeFor(1, { costs: [{ limit: content, cost }], heeds }, now)
      expect(await timeFor(20)).toBe(0)
      expect(await timeFor(21)).toBe(1000)
      await spendAll(20, monday)
      expect(await timeFor(1)).toBe(1000)
      expect(await timeFor(50)).toBe(50_000)
      expect(await timeFor(1, monday + 1000)).toBe(0)
      await bench.store.block(1, 'graphql', monday + hour)
      expect(await timeFor(1, monday, ['graphql'])).toBe(hour)
      expect(await timeFor(1, monday + hour, ['graphql'])).toBe(0)
      const costs = [
        { limit: content, cost: 1 },
        { limit: { name: 'content an hour', allowance: 500, perMs: hour, atOnce: 100 }, cost: 110 },
      ]
      // The longest of several: ten more than go at once, and nine seconds for each of them.
      expect(await bench.store.timeFor(1, { costs }, monday)).toBe(90_000)
    })
    it('hold nothing up but what heeds the name under which GitHub said to wait', async () => {
      const { store } = bench
      await store.block(1, 'everything', monday + hour)
      await store.block(1, 'everything', monday + minute)
      const heeds = ['everything']
      expect(await spend(monday, { heeds })).toEqual({ ok: false, until: monday + hour })
      expect(await spend(monday, { heeds, queues: 1 })).toEqual({ ok: false, until: monday + hour })
      expect(await spend(monday, { heeds: ['core'] })).toEqual({ ok: true })
      expect(await spend(monday, { heeds }, 2)).toEqual({ ok: true })
      expect(await spend(monday + hour - 1, { heeds })).toMatchObject({ ok: false })
      expect(await spend(monday + hour, { heeds })).toEqual({ ok: true })
    })
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
  it('one of two makes what is to be there once; whoever died is taken over, and what is made stays', async () => {
    const { store } = bench
    const claim = (who: string, at = monday) => store.claim('made:issue:acme/app:watch', `trying ${who}`, at)
    const both = await Promise.all([claim('acme/app#1'), claim('acme/app#2')])
    expect(both.toSorted()).toEqual([false, true])
    const [first, second] = both[0] ? ['acme/app#1', 'acme/app#2'] : ['acme/app#2', 'acme/app#1']
    expect(await claim(first)).toBe(true)
    expect(await claim(second, monday + 2 * minute - 1)).toBe(false)
    expect(await claim(second, monday + 2 * minute)).toBe(true)
    await store.remember('made:issue:acme/app:watch', '7', monday + 3 * minute)
    expect(await claim(first, monday + hour)).toBe(false)
    await store.remember('made:issue:acme/app:watch', null, monday + 2 * hour)
    expect(await claim(first, monday + 3 * hour)).toBe(true)
  })
  it('is ready', async () => {
    expect(await bench.store.ready()).toEqual({ ok: true })
  })
}

/** What no compression makes smaller. */
function noise(_: unknown, index: number): string {
  return createHash('sha256').update(String(index)).digest('base64')
}
