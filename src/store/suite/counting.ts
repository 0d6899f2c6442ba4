import { expect, it } from 'vitest'
import type { Membership } from '../../core/counting.ts'
import type { Outcome } from '../../pipeline/ports.ts'
import type { Bench } from './bench.ts'
import { anItem, anOutcome, aRow, minute, monday } from './builders.ts'

const of = 'acme/app/ship/is:open label:P0'
const asking = 'acme/app#9'

function counted(truth: Membership['truth'], first: readonly string[] = [of]): Pick<Outcome, 'counts'> {
  return { counts: { members: [{ of, truth, since: monday }], first } }
}

export function testCounting(bench: Bench): void {
  const census = () => bench.store.census({ repo: 'acme/app', of }, asking)
  const members = async () => (await census()).members.map(({ key, truth }) => `${key} ${truth}`)
  const due = async () =>
    (await bench.store.lease(bench.clock.now(), 5000, minute)).map((one) => one.subject).toSorted()
  const swept = () => bench.store.remember('sweep:acme/app', { since: monday, next: monday }, monday)

  it('keeps who is counted, and who may be, but for the one who asks (D14)', async () => {
    await bench.look('acme/app#1', counted('yes'))
    await bench.look('acme/app#2', counted('no'))
    await bench.look('acme/app#3', counted('unknown'))
    await bench.look(asking, counted('yes'))
    expect(await members()).toEqual(['acme/app#1 yes', 'acme/app#3 unknown'])
    expect((await census()).members[0]?.since).toBe(monday)
    await bench.look('acme/app#1', counted('no', []))
    await bench.look('acme/app#3', counted('yes', []))
    expect(await members()).toEqual(['acme/app#3 yes'])
  })
  it('a look that says nothing of it leaves it as it was', async () => {
    await bench.look('acme/app#1', counted('yes'))
    await bench.look('acme/app#1')
    expect(await members()).toEqual(['acme/app#1 yes'])
  })
  it('what is gone counts no more, and neither does what no question asks any more', async () => {
    await bench.look('acme/app#1', counted('yes'))
    await bench.look('acme/app#2', counted('yes'))
    await bench.look('acme/app#1', { row: undefined, counts: { members: [], first: [] } })
    expect(await members()).toEqual(['acme/app#2 yes'])
    await bench.look('acme/app#2', { counts: { members: [], first: [] } })
    expect(await members()).toEqual([])
  })
  it('is whole once everything open was listed and has answered', async () => {
    const { store } = bench
    const open = async () => (await census()).open
    await bench.look('acme/app#1', counted('no'))
    expect(await open()).toBe('unread')
    await swept()
    expect(await open()).toBe('whole')
    await store.wake(['acme/app#2'])
    expect(await open()).toBe('unread')
    await bench.look('acme/app#2', {
      row: aRow({ key: 'acme/app#2', item: anItem({ number: 2, state: 'closed' }) }),
    })
    expect(await open()).toBe('whole')
    // The one who asks, a commit and another repository are not waited for.
    await store.wake([asking, 'acme/app@abc', 'acme/web#3', 'acme/app'])
    expect(await open()).toBe('whole')
    await bench.look('acme/app#3', {
      counts: { members: [{ of: 'acme/app/other/is:open', truth: 'no', since: monday }], first: [] },
    })
    expect(await open()).toBe('unread')
  })
  it('the last one to answer wakes whoever found it missing, and nobody else', async () => {
    await swept()
    await bench.look('acme/app#1')
    await bench.look('acme/app#2')
    await bench.look('acme/app#8', { ...counted('no'), depends: [`count:${of}`] })
    await bench.look(asking, { ...counted('no'), depends: [`count:${of}`, `count-unread:${of}`] })
    await bench.look('acme/app#1', counted('no'))
    expect(await due()).toEqual([])
    await bench.look('acme/app#2', counted('no'))
    expect(await due()).toEqual([asking])
  })
  it.each([
    { name: 'one that asks for the first time', first: [of] },
    { name: 'one that has answered before', first: [] },
  ])('that the last one answered while another was reading is not missed: $name', async ({ first }) => {
    const { store } = bench
    await swept()
    await bench.look('acme/app#1')
    if (first.length === 0) await bench.look(asking, counted('no'))
    await store.wake([asking])
    const held = await bench.take()
    bench.clock.set(monday + 1000)
    await bench.look('acme/app#1', counted('no'))
    const depends = [`count:${of}`, `count-unread:${of}`]
    await store.record(
      held,
      anOutcome({ row: aRow({ key: asking }), depends, at: monday, ...counted('no', first) }),
    )
    expect(await due()).toEqual([asking])
  })
}
