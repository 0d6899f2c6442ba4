import { generateKeyPairSync } from 'node:crypto'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fakeNetwork } from '../../test/builders/fake-network.ts'
import type { KeptAnswer } from './answers.ts'
import { createAppOctokit, createGitHubClient } from './client.ts'
import { createApplier } from './effects/index.ts'
import { createFactSource } from './facts/index.ts'

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
  fakeNetwork()
  beforeAll(() => nock.disableNetConnect())
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

  describe('an answer that is cut short, or none', () => {
    const reset = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
    const again = (receipt: unknown) =>
      expect(receipt).toMatchObject({ outcome: 'retry', after: now + 30_000 })

    it('to a write: again a little later', async () => {
      asInstallation()
      nock(api).post('/repos/acme/app/issues/7/labels').replyWithError(reset)
      again(await applier().apply(effect, row))
    })

    it('to a list that is looked through first: nothing is made', async () => {
      asInstallation()
      const asked = nock(api).get('/repos/acme/app/issues/7/comments').query(true)
      asked.reply(200, '[{"id":1,"body":"cut of', { 'content-type': 'application/json' })
      const comment = { do: 'comment.add' as const, key: 'k', body: 'b' }
      again(await applier().apply({ ...effect, change: comment }, row))
      expect(nock.pendingMocks()).toEqual([])
    })

    it.each([
      [
        'cut short',
        () =>
          nock(api)
            .get(/labels/)
            .reply(200, '[{"name":"cut of', { 'content-type': 'application/json' }),
      ],
      [
        'a reset connection',
        () =>
          nock(api)
            .get(/labels/)
            .replyWithError(reset),
      ],
      [
        'an error page',
        () =>
          nock(api)
            .get(/labels/)
            .reply(502, '<html>', { 'content-type': 'text/html' }),
      ],
    ])('to a read, %s: unknown, with the reason, and not empty', async (_, answer) => {
      asInstallation()
      answer()
      const { octokitFor } = createGitHubClient(createAppOctokit({ appId: 7, privateKey }))
      const facts = createFactSource({ octokitFor, app: 'reeve[bot]' })
      expect(await facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })).toMatchObject({
        ok: false,
        why: expect.stringContaining('ould not'),
      })
    })

    it('a query that the App lacks a permission for names it', async () => {
      asInstallation()
      nock(api)
        .post('/graphql')
        .reply(200, {
          data: { repository: null },
          errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
        })
      const { octokitFor } = createGitHubClient(createAppOctokit({ appId: 7, privateKey }))
      const facts = createFactSource({ octokitFor, app: 'reeve[bot]' })
      expect(await facts.load({ name: 'env', key: 'acme/app/testnet' }, { repo: 'acme/app' })).toMatchObject({
        ok: false,
        why: expect.stringContaining('it needs the permission Deployments: read'),
      })
    })
  })

  describe('a read with a place to keep answers', () => {
    const kept = new Map<string, KeptAnswer>()
    const answers = {
      get: async (key: string) => kept.get(key),
      set: async (key: string, answer: KeptAnswer) => void kept.set(key, answer),
    }
    afterEach(() => kept.clear())

    async function reader() {
      asInstallation()
      const { octokitFor } = createGitHubClient(createAppOctokit({ appId: 7, privateKey, answers }))
      const github = await octokitFor('acme/app')
      return async () => {
        const answer = await github?.request('GET /repos/{owner}/{repo}/issues', {
          owner: 'acme',
          repo: 'app',
        })
        return { data: answer?.data, link: answer?.headers.link, status: answer?.status }
      }
    }
    const first = { data: [{ number: 1 }], link: '<https://api.github.com/2>; rel="next"', status: 200 }
    const shown = { etag: 'W/"1"', link: first.link }

    it('asks whether it is still so, and gives the whole answer, with its next page, when it is', async () => {
      const read = await reader()
      nock(api, { badheaders: ['if-none-match'] })
        .get('/repos/acme/app/issues')
        .reply(200, first.data, shown)
      expect(await read()).toEqual(first)
      nock(api, { reqheaders: { 'if-none-match': 'W/"1"' } })
        .get('/repos/acme/app/issues')
        .reply(304)
      expect(await read()).toEqual(first)
      const second = { data: [], link: undefined, status: 200 }
      nock(api, { reqheaders: { 'if-none-match': 'W/"1"' } })
        .get('/repos/acme/app/issues')
        .reply(200, second.data, { etag: 'W/"2"' })
      expect(await read()).toEqual(second)
      nock(api, { reqheaders: { 'if-none-match': 'W/"2"' } })
        .get('/repos/acme/app/issues')
        .reply(304)
      expect(await read()).toEqual(second)
    })

    it('keeps nothing of a refusal, nor of an answer without an ETag', async () => {
      const read = await reader()
      nock(api).get('/repos/acme/app/issues').reply(404, { message: 'Not Found' }, { etag: 'W/"0"' })
      await expect(read()).rejects.toMatchObject({ status: 404 })
      nock(api, { badheaders: ['if-none-match'] })
        .get('/repos/acme/app/issues')
        .reply(200, [])
      expect(await read()).toMatchObject({ data: [] })
      expect(kept.size).toBe(0)
    })

    it('is not answered with what another installation saw', async () => {
      const read = await reader()
      nock(api).get('/repos/acme/app/issues').reply(200, first.data, shown)
      await read()
      expect([...kept.keys()].map((key) => key.split(' ')[0])).toEqual(['1'])
    })
  })
})
