import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { afterAll, expect, it, vi } from 'vitest'
import {
  createPracticeGitHub,
  type PracticeGitHub,
  startPracticeServer,
} from '../../../src/practice/index.ts'
import { events, permissions } from '../../builders/story.ts'
import { type Life, prepareLife } from './lives.ts'

const kills = 50
const script = new URL('./until-killed.ts', import.meta.url)
const parent = mkdtempSync(join(tmpdir(), 'reeve-lives-'))
afterAll(() => rmSync(parent, { recursive: true }))

const policy = `
version: 1
since: 2020-01-01
people: { qa: "@acme/qa" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies: { kind: label-guard, when: is:issue, labels: verified, by: qa }
  late: { kind: sla, when: "is:issue is:open label:critical", within: 0m, on-breach: [{ label: overdue }, { comment: It is late. }] }
  no-hotfix: { when: is:pr, must: "-label:hotfix" }
`

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const app = { appId: 7, privateKey, webhookSecret: 'a secret of this test' }

/** What people do, one act after the other: ten issues, then five pull requests, each with a life of its own. */
function actsOf(github: PracticeGitHub): (() => unknown)[] {
  const eve = github.as('eve')
  const issues = Array.from({ length: 10 }, (_, index) => `acme/app#${index + 1}`)
  const pulls = Array.from({ length: 5 }, (_, index) => `acme/app#${index + 11}`)
  return [
    ...issues.map(
      (_, index) => () => eve.openIssue('acme/app', { title: `Issue ${index}`, labels: ['minor'] }),
    ),
    ...pulls.map(
      (_, index) => () =>
        eve.openPull('acme/app', {
          title: `Change ${index}`,
          head: `change-${index}`,
          files: { a: `${index}` },
          labels: ['hotfix'],
        }),
    ),
    ...issues.map((name) => () => eve.label(name, 'critical')),
    ...issues.map((name) => () => eve.label(name, 'verified')),
    ...pulls.map((name) => () => eve.unlabel(name, 'hotfix')),
    ...pulls.map((name) => () => eve.push(name, { files: { a: 'again' } })),
    ...issues.map((name) => () => github.as('dana').comment(name, 'I see it')),
  ]
}

/** Numbers from 0 to 1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 2 ** 32
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

function world(): { github: PracticeGitHub; pass(seconds: number): void } {
  let now = Date.parse('2026-01-05T09:00:00Z')
  const github = createPracticeGitHub({ clock: { now: () => now }, authClock: { now: () => Date.now() } })
  github.addOrg('acme', { members: ['ann', 'dana', 'eve'] })
  github.addTeam('acme', 'qa', ['ann'])
  github.addRepo({
    full_name: 'acme/app',
    files: { '.github/reeve.yml': policy },
    labels: ['critical', 'major', 'minor', 'verified', 'overdue', 'hotfix'],
  })
  github.addApp({ id: 7, slug: 'reeve', privateKey, webhookSecret: app.webhookSecret, permissions, events })
  return {
    github,
    pass: (seconds) => {
      now += seconds * 1000
    },
  }
}

/** Delivers again what was never answered with a 2xx, as whoever runs Reeve would. Answers how many there were. */
function deliverAgain({ webhooks }: PracticeGitHub): number {
  const waiting = new Set(webhooks.waiting().map(({ guid }) => guid))
  const heard = new Set(
    webhooks.log.flatMap(({ guid, status_code }) => (status_code >= 200 && status_code < 300 ? [guid] : [])),
  )
  const unheard = new Map(
    webhooks.log.flatMap((each) =>
      heard.has(each.guid) || waiting.has(each.guid) ? [] : [[each.guid, each]],
    ),
  )
  for (const { id } of unheard.values()) webhooks.redeliver(id)
  return unheard.size
}

/** Lives the story through; its Reeve is killed so many times on the way. The world that is there in the end. */
async function live(name: string, times: number, seed = 1): Promise<unknown[]> {
  const { github, pass } = world()
  const requests = watchDoor(github)
  const server = await startPracticeServer(github)
  const port = await freePort()
  for (const each of github.state.apps) each.webhookUrl = `http://127.0.0.1:${port}/api/github/webhooks`
  const settings = {
    ...app,
    folder: join(parent, name),
    cache: join(parent, 'compiled'),
    baseUrl: server.url,
    port,
  }
  const random = randomFrom(seed)
  const acts = actsOf(github)
  const perLife = acts.length / (times + 1)
  github.install('reeve', 'acme')
  let done = 0
  let next = prepareLife(settings, script)
  for (let life = 0; life <= times; life++) {
    const here = next
    if (life < times) next = prepareLife(settings, script)
    here.begin()
    const dies = life === times ? undefined : momentOfDeath(here, { random, requests })
    if (life === times) await here.ready
    else void here.ready.then(() => deliverAgain(github))
    for (const until = Math.round((life + 1) * perLife); done < until; done++) {
      pass(10)
      acts[done]?.()
    }
    if (dies) {
      await dies
      await here.kill()
      requests.forget()
    } else {
      deliverAgain(github)
      await atRest(github, port)
      await here.kill()
    }
    expect(here.complaints()).toBe('')
  }
  await server.close()
  return worldOf(github)
}

