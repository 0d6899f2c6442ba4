import { writeSync } from 'node:fs'
import { openDatabase } from '../database.ts'
import { createStore } from '../store.ts'
import { LeaseLost } from '../work-list.ts'
import { aDelivery, anEffect, anOutcome, aRow } from './builders.ts'

// Works until it is killed, and says what it was promised, line by line: the other half of kill.test.ts.

const [, , folder, round] = process.argv
if (folder === undefined || round === undefined) throw new Error('A folder and a round are needed.')

const say = (line: string) => writeSync(1, `${line}\n`)
const store = await createStore(await openDatabase({ folder }))

async function receive(count: number): Promise<void> {
  const deliveries = Array.from({ length: 5 }, (_, index) =>
    aDelivery(`${round}-${count}-${index}`, { subject: `acme/app#${1 + ((count + index) % 7)}` }),
  )
  await store.receive(deliveries)
  for (const { id } of deliveries) say(`received ${id}`)
}

async function look(): Promise<void> {
  for (const lease of await store.lease(Date.now(), 3, 300)) {
    const { deliveries } = await store.past(lease.subject)
    const taken = deliveries.map((delivery) => delivery.id)
    const at = Date.now()
    const recorded = await promised(
      store.record(
        lease,
        anOutcome({
          row: aRow({ key: lease.subject }),
          remember: taken.map((key) => ({ rule: 'r', kind: 'ruling', key, value: 'allowed', at })),
          effects: taken.map((id) => anEffect(id, { subject: lease.subject })),
          taken,
          at,
        }),
      ),
    )
    if (recorded) for (const id of taken) say(`recorded ${id}`)
  }
}

/** On a busy machine the short lease may run out before the record: then nothing was promised. */
async function promised(record: Promise<void>): Promise<boolean> {
  try {
    await record
    return true
  } catch (error) {
    if (error instanceof LeaseLost) return false
    throw error
  }
}

async function send(): Promise<void> {
  for (const { effects, job } of await store.outbox.take(2)) {
    await store.outbox.settle(job, new Map(effects.map(({ key }) => [key, { outcome: 'done' }])))
    for (const { key } of effects) say(`sent ${key}`)
  }
}

for (let count = 0; ; count++) {
  await Promise.all([receive(count), look(), send()])
}
