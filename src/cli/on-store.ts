import type { StoreConfig } from '../config.ts'
import { type Database, DatabaseRefused, openDatabase } from '../store/database.ts'
import { createStore, type SqlStore } from '../store/store.ts'
import type { Shell, Status } from './shell.ts'

/** Opens the server's store for one command and closes it again; 1 with a sentence where there is none, or it is in use. */
export async function onStore(
  config: StoreConfig,
  shell: Shell,
  work: (store: SqlStore) => Promise<Status>,
): Promise<Status> {
  let database: Database | undefined
  try {
    database = await open(config, shell)
    const store = await createStore(database)
    try {
      return await work(store)
    } finally {
      await store.stop()
    }
  } catch (error) {
    if (!(error instanceof DatabaseRefused)) throw error
    shell.complain(error.message)
    return 1
  } finally {
    await database?.close()
  }
}

/** A folder that is not there is not made: whoever runs such a command means a store that exists. */
async function open({ databaseUrl, folder }: StoreConfig, shell: Shell): Promise<Database> {
  if (databaseUrl !== undefined) return openDatabase({ url: databaseUrl })
  if (shell.list(folder) !== undefined) return openDatabase({ folder })
  throw new DatabaseRefused(
    `There is no store in ${folder}: set REEVE_DATA to its folder, or DATABASE_URL to its address.`,
  )
}
