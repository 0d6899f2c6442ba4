import { afterAll, beforeAll, expect, it } from 'vitest'
import { emptyRow } from '../../src/pipeline/take-in.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { createInbox } from '../../src/store/inbox.ts'
import { createStore, type SqlStore } from '../../src/store/store.ts'
import { aDelivery, anEffect, anOutcome, aRow } from '../../src/store/suite/builders.ts'
import { type OwnDatabase, ownDatabase } from './own-database.ts'

let own: OwnDatabase
const databases: Database[] = []
const stores: SqlStore[] = []

beforeAll(async () => {
  own = await ownDatabase()
  const { url } = own
  // Started together, on an empty database: the schema is made once.
  await Promise.all(
    [1, 2, 3].map(async () => {
      const database = await openDatabase({ url, connections: 6 })
      databases.push(database)
      stores.push(await createStore(database))
    }),
  )
})
afterAll(async () => {
  for (const store of stores) await store.stop()
  for (const database of databases) await database.close()
  await own?.drop()
})

const subjects = Array.from({ length: 12 }, (_, index) => `acme/app#${index + 1}`)
const taken: string[] = []
const sent: string[] = []
const atWork = new Set<string>()

/** Looks at what is due; each look changes a fact, leans on others and wakes a neighbour, as far as it has news. */
async function look(store: SqlStore): Promise<void> {
  const leases = await store.lease(Date.now(), 3, 60_000)
  await Promise.all(
    leases.map(async (lease) => {
      expect(atWork.has(lease.subject)).toBe(false)
      atWork.add(lease.subject)
      const { deliveries } = await store.past(lease.subject)
      const ids = deliveries.map((delivery) => delivery.id)
      const place = subjects.indexOf(lease.subject)
      const near = (step: number) => subjects[(place + step) % subjects.length] ?? ''
      atWork.delete(lease.subject)
      await store.record(
        lease,
        anOutcome({
          row: aRow({ key: lease.subject }),
          taken: ids,
          effects: ids.map((key) => anEffect(key, { subject: lease.subject })),
          depends: [`issue:${near(1)}`, `issue:${near(5)}`, 'team:acme/qa'],
          changed:
            ids.length > 0 ? [{ key: `issue:${lease.subject}` }, { key: 'team:acme/qa', value: ids }] : [],
          wake: ids.length > 0 ? [near(3), near(7)] : [],
          at: Date.now(),
        }),
      )
      taken.push(...ids)
    }),
  )
}

async function send(store: SqlStore): Promise<void> {
  const jobs = await store.outbox.take(3)
  for (const { effects, job } of jobs) {
    sent.push(...effects.map(({ key }) => key))
    await store.outbox.settle(job, new Map(effects.map(({ key }) => [key, { outcome: 'done' }])))
  }
}

async function isAtRest(): Promise<boolean> {
  const [left] = await (databases[0]?.query<{ count: number }>(
    `select (select count(*) from reeve.subjects where leased or look_at is not null)
       + (select count(*) from reeve.wakings) + (select count(*) from reeve_jobs.job where name like 'outbox%' and name <> 'outbox-dead') as count`,
  ) ?? [])
  return left?.count === 0
}

it('three replicas share the work: every webhook is taken in once, every effect sent once, and they come to rest', async () => {
  let received = false
  const ids = Array.from({ length: 240 }, (_, index) => `d${index}`)
  const receive = async () => {
    const inboxes = stores.map((store) => createInbox(store, { batch: 8, lanes: 2 }))
    const answers = await Promise.all(
      ids.flatMap((id, index) => {
        const delivery = aDelivery(id, { subject: subjects[(index * 7) % subjects.length] ?? '' })
        // Every webhook comes twice, to two replicas.
        return [0, 1].map((step) => inboxes[(index + step) % inboxes.length]?.accept(delivery))
      }),
    )
    expect(answers.filter((answer) => answer === 'new')).toHaveLength(ids.length)
    received = true
  }
  let atRest = false
  const work = async (step: () => Promise<unknown>) => {
    while (!atRest) await step()
  }
  const watch = async () => {
    while (!atRest) {
      const all = received
      atRest = (await isAtRest()) && all
    }
  }
  await Promise.all([
    receive(),
    watch(),
    ...stores.flatMap((store) => [work(() => look(store)), work(() => look(store)), work(() => send(store))]),
  ])

  expect(taken.toSorted()).toEqual(ids.toSorted())
  expect(sent.toSorted()).toEqual(ids.toSorted())
})

it('two replicas that let a deployment through at one moment, where one may be under way: one of them is refused', async () => {
  const environments = Array.from({ length: 25 }, (_, index) => `production-${index}`)
  for (const environment of environments) {
    const at = Date.now()
    const keys = stores.map((_, index) => `acme/app!${environment}/${index + 1}`)
    await stores[0]?.wake(keys)
    const leases = (await stores[0]?.lease(Date.now(), keys.length, 60_000)) ?? []
    const ended = await Promise.allSettled(
      leases.map((lease, index) => {
        const number = Number(lease.subject.split('/').at(-1))
        const run = { number, environment, sha: 'c1', gated: true, ask: `${number}`, askedAt: at, pulls: [] }
        const answered = { state: 'approved', at } as const
        const row = { ...emptyRow(lease.subject), run: { ...run, answered } }
        const claim = { repo: 'acme/app', environment }
        return stores[index]?.record(lease, anOutcome({ row, claim, at: Date.now() }))
      }),
    )
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await stores[0]?.runsAt('acme/app', environment)).toHaveLength(1)
    for (const [index, lease] of leases.entries())
      if (ended[index]?.status === 'rejected') await stores[0]?.record(lease, anOutcome({ row: undefined }))
  }
})
