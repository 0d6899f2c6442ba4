import { expect, it } from 'vitest'
import { LeaseLost } from '../work-list.ts'
import type { Bench } from './bench.ts'
import { aDelivery, anEffect, anOutcome, aRow, hour, minute, monday } from './builders.ts'

export function testWorkList(bench: Bench): void {
  const leased = async (at = bench.clock.now(), limit = 10) =>
    (await bench.store.lease(at, limit, minute)).map((one) => one.subject)

  it('leases what is due and free, urgent ones first, then the longest waiting', async () => {
    const { store, clock } = bench
    await store.wakeAll({ repo: 'acme/app' })
    await store.wake(['acme/app#9'], 'sweep')
    clock.set(monday + 1)
    await store.wake(['acme/app#3'])
    clock.set(monday + 2)
    await store.wake(['acme/app#2', 'acme/app@abc'])
    expect(await leased()).toEqual(['acme/app@abc', 'acme/app#3', 'acme/app#2', 'acme/app#9'])
    expect(await leased()).toEqual([])
  })
  it('of those due at one instant the riskiest first (D18), whatever they are called', async () => {
    const at = monday + hour
    const risks = { 'acme/app#1': 1, 'acme/app#2': 200, 'acme/app#3': 30, 'acme/app#4': undefined }
    for (const [key, risk] of Object.entries(risks))
      await bench.look(key, { row: aRow({ key, ...(risk === undefined ? {} : { risk }) }), next: at })
    await bench.look('acme/app#5', { row: aRow({ key: 'acme/app#5' }), next: at - 1 })
    expect(await leased(at, 3)).toEqual(['acme/app#5', 'acme/app#2', 'acme/app#3'])
    expect(await leased(at)).toEqual(['acme/app#1', 'acme/app#4'])
  })
  it('of what is swept and was never looked at the newest goes first', async () => {
    await bench.store.wake(['acme/app#2', 'acme/app#10', 'acme/app#9', 'acme/app'], 'sweep')
    expect(await leased()).toEqual(['acme/app#10', 'acme/app#9', 'acme/app#2', 'acme/app'])
  })
  it('never leases more than asked for', async () => {
    await bench.store.wake(['acme/app#1', 'acme/app#2', 'acme/app@abc'])
    expect(await leased(monday, 2)).toEqual(['acme/app@abc', 'acme/app#1'])
    expect(await leased(monday, 2)).toEqual(['acme/app#2'])
  })
  it('two workers never have the same subject', async () => {
    const subjects = Array.from({ length: 40 }, (_, index) => `acme/app#${index + 1}`)
    await bench.store.wake(subjects)
    const taken = (await Promise.all([1, 2, 3, 4].map(() => leased(monday, 15)))).flat()
    taken.push(...(await leased(monday, 40)))
    expect(taken.toSorted()).toEqual(subjects.toSorted())
  })
  for (const { name, next, at, due } of [
    { name: 'is not due before its timer', next: monday + hour, at: monday + hour - 1, due: [] },
    { name: 'is due the moment its timer is', next: monday + hour, at: monday + hour, due: ['acme/app#1'] },
    { name: 'without a timer is never due', next: undefined, at: monday + 1000 * hour, due: [] },
  ]) {
    it(`a subject that was looked at ${name}`, async () => {
      await bench.look('acme/app#1', { next })
      expect(await bench.store.nextDue()).toBe(next)
      expect(await leased(at)).toEqual(due)
    })
  }
  it('stays due when it was woken during the look', async () => {
    const { store } = bench
    await store.receive([aDelivery('a')])
    const held = await bench.take()
    await store.receive([aDelivery('b')])
    expect(await leased()).toEqual([])
    await store.record(held, anOutcome({ taken: ['a'], next: monday + hour }))
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['b'])
    expect(await leased()).toEqual(['acme/app#1'])
  })
  for (const { name, after, again } of [
    { name: 'is kept a moment before its end', after: minute - 1, again: [] },
    { name: 'is free again at its end', after: minute, again: ['acme/app#1'] },
  ]) {
    it(`a lease ${name}`, async () => {
      await bench.store.wake(['acme/app#1'])
      await bench.take()
      expect(await leased(monday + after)).toEqual(again)
    })
  }
  it('a lease that is renewed lasts longer, and the old one is worth nothing', async () => {
    const { store, clock } = bench
    await store.wake(['acme/app#1'])
    const first = await bench.take()
    clock.set(monday + minute / 2)
    const second = await store.renew(first, minute)
    expect(await leased(monday + minute)).toEqual([])
    await expect(store.record(first, anOutcome())).rejects.toThrow(LeaseLost)
    if (second === undefined) throw new Error('The lease was not renewed.')
    await store.record(second, anOutcome())
    expect(await store.renew(second, minute)).toBeUndefined()
  })
  it('a subject given back is due at once, or when it was asked for', async () => {
    const { store } = bench
    await store.wake(['acme/app#1'])
    await store.release(await bench.take())
    await store.release(await bench.take(), monday + hour)
    expect(await leased()).toEqual([])
    expect(await store.nextDue()).toBe(monday + hour)
    expect(await leased(monday + hour)).toEqual(['acme/app#1'])
  })
  it('knows when there is something to do', async () => {
    const { store } = bench
    expect(await store.nextDue()).toBeUndefined()
    await bench.look('acme/app#1', { next: monday + 2 * hour })
    await bench.look('acme/app#2', { next: monday + hour })
    expect(await store.nextDue()).toBe(monday + hour)
    await store.wake(['acme/app#1'])
    expect(await store.nextDue()).toBe(monday)
    const held = await bench.take()
    expect(await store.nextDue()).toBe(held.until)
  })
  it('tells this process what there is to do', async () => {
    const heard: string[] = []
    const end = bench.store.onWork((work) => heard.push(work))
    await bench.store.receive([aDelivery('a')])
    await bench.store.record(await bench.take(), anOutcome({ effects: [anEffect('x')] }))
    end()
    await bench.store.receive([aDelivery('b')])
    expect(heard).toEqual(['due', 'effects'])
  })
}
