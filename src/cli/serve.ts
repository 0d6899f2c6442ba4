import process from 'node:process'
import { pino } from 'pino'
import type { ServeConfig } from '../config.ts'
import { type Reeve, startReeve } from '../serve.ts'
import { type Database, DatabaseRefused, openDatabase } from '../store/database.ts'
import { portIsTaken } from './port-is-taken.ts'
import type { Status } from './shell.ts'
import { untilTold } from './until-told.ts'

/** Serves GitHub until it is told to end: 0 then, 1 where it could not start. */
export async function runServe(config: ServeConfig): Promise<Status> {
  const log = pino({ level: config.logLevel })
  let database: Database | undefined
  let reeve: Reeve
  try {
    database = await openDatabase({
      log,
      ...(config.databaseUrl === undefined ? { folder: config.folder } : { url: config.databaseUrl }),
    })
    reeve = await startReeve({ ...config, database, clock: { now: Date.now }, log })
  } catch (error) {
    console.error(sentence(error))
    await database?.close()
    return 1
  }
  log.info({ url: reeve.url }, 'Reeve is listening')
  await untilTold(process)
  await reeve.stop()
  await database.close()
  return 0
}

/** What went wrong at the start, for whoever runs Reeve: a sentence where it is known, else everything. */
function sentence(error: unknown): string {
  if (error instanceof DatabaseRefused) return error.message
  const taken = portIsTaken(error)
  if (taken !== undefined) return taken
  if (error instanceof Error && 'status' in error) {
    if (error.status === 401 || error.status === 404) {
      return 'GitHub does not know this App: APP_ID and PRIVATE_KEY do not belong together, or GHE_HOST names another server.'
    }
    if (!('response' in error) || error.response === undefined) {
      return `GitHub could not be reached (${error.message}). Is the network up, and GHE_HOST, if set, the right server?`
    }
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
