import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { createStore } from './store.ts'

const parent = mkdtempSync(join(tmpdir(), 'reeve-kill-'))
const folder = join(parent, 'folder')
const rounds = 5
afterAll(() => rmSync(parent, { recursive: true }))

/** Lets a process work in the folder for a moment, kills it, and gives back what it had been promised. */
async function workAndDie(round: number): Promise<string[]> {
  const child = spawn(process.execPath, [
    new URL('./suite/until-killed.ts', import.meta.url).pathname,
    folder,
    String(round),
  ])
  let said = ''
  let complained = ''
  child.stderr.on('data', (chunk) => {
    complained += chunk
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const began = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk
      resolve(said)
    })
    child.once('close', resolve)
  })
  await began
  // Any moment will do: a transaction, a checkpoint, or the time between two statements.
  const moment = setTimeout(() => child.kill('SIGKILL'), Math.random() * 400)
  await ended
  clearTimeout(moment)
  expect(complained).toBe('')
  return said.split('\n').slice(0, -1)
}

it('killed at any moment, it has lost nothing that it promised, and nothing is half there', {
  timeout: 120_000,
}, async () => {
  const promises: string[] = []
  for (let round = 0; round < rounds; round++) promises.push(...(await workAndDie(round)))
  const promised = (what: string) =>
    promises.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1))
  expect(promised('sent').length).toBeGreaterThan(0)

  const database = await openDatabase({ folder })
  const store = await createStore(database)
  const keys = async (sql: string) =>
    new Set((await database.query<{ key: string }>(sql)).map((row) => row.key))
  const missing = (wanted: readonly string[], there: Set<string>) => wanted.filter((key) => !there.has(key))

  const taken = await keys(`select id as key from reeve.deliveries where state = 'taken'`)
  const ledger = await keys('select key from reeve.ledger')
  expect(missing(promised('received'), await keys('select id as key from reeve.deliveries'))).toEqual([])
  expect(missing(promised('recorded'), ledger)).toEqual([])
  expect(missing(promised('sent'), await keys(`select key from reeve.ledger where state = 'sent'`))).toEqual(
    [],
  )
  expect(ledger).toEqual(taken)
  expect(await keys('select key from reeve.memory')).toEqual(taken)

  // What was being sent is handed out again, and what came in and was not looked at is due.
  for (;;) {
    const found = await store.outbox.take(50)
    if (found.length === 0) break
    for (const { effects, job } of found) {
      await store.outbox.settle(job, new Map(effects.map(({ key }) => [key, { outcome: 'already-so' }])))
    }
  }
  expect(await keys(`select key from reeve.ledger where state = 'planned'`)).toEqual(new Set())
  const waiting = await keys(`select distinct subject as key from reeve.deliveries where state = 'new'`)
  const due = (await store.lease(Date.now() + 60_000, 1000, 1000)).map((lease) => lease.subject)
  expect(missing([...waiting], new Set(due))).toEqual([])
  await store.stop()
  await database.close()
})
