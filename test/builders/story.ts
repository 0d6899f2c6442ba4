import { generateKeyPairSync } from 'node:crypto'
import { pino } from 'pino'
import { createPracticeGitHub, type PracticeGitHub } from '../../src/practice/index.ts'
import { startReeve, type Reeve } from '../../src/serve.ts'
import { openDatabase, type Database } from '../../src/store/database.ts'

/** A world with the real app in it: a practice GitHub, Reeve over HTTP, an in-memory store, and a clock cranked by hand. */
export interface Story {
  github: PracticeGitHub
  reeve: Reeve
  database: Database
  now(): number
  /** Lets everything that is due happen, webhooks and what they lead to included. */
  settle(): Promise<void>
  /** Winds the clock forward, stopping at every instant at which something is due. */
  forward(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): Promise<void>
  until(instant: string): Promise<void>
  /** The text of the comments Reeve made on an item, oldest first. */
  said(name: string): string[]
  end(): Promise<void>
}

export interface StoryOptions {
  policy: string
  /** When it begins. */
  at: string
  teams?: Readonly<Record<string, readonly string[]>>
  labels?: readonly string[]
  permissions?: Readonly<Record<string, 'read' | 'write'>>
  database?: Database
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

export const permissions = {
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
  contents: 'read',
  statuses: 'read',
  metadata: 'read',
  members: 'read',
} as const

export const events = [
  'check_run',
  'issue_comment',
  'issues',
  'label',
  'member',
  'membership',
  'merge_group',
  'milestone',
  'organization',
  'pull_request',
  'pull_request_review',
  'push',
  'repository',
  'status',
  'team',
]

const webhookSecret = 'a secret of this story'

export async function tellStory(options: StoryOptions): Promise<Story> {
  let now = Date.parse(options.at)
  const clock = { now: () => now }
  const github = createPracticeGitHub({ clock, authClock: { now: () => Date.now() } })
  github.addOrg('acme', { members: ['ann', 'dana', 'eve'] })
  for (const [team, members] of Object.entries(options.teams ?? { qa: ['ann'] })) github.addTeam('acme', team, members)
  github.addRepo({
    full_name: 'acme/app',
    files: { 'README.md': 'An app', '.github/reeve.yml': options.policy },
    labels: options.labels ?? ['critical', 'major', 'minor', 'verified', 'QA', 'overdue', 'hotfix'],
    collaborators: { ann: 'write', dana: 'maintain', eve: 'write' },
  })
  const { branches } = github.repo('acme/app')
  if (branches.main) branches.production = branches.main
  const database = options.database ?? (await openDatabase({ folder: ':memory:' }))
  github.addApp({ id: 7, slug: 'reeve', privateKey, webhookSecret, permissions: options.permissions ?? permissions, events })
  const reeve = await startReeve({
    appId: 7,
    privateKey,
    webhookSecret,
    baseUrl: 'https://api.github.com',
    fetch: github.fetch,
    database,
    clock,
    byHand: true,
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: process.env.STORY_LOG ?? 'silent' }),
  })
  const app = github.state.apps.find(({ slug }) => slug === 'reeve')
  if (app) app.webhookUrl = `${reeve.url}/api/github/webhooks`
  github.install('reeve', 'acme')

  async function settle(): Promise<void> {
    for (let rounds = 0; rounds < 50; rounds++) {
      const sent = await github.deliver()
      await reeve.drain()
      if (sent === 0 && github.webhooks.waiting().every(({ notBefore }) => notBefore > now)) return
    }
    throw new Error('The story never comes to rest: something keeps changing')
  }

  async function goTo(target: number): Promise<void> {
    await settle()
    for (;;) {
      const due = Math.min((await reeve.store.nextDue()) ?? target, (await reeve.store.outbox.nextDue()) ?? target)
      if (due >= target) break
      now = Math.max(now, due)
      await settle()
    }
    now = target
    await settle()
  }

  await settle()
  return {
    github,
    reeve,
    database,
    now: () => now,
    settle,
    forward: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) =>
      goTo(now + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000),
    until: (instant) => goTo(Date.parse(instant)),
    said: (name) => commentsOf(github, name),
    async end() {
      await reeve.stop()
      if (!options.database) await database.close()
    },
  }
}

function commentsOf(github: PracticeGitHub, name: string): string[] {
  return github.item(name).comments.flatMap(({ author, body }) => (author === 'reeve[bot]' ? [body] : []))
}
