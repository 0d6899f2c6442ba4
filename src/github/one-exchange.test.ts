import { generateKeyPairSync } from 'node:crypto'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createAppOctokit, createGitHubClient } from './client.ts'
import { createApplier } from './effects/index.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const api = 'https://api.github.com'
const now = Date.UTC(2026, 0, 8, 10)

function applier() {
  const { octokitFor } = createGitHubClient(createAppOctokit({ appId: 7, privateKey }))
  return createApplier({
    octokitFor,
    app: 'reeve[bot]',
    clock: { now: () => now },
    labels: async () => ({ ok: true, value: ['overdue'] }),
  })
}

const effect = {
  key: 'label:overdue',
  subject: 'acme/app#7',
  rules: ['late'],
  change: { do: 'label.add' as const, label: 'overdue' },
  owned: true,
}

const row = { key: 'acme/app#7', repo: 'acme/app', history: [], complete: true, unsure: 0 }

/** What goes over the wire, and nothing in between: one exchange is the subject here. */
describe('one exchange with GitHub', () => {
  beforeAll(() => nock.disableNetConnect())
  afterEach(() => nock.cleanAll())
  afterAll(() => nock.enableNetConnect())

  function asInstallation() {
    nock(api).get('/repos/acme/app/installation').reply(200, { id: 1 })
    nock(api)
      .post('/app/installations/1/access_tokens')
      .matchHeader('authorization', /^bearer ey/i)
      .reply(201, {
        token: 'ghs_a',
        expires_at: '2099-01-01T00:00:00Z',
        permissions: { issues: 'write' },
        repository_selection: 'all',
      })
  }

  it('is made as the installation, with our name on it', async () => {
    asInstallation()
    const label = nock(api, { reqheaders: { authorization: 'token ghs_a', 'user-agent': /^reeve\// } })
      .post('/repos/acme/app/issues/7/labels', { labels: ['overdue'] })
      .reply(200, [])
    expect(await applier().apply(effect, row)).toEqual({ outcome: 'done' })
    expect(label.isDone()).toBe(true)
  })

  it.each([
    { name: 'waits as long as GitHub says', status: 403, headers: { 'retry-after': '120' }, seconds: 120 },
    {
      name: 'waits until the hour is over',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 900) },
      seconds: 900,
    },
  ])('$name', async ({ status, headers, seconds }) => {
    asInstallation()
    nock(api)
      .post('/repos/acme/app/issues/7/labels')
      .reply(status, { message: 'You have exceeded a rate limit' }, headers)
    const receipt = await applier().apply(effect, row)
    expect(receipt.outcome).toBe('retry')
    expect(
      receipt.outcome === 'retry' &&
        receipt.after >= now + seconds * 1000 &&
        receipt.after <= now + (seconds + 60) * 1000,
    ).toBe(true)
  })
})
