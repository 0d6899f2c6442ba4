import { generateKeyPairSync } from 'node:crypto'
import { z } from 'zod'
import type { Change, Effect } from '../../src/core/effect.ts'
import type { LabelDefinition } from '../../src/core/policy.ts'
import { parseSubject } from '../../src/core/subject.ts'
import type { KeptAnswer } from '../../src/github/answers.ts'
import { createAppOctokit, createGitHubClient, type GitHubClient } from '../../src/github/client.ts'
import { type ApplierOptions, createApplier, type Made } from '../../src/github/effects/index.ts'
import { createFactSource } from '../../src/github/facts/index.ts'
import type { Applier, FactSource, SubjectRow } from '../../src/pipeline/ports.ts'
import { createPracticeGitHub, type Failing, type PracticeGitHub } from '../../src/practice/index.ts'
import { validateDocument } from '../contract/graphql.ts'
import { createRequestValidator } from '../contract/validate-request.ts'

/** The App's key: made anew for each run. */
export const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const everything = {
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
  contents: 'write',
  statuses: 'read',
  members: 'read',
  merge_queues: 'read',
  organization_projects: 'read',
  metadata: 'read',
} as const

/** A practice GitHub, and Reeve's client of it; each request is held against GitHub's own description. */
export interface Connected {
  practice: PracticeGitHub
  client: GitHubClient
  facts: FactSource
  applier: Applier
  answers: Map<string, KeptAnswer>
  made: Map<string, string>
  now(): number
  wind(milliseconds: number): void
  /** Requests that GitHub does not describe; a test that made one fails. */
  violations: string[]
  /** What answers one path goes wrong, `times` times or for ever. */
  fails(method: string, path: string, answer: Failing, times?: number): void
  /** `POST /repos/acme/app/issues/1/labels 200`, since the last time this was asked. */
  calls(): string[]
}

export interface ConnectedOptions {
  permissions?: Readonly<Record<string, 'read' | 'write'>>
  /** Without it nothing is kept, and everything is looked for before it is made. */
  remember?: boolean
  keepAnswers?: boolean
  /** Labels that the policy defines. */
  defined?: readonly LabelDefinition[]
  /** Where `webhook: <name>` goes, by its owner. */
  webhooks?: ApplierOptions['webhooks']
  /** GitHub gives so few of a list in one answer; whoever reads it has to go on to its end. */
  page?: number
}

const validator = createRequestValidator()

export function connect(options: ConnectedOptions = {}): Connected {
  let now = Date.parse('2026-01-05T09:00:00Z')
  const clock = { now: () => now }
  const practice = createPracticeGitHub({ clock, authClock: { now: () => Date.now() } })
  practice.addOrg('acme', { members: ['ann', 'bo', 'dana'] })
  practice.addTeam('acme', 'qa', ['ann', 'bo'])
  practice.addRepo({
    full_name: 'acme/app',
    labels: ['bug', 'critical'],
    collaborators: { ann: 'write', bo: 'write', dana: 'maintain', eve: 'triage', rob: 'read' },
  })
  practice.addApp({
    id: 7,
    slug: 'reeve',
    privateKey,
    webhookSecret: 'secret',
    permissions: options.permissions ?? everything,
    events: [],
  })
  practice.install('reeve', 'acme')
  const violations: string[] = []
  const answers = new Map<string, KeptAnswer>()
  const made = new Map<string, string>()
  const client = createGitHubClient(
    createAppOctokit({
      appId: 7,
      privateKey,
      fetch: checked(inPages(practice.fetch, options.page), violations),
      ...(options.keepAnswers ? { answers: mapAnswers(answers) } : {}),
    }),
  )
  const facts = createFactSource({ octokitFor: client.octokitFor, app: 'reeve[bot]' })
  const remember = options.remember ?? true
  const applier = createApplier({
    octokitFor: client.octokitFor,
    app: 'reeve[bot]',
    clock,
    ...(remember ? { made: mapMade(made) } : {}),
    ...(options.webhooks ? { webhooks: options.webhooks } : {}),
    ...(options.defined ? { defined: async () => options.defined ?? [] } : {}),
  })
  return {
    practice,
    client,
    facts,
    applier,
    answers,
    made,
    violations,
    now: () => now,
    wind: (milliseconds) => {
      now += milliseconds
    },
    fails: (method, path, answer, times) => {
      practice.failures.set({
        match: (asked, at) => asked === method && at === path,
        answer,
        ...(times === undefined ? {} : { times }),
      })
    },
    calls: () =>
      practice.requests
        .splice(0)
        .filter(({ path }) => !path.includes('/installation') && !path.endsWith('/access_tokens'))
        .map(({ method, path, status }) => `${method} ${path} ${status}`),
  }
}

/** REST requests by OpenAPI, GraphQL documents by the schema. */
function checked(fetch: typeof globalThis.fetch, violations: string[]): typeof globalThis.fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    const text = await request.clone().text()
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    violations.push(...validator.problems({ method: request.method, url: request.url, body }))
    if (request.url.endsWith('/graphql')) violations.push(...validateDocument(Document.parse(body).query))
    return fetch(request)
  }
}

function inPages(fetch: typeof globalThis.fetch, page: number | undefined): typeof globalThis.fetch {
  if (page === undefined) return fetch
  return async (input, init) => {
    const request = new Request(input, init)
    const body = request.method === 'GET' ? undefined : await request.clone().text()
    const url = request.url.replace(/per_page=\d+/, `per_page=${page}`)
    return fetch(url, {
      method: request.method,
      headers: request.headers,
      ...(body === undefined ? {} : { body: body.replaceAll('first: 100', `first: ${page}`) }),
    })
  }
}

const Document = z.object({ query: z.string() })

function mapAnswers(answers: Map<string, KeptAnswer>) {
  return {
    get: async (key: string) => answers.get(key),
    set: async (key: string, answer: KeptAnswer) => {
      answers.set(key, answer)
    },
  }
}

function mapMade(made: Map<string, string>): Made {
  return {
    get: async (key) => made.get(key),
    claim: async (key) => {
      made.set(key, 'trying')
      return true
    },
    set: async (key, value) => {
      if (value === undefined) made.delete(key)
      else made.set(key, value)
    },
  }
}

/** What is held of a subject of which nothing is known but its name. */
export function aRow(key: string, difference: Partial<SubjectRow> = {}): SubjectRow {
  const subject = parseSubject(key)
  const repo = subject && 'repo' in subject ? subject.repo : key
  return { key, repo, history: [], complete: false, unsure: 0, ...difference }
}

export function anEffect(subject: string, change: Change, key: string = change.do): Effect {
  return { key, subject, rules: ['a-rule'], change, owned: false }
}
