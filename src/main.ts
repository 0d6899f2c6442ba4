import process from 'node:process'
import { pino } from 'pino'
import { readConfig, type ServeConfig } from './config.ts'
import { startReeve } from './serve.ts'
import { DatabaseRefused, openDatabase } from './store/database.ts'

const read = readConfig(process.env)
if (!read.ok) {
  for (const problem of read.problems) console.error(problem)
  console.error('Without any of them, `npm start` shows a demo that needs nothing.')
  process.exit(1)
}
if (read.config.mode === 'demo') {
  const { runDemo } = await import('./cli/demo.ts')
  await runDemo(read.config)
} else {
  await serve(read.config.serve)
}

async function serve(config: ServeConfig): Promise<void> {
  const log = pino({ level: config.logLevel })
  try {
    const database = await openDatabase({
      log,
      ...(config.databaseUrl === undefined ? { folder: config.folder } : { url: config.databaseUrl }),
    })
    const reeve = await startReeve({ ...config, database, clock: { now: Date.now }, log })
    log.info({ url: reeve.url }, 'Reeve is listening')
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, async () => {
        await reeve.stop()
        await database.close()
        process.exit(0)
      })
    }
  } catch (error) {
    console.error(sentence(error, config))
    process.exit(1)
  }
}

/** What went wrong at the start, for whoever runs Reeve: a sentence where it is known, else everything. */
function sentence(error: unknown, config: ServeConfig): string {
  if (error instanceof DatabaseRefused) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${config.port} is in use already. Set PORT to another one, or stop what listens there.`
  }
  if (error instanceof Error && 'status' in error && (error.status === 401 || error.status === 404)) {
    return 'GitHub does not know this App: APP_ID and PRIVATE_KEY do not belong together, or GHE_HOST names another server.'
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
