import { expect, it } from 'vitest'
import type { Bench } from './bench.ts'
import { anItem, anOutcome, aRow, minute, monday } from './builders.ts'

export function testDependencies(bench: Bench): void {
  const due = async () =>
    (await bench.store.lease(bench.clock.now(), 5000, minute)).map((one) => one.subject).toSorted()

  it('a change wakes whoever read it, and nobody else (D14)', async () => {
    await bench.look('acme/app#1', { depends: ['team:acme/qa', 'issue:acme/app#7'] })
    await bench.look('acme/app#2', { depends: ['team:acme/qa'] })
    await bench.look('acme/app#3', { depends: ['team:acme/ops'] })
    await bench.look('acme/app#4', { changed: [{ key: 'team:acme/qa' }] })
    expect(await due()).toEqual(['acme/app#1', 'acme/app#2'])
  })
  it.each([
    ['team:acme/*', ['acme/app#1', 'acme/app#2']],
    ['permission:acme/*/ann', ['acme/app#3']],
    ['permission:acme/app/*', ['acme/app#3']],
    ['permission:acme/web/*', []],
    ['team:acm_/*', []],
  ])('%s is every fact of that form', async (key, woken) => {
    const { store } = bench
    await store.remember('team:acme/qa', ['ann'], monday - 1)
    await store.remember('permission:acme/app/ann', 'write', monday - 1)
    await store.remember('team:other/qa', ['ann'], monday - 1)
    await bench.look('acme/app#1', { depends: ['team:acme/qa'] })
    await bench.look('acme/app#2', { depends: ['team:acme/ops'] })
    await bench.look('acme/app#3', { depends: ['permission:acme/app/ann'] })
    await bench.look('acme/app#4', { depends: ['team:other/qa'], changed: [{ key }] })
    expect(await due()).toEqual(woken)
    expect((await store.cached('team:acme/qa')) === undefined).toBe(key === 'team:acme/*')
    expect(await store.cached('team:other/qa')).toBeDefined()
    // Read before that was known: no longer true.
    await store.remember('team:acme/qa', ['old'], monday - 1)
    expect((await store.cached('team:acme/qa')) === undefined).toBe(key === 'team:acme/*')
  })
  it('what is no longer read no longer wakes', async () => {
    await bench.look('acme/app#1', { depends: ['team:acme/qa'] })
    await bench.look('acme/app#1', { depends: ['team:acme/ops'] })
    await bench.look('acme/app#4', { changed: [{ key: 'team:acme/qa' }] })
    expect(await due()).toEqual([])
  })
  it('wakes thousands, page by page', async () => {
    const { store, database } = bench
    const count = 2500
    await store.wake(Array.from({ length: count }, (_, index) => `acme/app#${index + 10}`))
    await database.exec(`insert into reeve.depends (fact, subject) select 'team:acme/qa', key from reeve.subjects;
      update reeve.subjects set look_at = null`)
    await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa' }] })
    expect(await due()).toHaveLength(count)
  })
  it('a change that came while the look was reading is not missed', async () => {
    const { store } = bench
    await store.wake(['acme/app#1'])
    const held = await bench.take()
    bench.clock.set(monday + 1000)
    await bench.look('acme/app#2', { changed: [{ key: 'team:acme/qa' }] })
    await store.record(held, anOutcome({ depends: ['team:acme/qa'], at: monday }))
    expect(await due()).toEqual(['acme/app#1'])
  })
  it('wakes named subjects, and makes those that are not there', async () => {
    await bench.look('acme/app#1', { wake: ['acme/app#1', 'acme/app#8', 'acme', 'acme/app!production/7'] })
    expect(await due()).toEqual(['acme', 'acme/app!production/7', 'acme/app#1', 'acme/app#8'])
  })
  it('a name that names nothing is refused with all the rest', async () => {
    await expect(bench.look('acme/app#1', { wake: ['no such thing'] })).rejects.toThrow(
      "'no such thing' names no subject.",
    )
    expect(await bench.store.row('acme/app#1')).toBeUndefined()
  })
  it('wakes all of a repository or an owner, or only what is open', async () => {
    await bench.look('acme/app#1')
    await bench.look('acme/app#2', {
      row: aRow({ key: 'acme/app#2', item: anItem({ number: 2, state: 'closed' }) }),
    })
    await bench.look('acme/web#1', { row: aRow({ key: 'acme/web#1', repo: 'acme/web' }) })
    await bench.store.wakeAll({ repo: 'acme/app' }, { openOnly: true })
    expect(await due()).toEqual(['acme/app#1'])
    await bench.store.wakeAll({ owner: 'acme' })
    bench.clock.set(monday + 2 * minute)
    expect(await due()).toEqual(['acme/app#1', 'acme/app#2', 'acme/web#1'])
  })
  it('a promise to wake outlives the process that made it', async () => {
    await bench.look('acme/app#1', { depends: ['team:acme/qa'] })
    await bench.database.exec(
      `insert into reeve.wakings (whom, target, priority) values ('dependants', 'team:acme/qa', 1)`,
    )
    expect(await due()).toEqual([])
    await bench.store.housekeep()
    expect(await due()).toEqual(['acme/app#1'])
  })
  it('keeps a fact until it changes', async () => {
    const { store } = bench
    expect(await store.cached('team:acme/qa')).toBeUndefined()
    await store.remember('team:acme/qa', ['ann'], monday)
    await store.remember('contents:acme/app@main:x', null, monday)
    expect(await store.cached('team:acme/qa')).toEqual({ value: ['ann'], at: monday })
    expect(await store.cached('contents:acme/app@main:x')).toEqual({ value: null, at: monday })
    bench.clock.set(monday + 1000)
    await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa' }] })
    expect(await store.cached('team:acme/qa')).toBeUndefined()
    await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa', value: ['bea'] }] })
    expect(await store.cached('team:acme/qa')).toEqual({ value: ['bea'], at: monday + 1000 })
  })
  for (const { name, readAt, kept } of [
    { name: 'what was read before the change is not kept', readAt: monday + 999, kept: undefined },
    { name: 'what was read after it is', readAt: monday + 1000, kept: ['ann'] },
  ]) {
    it(name, async () => {
      bench.clock.set(monday + 1000)
      await bench.look('acme/app#1', { changed: [{ key: 'team:acme/qa' }] })
      await bench.store.remember('team:acme/qa', ['ann'], readAt)
      expect((await bench.store.cached('team:acme/qa'))?.value).toEqual(kept)
    })
  }
}
