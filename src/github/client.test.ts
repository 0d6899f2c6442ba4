import nock from 'nock'
import { Probot } from 'probot'
import { afterEach, describe, expect, test, vi } from 'vitest'
import project from '../../package.json' with { type: 'json' }
import { fakeNetwork } from '../../test/builders/fake-network.ts'
import { aRow, connect, privateKey } from '../../test/builders/github.ts'
import { createAppOctokit, createGitHubClient, ReeveOctokit } from './client.ts'
import { createFactSource } from './facts/index.ts'

fakeNetwork()

describe('installations', () => {
  const asked = (requests: readonly { path: string }[], what: string) =>
    requests.filter(({ path }) => path.endsWith(what)).length

  test('are asked for once, and so are their tokens', async () => {
    const world = connect()
    await Promise.all(
      [1, 2, 3].map(() => world.facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })),
    )
    await world.facts.load({ name: 'team', key: 'acme/qa' }, { repo: 'acme/app' })
    expect(asked(world.practice.requests, '/repos/acme/app/installation')).toBe(1)
    expect(asked(world.practice.requests, '/access_tokens')).toBe(1)
  })

  test('told by a webhook, they are not asked for', async () => {
    const world = connect()
    world.client.noteInstallation('Acme', world.practice.state.installations[0]?.id)
    await world.facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })
    expect(asked(world.practice.requests, '/installation')).toBe(0)
  })

  test('installed later: found later', async () => {
    const world = connect()
    world.practice.addRepo({ full_name: 'other/app', labels: ['bug'] })
    expect(await world.client.octokitFor('other/app')).toBeUndefined()
    world.practice.install('reeve', 'other')
    expect(await world.client.octokitFor('other/app')).toBeDefined()
  })

  test('installed anew under another number: found again', async () => {
    const world = connect()
    world.client.noteInstallation('acme', 424242)
    const read = () => world.facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })
    expect(await read()).toMatchObject({ ok: false })
    expect(await read()).toMatchObject({ ok: true })
  })

  test('who Reeve is', async () => {
    expect(await connect().client.identity()).toEqual({ id: 7, slug: 'reeve', login: 'reeve[bot]' })
  })

  test('a suspended installation is a reason, not a crash', async () => {
    const world = connect()
    for (const installation of world.practice.state.installations) installation.suspended = true
    expect(await world.facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })).toMatchObject({
      ok: false,
      why: expect.stringContaining('suspended'),
    })
  })
})

describe('a token that was revoked before its time', () => {
  afterEach(() => void vi.useRealTimers())

  /** Labels were read; ten minutes later every token is revoked. Octokit itself waits on those that are seconds old. */
  async function revoked() {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const world = connect()
    const read = () => world.facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })
    expect(await read()).toMatchObject({ ok: true })
    vi.setSystemTime(Date.now() + 600_000)
    for (const text of Object.keys(world.practice.state.tokens)) delete world.practice.state.tokens[text]
    const tokens = () => world.practice.requests.filter(({ path }) => path.endsWith('/access_tokens')).length
    return { world, read, tokens }
  }

  test('is renewed, once for all that were refused, and what was asked is answered', async () => {
    const { read, tokens } = await revoked()
    expect(await Promise.all([read(), read(), read()])).toMatchObject([
      { ok: true },
      { ok: true },
      { ok: true },
    ])
    expect(tokens()).toBe(2)
  })

  test('for the App was suspended meanwhile: GitHub’s word for it is told', async () => {
    const { world, read } = await revoked()
    for (const installation of world.practice.state.installations) installation.suspended = true
    expect(await read()).toMatchObject({ ok: false, why: expect.stringContaining('suspended') })
  })
})

describe('conditional requests', () => {
  test('what did not change costs nothing and is the same', async () => {
    const world = connect({ keepAnswers: true })
    const many = Array.from({ length: 150 }, (_, index) => `label-${index}`)
    for (const name of many) world.practice.as('ann').createLabel('acme/app', name)
    const read = () => world.facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })
    const first = await read()
    const counted = world.practice.requests.filter(({ counted }) => counted).length
    expect(await read()).toEqual(first)
    expect(world.practice.requests.filter(({ counted }) => counted)).toHaveLength(counted)
    expect(world.calls().filter((call) => call.endsWith(' 304'))).toHaveLength(2)
  })

  test('what changed is read', async () => {
    const world = connect({ keepAnswers: true })
    const key = `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Broken' }).number}`
    await world.facts.refresh(aRow(key))
    world.practice.as('ann').label(key, 'bug')
    expect(await world.facts.refresh(aRow(key))).toMatchObject({ ok: true, value: { labels: ['bug'] } })
  })
})

describe('one exchange', () => {
  test('GitHub Enterprise: its own address, our name', async () => {
    const scope = nock('https://git.acme.example', {
      reqheaders: { 'user-agent': new RegExp(`^reeve/${project.version} `), authorization: /^bearer ey/i },
    })
      .get('/api/v3/app')
      .reply(200, { id: 7, slug: 'reeve' })
    const app = createAppOctokit({ appId: 7, privateKey, baseUrl: 'https://git.acme.example/api/v3' })
    expect(await createGitHubClient(app).identity()).toMatchObject({ slug: 'reeve' })
    expect(scope.isDone()).toBe(true)
  })

  test('neither spaced nor tried again: that is the outbox’s', async () => {
    let asked = 0
    nock('https://api.github.com')
      .get('/app')
      .times(3)
      .reply(() => {
        asked += 1
        return [502, 'Bad Gateway']
      })
    await expect(createGitHubClient(createAppOctokit({ appId: 7, privateKey })).identity()).rejects.toThrow()
    expect(asked).toBe(1)
  })
})

test('Probot takes the class, and its credentials serve', async () => {
  const world = connect()
  const probot = new Probot({
    appId: 7,
    privateKey,
    secret: 'secret',
    Octokit: ReeveOctokit as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>['Octokit'],
    request: { fetch: world.practice.fetch },
    logLevel: 'fatal',
  })
  // Probot types what it makes by its own class.
  const app = (await probot.auth()) as unknown as InstanceType<typeof ReeveOctokit>
  expect(app).toBeInstanceOf(ReeveOctokit)
  const { octokitFor } = createGitHubClient(app)
  const facts = createFactSource({ octokitFor, app: 'reeve[bot]' })
  expect(await facts.load({ name: 'labels', key: 'acme/app' }, { repo: 'acme/app' })).toMatchObject({
    ok: true,
  })
})

test('with Probot a token is renewed at GitHub Enterprise too, not at github.com', async () => {
  const scope = nock('https://git.acme.example')
    .get('/api/v3/repos/acme/app/installation')
    .reply(200, { id: 3 })
    .post('/api/v3/app/installations/3/access_tokens')
    .reply(201, { token: 'ghs_1', expires_at: '2999-01-01T00:00:00Z', permissions: {} })
  const probot = new Probot({
    appId: 7,
    privateKey,
    secret: 'secret',
    Octokit: ReeveOctokit as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>['Octokit'],
    baseUrl: 'https://git.acme.example/api/v3',
    logLevel: 'fatal',
  })
  const app = (await probot.auth()) as unknown as InstanceType<typeof ReeveOctokit>
  await createGitHubClient(app).renewToken('acme/app')
  expect(scope.isDone()).toBe(true)
})
