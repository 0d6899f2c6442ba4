import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from './database.ts'
import { databaseSuite } from './suite/database.ts'

const parent = mkdtempSync(join(tmpdir(), 'reeve-database-'))
afterAll(() => rmSync(parent, { recursive: true }))

describe('PGlite in a folder', () => databaseSuite(() => openDatabase({ folder: join(parent, 'suite') })))

describe('a folder of PGlite', () => {
  const folder = join(parent, 'kept')
  const warnings: string[] = []
  const log = { info() {}, error() {}, warn: (_: object, message: string) => void warnings.push(message) }
  const open = () => openDatabase({ folder, log })

  it('is for one process, and keeps what was written', async () => {
    const first = await open()
    await first.exec('create table kept (text text); insert into kept values (repeat($$x$$, 10))')
    await expect(open()).rejects.toThrow(`The folder ${folder} is in use by process ${process.pid}`)
    await first.close()
    await expect(first.query('select 1')).rejects.toThrow('The database is closed.')
    const second = await open()
    expect(await second.query('select text from kept')).toEqual([{ text: 'xxxxxxxxxx' }])
    await second.close()
  })
  // The hook reaches into PGlite: this is where a new version that moved its insides is noticed.
  it('finds the hook that makes a commit outlive a power cut', () => expect(warnings).toEqual([]))

  it('leaves the loop free, so that webhooks are answered meanwhile', async () => {
    const database = await open()
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await database.query('select count(*) from generate_series(1, 2000000)')
    clearInterval(timer)
    await database.close()
    expect(turns).toBeGreaterThan(10)
  })
})

for (const { name, options, sentence } of [
  {
    name: 'a server that is not there',
    options: { url: 'postgres://reeve:secret@127.0.0.1:1/reeve' },
    sentence:
      'The database at postgres://127.0.0.1:1/reeve cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
  },
  {
    name: 'neither a url nor a folder',
    options: {},
    sentence: 'Neither a database url nor a folder was given.',
  },
]) {
  it(`says in one sentence that there is ${name}`, async () => {
    await expect(openDatabase(options)).rejects.toThrow(sentence)
  })
}
