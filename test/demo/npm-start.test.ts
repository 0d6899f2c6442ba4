import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createPracticeGitHub, startPracticeServer } from '../../src/practice/index.ts'

const started: ChildProcess[] = []
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
})

/** Starts Reeve as `npm start` does, in a process of its own, without credentials. */
function start(
  environment: Record<string, string>,
  words: readonly string[] = ['bin/start.js'],
  command = process.execPath,
) {
  const {
    APP_ID: _,
    PRIVATE_KEY: _key,
    PRIVATE_KEY_PATH: _path,
    WEBHOOK_SECRET: _secret,
    ...rest
  } = process.env
  const child = spawn(command, words, {
    env: { ...rest, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  const told = { out: '', err: '' }
  child.stdout.on('data', (bytes: Buffer) => {
    told.out += bytes.toString()
  })
  child.stderr.on('data', (bytes: Buffer) => {
    told.err += bytes.toString()
  })
  const ended = once(child, 'close').then(([code]: unknown[]) => code)
  const says = async (text: string) => {
    while (!told.out.includes(text) && child.exitCode === null) await once(child.stdout, 'data')
  }
  return { child, told, ended, says }
}

/** A port that somebody listens on, with the one after it, or the other way round. */
async function occupied(): Promise<{ port: number; free: () => void }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, free: () => server.close() }
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

describe('npm start with credentials', () => {
  it('says in a sentence that GitHub does not know the App, or cannot be reached', async () => {
    const github = await startPracticeServer(createPracticeGitHub())
    const environment = {
      APP_ID: '7',
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: 'ours alone',
      GHE_PROTOCOL: 'http',
      GHE_HOST: `127.0.0.1:${github.port}`,
      REEVE_DATA: ':memory:',
      PORT: '0',
    }
    const unknown = start(environment)
    expect(await unknown.ended).toBe(1)
    await github.close()
    const unreachable = start(environment)
    expect(await unreachable.ended).toBe(1)
    expect(unknown.told.err).toMatch(/^GitHub does not know this App: .+\n$/)
    expect(unreachable.told.err).toMatch(/^GitHub could not be reached .+\n$/)
  })

  it('says each setting that is wrong in a sentence, and nothing else', async () => {
    const { told, ended } = start({
      APP_ID: 'reeve',
      PRIVATE_KEY: privateKey.slice(0, 900),
      WEBHOOK_SECRET: 'development',
      GHE_HOST: '/',
      PORT: 'http',
    })
    expect(await ended).toBe(1)
    expect(told.out).toBe('')
    expect(told.err.split('\n').map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'PRIVATE_KEY cannot',
      'PORT is',
      'APP_ID is',
      'WEBHOOK_SECRET is',
      'GHE_HOST is',
      '',
    ])
  })

  it('ends when npm is told to, and leaves port and folder free; until then both are refused to others in a sentence', async () => {
    const practice = createPracticeGitHub()
    practice.addApp({
      id: 7,
      slug: 'reeve',
      privateKey,
      webhookSecret: 'ours alone',
      permissions: {},
      events: [],
    })
    const github = await startPracticeServer(practice)
    const folder = mkdtempSync(join(tmpdir(), 'reeve-npm-start-'))
    const environment = {
      APP_ID: '7',
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: 'ours alone',
      GHE_HOST: `http://127.0.0.1:${github.port}`,
      REEVE_DATA: folder,
      PORT: '0',
    }
    const first = start(environment, ['start', '--silent'], 'npm')
    await first.says('Reeve is listening')
    const [, port = ''] = /"url":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(first.told.out) ?? []
    const { pid } = z
      .object({ pid: z.number() })
      .parse(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')))
    const sameFolder = start(environment)
    const samePort = start({ ...environment, REEVE_DATA: ':memory:', PORT: port })
    expect([await sameFolder.ended, await samePort.ended]).toEqual([1, 1])
    expect(sameFolder.told.err).toBe(
      `The folder ${folder} is in use by process ${pid}; stop that one first, or give this one a folder of its own or a DATABASE_URL.\n`,
    )
    expect(samePort.told.err).toBe(
      `Port ${port} is in use already. Set PORT to another one, such as \`PORT=4000 npm start\`, or stop what listens there.\n`,
    )
    first.child.kill('SIGTERM')
    await first.ended
    await vi.waitFor(() => expect(existsSync(join(folder, 'lock'))).toBe(false), { timeout: 20_000 })
    expect(first.told.err).toBe('')
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow()
    await github.close()
    rmSync(folder, { recursive: true })
  })
})

describe('npm start without credentials', () => {
  it('shows the guide, and ends cleanly at Ctrl-C', async () => {
    const { child, told, ended, says } = start({ PORT: '0' })
    await says('Ctrl-C ends it')
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+(?=\n)/.exec(told.out) ?? []
    expect(await (await fetch(url)).text()).toContain('Reeve keeps the process of a practice team here.')
    child.kill('SIGINT')
    expect(await ended).toBe(0)
    expect(told.err).toBe('')
    expect(told.out.split('\n').filter((line) => line.length > 80)).toEqual([])
  })

  it.each([
    ['its own port', 0],
    ['the port of its GitHub', -1],
  ])('says in a sentence that %s is taken', async (_, offset) => {
    const { port, free } = await occupied()
    const { told, ended } = start({ PORT: String(port + offset) })
    expect(await ended).toBe(1)
    free()
    expect(told.err).toBe(
      `Port ${port} is in use already. Set PORT to another one, such as \`PORT=4000 npm start\`, or stop what listens there. ` +
        'The demo needs that port and the one after it.\n',
    )
  })

  it('is also `reeve demo`, whatever credentials are set', async () => {
    const { child, told, ended, says } = start({ PORT: '0', APP_ID: '7' }, ['bin/reeve.js', 'demo'])
    await says('Ctrl-C ends it')
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(told.err).toBe('')
  })

  it('is not what `reeve serve` does', async () => {
    const { told, ended } = start({}, ['bin/reeve.js', 'serve'])
    expect(await ended).toBe(1)
    expect(told.err.split('\n').map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'APP_ID is missing:',
      'PRIVATE_KEY is missing:',
      'WEBHOOK_SECRET is missing:',
      '',
    ])
  })
})
