import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

const file = join(parent, 'file')
writeFileSync(file, '')
const foreign = join(parent, 'foreign')
mkdirSync(join(foreign, 'postgres'), { recursive: true })
writeFileSync(join(foreign, 'postgres', 'PG_VERSION'), '12\n')

for (const { name, options, sentence } of [
  {
    name: 'a server that is not there',
    options: { url: 'postgres://reeve:secret@127.0.0.1:1/reeve' },
    sentence:
      'The database at postgres://127.0.0.1:1/reeve cannot be reached: connect ECONNREFUSED 127.0.0.1:1. Is DATABASE_URL right, and the server up?',
  },
  ...[
    'nonsense',
    'postgres://',
    'http://127.0.0.1:1/reeve',
    'postgres://reeve:secret@127.0.0.1:port/reeve',
  ].map((url) => ({
    name: `no address in ${url}`,
    options: { url },
    sentence:
      'DATABASE_URL is no address of a PostgreSQL: set it to one such as postgres://reeve@127.0.0.1/reeve.',
  })),
  {
    name: 'a file where the folder should be',
    options: { folder: file },
    sentence: `The folder ${file} cannot be written to (EEXIST: file already exists, mkdir '${file}'): make it writable for this user, or set REEVE_DATA to another one.`,
  },
  {
    name: 'no way to make the folder',
    options: { folder: join(file, 'data') },
    sentence: `The folder ${join(file, 'data')} cannot be written to (ENOTDIR: not a directory, mkdir '${join(file, 'data')}'): make it writable`,
  },
  {
    name: 'a folder that another PostgreSQL left',
    options: { folder: foreign },
    sentence: `The database in ${foreign} cannot be opened (PGlite failed to initialize properly): put back a copy of the folder, or set REEVE_DATA to another one.`,
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

it('lets go of a folder that it could not open', async () => {
  await expect(openDatabase({ folder: foreign })).rejects.toThrow('cannot be opened')
  rmSync(join(foreign, 'postgres'), { recursive: true })
  const database = await openDatabase({ folder: foreign })
  await database.close()
})

it.runIf(process.getuid?.() === 0)(
  'says in one sentence that this user may not write in the folder',
  async () => {
    const others = join(parent, 'others')
    mkdirSync(others, { mode: 0o700 })
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `process.setuid(65534)
       const { openDatabase } = await import(${JSON.stringify(new URL('./database.ts', import.meta.url).href)})
       await openDatabase({ folder: ${JSON.stringify(others)} }).catch((error) => console.log(error.name, error.message))`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toContain(
      `DatabaseRefused The folder ${others} cannot be written to (EACCES: permission denied`,
    )
  },
)
