import { createHmac, createSign, generateKeyPairSync } from 'node:crypto'
import { Octokit } from '@octokit/rest'
import { beforeEach, describe, expect, test } from 'vitest'
import { createPracticeGitHub, type PracticeGitHub, startPracticeServer } from './index.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

let now = 0
let practice: PracticeGitHub
let received: { event: string; payload: Record<string, unknown>; guid: string }[] = []
const target = { owner: 'acme', repo: 'app' }

beforeEach(() => {
  now = Date.parse('2026-01-05T09:00:00Z')
  received = []
  practice = createPracticeGitHub({
    clock: { now: () => now },
    send: async ({ headers, body }) => {
      const guid = headers['x-github-delivery'] ?? ''
      received.push({ event: headers['x-github-event'] ?? '', payload: JSON.parse(body), guid })
      return { status: 202 }
    },
  })
  practice.addOrg('acme', { members: ['ann', 'bob'], admins: ['zoe'] })
  practice.addTeam('acme', 'qa', ['dana'])
  practice.addRepo({ full_name: 'acme/app', labels: ['bug', 'major'], requiredChecks: ['Reeve'] })
  practice.addApp({
    id: 7,
    slug: 'reeve',
    privateKey,
    webhookSecret: 'secret',
    webhookUrl: 'http://127.0.0.1:1/',
    permissions: {
      issues: 'write',
      pull_requests: 'write',
      checks: 'write',
      contents: 'read',
      members: 'read',
    },
    events: [
      'issues',
      'issue_comment',
      'label',
      'pull_request',
      'push',
      'check_run',
      'merge_group',
      'membership',
    ],
  })
})

