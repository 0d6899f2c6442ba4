import { expect, it } from 'vitest'
import { createInbox, InboxFull } from '../inbox.ts'
import type { Bench } from './bench.ts'
import { aDelivery, anOutcome, minute, monday } from './builders.ts'

export function testReceiving(bench: Bench): void {
  it('knows which deliveries it has, of which app', async () => {
    const { store } = bench
    await store.receive([
      aDelivery('one'),
      aDelivery('two', { ignored: true }),
      aDelivery('three', { app: 2 }),
    ])
    expect(await store.received(1, ['one', 'two', 'three', 'four'])).toEqual(new Set(['one', 'two']))
  })
  it('keeps a delivery once, however often it comes', async () => {
    const { store } = bench
    expect(await store.receive([aDelivery('a'), aDelivery('b'), aDelivery('a')])).toEqual([
      'new',
      'new',
      'duplicate',
    ])
    expect(await store.receive([aDelivery('b'), aDelivery('c')])).toEqual(['duplicate', 'new'])
    expect((await store.past('acme/app#1')).deliveries.map((one) => one.id)).toEqual(['a', 'b', 'c'])
  })
  it('keeps the deliveries of two apps apart', async () => {
    expect(await bench.store.receive([aDelivery('a'), aDelivery('a', { app: 2 })])).toEqual(['new', 'new'])
  })
  it('gives them back whole, in order of instant and then of id', async () => {
    const payload = { text: 'snowman ☃, NUL \u0000, half a pair \ud800', nested: [1, { two: null }] }
    await bench.store.receive([
      aDelivery('0 later', { at: monday + 1000 }),
      aDelivery('b', { payload, installation: 7 }),
      aDelivery('a'),
    ])
    const { deliveries } = await bench.store.past('acme/app#1')
    expect(deliveries.map((one) => one.id)).toEqual(['a', 'b', '0 later'])
    expect(deliveries[1]).toEqual({
      app: 1,
      id: 'b',
      event: 'issues',
      at: monday,
      subject: 'acme/app#1',
      installation: 7,
      payload,
    })
  })
  it('makes the subject due once for many', async () => {
    await bench.store.receive([aDelivery('a'), aDelivery('b'), aDelivery('c', { subject: 'acme/app#2' })])
    const leases = await bench.store.lease(monday, 10, minute)
    expect(leases.map((one) => [one.subject, one.wake])).toEqual([
      ['acme/app#1', 2],
      ['acme/app#2', 1],
    ])
  })
  it('a duplicate makes nothing due', async () => {
    await bench.store.receive([aDelivery('a')])
    await bench.store.record(await bench.take(), anOutcome({ taken: ['a'] }))
    await bench.store.receive([aDelivery('a')])
    expect(await bench.store.lease(monday, 10, minute)).toEqual([])
  })
  it('an ignored one is kept and nobody looks', async () => {
    await bench.store.receive([aDelivery('a', { ignored: true })])
    expect(await bench.store.lease(monday, 10, minute)).toEqual([])
    expect(await bench.store.delivery(1, 'a')).toMatchObject({ id: 'a', payload: { action: 'opened' } })
  })
  it('refuses a subject that names nothing, and its neighbours in the inbox do not suffer', async () => {
    const inbox = createInbox(bench.store, { batch: 10 })
    const answers = await Promise.allSettled([
      inbox.accept(aDelivery('first')),
      inbox.accept(aDelivery('good')),
      inbox.accept(aDelivery('bad', { subject: 'no such thing' })),
      inbox.accept(aDelivery('good')),
    ])
    expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 'refused'))).toEqual([
      'new',
      'new',
      'refused',
      'duplicate',
    ])
  })
  it('the inbox says yes only once the row is there', async () => {
    const inbox = createInbox(bench.store, { batch: 7, lanes: 2 })
    const ids = Array.from({ length: 60 }, (_, index) => `d${index % 40}`)
    const answers = await Promise.all(
      ids.map(async (id) => {
        const answer = await inbox.accept(aDelivery(id))
        return (await bench.store.delivery(1, id)) === undefined ? 'lost' : answer
      }),
    )
    expect(answers.filter((one) => one === 'new')).toHaveLength(40)
    expect(answers.filter((one) => one === 'duplicate')).toHaveLength(20)
  })
  it('the inbox refuses when too many wait', async () => {
    const inbox = createInbox(bench.store, { batch: 1, waiting: 1 })
    const first = [inbox.accept(aDelivery('a')), inbox.accept(aDelivery('b'))]
    await expect(inbox.accept(aDelivery('c'))).rejects.toThrow(InboxFull)
    expect(await Promise.all(first)).toEqual(['new', 'new'])
  })
}
