import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const { privateKey: otherKey } = generateKeyPairSync('ed25519', {
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const all = { APP_ID: '7', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: 'ours alone' }

describe('settings', () => {
  test('without any it is the demo, which says only warnings', () => {
    expect(readConfig({})).toEqual({
      ok: true,
      config: { mode: 'demo', host: '127.0.0.1', port: 3000, logLevel: 'warn' },
    })
  })

  test('empty ones are not set', () => {
    expect(readConfig({ APP_ID: '', PRIVATE_KEY: ' ', WEBHOOK_SECRET: '' })).toMatchObject({
      config: { mode: 'demo' },
    })
  })

  test('with all of them it serves', () => {
    expect(readConfig(all)).toMatchObject({
      config: {
        mode: 'serve',
        serve: { appId: 7, webhookSecret: 'ours alone', port: 3000, folder: '.reeve', logLevel: 'info' },
      },
    })
  })

  test('the demo can be asked for by name, whatever is set', () => {
    expect(readConfig({ ...all, WEBHOOK_SECRET: '' }, 'demo')).toMatchObject({ config: { mode: 'demo' } })
  })

  test('the server, asked for by name, is never the demo', () => {
    const read = readConfig({}, 'serve')
    expect(read).toMatchObject({ ok: false })
    expect(read.ok ? [] : read.problems.map((problem) => problem.split(' ')[0])).toEqual([
      'APP_ID',
      'PRIVATE_KEY',
      'WEBHOOK_SECRET',
    ])
  })

  test.each([
    ['a private key in one line', privateKey.replaceAll('\n', '\\n')],
    ['a private key in base64', Buffer.from(privateKey).toString('base64')],
  ])('%s is read', (_, key) => {
    expect(readConfig({ ...all, PRIVATE_KEY: key })).toMatchObject({ config: { serve: { privateKey } } })
  })

  test.each([
    ['a name', { GHE_HOST: 'git.example' }, 'https://git.example/api/v3'],
    ['a name with a port', { GHE_HOST: 'git.example:8443' }, 'https://git.example:8443/api/v3'],
    ['an address', { GHE_HOST: 'https://git.example/' }, 'https://git.example/api/v3'],
    ['the address of its API', { GHE_HOST: 'https://git.example/api/v3' }, 'https://git.example/api/v3'],
    ['a name without TLS', { GHE_HOST: 'git.example', GHE_PROTOCOL: 'http' }, 'http://git.example/api/v3'],
    ['an address without TLS', { GHE_HOST: 'http://git.example' }, 'http://git.example/api/v3'],
    ['one that GitHub runs', { GHE_HOST: 'acme.ghe.com' }, 'https://api.acme.ghe.com'],
    ['its API', { GHE_HOST: 'https://api.acme.ghe.com' }, 'https://api.acme.ghe.com'],
  ])('GitHub Enterprise by %s: its API', (_, environment, baseUrl) => {
    expect(readConfig({ ...all, ...environment })).toMatchObject({ config: { serve: { baseUrl } } })
  })

  test.each([
    ['left out', {}, 'github.com'],
    ['none, on a server of its own', { GHE_HOST: 'git.example', REEVE_LIMITS: 'none' }, 'none'],
    ['left out there', { GHE_HOST: 'git.example' }, 'github.com'],
  ])('rate limits %s', (_, environment, limits) => {
    expect(readConfig({ ...all, ...environment })).toMatchObject({ config: { serve: { limits } } })
  })

  test('without GitHub Enterprise it is github.com', () => {
    expect(readConfig({ ...all, GHE_HOST: ' ' })).toMatchObject({
      config: { serve: expect.not.objectContaining({ baseUrl: expect.anything() }) },
    })
  })

  const names = ['APP_ID', 'PRIVATE_KEY', 'WEBHOOK_SECRET'] as const
  const halves = [1, 2, 3, 4, 5, 6].map((bits) => names.filter((_, index) => bits & (1 << index)))
  const ways = [
    ['missing', undefined],
    ['empty', ''],
    ['blank', ' \n'],
  ] as const
  test.each(
    halves.flatMap((absent) =>
      ways.map(([how, value]) => [absent.join(' and '), how, absent, value] as const),
    ),
  )('%s %s: a sentence for each, and what there is without any', (_, __, absent, value) => {
    const read = readConfig({ ...all, ...Object.fromEntries(absent.map((name) => [name, value])) })
    expect(read.ok ? [] : read.problems).toEqual([
      ...absent.map((name) => expect.stringMatching(new RegExp(`^${name} is missing: set it to the .+\\.$`))),
      'Without any of them, `npm start` shows a demo that needs nothing.',
    ])
  })

  test.each([
    [
      'half the credentials',
      { APP_ID: '7', WEBHOOK_SECRET: 'ours alone' },
      ['PRIVATE_KEY is missing: set it to', 'Without any of them, `npm start` shows a demo'],
    ],
    ['an app id in words', { ...all, APP_ID: 'reeve' }, ['APP_ID is "reeve", which is no number']],
    [
      'a secret that everybody knows',
      { ...all, WEBHOOK_SECRET: 'development' },
      ['WEBHOOK_SECRET is the word "development"'],
    ],
    [
      'the host of github.com',
      { ...all, GHE_HOST: 'github.com' },
      ['GHE_HOST is "github.com", which is not GitHub Enterprise: leave it away'],
    ],
    [
      'a host that is none',
      { ...all, GHE_HOST: 'our server' },
      ['GHE_HOST is "our server", which is no name'],
    ],
    ['a page of a host', { ...all, GHE_HOST: 'git.example/acme' }, ['GHE_HOST is "git.example/acme"']],
    [
      'a password at a host',
      { ...all, GHE_HOST: 'https://u:p@git.example' },
      ['GHE_HOST is "…@git.example"'],
    ],
    ['another protocol', { ...all, GHE_HOST: 'ssh://git.example' }, ['GHE_HOST is "ssh://git.example"']],
    [
      'a protocol that is none',
      { ...all, GHE_HOST: 'git.example', GHE_PROTOCOL: 'git' },
      ['GHE_PROTOCOL is "git": set it to https'],
    ],
    [
      'limits of nobody',
      { ...all, GHE_HOST: 'git.example', REEVE_LIMITS: 'off' },
      ['REEVE_LIMITS is "off": set it to github.com, or to none'],
    ],
    ['no limits at github.com', { ...all, REEVE_LIMITS: 'none' }, ['REEVE_LIMITS is "none", but github.com']],
    [
      'everything wrong at once',
      { APP_ID: 'x', PRIVATE_KEY: 'x', WEBHOOK_SECRET: 'development', GHE_HOST: '/' },
      ['PRIVATE_KEY cannot', 'APP_ID is "x"', 'WEBHOOK_SECRET is', 'GHE_HOST is'],
    ],
    [
      'a key that is cut off',
      { ...all, PRIVATE_KEY: privateKey.slice(0, 900) },
      ['PRIVATE_KEY cannot be read'],
    ],
    ['the public key', { ...all, PRIVATE_KEY: publicKey }, ['PRIVATE_KEY cannot be read']],
    ['a key of another sort', { ...all, PRIVATE_KEY: otherKey }, ['PRIVATE_KEY cannot be read']],
    ['a key that is none', { ...all, PRIVATE_KEY: 'hello' }, ['PRIVATE_KEY cannot be read']],
    [
      'a key file that is not there',
      { ...all, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere.pem' },
      ['PRIVATE_KEY_PATH is "/nowhere.pem"'],
    ],
    ['a port that is none', { PORT: '70000' }, ['PORT is "70000", which is no port']],
    ['a log level that is none', { LOG_LEVEL: 'loud' }, ['LOG_LEVEL is "loud": set it to one of']],
  ])('%s: one sentence each', (_, environment, expected) => {
    const read = readConfig(environment)
    expect(read.ok ? [] : read.problems).toEqual(
      expected.map((beginning) => expect.stringContaining(beginning)),
    )
  })
})

describe('REEVE_WEBHOOKS', () => {
  const read = (webhooks: unknown, more: Record<string, string> = {}) =>
    readConfig({
      ...all,
      REEVE_WEBHOOKS: typeof webhooks === 'string' ? webhooks : JSON.stringify(webhooks),
      ...more,
    })
  const chat = (target: Record<string, unknown>) => ({
    acme: { chat: { url: 'https://chat.example/hook', secret: 'sixteen letters!', ...target } },
  })

  test('says where a name goes, by the account whose policies may use it', () => {
    const set = read(chat({}))
    expect(set.ok && set.config.mode === 'serve' && set.config.serve.webhooks).toEqual(chat({}))
  })
  test('may be a file', () => {
    const wrong = readConfig({ ...all, REEVE_WEBHOOKS_PATH: '/no/such/file' })
    expect(wrong).toEqual({
      ok: false,
      problems: [expect.stringContaining('REEVE_WEBHOOKS_PATH is "/no/such/file"')],
    })
  })
  test.each<[string, unknown, string | undefined]>([
    ['this machine, without https', chat({ url: 'http://127.0.0.1:8080/' }), undefined],
    ['another one, without https', chat({ url: 'http://10.0.0.7/' }), 'acme.chat is not https'],
    [
      'one that only begins like this machine',
      chat({ url: 'http://127.0.0.1.example/' }),
      'acme.chat is not https',
    ],
    ['another scheme', chat({ url: 'file:///etc/passwd' }), 'acme.chat is not https'],
    ['no address', chat({ url: 'chat' }), 'acme.chat has no address'],
    ['a password in it', chat({ url: 'https://a:b@chat.example/' }), 'acme.chat has a password'],
    ['fifteen letters', chat({ secret: 'fifteen letters' }), 'acme.chat has a secret that is too short'],
    ['no secret', { acme: { chat: { url: 'https://chat.example/' } } }, 'cannot be read at acme.chat.secret'],
    ['a key that nobody knows', chat({ token: 'x' }), 'cannot be read at acme.chat'],
    ['no JSON', '{', 'REEVE_WEBHOOKS cannot be read'],
  ])('%s', (_, webhooks, problem) => {
    const set = read(webhooks)
    expect(set).toEqual(
      problem === undefined
        ? expect.objectContaining({ ok: true })
        : { ok: false, problems: [expect.stringContaining(problem)] },
    )
    // What is wrong is told without what is secret.
    expect(JSON.stringify(set.ok ? '' : set)).not.toMatch(/fifteen letters|passwd|a:b@/)
  })
})
