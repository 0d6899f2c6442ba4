import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { pino } from 'pino'
import { z } from 'zod'
import { startReeve } from '../../../src/serve.ts'
import { openDatabase } from '../../../src/store/database.ts'

// Reeve as it runs, on a PGlite folder: the half of killed-at-any-moment.test.ts that is killed. It is loaded ahead of
// its time and begins when it is told to.

const Settings = z.object({
  folder: z.string(),
  baseUrl: z.string(),
  port: z.number(),
  appId: z.number(),
  privateKey: z.string(),
  webhookSecret: z.string(),
})

const settings = Settings.parse(JSON.parse(process.env.REEVE_CHILD ?? '{}'))
const lines = createInterface({ input: process.stdin })
await once(lines, 'line')
const database = await openDatabase({ folder: settings.folder, survives: 'kill' })
await startReeve({
  ...settings,
  database,
  clock: { now: Date.now },
  // Its clock is the real one: at github.com's pace it would be waited for.
  limits: 'none',
  host: '127.0.0.1',
  log: pino({ level: 'warn', base: null }, pino.destination({ dest: 2, sync: true })),
})
console.log('ready')
