import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { type Story, tellStory, webhookSecret } from '../builders/story.ts'

const policy = `
version: 1
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
`

interface Sent {
  body: string
  event?: string
  id?: string
  signature?: string
}

let story: Story
let count = 0

beforeAll(async () => {
  story = await tellStory({ policy, at: '2026-01-05T09:00:00Z' })
})
afterAll(() => story?.end())

function sign(body: string, secret = webhookSecret): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

function webhook({
  body,
  event = 'issues',
  id = `delivery-${++count}`,
  signature = sign(body),
}: Sent): Promise<Response> {
  return fetch(`${story.reeve.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      ...(signature === '' ? {} : { 'x-hub-signature-256': signature }),
    },
  })
}

function get(path: string): Promise<Response> {
  return fetch(`${story.reeve.url}${path}`)
}

async function stored(): Promise<{ id: string; state: string }[]> {
  return story.database.query(
    'select id, state from reeve.deliveries where id like $1 order by received_at, id',
    ['delivery-%'],
  )
}

const repository = { full_name: 'acme/app', name: 'app', owner: { login: 'acme' }, default_branch: 'main' }

describe('a webhook that is not GitHub’s', () => {
  it.each([
    ['without a signature', ''],
    ['signed with another secret', sign('{}', 'another')],
    ['signed for another body', sign('{"a":1}')],
    ['with a signature that is none', 'sha256=zzz'],
    ['with the old kind of signature', 'sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ])('%s: 401, and nothing is stored', async (_, signature) => {
    const before = await stored()
    expect((await webhook({ body: '{}', signature })).status).toBe(401)
    expect(await stored()).toEqual(before)
  })
})

describe('a webhook that cannot be read', () => {
  it.each(['', 'payload=%7B%7D', '{"action":', '"text"', 'null', '12'])(
    '%j is no JSON object: 400',
    async (body) => {
      const before = await stored()
      const answer = await webhook({ body })
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('application/json')
      expect(await stored()).toEqual(before)
    },
  )

  it('over 25 MB: 413, without waiting for the rest', async () => {
    const status = await new Promise((resolve, reject) => {
      const sending = request(`${story.reeve.url}/api/github/webhooks`, {
        method: 'POST',
        headers: {
          'x-github-event': 'issues',
          'x-github-delivery': 'delivery-huge',
          'x-hub-signature-256': sign(''),
        },
      })
      sending.on('response', (answer) => {
        resolve(answer.statusCode)
        sending.destroy()
      })
      sending.on('error', reject)
      const piece = Buffer.alloc(1024 * 1024, ' ')
      for (let sent = 0; sent < 26; sent++) sending.write(piece)
    })
    expect(status).toBe(413)
    expect(await stored()).not.toContainEqual(expect.objectContaining({ id: 'delivery-huge' }))
  })

  it('of exactly 25 MB is taken', async () => {
    const frame = JSON.stringify({ repository, zen: '' })
    const body = JSON.stringify({ repository, zen: ' '.repeat(25 * 1024 * 1024 - frame.length) })
    expect((await webhook({ body, event: 'ping' })).status).toBe(202)
  })

  it('by GET: 405', async () => {
    expect((await get('/api/github/webhooks')).status).toBe(405)
  })
})

describe('a webhook that is GitHub’s', () => {
  it('of an event Reeve does not listen to is kept as ignored', async () => {
    const body = JSON.stringify({ action: 'started', repository })
    expect((await webhook({ body, event: 'watch', id: 'delivery-watch' })).status).toBe(202)
    expect(await stored()).toContainEqual({ id: 'delivery-watch', state: 'ignored' })
  })

  it('that names no subject is kept as ignored', async () => {
    expect((await webhook({ body: '{}', event: 'ping', id: 'delivery-ping' })).status).toBe(202)
    expect(await stored()).toContainEqual({ id: 'delivery-ping', state: 'ignored' })
  })

  it.each([
    ['its action', { repository, issue: { number: 99 } }, 'action', 'acme/app#99'],
    ['its issue', { action: 'labeled', repository, label: { name: 'critical' } }, 'issue', 'acme/app'],
    [
      'the number of its issue',
      { action: 'closed', repository, issue: { title: 'It' } },
      'issue.number',
      'acme/app',
    ],
  ])(
    'lacking %s: accepted, then a dead letter with the field, told in the log, and re-runnable',
    async (_, payload, field, subject) => {
      const body = JSON.stringify(payload)
      expect((await webhook({ body, id: `delivery-without ${field}` })).status).toBe(202)
      await story.settle()
      const { store } = story.reeve
      expect(await store.deadLetters()).toEqual([
        expect.objectContaining({ id: `delivery-without ${field}`, event: 'issues', subject, field }),
      ])
      expect(story.log).toContainEqual(
        expect.objectContaining({ delivery: `delivery-without ${field}`, field, level: 40 }),
      )
      expect(await store.rerun([`delivery-without ${field}`])).toBe(1)
      expect(await store.deadLetters()).toEqual([])
      await story.settle()
      expect(await store.deadLetters()).toHaveLength(1)
      await story.database.query(`delete from reeve.deliveries where state = 'dead'`)
    },
  )

  it('twice under one id counts once', async () => {
    const body = JSON.stringify({ action: 'started', repository })
    for (const _ of [1, 2])
      expect((await webhook({ body, event: 'watch', id: 'delivery-twice' })).status).toBe(202)
    expect((await stored()).filter(({ id }) => id === 'delivery-twice')).toHaveLength(1)
  })

  it('is in the store when it is answered', async () => {
    const body = JSON.stringify({ action: 'started', repository })
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const id = `delivery-many-${index}`
        await webhook({ body, event: 'watch', id })
        expect(await stored()).toContainEqual({ id, state: 'ignored' })
      }),
    )
  })
})

describe('for those who run Reeve', () => {
  it('/healthz, /readyz and /metrics answer', async () => {
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).status).toBe(200)
    const metrics = await (await get('/metrics')).text()
    expect(metrics).toMatch(/reeve_webhooks_total\{outcome="refused"\} \d+/)
    expect(metrics).toMatch(/reeve_webhooks_total\{outcome="new"\} \d+/)
    expect(metrics).toContain('reeve_work_delay_seconds 0')
  })

  it('another path: 404', async () => {
    expect((await get('/nothing')).status).toBe(404)
  })
})

it('while the database is down: 503 to webhooks and on /readyz, alive on /healthz', async () => {
  const database = await openDatabase({ folder: ':memory:' })
  const other = await tellStory({ policy, at: '2026-01-05T09:00:00Z', database })
  await database.close()
  const body = JSON.stringify({ action: 'started', repository })
  const answer = await fetch(`${other.reeve.url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'x-github-event': 'watch',
      'x-github-delivery': 'delivery-late',
      'x-hub-signature-256': sign(body),
    },
  })
  expect(answer.status).toBe(503)
  expect((await fetch(`${other.reeve.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${other.reeve.url}/healthz`)).status).toBe(200)
  expect(await (await fetch(`${other.reeve.url}/metrics`)).text()).toContain('reeve_work_delay_seconds Nan')
  await other.reeve.stop().catch(() => {})
})
