import { createHmac, generateKeyPairSync, timingSafeEqual } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { createNodeMiddleware, Probot } from 'probot'
import { createApp } from '../src/app.ts'
import { isSignedBy } from '../src/github/signature.ts'
import { openDatabase } from '../src/store/database.ts'
import { createInbox } from '../src/store/inbox.ts'
import { createStore } from '../src/store/store.ts'

/**
 * Servers that take webhooks, each run as a process of its own: `node bench/front-doors.ts <name>`. It prints its port.
 * `floor`: node:http that only verifies the signature. `probot`: Probot's own middleware with an empty handler.
 * `pglite`, `postgres`: Reeve's front door, which answers when the row is committed.
 */
export const secret = 'a secret for a benchmark'

const doors: Readonly<Record<string, () => Promise<RequestListener>>> = {
  floor: async () => (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const given = Buffer.from(String(request.headers['x-hub-signature-256']))
      const made = Buffer.from(
        `sha256=${createHmac('sha256', secret).update(Buffer.concat(chunks)).digest('hex')}`,
      )
      response.writeHead(given.length === made.length && timingSafeEqual(given, made) ? 202 : 401).end()
    })
  },
  probot: async () => {
    const probot = new Probot({ appId: 1, privateKey: aPrivateKey(), secret, log: pino({ level: 'silent' }) })
    const middleware = await createNodeMiddleware((app) => void app.on('issues', () => {}), { probot })
    return (request, response) => void middleware(request, response)
  },
  pglite: () => reeve({ folder: temporary() }),
  postgres: () => reeve({ url: process.env.REEVE_BENCH_DATABASE_URL ?? '' }),
}

function aPrivateKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function reeve(where: { folder: string } | { url: string }): Promise<RequestListener> {
  const store = await createStore(await openDatabase(where))
  const inbox = createInbox(store, { lanes: 'url' in where ? 3 : 1 })
  return createApp({
    app: 1,
    clock: { now: Date.now },
    verify: (body, signature) => isSignedBy(secret, body, signature),
    accept: (delivery) => inbox.accept(delivery),
    others: async () => false,
    log: { warn() {}, error: (fields, message) => console.error(message, fields) },
  })
}

const name = process.argv[2]
const open = name === undefined ? undefined : doors[name]
if (open) {
  const server = createServer(await open())
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    console.log(`port ${typeof address === 'object' && address ? address.port : 0}`)
  })
  process.once('SIGTERM', () => process.exit(0))
  // Asked by the benchmark before and after: what a webhook costs here, whatever else the machine does.
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
}