function jwt(issued = now): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = Math.floor(issued / 1000)
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: 7, iat: seconds - 30, exp: seconds + 540 })}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`
}

function asApp(): Octokit {
  return new Octokit({ auth: jwt(), request: { fetch: practice.fetch }, log: quiet })
}

async function asInstallation(permissions?: Record<string, 'read' | 'write'>): Promise<Octokit> {
  const [installation] = practice.state.installations
  const { data } = await asApp().rest.apps.createInstallationAccessToken({
    installation_id: installation?.id ?? 0,
    ...(permissions ? { permissions } : {}),
  })
  return new Octokit({ auth: data.token, request: { fetch: practice.fetch }, log: quiet })
}

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const names = () => received.map(({ event, payload }) => [event, payload.action].filter(Boolean).join('.'))

describe('a first story with plain Octokit', () => {
  beforeEach(() => {
    practice.install('reeve', 'acme')
  })

  test('a person opens an issue with a label; the App hears of it twice and answers', async () => {
    practice.as('ann').openIssue('acme/app', { title: 'It breaks', labels: ['bug'] })
    await practice.deliver()
    expect(names()).toEqual(['installation.created', 'issues.opened', 'issues.labeled'])

    const octokit = await asInstallation()
    await octokit.rest.issues.addLabels({ ...target, issue_number: 1, labels: ['major', 'BUG'] })
    await octokit.rest.issues.createComment({ ...target, issue_number: 1, body: 'Which version?' })
    await practice.deliver()
    expect(names().slice(3)).toEqual(['issues.labeled', 'issue_comment.created'])
    expect(received.at(-1)?.payload.sender).toMatchObject({ login: 'reeve[bot]', type: 'Bot' })
    expect(practice.labels('acme/app#1')).toEqual(['bug', 'major'])
  })

  test('a timeline of many entries comes in pages', async () => {
    practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
    for (let count = 0; count < 60; count += 1) {
      practice.as('ann').label('acme/app#1', 'bug')
      practice.as('bob').unlabel('acme/app#1', 'bug')
    }
    const octokit = await asInstallation()
    const first = await octokit.rest.issues.listEventsForTimeline({
      ...target,
      issue_number: 1,
      per_page: 100,
    })
    expect(first.data).toHaveLength(100)
    expect(first.headers.link).toContain('rel="next"')
    const all = await octokit.paginate(octokit.rest.issues.listEventsForTimeline, {
      ...target,
      issue_number: 1,
    })
    expect(all).toHaveLength(120)
    expect(all.at(-1)).toMatchObject({ event: 'unlabeled', actor: { login: 'bob' } })
  })

  test('what is not granted is refused', async () => {
    practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
    const octokit = await asInstallation({ issues: 'read' })
    await expect(
      octokit.rest.issues.addLabels({ ...target, issue_number: 1, labels: ['bug'] }),
    ).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    })
    await expect(octokit.rest.teams.listMembersInOrg({ org: 'acme', team_slug: 'qa' })).rejects.toMatchObject(
      {
        status: 403,
      },
    )
  })

  test('a token ends after an hour', async () => {
    const octokit = await asInstallation()
    now += 59 * 60_000
    expect((await octokit.rest.repos.get(target)).status).toBe(200)
    now += 60_000
    await expect(octokit.rest.repos.get(target)).rejects.toMatchObject({ status: 401 })
  })

  test('what is unchanged costs nothing', async () => {
    practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
    const octokit = await asInstallation()
    const first = await octokit.rest.issues.get({ ...target, issue_number: 1 })
    const headers = { 'if-none-match': first.headers.etag ?? '' }
    const again = octokit.rest.issues.get({ ...target, issue_number: 1, headers })
    await expect(again).rejects.toMatchObject({ status: 304 })
    expect(practice.requests.slice(-2).map(({ status, counted }) => ({ status, counted }))).toEqual([
      { status: 200, counted: true },
      { status: 304, counted: false },
    ])
    practice.as('ann').label('acme/app#1', 'bug')
    expect((await octokit.rest.issues.get({ ...target, issue_number: 1, headers })).status).toBe(200)
  })

  test('the hour may be used up, and comes back', async () => {
    const octokit = await asInstallation()
    practice.limits.exhaust(practice.state.installations[0]?.id ?? 0)
    await expect(octokit.rest.repos.get(target)).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    })
    now += 3_600_000
    const fresh = await asInstallation()
    expect((await fresh.rest.repos.get(target)).headers['x-ratelimit-remaining']).toBe('4999')
  })

  test('the secondary limit says when to come back', async () => {
    practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
    const octokit = await asInstallation()
    practice.limits.secondary = { left: 1, status: 403, retryAfter: 60, match: (method) => method === 'POST' }
    const say = () => octokit.rest.issues.createComment({ ...target, issue_number: 1, body: 'Hello' })
    await expect(say()).rejects.toMatchObject({ status: 403, response: { headers: { 'retry-after': '60' } } })
    expect((await say()).status).toBe(201)
  })
})

describe('who asks, and who tells', () => {
  const get = (authorization?: string) =>
    practice.fetch(
      'https://api.github.com/repos/acme/app',
      authorization ? { headers: { authorization } } : {},
    )
  const app = (token: string) =>
    practice.fetch('https://api.github.com/app', { headers: { authorization: `Bearer ${token}` } })

  test('nobody, a made-up token and a person', async () => {
    expect((await get()).status).toBe(401)
    expect((await get('token ghs_made_up')).status).toBe(401)
    expect((await get('token ghp_ann')).status).toBe(200)
  })

  test.each([
    { what: 'a fresh one', token: () => jwt(), status: 200 },
    { what: 'one that has ended', token: () => jwt(now - 541_000), status: 401 },
    { what: 'one that just has not', token: () => jwt(now - 539_000), status: 200 },
    { what: 'one from the future', token: () => jwt(now + 3_600_000), status: 401 },
    { what: 'one of another key', token: () => jwt().replace(/.{6}$/, 'AAAAAA'), status: 401 },
    { what: 'no JSON at all', token: () => 'a.b.c', status: 401 },
  ])('JWT: $what', async ({ token, status }) => {
    expect((await app(token())).status).toBe(status)
  })

  test('a webhook is signed and names its delivery and its App', async () => {
    const sent: { headers: Record<string, string>; body: string }[] = []
    practice.webhooks.send = async (request) => {
      sent.push(request)
      return { status: 200 }
    }
    practice.install('reeve', 'acme')
    await practice.deliver()
    const [first] = sent
    const expected = createHmac('sha256', 'secret')
      .update(first?.body ?? '')
      .digest('hex')
    expect(first?.headers).toMatchObject({
      'x-hub-signature-256': `sha256=${expected}`,
      'x-github-event': 'installation',
      'x-github-delivery': expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      'x-github-hook-installation-target-id': '7',
    })
  })

  test('two runs are alike to the last delivery', () => {
    const ids = () => {
      const other = createPracticeGitHub({ clock: { now: () => now } })
      other.addOrg('acme', { members: ['ann'] })
      other.addRepo({ full_name: 'acme/app' })
      other.addApp({
        id: 7,
        slug: 'reeve',
        privateKey,
        webhookSecret: 's',
        permissions: {},
        events: ['issues'],
      })
      other.install('reeve', 'acme')
      other.as('ann').openIssue('acme/app', { title: 'It breaks', labels: ['bug'] })
      return other.webhooks.log
    }
    expect(ids()).toEqual(ids())
  })
})

describe('failures are states', () => {
  beforeEach(() => {
    practice.install('reeve', 'acme')
    practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
  })

  test.each([
    { answer: 502, comments: 0 },
    { answer: 'drop', comments: 0 },
    { answer: 'timeout', comments: 0 },
    { answer: 'drop-after-apply', comments: 1 },
  ] as const)('$answer leaves $comments comments', async ({ answer, comments }) => {
    const octokit = await asInstallation()
    practice.failures.set({
      match: (method, path) => method === 'POST' && path.endsWith('/comments'),
      times: 1,
      answer,
    })
    const say = () => octokit.rest.issues.createComment({ ...target, issue_number: 1, body: 'Hello' })
    await expect(say()).rejects.toThrow()
    expect(practice.item('acme/app#1').comments).toHaveLength(comments)
    await say()
    expect(practice.item('acme/app#1').comments).toHaveLength(comments + 1)
  })

  test('a held answer waits until it is let go', async () => {
    const octokit = await asInstallation()
    practice.failures.set({ match: (_, path) => path.endsWith('/comments'), answer: 'hold' })
    const saying = octokit.rest.issues.createComment({ ...target, issue_number: 1, body: 'Hello' })
    while (practice.failures.held() === 0) await new Promise((resolve) => setImmediate(resolve))
    expect(practice.item('acme/app#1').comments).toHaveLength(0)
    practice.failures.release()
    expect((await saying).status).toBe(201)
  })

  test('bad weather: dropped, doubled, shuffled, delayed', async () => {
    await practice.deliver()
    received = []
    practice.webhooks.weather = { shuffle: true, duplicate: 1, drop: 0, delay: 5000, seed: 3 }
    for (const label of ['bug', 'major', 'new']) practice.as('ann').label('acme/app#1', label)
    expect(await practice.deliver()).toBe(0)
    now += 5000
    expect(await practice.deliver()).toBe(8)
    const guids = received.map(({ guid }) => guid)
    expect(new Set(guids).size).toBe(4)
    const told = practice.webhooks.log.slice(-4).flatMap(({ guid }) => [guid, guid])
    expect(guids).not.toEqual(told)
    expect(guids.toSorted()).toEqual(told.toSorted())

    practice.webhooks.weather = { shuffle: false, duplicate: 0, drop: 1, delay: 0, seed: 3 }
    practice.as('ann').unlabel('acme/app#1', 'new')
    expect(await practice.deliver()).toBe(0)
    const { data } = await asApp().request('GET /app/hook/deliveries')
    expect(data[0]).toMatchObject({
      event: 'issues',
      action: 'unlabeled',
      status_code: 502,
      redelivery: false,
    })
    practice.webhooks.weather.drop = 0
    await asApp().request('POST /app/hook/deliveries/{delivery_id}/attempts', {
      delivery_id: Number(data[0]?.id),
    })
    await practice.deliver()
    expect(received.at(-1)?.guid).toBe(data[0]?.guid)
  })
})

describe('over a socket', () => {
  test('Octokit by baseUrl, a person by token, webhooks at once, a lost connection', async () => {
    const server = await startPracticeServer(practice)
    try {
      const ann = new Octokit({ baseUrl: server.url, auth: 'ghp_ann', log: quiet })
      practice.install('reeve', 'acme')
      const { data } = await ann.rest.issues.create({ ...target, title: 'Over HTTP', labels: ['bug'] })
      expect(data.url).toBe(`${server.url}/repos/acme/app/issues/1`)
      while (practice.webhooks.waiting().length > 0) await new Promise((resolve) => setImmediate(resolve))
      expect(names()).toEqual(['installation.created', 'issues.opened', 'issues.labeled'])
      practice.failures.set({ match: (method) => method === 'PATCH', times: 1, answer: 'drop-after-apply' })
      const closing = ann.rest.issues.update({ ...target, issue_number: 1, state: 'closed' })
      await expect(closing).rejects.toThrow()
      expect(practice.item('acme/app#1').state).toBe('closed')
    } finally {
      await server.close()
    }
  })
})
