import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { Instant } from '../../core/instant.ts'
import type { Lease, Outcome } from '../../pipeline/ports.ts'
import type { Database } from '../database.ts'
import { createStore, type SqlStore } from '../store.ts'
import { anOutcome, aRow, minute, monday } from './builders.ts'

const tables = `deliveries subjects wakings ledger turns memory decisions standing depends members facts policies in_force
  budgets answers overrides locks former_names first_names absent`

/** What the tests of every part of the store stand on: an empty store, and a clock that they set. */
export interface Bench {
  readonly store: SqlStore
  readonly database: Database
  readonly clock: { now(): Instant; set(at: Instant): void }
  /** Leases the one subject that is due. */
  take(): Promise<Lease>
  /** Looks at a subject at once, whatever it says. */
  look(subject: string, outcome?: Partial<Outcome>): Promise<void>
}

export function prepare(open: () => Promise<Database>): Bench {
  let now = monday
  let database: Database
  let store: SqlStore
  const clock = {
    now: () => now,
    set(at: Instant) {
      now = at
    },
  }
  beforeAll(async () => {
    database = await open()
    store = await createStore(database, { clock, byHand: true, tries: 3 })
  })
  beforeEach(async () => {
    now = monday
    await database.exec(
      `truncate ${tables.split(/\s+/).map((name) => `reeve.${name}`)}; delete from reeve_jobs.job`,
    )
  })
  afterAll(async () => {
    await store?.stop()
    await database?.close()
  })
  const take = async () => {
    const [held, ...more] = await store.lease(now, 2, minute)
    if (held === undefined || more.length > 0)
      throw new Error(`One subject should be due, not ${more.length + (held ? 1 : 0)}.`)
    return held
  }
  return {
    get store() {
      return store
    },
    get database() {
      return database
    },
    clock,
    take,
    async look(subject, outcome) {
      await store.wake([subject])
      const held = (await store.lease(now, 100, minute)).find((one) => one.subject === subject)
      if (held === undefined) throw new Error(`${subject} is not due.`)
      await store.record(held, anOutcome({ row: aRow({ key: subject }), at: now, ...outcome }))
    },
  }
}
