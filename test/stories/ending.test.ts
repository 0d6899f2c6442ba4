import { createHmac, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPracticeGitHub, type PracticeGitHub, startPracticeServer } from '../../src/practice/index.ts'
import { type Reeve, startReeve } from '../../src/serve.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { events, permissions, webhookSecret } from '../builders/story.ts'
import { listenToLog } from '../builders/story-log.ts'

/** In force before anything happens: by the wall's clock a second may go by before it is read. */
const policy = `
version: 1
since: 2020-01-01
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, minor] }
`
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

let database: Database
let github: PracticeGitHub
let hub: Awaited<ReturnType<typeof startPracticeServer>>
let reeve: Reeve
/** Requests of Reeve that GitHub got, and of which it holds back the answer for as long as the test likes. */
let held: { begins: Promise<void>; answer(): void }

beforeAll(async () => {
  database = await openDatabase({ folder: ':memory:' })
})
afterAll(() => database.close())
beforeEach(async () => {
  github = createPracticeGitHub({ clock: { now: Date.now }, authClock: { now: Date.now } })
  github.addOrg('acme', { members: ['eve'] })
  github.addRepo({
    full_name: 'acme/app',
    files: { '.github/reeve.yml': policy },
    labels: ['critical', 'minor'],
    collaborators: { eve: 'write' },
  })
  github.addApp({ id: 7, slug: 'reeve', privateKey, webhookSecret, permissions, events })
  hub = await startPracticeServer(github)
  await database.exec(`drop schema if exists reeve cascade; drop schema if exists reeve_jobs cascade`)
})
afterEach(async () => {
  held?.answer()
  await reeve.stop()
  await hub.close()
})

async function begin(stopWithinMs?: number): Promise<void> {
  reeve = await startReeve({
    appId: 7,
    privateKey,
    webhookSecret,
    baseUrl: hub.url,
    database,
    clock: { now: Date.now },
    host: '127.0.0.1',
    port: 0,
    log: listenToLog().log,
    ...(stopWithinMs === undefined ? {} : { stopWithinMs }),
  })
  for (const app of github.state.apps) app.webhookUrl = `${reeve.url}/api/github/webhooks`
}

/** An issue with two priorities: one is taken off, and a notice says why. */
function anIssueWithTwo(): void {
  github.install('reeve', 'acme')
  github.as('eve').openIssue('acme/app', { title: 'Broken', labels: ['critical', 'minor'] })
}

function holds(method: string, path: RegExp): void {
  const { fetch } = github
  const began = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  held = { begins: began.promise, answer: answered.resolve }
  github.fetch = async (input, init) => {
    const request = new Request(input, init)
    const isHeld = request.method === method && path.test(new URL(request.url).pathname)
    const answer = await fetch(request)
    if (!isHeld) return answer
    began.resolve()
    await answered.promise
    return answer
  }
}

const writes = () =>
  github.requests
    .filter(({ method, path }) => method !== 'GET' && path.includes('/issues/1/'))
    .map(({ method, path }) => `${method} ${path}`)
const ledger = () =>
  database.query<{ change: string; state: string }>(
    `select change::json->>'do' as change, state from reeve.ledger order by seq`,
  )
const subject = async () =>
  (
    await database.query(
      `select leased, look_at is not null as due from reeve.subjects where key = 'acme/app#1'`,
    )
  )[0]
const jobs = () => database.query(`select state from reeve_jobs.job where name = 'outbox'`)

/** Why nobody can come in any more. */
async function closedDoor(): Promise<unknown> {
  const [error] = await once(connect(Number(new URL(reeve.url).port), '127.0.0.1'), 'error')
  return error
}
const refused = expect.objectContaining({ code: 'ECONNREFUSED' })

/** The first half of a webhook; the rest is sent by hand. */
async function halfSent(): Promise<{ socket: Socket; rest: string; answer: Promise<string> }> {
  const body = JSON.stringify({ action: 'started', repository: { full_name: 'acme/app', id: 1 } })
  const socket = connect(Number(new URL(reeve.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const told: Buffer[] = []
  socket.on('data', (bytes: Buffer) => told.push(bytes))
  socket.on('error', () => {})
  const head = [
    'POST /api/github/webhooks HTTP/1.1',
    'host: reeve',
    'x-github-event: watch',
    'x-github-delivery: half-sent',
    `x-hub-signature-256: sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
    `content-length: ${Buffer.byteLength(body)}`,
    '\r\n',
  ].join('\r\n')
  socket.write(head + body.slice(0, 5))
  // An answer to another request on the same server: by then this one has arrived.
  await fetch(`${reeve.url}/healthz`)
  const answer = once(socket, 'close').then(() => Buffer.concat(told).toString())
  return { socket, rest: body.slice(5), answer }
}

describe('told to end', () => {
  it('what is being written is waited for and known, what comes after it is left, and made once at the next start', async () => {
    await begin()
    holds('DELETE', /labels\/minor$/)
    anIssueWithTwo()
    await held.begins
    const ended = reeve.stop()
    expect(await closedDoor()).toEqual(refused)
    held.answer()
    await ended
    expect(await ledger()).toEqual([
      { change: 'label.remove', state: 'sent' },
      { change: 'notice.put', state: 'planned' },
    ])
    expect(await jobs()).toEqual([{ state: 'created' }])
    expect(writes()).toHaveLength(1)
    await begin()
    await vi.waitFor(() => expect(github.item('acme/app#1').comments).toHaveLength(1), { timeout: 20_000 })
    expect(writes()).toEqual([expect.stringContaining('DELETE'), expect.stringContaining('POST')])
  })

  it('a look that GitHub keeps waiting is given back after a while, and is due at once for whoever comes next', async () => {
    await begin(50)
    holds('GET', /contents/)
    anIssueWithTwo()
    await held.begins
    await reeve.stop()
    expect(await subject()).toEqual({ leased: false, due: true })
    expect(await ledger()).toEqual([])
  })

  it('a change that GitHub does not answer is given back after a while, and is not made twice', async () => {
    await begin(50)
    holds('POST', /issues\/1\/comments$/)
    anIssueWithTwo()
    await held.begins
    await reeve.stop()
    expect(await jobs()).toEqual([{ state: 'created' }])
    expect(await ledger()).toContainEqual({ change: 'notice.put', state: 'planned' })
    held.answer()
    await begin()
    await vi.waitFor(
      async () => expect(await ledger()).not.toContainEqual(expect.objectContaining({ state: 'planned' })),
      { timeout: 20_000 },
    )
    expect(github.item('acme/app#1').comments).toHaveLength(1)
  })

  it('a webhook that is half sent is waited for, committed and answered', async () => {
    await begin()
    const { socket, rest, answer } = await halfSent()
    const ended = reeve.stop()
    expect(await closedDoor()).toEqual(refused)
    socket.write(rest)
    expect(await answer).toContain('202 Accepted')
    await ended
    expect(await database.query('select id from reeve.deliveries')).toContainEqual({ id: 'half-sent' })
  })

  it('a webhook that stays half sent is waited for only so long', async () => {
    await begin(50)
    const { answer } = await halfSent()
    await reeve.stop()
    expect(await answer).toBe('')
    expect(await database.query('select id from reeve.deliveries')).not.toContainEqual({ id: 'half-sent' })
  })
})
