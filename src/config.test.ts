import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
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

  test('GitHub Enterprise has its API under its own name', () => {
    expect(readConfig({ ...all, GHE_HOST: 'git.example' })).toMatchObject({
      config: { serve: { baseUrl: 'https://git.example/api/v3' } },
    })
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
