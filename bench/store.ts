import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lease, Outcome } from '../src/pipeline/ports.ts'
import { type Database, openDatabase } from '../src/store/database.ts'
import { createInbox } from '../src/store/inbox.ts'
import type { Received } from '../src/store/receive.ts'
import { createStore, type SqlStore } from '../src/store/store.ts'

/** One measured thing, ready for a table. */
export interface Figure {
  name: string
  value: number
  unit: 'per second' | 'ms' | 'MB'
}

export interface StoreBench {
  kind: Database['kind']
  figures: Figure[]
}

const minute = 60_000

/** The store on PGlite in a folder of its own, which goes afterwards. */
export async function benchPglite(survives: 'kill' | 'power cut' = 'power cut'): Promise<StoreBench> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-bench-'))
  try {
    return await benchStore(() => openDatabase({ folder, survives }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The store on PostgreSQL, in a database of its own, which goes afterwards. */
export async function benchPostgres(server: string): Promise<StoreBench> {
  const admin = await openDatabase({ url: server, connections: 1 })
  const name = `reeve_bench_${process.pid}`
  await admin.exec(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  try {
    return await benchStore(() => openDatabase({ url: url.href }))
  } finally {
    await admin.exec(`drop database if exists ${name} with (force)`)
    await admin.close()
  }
}

async function benchStore(open: () => Promise<Database>): Promise<StoreBench> {
  const first = await timed(async () => {
    const database = await open()
    return { database, store: await createStore(database) }
  })
  const { database, store } = first.result
  const figures: Figure[] = [
    { name: 'first start, empty', value: first.ms, unit: 'ms' },
    ...(await benchReceiving(store, database.kind === 'pglite' ? 1 : 2)),
    ...(await benchLooking(store)),
    ...(await benchTimers(store, database)),
  ]
  await store.stop()
  await database.close()
  const again = await timed(async () => {
    const reopened = await open()
    return { reopened, store: await createStore(reopened) }
  })
  await again.result.store.stop()
  await again.result.reopened.close()
  figures.push({ name: 'start on a full store', value: again.ms, unit: 'ms' })
  return { kind: database.kind, figures }
}

/** Webhooks of 18 kB, one commit each and several together, from 50 senders at once. */
async function benchReceiving(store: SqlStore, lanes: number): Promise<Figure[]> {
  const single = await timed(async () => {
    for (let index = 0; index < 500; index++) await store.receive([delivery(`s${index}`)])
  })
  const inbox = createInbox(store, { lanes })
  const count = 10_000
  const batched = await timed(() =>
    Promise.all(
      Array.from({ length: 50 }, async (_, sender) => {
        for (let index = sender; index < count; index += 50) await inbox.accept(delivery(`b${index}`))
      }),
    ),
  )
  return [
    { name: 'webhooks kept, one by one', value: perSecond(500, single.ms), unit: 'per second' },
    { name: 'webhooks kept, 50 at once', value: perSecond(count, batched.ms), unit: 'per second' },
  ]
}

/** From a due subject to a recorded look with one effect, and from there to its receipt. */
async function benchLooking(store: SqlStore): Promise<Figure[]> {
  let looks = 0
  const looked = await timed(async () => {
    for (;;) {
      const leases = await store.lease(Date.now(), 8, minute)
      if (leases.length === 0) return
      await Promise.all(leases.map((lease) => look(store, lease)))
      looks += leases.length
    }
  })
  let sent = 0
  const settled = await timed(async () => {
    for (;;) {
      const jobs = await store.outbox.take(50)
      if (jobs.length === 0) return
      await Promise.all(
        jobs.map(({ job, effects }) =>
          store.outbox.settle(job, new Map(effects.map(({ key }) => [key, { outcome: 'done' }]))),
        ),
      )
      sent += jobs.length
    }
  })
  return [
    { name: 'looks recorded', value: perSecond(looks, looked.ms), unit: 'per second' },
    { name: 'subjects sent and settled', value: perSecond(sent, settled.ms), unit: 'per second' },
  ]
}

/** 100,000 subjects with a timer each: made, replaced, asked for the next, and leased when due. */
async function benchTimers(store: SqlStore, database: Database): Promise<Figure[]> {
  const count = 100_000
  const due = Date.now() + 1000 * minute
  const made = await timed(() =>
    database.query(
      `insert into reeve.subjects (key, repo, owner, number, look_at)
       select 'acme/timers#' || n, 'acme/timers', 'acme', n, $1::bigint + n from generate_series(1, $2::int) n`,
      [due, count],
    ),
  )
  await database.exec('analyze reeve.subjects')
  const next = await timed(async () => {
    for (let index = 0; index < 200; index++) await store.nextDue()
  })
  const idle = await timed(async () => {
    for (let index = 0; index < 200; index++) await store.lease(Date.now(), 50, minute)
  })
  const one = await timed(async () => {
    await store.wake(['acme/timers#777'])
    for (const lease of await store.lease(Date.now(), 50, minute))
      await store.record(lease, outcome(lease, { next: due }))
  })
  let leased = 0
  const fired = await timed(async () => {
    while (leased < 20_000) leased += (await store.lease(due + count, 200, minute)).length
  })
  return [
    { name: `${count} timers made`, value: perSecond(count, made.ms), unit: 'per second' },
    { name: 'next timer, of all those', value: next.ms / 200, unit: 'ms' },
    { name: 'lease while none is due', value: idle.ms / 200, unit: 'ms' },
    { name: 'woken, leased, recorded', value: one.ms, unit: 'ms' },
    { name: 'due timers leased, 200 at once', value: perSecond(leased, fired.ms), unit: 'per second' },
    { name: 'memory of this process', value: process.memoryUsage().rss / 1e6, unit: 'MB' },
  ]
}

async function look(store: SqlStore, lease: Lease): Promise<void> {
  const { deliveries } = await store.past(lease.subject)
  await store.record(
    lease,
    outcome(lease, {
      taken: deliveries.map(({ id }) => id),
      effects: [
        {
          key: 'label',
          subject: lease.subject,
          rules: ['triage'],
          change: { do: 'label.add', label: 'x' },
          owned: true,
        },
      ],
    }),
  )
}

function outcome(lease: Lease, over: Partial<Outcome>): Outcome {
  const repo = lease.subject.split('#')[0] ?? ''
  const nothing = {
    remember: [],
    decisions: [],
    effects: [],
    ledger: [],
    forget: [],
    overrides: [],
    locks: [],
    depends: [],
    changed: [],
    wake: [],
  }
  const row = { key: lease.subject, repo, history: [], complete: true, unsure: 0 }
  return { row, ...nothing, next: undefined, taken: [], dead: [], at: Date.now(), ...over }
}

const body = { action: 'opened', text: 'What happened, and to whom, at some length. '.repeat(420) }

function delivery(id: string): Received {
  const subject = `acme/app#${1 + (Number(id.slice(1)) % 2000)}`
  return { app: 1, id, event: 'issues', at: Date.now(), subject, payload: { ...body, id } }
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now()
  const result = await work()
  return { result, ms: performance.now() - start }
}

function perSecond(count: number, ms: number): number {
  return Math.round((count * 1000) / ms)
}
