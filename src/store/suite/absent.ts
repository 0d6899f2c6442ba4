import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { anEffect, anItem, aRow, hour, monday } from './builders.ts'

export function testAbsent(bench: Bench): void {
  const due = async () =>
    (await bench.store.lease(bench.clock.now(), 99, hour)).map(({ subject }) => subject).toSorted()
  const row = (key: string) => {
    const [repo = '', number] = key.split('#')
    return { row: aRow({ key, repo, item: anItem({ repo, number: Number(number) }) }) }
  }

  it('a repository, or all of an owner, is away until it is back for the same reason', async () => {
    const { store } = bench
    await store.setAbsent(['acme'], { why: 'suspended', at: monday })
    await store.setAbsent(['acme/app'], { why: 'archived', at: monday + 1 })
    expect(await store.absenceOf('acme/app')).toBe('suspended')
    expect(await store.absenceOf('acme/other')).toBe('suspended')
    expect(await store.absenceOf('acmes/app')).toBeUndefined()
    expect((await store.past('acme/app#1')).absent).toEqual({ name: 'acme', why: 'suspended', since: monday })
    await store.setPresent(['acme'], ['uninstalled', 'suspended'])
    expect(await store.absenceOf('acme/other')).toBeUndefined()
    expect(await store.absenceOf('acme/app')).toBe('archived')
    await store.rename({ was: 'acme/app', now: 'acme/shop' })
    expect(await store.absenceOf('acme/shop')).toBe('archived')
    await store.setPresent(['acme/shop'], ['archived'])
    expect((await store.past('acme/shop#1')).absent).toBeUndefined()
  })
  it('what is open is read afresh when it is back, the next sweep comes at once, and answers of GitHub’s are forgotten', async () => {
    const { store, look } = bench
    await look('acme/app#1', row('acme/app#1'))
    await look('acme/app#2', {
      row: aRow({ key: 'acme/app#2', item: anItem({ number: 2, state: 'closed' }) }),
    })
    await look('acme/apps#1', row('acme/apps#1'))
    await store.remember('sweep:acme/app', { since: 7, next: monday + hour }, monday)
    await store.remember('permission:acme/app/ann', 'write', monday)
    await store.remember('permission:acme/apps/ann', 'write', monday)
    await store.remember('made:notice:acme/app#1:reeve', '7', monday)
    await store.setAbsent(['acme/app'], { why: 'archived', at: monday })
    expect(await store.setPresent(['acme/app'], ['archived'])).toEqual(['acme/app'])
    expect((await store.row('acme/app#1'))?.missed).toBe(true)
    expect((await store.row('acme/app#2'))?.missed).toBeUndefined()
    expect((await store.row('acme/apps#1'))?.missed).toBeUndefined()
    expect(await due()).toEqual(['acme/app#1', 'acme/app#2'])
    expect((await store.cached('sweep:acme/app'))?.value).toEqual({ since: 7, next: 0 })
    expect(await store.cached('permission:acme/app/ann')).toBeUndefined()
    expect((await store.cached('permission:acme/apps/ann'))?.value).toBe('write')
    expect((await store.cached('made:notice:acme/app#1:reeve'))?.value).toBe('7')
  })
  it('who was not away is left alone, and told of', async () => {
    const { store, look } = bench
    await look('acme/app#1', row('acme/app#1'))
    expect(await store.setPresent(['acme'], ['uninstalled'])).toEqual(['acme/app'])
    expect(await due()).toEqual([])
  })
  it('what waited to be sent is sent then, and no try is counted', async () => {
    const { store, look, clock } = bench
    await look('acme/app#1', { ...row('acme/app#1'), effects: [anEffect('k')] })
    await store.setAbsent(['acme/app'], { why: 'archived', at: monday })
    const [taken] = await store.outbox.take(1)
    if (taken) await store.outbox.later([taken.job], monday + 24 * hour)
    clock.set(monday + hour)
    expect(await store.outbox.take(1)).toEqual([])
    await store.setPresent(['acme/app'], ['archived'])
    expect((await store.outbox.take(1)).map(({ subject }) => subject)).toEqual(['acme/app#1'])
  })
}
