import process from 'node:process'
import { type Logger, pino } from 'pino'
import type { ServeConfig } from '../config.ts'
import { type Reeve, startReeve } from '../serve.ts'
import { type Database, openDatabase } from '../store/database.ts'
import type { Status } from './shell.ts'
import { untilTold } from './until-told.ts'
import { whyNotStarted } from './why-not-started.ts'

/** Where even the database does not answer any more, nothing is gained by waiting for it. */
const longestEndMilliseconds = 25_000

/** Serves GitHub until it is told to end: 0 then, 1 where it could not start. */
export async function runServe(config: ServeConfig): Promise<Status> {
  const log = pino({ level: config.logLevel })
  const told = untilTold(process)
  const started = await Promise.race([start(config, log), told])
  // Nothing is under way yet that would have to be ended.
  if (started === undefined) return 0
  if ('why' in started) {
    console.error(started.why)
    return 1
  }
  log.info({ url: started.reeve.url }, 'Reeve is listening')
  await told
  log.info({}, 'Ending: what is under way is finished, the rest is left for the next start')
  setTimeout(() => {
    log.error({}, 'Ended before everything was over: the store does not answer')
    process.exit(1)
  }, longestEndMilliseconds).unref()
  await started.reeve.stop()
  await started.database.close()
  return 0
}

async function start(
  config: ServeConfig,
  log: Logger,
): Promise<{ reeve: Reeve; database: Database } | { why: string }> {
  let database: Database | undefined
  try {
    database = await openDatabase({
      log,
      ...(config.databaseUrl === undefined ? { folder: config.folder } : { url: config.databaseUrl }),
    })
    return { reeve: await startReeve({ ...config, database, clock: { now: Date.now }, log }), database }
  } catch (error) {
    await database?.close()
    return { why: whyNotStarted(error) }
  }
}
