import { generateKeyPairSync } from 'node:crypto'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { createPracticeGitHub, type LoggedRequest, type PracticeGitHub } from '../../src/practice/index.ts'
import { type Reeve, type ReeveOptions, startReeve } from '../../src/serve.ts'
import { type Database, openDatabase } from '../../src/store/database.ts'
import { watchRequests } from '../contract/watch-requests.ts'
import { type LogLine, listenToLog } from './story-log.ts'

/** A world with the real app in it: a practice GitHub, Reeve over HTTP, an in-memory store, and a clock cranked by hand. */
export interface Story {
  github: PracticeGitHub
  /** Another one after a restart. */
  reeve: Reeve
  database: Database
  now(): number
  /** Lets everything that is due happen, webhooks and what they lead to included. */
  settle(): Promise<void>
  /** Winds the clock forward, stopping at every instant at which something is due. */
  forward(by: { days?: number; hours?: number; minutes?: number; seconds?: number }): Promise<void>
  until(instant: string): Promise<void>
  /** Lets seconds pass without anything being done. */
  pass(seconds: number): void
  /** The text of the comments Reeve made on an item, oldest first. */
  said(name: string): string[]
  /** Reeve's newest check run on the head of a pull request, or on a commit named by `acme/app@<sha>`. */
  check(
    name: string,
  ): { conclusion: string | null; status: string; title: string; summary: string } | undefined
  /** Requests that were answered since the last question, tokens aside. */
  calls(): LoggedRequest[]
  log: readonly LogLine[]
  /** Ends the server and starts another on the same database. */
  restart(): Promise<void>
  /** Likewise, on an empty database. */
  loseEverything(): Promise<void>
  end(): Promise<void>
}

export interface StoryOptions {
  /** The text of .github/reeve.yml; null: there is no such file. */
  policy: string | null
  /** When it begins. */
  at: string
  teams?: Readonly<Record<string, readonly string[]>>
  labels?: readonly string[]
  permissions?: Readonly<Record<string, 'read' | 'write'>>
  /** Where Reeve is installed; in all of the organisation where it is left out. */
  repos?: readonly string[]
  /** Where `webhook: <name>` goes, by its owner. */
  webhooks?: ReeveOptions['webhooks']
  /** What is there before Reeve is installed. */
  before?(github: PracticeGitHub): void
  database?: Database
  /** The address of GitHub's API; github.com's where it is left out. */
  api?: string
  /** Whose rate limits Reeve keeps to. */
  limits?: 'github.com' | 'none'
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
  merge_queues: 'read',
  organization_projects: 'write',
  deployments: 'write',
  actions: 'read',
} as const

export const events = [
  'check_run',
  'create',
  'deployment',
  'deployment_protection_rule',
  'deployment_review',
  'deployment_status',
  'issue_comment',
  'issues',
  'label',
  'member',
  'membership',
  'merge_group',
  'milestone',
  'organization',
  'projects_v2_item',
  'pull_request',
  'pull_request_review',
  'push',
  'release',
  'repository',
  'status',
  'sub_issues',
  'team',
  'workflow_run',
]

export const webhookSecret = 'a secret of this story'

const usualLabels = ['critical', 'major', 'minor', 'verified', 'QA', 'overdue', 'hotfix']

/** Tells stories one after the other on one database, which each finds empty; ends each after its test. */
export function storyTeller(): (options: StoryOptions) => Promise<Story> {
  let database: Database
  let told: Story[] = []
  beforeAll(async () => {
    database = await openDatabase({ folder: ':memory:' })
  })
  afterEach(async () => {
    for (const story of told) await story.end()
    told = []
  })
  afterAll(() => database?.close())
  return async (options) => {
    await empty(database)
    const story = await tellStory({ ...options, database })
    told.push(story)
    return story
  }
}

