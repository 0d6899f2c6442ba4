import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import {
  createPracticeGitHub,
  type PracticeGitHub,
  startPracticeServer,
  strictLimits,
} from '../../../src/practice/index.ts'
import { events, permissions } from '../../builders/story.ts'
import { type Life, prepareLife } from './lives.ts'

const parent = mkdtempSync(join(tmpdir(), 'reeve-edge-'))
afterAll(() => rmSync(parent, { recursive: true }))

const script = new URL('./by-hand.ts', import.meta.url)
const pulls = 100
const wednesday = Date.parse('2026-01-07T12:00:00Z')
const thursday = Date.parse('2026-01-08T00:00:00Z')
const minute = 60_000
const policy = `
version: 1
windows: { release: { open: [Sun-Wed 00:00-24:00] } }
rules: { freeze: { kind: release-window, when: is:pr, window: release } }
`
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const app = { appId: 7, privateKey, webhookSecret: 'a secret of this test' }

let now = wednesday

function world(): PracticeGitHub {
  const github = createPracticeGitHub({ clock: { now: () => now }, authClock: { now: () => Date.now() } })
  github.addOrg('acme', { members: ['eve'] })
  github.addRepo({ full_name: 'acme/app', files: { '.github/reeve.yml': policy } })
  for (let each = 1; each <= pulls; each++) {
    const head = `change-${each}`
    github.as('eve').openPull('acme/app', { title: head, head, files: { [head]: head } })
  }
  github.addApp({ id: 7, slug: 'reeve', privateKey, webhookSecret: app.webhookSecret, permissions, events })
  return github
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

const Document = z.object({ query: z.string().startsWith('mutation checks') })

/** The so-manieth document of checks is done at GitHub, and its answer never comes. */
function losesAnswer(github: PracticeGitHub, count: number): Promise<void> {
  const { fetch } = github
  let left = count
  return new Promise((tell) => {
    github.fetch = async (input, init) => {
      const request = new Request(input, init)
      const isDocument =
        request.url.endsWith('/graphql') && Document.safeParse(await request.clone().json()).success
      const answer = await fetch(request)
      if (!isDocument || --left > 0) return answer
      github.fetch = fetch
      tell()
      return new Promise(() => {})
    }
  })
}

/** Cranks the clock, stopping wherever something is due. */
async function until(life: Life, github: PracticeGitHub, target: number): Promise<void> {
  for (let next = now; ; now = Math.max(now, Math.min(next, target))) {
    await github.deliver()
    next = await life.at(now)
    // What it did is told, and what that leads to is done at once.
    if ((await github.deliver()) > 0) next = await life.at(now)
    if (now >= target) return
  }
}

const green = (github: PracticeGitHub) => {
  const { checkRuns, items } = github.repo('acme/app')
  return Object.values(items).filter(
    ({ pull }) => checkRuns.findLast(({ head_sha }) => head_sha === pull?.sha)?.conclusion === 'success',
  ).length
}

it('killed in the middle of a flip: begun again it turns all before the edge, none twice, inside GitHub’s limits', {
  timeout: 500_000,
}, async () => {
  const github = world()
  const server = await startPracticeServer(github, { deliver: false })
  const port = await freePort()
  for (const each of github.state.apps) each.webhookUrl = `http://127.0.0.1:${port}/api/github/webhooks`
  const live = async (limits: 'github.com' | 'none'): Promise<Life> => {
    const cache = join(parent, 'compiled')
    const settings = { ...app, folder: join(parent, 'store'), cache, baseUrl: server.url, port, limits, now }
    const life = prepareLife(settings, script)
    life.begin()
    await life.ready
    return life
  }
  github.install('reeve', 'acme')
  const first = await live('none')
  await until(first, github, wednesday + 10 * minute)
  expect(green(github)).toBe(pulls)
  await first.kill()

  github.limits.strict = strictLimits()
  const second = await live('github.com')
  const before = github.requests.length
  const lost = losesAnswer(github, 3)
  await Promise.race([lost, until(second, github, thursday)])
  expect(now).toBeLessThan(thursday)
  await second.kill()
  // The third was done, and nobody knows.
  expect(green(github)).toBe(pulls - 60)

  const third = await live('github.com')
  await until(third, github, thursday - 1000)
  expect(green(github)).toBe(0)
  await until(third, github, thursday + 10 * minute)
  const calls = github.requests.slice(before)
  expect(calls.filter(({ status }) => status === 403 || status === 429)).toEqual([])
  const { checkRuns } = github.repo('acme/app')
  expect(checkRuns).toHaveLength(pulls)
  const documents = calls.filter(({ body }) => Document.safeParse(body).success)
  const singles = calls.filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'))
  // Nothing that was done is done again: the third is looked up.
  expect(documents).toHaveLength(pulls / 20)
  expect(singles).toEqual([])
  for (const life of [first, second, third]) expect(life.complaints()).toBe('')
  await third.kill()
  await server.close()
})
