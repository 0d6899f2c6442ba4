import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Database, DatabaseRefused, errorCode, type Log, type Queries, type Row } from './database.ts'
import { lockFolder } from './folder-lock.ts'
import { openEngine } from './pglite-engine.ts'
import { startThread } from './pglite-thread.ts'

export interface PgliteOptions {
  folder: string
  survives: 'kill' | 'power cut'
  log: Log
}

/** The part of PGlite that Reeve uses, in this thread or in another. */
export interface Engine extends Queries {
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>
  /** undefined: commits are as durable as asked for; else why not. */
  readonly weakness: string | undefined
  close(): Promise<void>
}

/**
 * PGlite: in memory in this thread, else in a folder, in a thread of its own and behind a lock. Throws `DatabaseRefused`
 * with one sentence where the folder cannot be had.
 */
export async function openPglite(options: PgliteOptions): Promise<Database> {
  if (options.folder === ':memory:') return database(await openEngine({ survives: 'kill' }), () => {})
  try {
    return await openFolder(options)
  } catch (error) {
    throw error instanceof DatabaseRefused ? error : refusal(options.folder, error)
  }
}

async function openFolder({ folder, survives, log }: PgliteOptions): Promise<Database> {
  const lock = lockFolder(folder)
  try {
    const dataFolder = join(folder, 'postgres')
    mkdirSync(dataFolder, { recursive: true })
    const engine = await startThread({ dataFolder, survives })
    if (engine.weakness !== undefined)
      log.warn({ why: engine.weakness }, 'Commits may not survive a power cut')
    return database(engine, lock.release)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** What the file system refused has a code such as `EACCES`; all else is what is in the folder. */
function refusal(folder: string, error: unknown): DatabaseRefused {
  const why = error instanceof Error ? error.message : String(error)
  const sentence = /^E[A-Z]+$/.test(errorCode(error) ?? '')
    ? `The folder ${folder} cannot be written to (${why}): make it writable for this user, or set REEVE_DATA to another one.`
    : `The database in ${folder} cannot be opened (${why}): put back a copy of the folder, or set REEVE_DATA to another one.`
  return new DatabaseRefused(sentence, { cause: error })
}

function database(engine: Engine, release: () => void): Database {
  return {
    kind: 'pglite',
    query: <R extends Row>(sql: string, params?: readonly unknown[]) => engine.query<R>(sql, params),
    exec: <R extends Row>(sql: string) => engine.exec<R>(sql),
    transaction: (work) => engine.transaction(work),
    // One session for its whole life.
    onEverySession: async (statements) => {
      for (const statement of statements) await engine.exec(statement)
    },
    close: async () => {
      await engine.close()
      release()
    },
  }
}