/** While it starts, some time after, or (mostly) in the middle of a request: before GitHub does what was asked, or after. */
function momentOfDeath(
  life: Life,
  { random, requests }: { random: () => number; requests: Requests },
): Promise<unknown> {
  const kind = random()
  if (kind < 0.2) return after(random() * 800)
  if (kind < 0.35) return life.ready.then(() => after(random() * 500))
  const at = { count: 1 + Math.floor(random() * 12), when: random() < 0.5 ? 'asked' : 'done' } as const
  return life.ready.then(() => Promise.race([requests.next(at), after(2500)]))
}

interface Requests {
  /** Resolves in the middle of one of the next requests. */
  next(at: { count: number; when: 'asked' | 'done' }): Promise<void>
  /** Waits for none any more. */
  forget(): void
}

/** Stands in GitHub's door and tells of the requests that come through it; the one waited for is never answered. */
function watchDoor(github: PracticeGitHub): Requests {
  const { fetch } = github
  let waited: { count: number; when: 'asked' | 'done'; tell(): void } | undefined
  const meets = (when: 'asked' | 'done') => waited?.when === when && waited.count <= 0
  github.fetch = async (input, init) => {
    const request = new Request(input, init)
    // Writes are what can be lost or made twice: they weigh more.
    if (waited && !request.url.endsWith('/access_tokens')) waited.count -= request.method === 'GET' ? 1 : 4
    if (meets('asked')) return never(waited)
    const answer = await fetch(request)
    return meets('done') ? never(waited) : answer
  }
  const never = (met: typeof waited): Promise<Response> => {
    met?.tell()
    waited = undefined
    return new Promise(() => {})
  }
  return {
    next: (at) =>
      new Promise((tell) => {
        waited = { ...at, tell }
      }),
    forget: () => {
      waited = undefined
    },
  }
}

/** Everything was heard, and Reeve has nothing more to do: what it says goes out at GitHub's pace. */
async function atRest(github: PracticeGitHub, port: number): Promise<void> {
  let last = -1
  await vi.waitFor(
    async () => {
      const asked = github.requests.length
      const quiet = deliverAgain(github) === 0 && github.webhooks.waiting().length === 0 && asked === last
      last = asked
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      expect({ quiet, metrics }).toEqual({
        quiet: true,
        metrics: expect.stringMatching(/reeve_work_delay_seconds 0\n[\s\S]*reeve_changes_waiting 0\n/),
      })
    },
    { timeout: 180_000, interval: 250 },
  )
}

function worldOf(github: PracticeGitHub): unknown[] {
  const { items, checkRuns } = github.repo('acme/app')
  return Object.values(items).map((item) => ({
    number: item.number,
    labels: github.labels(`acme/app#${item.number}`).toSorted(),
    said: item.comments.flatMap(({ author, body }) => (author === 'reeve[bot]' ? [body] : [])).toSorted(),
    labelled: item.timeline.filter(({ event, actor }) => event === 'labeled' && actor === 'reeve[bot]')
      .length,
    check: checkRuns.findLast(({ head_sha }) => head_sha === item.pull?.sha)?.conclusion,
  }))
}

it('killed fifty times at any moment: nothing acknowledged is lost, and nothing is said twice', {
  timeout: 500_000,
}, async () => {
  const undisturbed = await live('undisturbed', 0)
  expect(undisturbed).toHaveLength(15)
  expect(undisturbed[0]).toMatchObject({
    labels: ['critical', 'overdue'],
    labelled: 1,
    said: expect.objectContaining({ length: 2 }),
  })
  expect(undisturbed[14]).toMatchObject({ labels: [], check: 'success' })
  // Two worlds side by side: starting takes most of the time.
  const killed = await Promise.all([1, 2].map((seed) => live(`killed ${seed}`, kills / 2, seed)))
  expect(killed).toEqual([undisturbed, undisturbed])
})
