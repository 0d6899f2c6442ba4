import { expect, it } from 'vitest'
import type { Receipt } from '../../core/effect.ts'
import type { Instant } from '../../core/instant.ts'
import type { Bench } from './bench.ts'
import { anEffect, anOutcome, aRow, hour, minute, monday } from './builders.ts'

export function testOutbox(bench: Bench): void {
  const receipts = (given: Record<string, Receipt>) => new Map(Object.entries(given))
  const done: Receipt = { outcome: 'done' }
  const one = async () => {
    const [first, ...more] = await bench.store.outbox.take(10)
    if (first === undefined || more.length > 0) throw new Error('One subject should have something to send.')
    return first
  }
  const states = async (subject = 'acme/app#1') =>
    Object.fromEntries((await bench.store.past(subject)).ledger.map((line) => [line.key, line.state]))
  const retry = (after: Instant): Receipt => ({ outcome: 'retry', after, why: 'GitHub answered 502' })

  it('hands out a subject’s effects once, in the order in which they were planned', async () => {
    const effects = ['c', 'a', 'b'].map((key) => anEffect(key))
    await bench.look('acme/app#1', { effects })
    await bench.look('acme/app#1', { effects: [anEffect('0')] })
    const taken = await one()
    expect(taken.effects.map((effect) => effect.key)).toEqual(['c', 'a', 'b', '0'])
    expect(taken.effects[0]).toEqual({ ...effects[0], at: monday, state: 'planned' })
    expect(await bench.store.outbox.take(10)).toEqual([])
  })
  it('what commits have to send comes riskiest first (D18), and as many as asked for', async () => {
    const risks = {
      'acme/app@a1': 1,
      'acme/app@b2': 300_000_012,
      'acme/app@c3': 400_000_000,
      'acme/app@d4': 2,
    }
    for (const [key, risk] of Object.entries(risks))
      await bench.look(key, { row: aRow({ key, risk }), effects: [anEffect('check', { subject: key })] })
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const { outbox } = bench.store
    const taken = async (limit: number, commits: number) =>
      (await outbox.take(limit, commits)).map(({ subject }) => subject)
    expect(await taken(5, 0)).toEqual(['acme/app#1'])
    const [first, ...others] = await outbox.take(0, 3)
    expect([first, ...others].map((one) => one?.subject)).toEqual([
      'acme/app@c3',
      'acme/app@b2',
      'acme/app@d4',
    ])
    if (first) await outbox.later([first.job], monday + minute)
    expect(await outbox.nextDue()).toBe(monday)
    expect(await taken(5, 5)).toEqual(['acme/app@a1'])
    expect(await outbox.nextDue()).toBe(monday + minute)
    bench.clock.set(monday + minute)
    expect(await taken(5, 5)).toEqual(['acme/app@c3'])
  })
  it('receipts become states', async () => {
    await bench.look('acme/app#1', { effects: ['a', 'b', 'c'].map((key) => anEffect(key)) })
    const { job } = await one()
    const settled = await bench.store.outbox.settle(
      job,
      receipts({
        a: done,
        b: { outcome: 'already-so' },
        c: { outcome: 'refused', why: 'there is no such label' },
      }),
    )
    expect(settled).toEqual({ sent: 2, refused: 1, left: 0, dead: false })
    expect(await states()).toEqual({ a: 'sent', b: 'sent', c: 'refused' })
    expect(await bench.store.outbox.take(10)).toEqual([])
  })
  it('why something was refused is kept, also while it is tried once more; not when it was done', async () => {
    const why = async () =>
      (await bench.store.past('acme/app#1')).ledger.map((line) => [line.state, line.why])
    const effects = [anEffect('a')]
    await bench.look('acme/app#1', {
      ledger: effects.map((effect) => ({
        ...effect,
        at: monday,
        state: 'refused' as const,
        why: 'not accepted',
      })),
    })
    expect(await why()).toEqual([['refused', 'not accepted']])
    await bench.look('acme/app#1', { effects })
    expect(await why()).toEqual([['planned', 'not accepted']])
    await bench.store.outbox.settle(
      (await one()).job,
      receipts({ a: { outcome: 'refused', why: 'archived' } }),
    )
    expect(await why()).toEqual([['refused', 'archived']])
    await bench.look('acme/app#1', { effects })
    await bench.store.outbox.settle((await one()).job, receipts({ a: done }))
    expect(await why()).toEqual([['sent', undefined]])
    await bench.look('acme/app#1', { effects })
    expect(await why()).toEqual([['planned', undefined]])
  })
  it('what has no receipt is handed out again at once', async () => {
    await bench.look('acme/app#1', { effects: ['a', 'b'].map((key) => anEffect(key)) })
    const { job } = await one()
    expect(await bench.store.outbox.settle(job, receipts({ a: done }))).toMatchObject({ sent: 1, left: 1 })
    expect((await one()).effects.map((effect) => effect.key)).toEqual(['b'])
  })
  it('what is planned while others are being sent goes out after them', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const { job } = await one()
    await bench.look('acme/app#1', { effects: [anEffect('b')] })
    expect(await bench.store.outbox.take(10)).toEqual([])
    await bench.store.outbox.settle(job, receipts({ a: done }))
    expect((await one()).effects.map((effect) => effect.key)).toEqual(['b'])
  })
  it('what is planned anew while it is being sent is sent anew (D7)', async () => {
    const notice = (body: string) => anEffect('notice', { change: { do: 'notice.put', slot: 'reeve', body } })
    await bench.look('acme/app#1', { effects: [notice('first')] })
    const { job } = await one()
    await bench.look('acme/app#1', { effects: [notice('second')] })
    await bench.store.outbox.settle(job, receipts({ notice: done }))
    expect((await one()).effects[0]?.change).toMatchObject({ body: 'second' })
  })
  it('what was replaced before it was sent is never sent (D7)', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    await bench.look('acme/app#1', { forget: ['a'] })
    expect(await bench.store.outbox.take(10)).toEqual([])
    await bench.look('acme/app#1', { effects: [anEffect('b')] })
    expect((await one()).effects.map((effect) => effect.key)).toEqual(['b'])
  })
  it('a webhook that comes before the receipt confirms all the same', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const { job, effects } = await one()
    await bench.look('acme/app#1', {
      ledger: effects.map((effect) => ({ ...effect, state: 'confirmed' as const })),
    })
    await bench.store.outbox.settle(job, receipts({ a: done }))
    expect(await states()).toEqual({ a: 'confirmed' })
  })
  it('is tried again when the receipt says, and everything behind it waits', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: ['a', 'b'].map((key) => anEffect(key)) })
    const { job } = await one()
    expect(await store.outbox.settle(job, receipts({ a: retry(monday + hour) }))).toMatchObject({
      left: 2,
      again: monday + hour,
    })
    await bench.look('acme/app#1', { effects: [anEffect('c')] })
    expect(await store.outbox.nextDue()).toBe(monday + hour)
    clock.set(monday + hour - 1000)
    expect(await store.outbox.take(10)).toEqual([])
    clock.set(monday + hour)
    const again = await one()
    expect(again.effects.map((effect) => effect.key)).toEqual(['a', 'b', 'c'])
    expect(again.job.tries).toBe(1)
  })
  it('progress starts the count of tries anew', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: ['a', 'b'].map((key) => anEffect(key)) })
    await store.outbox.settle((await one()).job, receipts({ a: retry(monday + hour) }))
    clock.set(monday + hour)
    const { job } = await one()
    expect(job.tries).toBe(1)
    const settled = await store.outbox.settle(job, receipts({ a: done, b: retry(monday + 2 * hour) }))
    expect(settled).toEqual({ sent: 1, refused: 0, left: 1, again: monday + 2 * hour, dead: false })
    clock.set(monday + 2 * hour - 1000)
    expect(await store.outbox.take(10)).toEqual([])
    clock.set(monday + 2 * hour)
    expect((await one()).job.tries).toBe(0)
  })
  it('one subject’s trouble does not hold up another', async () => {
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    await bench.store.outbox.settle((await one()).job, receipts({ a: retry(monday + hour) }))
    await bench.look('acme/app#2', {
      row: aRow({ key: 'acme/app#2' }),
      effects: [anEffect('a', { subject: 'acme/app#2' })],
    })
    expect((await one()).subject).toBe('acme/app#2')
  })
  it('waiting for a budget is no try', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    for (let round = 1; round < 9; round++) {
      await store.outbox.later([(await one()).job], monday + round * hour)
      expect(await store.outbox.take(10)).toEqual([])
      clock.set(monday + round * hour)
    }
    expect((await one()).job.tries).toBe(0)
  })
  it('becomes a dead letter after so many tries without progress, and can be redriven', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: [anEffect('a'), anEffect('b')] })
    for (let tries = 0; tries < 3; tries++) {
      const settled = await store.outbox.settle((await one()).job, receipts({ a: retry(clock.now() + hour) }))
      expect(settled.dead).toBe(false)
      clock.set(clock.now() + hour)
    }
    expect(
      (await store.outbox.settle((await one()).job, receipts({ a: retry(clock.now() + hour) }))).dead,
    ).toBe(true)
    clock.set(clock.now() + 100 * hour)
    expect(await store.outbox.take(10)).toEqual([])
    expect(await store.outbox.dead()).toMatchObject([{ subject: 'acme/app#1', why: 'GitHub answered 502' }])
    expect(await states()).toEqual({ a: 'planned', b: 'planned' })
    expect(await store.outbox.redrive()).toBe(1)
    const { job } = await one()
    await store.outbox.settle(job, receipts({ a: done, b: done }))
    expect(await states()).toEqual({ a: 'sent', b: 'sent' })
    expect(await store.outbox.dead()).toEqual([])
  })
  it('what a worker that ended had taken comes back', async () => {
    const { store, clock } = bench
    await bench.look('acme/app#1', { effects: [anEffect('a')] })
    const lost = await one()
    clock.set(monday + 4 * minute)
    await store.outbox.reclaim()
    expect(await store.outbox.take(10)).toEqual([])
    clock.set(monday + 10 * minute)
    await store.outbox.reclaim()
    clock.set(monday + 20 * minute)
    const found = await one()
    expect(found.effects.map((effect) => effect.key)).toEqual(['a'])
    // The first worker was only slow: what it did is noted, and the second's turn is still its own.
    await store.outbox.settle(lost.job, receipts({ a: done }))
    expect(await store.outbox.take(10)).toEqual([])
    expect(await states()).toEqual({ a: 'sent' })
    await store.outbox.settle(found.job, receipts({ a: { outcome: 'already-so' } }))
    expect(await store.outbox.take(10)).toEqual([])
  })
  it('planned and settled at once, nothing is stranded and nothing is sent twice', async () => {
    const { store } = bench
    const sent: string[] = []
    const subjects = ['acme/app#1', 'acme/app#2', 'acme/app#3']
    const plan = async () => {
      for (let round = 0; round < 8; round++) {
        await store.wake(subjects)
        // A subject whose effects are being settled at this moment is passed over, and is due at the next asking.
        const left = new Set(subjects)
        while (left.size > 0) {
          for (const held of await store.lease(monday, 10, minute)) {
            left.delete(held.subject)
            const effects = [anEffect(`${held.subject}-${round}`, { subject: held.subject })]
            await store.record(held, anOutcome({ row: aRow({ key: held.subject }), effects }))
          }
        }
      }
    }
    const send = async (until: () => boolean) => {
      for (;;) {
        const last = until()
        const taken = await store.outbox.take(2)
        for (const { effects, job } of taken) {
          sent.push(...effects.map((effect) => effect.key))
          await store.outbox.settle(job, new Map(effects.map((effect) => [effect.key, done])))
        }
        if (last && taken.length === 0) return
      }
    }
    let planned = false
    await Promise.all([plan().then(() => (planned = true)), send(() => planned), send(() => planned)])
    expect(sent.toSorted()).toEqual(
      subjects.flatMap((subject) => Array.from({ length: 8 }, (_, round) => `${subject}-${round}`)),
    )
  })
}
