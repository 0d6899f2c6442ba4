import { createServer } from 'node:net'
import { Octokit } from '@octokit/rest'
import { createEmulator, type Emulator } from 'emulate'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Reeve, startReeve } from '../../src/serve.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { listenToLog } from '../builders/story-log.ts'

const policy = `
version: 1
people: { qa-lead: "@ann" }
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor] }
  only-qa-verifies:
    kind: label-guard
    why: QA team finishes testing and puts stories on 'verified'
    when: is:issue
    labels: verified
    by: qa-lead
  fix-critical:
    kind: sla
    when: is:issue is:open label:critical
    within: 0m
    on-breach: [{ label: overdue }, { comment: It was to be mended at once. }]
`

const repo = { owner: 'acme', repo: 'app' }
const webhookSecret = 'a secret of this test'
const waiting = { timeout: 20_000, interval: 50 }

let emulator: Emulator
let database: Database
let reeve: Reeve

/** A port of this machine that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function startGitHub(webhookPort: number): Promise<Emulator> {
  return createEmulator({
    service: 'github',
    port: await freePort(),
    seed: {
      tokens: { ghp_ann: { login: 'ann', scopes: ['repo'] }, ghp_eve: { login: 'eve', scopes: ['repo'] } },
      github: {
        users: [{ login: 'ann' }, { login: 'eve' }],
        orgs: [
          {
            login: 'acme',
            members: [
              { login: 'ann', role: 'admin' },
              { login: 'eve', role: 'admin' },
            ],
          },
        ],
        repos: [{ owner: 'acme', name: 'app', auto_init: true }],
        apps: [
          {
            app_id: 7,
            slug: 'reeve',
            name: 'Reeve',
            permissions: {
              issues: 'write',
              pull_requests: 'write',
              checks: 'write',
              contents: 'read',
              metadata: 'read',
              members: 'read',
            },
            events: ['issues', 'issue_comment', 'pull_request', 'label', 'push'],
            webhook_url: `http://127.0.0.1:${webhookPort}/api/github/webhooks`,
            webhook_secret: webhookSecret,
            installations: [{ installation_id: 100, account: 'acme', repository_selection: 'all' }],
          },
        ],
      },
    },
  })
}

function as(login: 'ann' | 'eve'): Octokit {
  return new Octokit({ auth: `ghp_${login}`, baseUrl: emulator.url })
}

async function labels(number: number): Promise<string[]> {
  const { data } = await as('eve').rest.issues.listLabelsOnIssue({ ...repo, issue_number: number })
  return data.map(({ name }) => name).toSorted()
}

async function said(number: number): Promise<string> {
  const { data } = await as('eve').rest.issues.listComments({ ...repo, issue_number: number })
  return data.flatMap(({ body, user }) => (user?.login === 'reeve[bot]' ? [body ?? ''] : [])).join('\n\n')
}

beforeAll(async () => {
  const port = await freePort()
  emulator = await startGitHub(port)
  const key = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')
  const eve = as('eve').rest
  for (const name of ['critical', 'major', 'minor', 'verified', 'overdue'])
    await eve.issues.createLabel({ ...repo, name })
  await eve.repos.createOrUpdateFileContents({
    ...repo,
    path: '.github/reeve.yml',
    message: 'Our process',
    content: Buffer.from(policy).toString('base64'),
  })
  database = await openDatabase({ folder: ':memory:' })
  reeve = await startReeve({
    appId: 7,
    privateKey: key?.value ?? '',
    webhookSecret,
    baseUrl: emulator.url,
    database,
    clock: { now: Date.now },
    host: '127.0.0.1',
    port,
    log: listenToLog().log,
  })
  // No webhook tells of the installation here: the policy takes effect when something first happens.
  await eve.issues.create({ ...repo, title: 'Reeve is here' })
  await vi.waitFor(
    async () => expect((await reeve.store.inForce('acme/app')).size).toBeGreaterThan(0),
    waiting,
  )
})
afterAll(async () => {
  await reeve?.stop()
  await database?.close()
  await emulator?.close()
})

describe('a first story on a GitHub that nobody here wrote', () => {
  it('keeps the newest of two priorities and says so', async () => {
    const eve = as('eve').rest
    const { data: issue } = await eve.issues.create({
      ...repo,
      title: 'It does not start',
      labels: ['major'],
    })
    // GitHub's instants are whole seconds: within one there is no newest.
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(issue.created_at) + 1000), waiting)
    await eve.issues.addLabels({ ...repo, issue_number: issue.number, labels: ['minor'] })
    await expect.poll(() => labels(issue.number), waiting).toEqual(['minor'])
    await expect.poll(() => said(issue.number), waiting).toContain('exclude each other')
  })

  it('puts a guarded label back with the team’s own sentence, and leaves it to those who may', async () => {
    const { data: issue } = await as('eve').rest.issues.create({
      ...repo,
      title: 'A story',
      labels: ['minor'],
    })
    await as('eve').rest.issues.addLabels({ ...repo, issue_number: issue.number, labels: ['verified'] })
    await expect
      .poll(() => said(issue.number), waiting)
      .toContain("QA team finishes testing and puts stories on 'verified'")
    expect(await labels(issue.number)).toEqual(['minor'])
  })

  it('marks what is late', async () => {
    const { data: issue } = await as('eve').rest.issues.create({
      ...repo,
      title: 'It is down',
      labels: ['critical'],
    })
    await expect.poll(() => labels(issue.number), waiting).toEqual(['critical', 'overdue'])
    await expect.poll(() => said(issue.number), waiting).toContain('It was to be mended at once.')
  })
})
