import { createSign, generateKeyPairSync } from 'node:crypto'
import { Octokit } from '@octokit/rest'
import { createPracticeGitHub, type PracticeGitHub } from '../../src/practice/index.ts'
import { createRequestValidator } from './validate-request.ts'

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const validator = createRequestValidator()
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

export interface PracticeWorld {
  practice: PracticeGitHub
  /** An installation's Octokit; every request it sends is held against GitHub's own description. */
  octokit(permissions?: Record<string, 'read' | 'write'>): Promise<Octokit>
  forward(milliseconds: number): void
}

/** acme with ann, bob and zoe, a qa team with dana, acme/app and acme/other, and an App that may do much. */
export function practiceWorld(): PracticeWorld {
  let now = Date.parse('2026-01-05T09:00:00Z')
  const practice = createPracticeGitHub({ clock: { now: () => now }, send: async () => ({ status: 202 }) })
  arrange(practice)
  const installation = practice.install('reeve', 'acme')
  const fetch = validator.wrap(practice.fetch)
  const made = (auth: string) => new Octokit({ auth, request: { fetch }, log: quiet })
  return {
    practice,
    forward: (milliseconds) => {
      now += milliseconds
    },
    octokit: async (permissions) => {
      const { data } = await made(jwt(now)).rest.apps.createInstallationAccessToken({
        installation_id: installation.id,
        ...(permissions ? { permissions } : {}),
      })
      return made(data.token)
    },
  }
}

function arrange(practice: PracticeGitHub): void {
  practice.addOrg('acme', { members: ['ann', 'bob'], admins: ['zoe'] })
  practice.addTeam('acme', 'qa', ['dana'], { maintainers: ['zoe'] })
  practice.addTeam('acme', 'qa-night', ['eve'], { parent: 'qa' })
  practice.addRepo({
    full_name: 'acme/app',
    labels: ['bug'],
    files: { 'README.md': '# app\n', '.github/reeve.yml': 'version: 1\n' },
  })
  practice.addRepo({ full_name: 'acme/other', private: true })
  practice.addUser('guy')
  practice.addApp({
    id: 7,
    slug: 'reeve',
    privateKey,
    webhookSecret: 'secret',
    permissions: {
      issues: 'write',
      pull_requests: 'write',
      checks: 'write',
      contents: 'write',
      members: 'read',
      statuses: 'write',
      merge_queues: 'read',
      organization_projects: 'write',
    },
    events: ['issues', 'pull_request'],
  })
}

function jwt(now: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = Math.floor(now / 1000)
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: 7, iat: seconds - 30, exp: seconds + 540 })}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`
}