/** Forgets everything but the schema: a new one takes seconds. */
async function empty(database: Database): Promise<void> {
  const tables = await database.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'reeve' and tablename <> 'migrations'`,
  )
  if (tables.length === 0) return
  await database.exec(
    `truncate ${tables.map(({ name }) => `reeve.${name}`).join(', ')}; delete from reeve_jobs.job`,
  )
}

export async function tellStory(options: StoryOptions): Promise<Story> {
  let now = Date.parse(options.at)
  const clock = { now: () => now }
  const github = createPracticeGitHub({ clock, authClock: { now: () => Date.now() } })
  arrange(github, options)
  const { api = 'https://api.github.com' } = options
  github.setUrls({ api, html: new URL(api).origin.replace('//api.', '//') })
  const requests = watchRequests(github.fetch, api)
  const { log, lines } = listenToLog()
  const database = options.database ?? (await openDatabase({ folder: ':memory:' }))
  const start = async () => {
    const reeve = await startReeve({
      appId: 7,
      privateKey,
      webhookSecret,
      baseUrl: api,
      ...(options.limits === undefined ? {} : { limits: options.limits }),
      fetch: requests.fetch,
      database,
      clock,
      byHand: true,
      host: '127.0.0.1',
      port: 0,
      log,
      ...(options.webhooks ? { webhooks: options.webhooks } : {}),
    })
    for (const app of github.state.apps) app.webhookUrl = `${reeve.url}/api/github/webhooks`
    return reeve
  }
  let reeve = await start()
  let counted = 0
  github.install('reeve', 'acme', options.repos)

  async function settle(): Promise<void> {
    for (let rounds = 0; rounds < 50; rounds++) {
      const sent = await github.deliver()
      await reeve.drain()
      if (requests.problems.length > 0)
        throw new Error(`Not as GitHub describes it:\n${requests.problems.join('\n')}`)
      if (sent === 0 && !github.webhooks.isDue()) return
    }
    throw new Error('The story never comes to rest: something keeps changing')
  }

  async function nextDue(): Promise<number> {
    const waiting = github.webhooks.waiting().map(({ notBefore }) => notBefore)
    const [look, effect] = [await reeve.store.nextDue(), await reeve.store.outbox.nextDue()]
    return Math.min(look ?? Number.POSITIVE_INFINITY, effect ?? Number.POSITIVE_INFINITY, ...waiting)
  }

  async function goTo(target: number): Promise<void> {
    await settle()
    for (let due = await nextDue(); due < target; due = await nextDue()) {
      if (due <= now) throw new Error('The clock stands still: something is due and is not done')
      now = due
      await settle()
    }
    now = target
    await settle()
  }

  await settle()
  return {
    github,
    get reeve() {
      return reeve
    },
    database,
    now: () => now,
    settle,
    forward: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) =>
      goTo(now + (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000),
    until: (instant) => goTo(Date.parse(instant)),
    pass: (seconds) => {
      now += seconds * 1000
    },
    said: (name) => commentsOf(github, name),
    check: (name) => newestCheck(github, name),
    calls() {
      const since = github.requests.slice(counted)
      counted = github.requests.length
      return since.filter(({ path }) => !path.endsWith('/access_tokens'))
    },
    log: lines,
    async restart() {
      await reeve.stop()
      reeve = await start()
    },
    async loseEverything() {
      await reeve.stop()
      await empty(database)
      reeve = await start()
    },
    async end() {
      await reeve.stop()
      if (!options.database) await database.close()
    },
  }
}

function arrange(github: PracticeGitHub, options: StoryOptions): void {
  github.addOrg('acme', { members: ['ann', 'dana', 'eve'], admins: ['zoe'] })
  for (const [team, members] of Object.entries(options.teams ?? { qa: ['ann'] }))
    github.addTeam('acme', team, members)
  github.addRepo({
    full_name: 'acme/app',
    files: {
      'README.md': 'An app',
      ...(options.policy === null ? {} : { '.github/reeve.yml': options.policy }),
    },
    labels: options.labels ?? usualLabels,
    collaborators: { ann: 'write', dana: 'maintain', eve: 'write' },
  })
  const { branches } = github.repo('acme/app')
  if (branches.main) branches.production = branches.main
  options.before?.(github)
  github.addApp({
    id: 7,
    slug: 'reeve',
    privateKey,
    webhookSecret,
    permissions: options.permissions ?? permissions,
    events,
  })
}

function commentsOf(github: PracticeGitHub, name: string): string[] {
  return github.item(name).comments.flatMap(({ author, body }) => (author === 'reeve[bot]' ? [body] : []))
}

function newestCheck(github: PracticeGitHub, name: string): ReturnType<Story['check']> {
  const [repo = '', sha] = name.includes('@')
    ? name.split('@')
    : [name.split('#')[0], github.item(name).pull?.sha]
  const run = github
    .repo(repo)
    .checkRuns.findLast((each) => each.name === 'Reeve' && each.head_sha === sha && each.app === 7)
  if (!run) return undefined
  const { conclusion, status, output } = run
  return { conclusion, status, title: output?.title ?? '', summary: output?.summary ?? '' }
}
