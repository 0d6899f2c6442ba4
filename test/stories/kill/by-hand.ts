import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { pino } from 'pino'
import { z } from 'zod'
import { startReeve } from '../../../src/serve.ts'
import { openDatabase } from '../../../src/store/database.ts'

// Reeve on a PGlite folder with a clock that is cranked by hand: each line it is given is an instant, at which it does all
// that is due. The half of killed-at-an-edge.test.ts that is killed.

const Settings = z.object({
  folder: z.string(),
  baseUrl: z.string(),
  port: z.number(),
  appId: z.number(),
  privateKey: z.string(),
  webhookSecret: z.string(),
  limits: z.enum(['github.com', 'none']),
  now: z.number(),
})

const settings = Settings.parse(JSON.parse(process.env.REEVE_CHILD ?? '{}'))
const lines = createInterface({ input: process.stdin })
await once(lines, 'line')
let { now } = settings
const reeve = await startReeve({
  ...settings,
  database: await openDatabase({ folder: settings.folder, survives: 'kill' }),
  clock: { now: () => now },
  byHand: true,
  host: '127.0.0.1',
  log: pino({ level: 'warn', base: null }, pino.destination({ dest: 2, sync: true })),
})
lines.on('line', async (line) => {
  now = Number(line)
  await reeve.drain()
  const [look, effect] = [await reeve.store.nextDue(), await reeve.store.outbox.nextDue()]
  console.log(`next ${Math.min(look ?? Number.POSITIVE_INFINITY, effect ?? Number.POSITIVE_INFINITY)}`)
})
// Whoever cranked it is gone.
lines.on('close', () => process.exit())
console.log('ready')
