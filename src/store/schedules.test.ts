import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseInstant } from '../core/instant.ts'
import { type Database, openDatabase } from './database.ts'
import { createStore, type SqlStore } from './store.ts'

const at = (text: string) => parseInstant(text) ?? 0

let now = at('2026-03-28T00:00:00Z')
let database: Database
let store: SqlStore
const calls: string[] = []

beforeAll(async () => {
  database = await openDatabase({ folder: ':memory:' })
  store = await createStore(database, { clock: { now: () => now }, byHand: true, supervise: true })
  await store.schedule('digest', '30 9 * * *', 'Europe/Berlin', async () => {
    calls.push(new Date(now).toISOString().slice(0, 10))
  })
})
afterAll(async () => {
  await store.stop()
  await database.close()
})

/** Winds the clock on; what is due in between is called before this ends. */
async function until(text: string): Promise<void> {
  now = at(text)
  await store.keepTime()
  await database.query('select 1')
}

it('calls at the local time of its zone, also on the day the clocks change', async () => {
  await until('2026-03-28T08:29:00Z')
  expect(calls).toEqual([])
  await until('2026-03-28T08:32:00Z')
  expect(calls).toEqual(['2026-03-28'])
  // Sunday, 29 March: summer time began at 01:00 UTC.
  await until('2026-03-29T07:28:00Z')
  expect(calls).toHaveLength(1)
  await until('2026-03-29T07:32:00Z')
  expect(calls).toEqual(['2026-03-28', '2026-03-29'])
})

it('makes up once for what nobody was there for', async () => {
  await until('2026-04-05T12:00:00Z')
  expect(calls).toHaveLength(3)
})
