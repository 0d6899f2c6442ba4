import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createPracticeGitHub, type Delivery } from '../../src/practice/index.ts'
import { differences, isObject, shapeOf } from './shapes.ts'

type Json = Record<string, unknown>

const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }))
const written = Examples.parse(createRequire(import.meta.url)('@octokit/webhooks-examples'))
const events = new Map<string, Json[]>(written.map((each) => [each.name, each.examples]))

/** Kinds of objects that payloads carry, by the keys they stand under. */
const kinds: Record<string, string[]> = {
  issue: ['issue'],
  pull_request: ['pull_request'],
  label: ['label'],
  sender: ['sender', 'assignee', 'requested_reviewer', 'member'],
  repository: ['repository'],
  comment: ['comment'],
  check_run: ['check_run'],
  check_suite: ['check_suite'],
  merge_group: ['merge_group'],
  milestone: ['milestone'],
  projects_v2_item: ['projects_v2_item'],
  team: ['team'],
  review: ['review'],
  organization: ['organization'],
  commit: ['commit'],
  head_commit: ['head_commit'],
  deployment: ['deployment'],
  deployment_status: ['deployment_status'],
  workflow_run: ['workflow_run'],
  release: ['release'],
}

/** Keys GitHub has added since the examples were written. */
const newer = new Set([
  'state_reason',
  'type',
  'sub_issues_summary',
  'allow_forking',
  'parent',
  'notification_setting',
])
/** Null on GitHub where nobody has set them, or for a draft; the examples happen to have them set. */
const nullable = new Set(['description', 'language', 'merge_commit_sha', 'published_at'])
/** In no example of these events, or in none of their actions; known from GitHub's own description. */
const unseen = new Set([
  'deployment_status.workflow',
  'merge_group.reason',
  'pull_request.reason',
  'issues.type',
])

function kindOf(key: string): string | undefined {
  return Object.keys(kinds).find((kind) => kinds[kind]?.includes(key))
}

let told: Delivery[] = []

beforeAll(() => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const practice = createPracticeGitHub({ clock: { now: () => Date.parse('2026-01-05T09:00:00Z') } })
  practice.addOrg('acme', { members: ['ann', 'bob'], admins: ['zoe'] })
  practice.addTeam('acme', 'qa', ['dana'])
  practice.addRepo({ full_name: 'acme/app' })
  const permissions = { checks: 'write', issues: 'write', pull_requests: 'write', members: 'read' } as const
  const wanted = [...events.keys()]
  practice.addApp({ id: 7, slug: 'reeve', privateKey, webhookSecret: 's', permissions, events: wanted })
  practice.install('reeve', 'acme', ['acme/app'])
  everything(practice)
  told = practice.webhooks.log
})

/** One act of every kind. */
function everything(practice: ReturnType<typeof createPracticeGitHub>): void {
  const [ann, bob, zoe] = [practice.as('ann'), practice.as('bob'), practice.as('zoe')]
  ann.createMilestone('acme/app', 'v1', '2026-02-01T08:00:00Z')
  ann.createLabel('acme/app', 'major', { description: 'Hurts' })
  ann.openIssue('acme/app', {
    title: 'It breaks',
    body: 'See #2',
    labels: ['bug'],
    assignees: ['bob'],
    milestone: 1,
  })
  ann.label('acme/app#1', 'major')
  ann.unlabel('acme/app#1', 'bug')
  ann.edit('acme/app#1', { title: 'It really breaks', body: 'Really' })
  const comment = bob.comment('acme/app#1', 'Here too')
  bob.editComment('acme/app#1', comment.id, 'Here as well')
  bob.deleteComment('acme/app#1', comment.id)
  ann.unassign('acme/app#1', 'bob')
  ann.setMilestone('acme/app#1', null)
  for (const act of ['lock', 'unlock', 'pin', 'unpin', 'close', 'reopen'] as const) ann[act]('acme/app#1')
  ann.openPull('acme/app', {
    title: 'Mend it',
    head: 'mend',
    body: 'Fixes #1',
    files: { 'a.txt': 'a\n' },
    labels: ['bug'],
  })
  const sha = ann.push('acme/app#2', { files: { 'a.txt': 'b\n' } })
  ann.draft('acme/app#2')
  ann.ready('acme/app#2')
  ann.requestReview('acme/app#2', { logins: ['bob'] })
  const review = bob.review('acme/app#2', 'APPROVED', 'Fine')
  bob.dismissReview('acme/app#2', review.id, 'Changed since')
  const run = zoe.setCheck('acme/app', 7, { name: 'Reeve', head_sha: sha, conclusion: 'success' })
  zoe.rerequestCheck('acme/app', run)
  zoe.setStatus('acme/app', sha, 'ci', 'success')
  const group = zoe.queue('acme/app', 2)
  zoe.endGroup('acme/app', group, 'merged')
  zoe.createTeam('acme', 'ops')
  const waiting = ann.deploy('acme/app', 'production')
  ann.endRun('acme/app', waiting, 'success')
  ann.deployByApi('acme/app', 'production')
  ann.tag('acme/app', 'v0')
  ann.release('acme/app', { tag: 'v1' })
  ann.release('acme/app', { tag: 'v2', draft: true })
  ann.publish('acme/app', 'v2')
  ann.release('acme/app', { tag: 'v3-rc', prerelease: true })
  ann.promote('acme/app', 'v3-rc')
  zoe.addTeamMember('acme', 'qa', 'eve')
  zoe.removeTeamMember('acme', 'qa', 'eve')
  zoe.renameLabel('acme/app', 'major', 'large')
  zoe.deleteLabel('acme/app', 'large')
  zoe.addCollaborator('acme/app', 'guy', 'write')
  practice.addProject('acme', 'Board', [
    { id: 'PVTSSF_1', name: 'Status', type: 'SINGLE_SELECT', options: ['Todo'] },
  ])
  ann.putOnBoard('acme/1', 'acme/app#1')
  ann.setField('acme/1', 'acme/app#1', ['Status', 'Todo'])
  ann.setField('acme/1', 'acme/app#1', ['Status', null])
  ann.archiveOnBoard('acme/1', 'acme/app#1')
  ann.restoreOnBoard('acme/1', 'acme/app#1')
  ann.takeOffBoard('acme/1', 'acme/app#1')
  ann.setType('acme/app#1', 'Bug')
  ann.setType('acme/app#1', null)
  practice.addRepo({ full_name: 'acme/other' })
  zoe.changeInstallation('reeve', { add: ['acme/other'] })
  zoe.archive('acme/other')
  zoe.unarchive('acme/other')
  zoe.suspend('reeve')
  zoe.unsuspend('reeve')
  ann.transfer('acme/app#1', 'acme/other')
  zoe.remove('acme/other#1')
  zoe.changeInstallation('reeve', { remove: ['acme/other'] })
  zoe.removeCollaborator('acme/app', 'guy')
  zoe.renameRepo('acme/app', 'tool')
  zoe.uninstall('reeve')
}

test('every kind of event was told', () => {
  const names = new Set(told.map(({ event, action }) => [event, action].filter(Boolean).join('.')))
  expect([...names].toSorted()).toMatchSnapshot()
})

test('payloads have the keys that the examples have', () => {
  const wrong = new Set<string>()
  for (const { event, action, payload } of told) {
    const all = events.get(event) ?? []
    const alike = all.filter((each) => each.action === (action ?? undefined))
    const shape = shapeOf(alike.length > 0 ? alike : all)
    const known = shapeOf(all)
    for (const each of shape.always) if (!(each in payload)) wrong.add(`${event}.${action} lacks ${each}`)
    for (const each of Object.keys(payload)) {
      const odd = !known.types.has(each) && !['installation', 'organization'].includes(each)
      if (odd && !unseen.has(`${event}.${each}`)) wrong.add(`${event}.${action} has ${each}`)
    }
  }
  // Only where the label itself was deleted: its name is no longer told.
  expect([...wrong]).toEqual(['issues.unlabeled lacks label'])
})

describe.each(Object.keys(kinds))('%s', (kind) => {
  test('has the keys and types of the examples', () => {
    const keys = kinds[kind] ?? []
    const wrong = new Set<string>()
    let compared = 0
    for (const { event, payload } of told) {
      // Pushes show a repository, and reviews a pull request, in a form of their own.
      const apart =
        (kind === 'repository' && event === 'push') || (kind === 'pull_request' && event !== 'pull_request')
      const pool = apart
        ? (events.get(event) ?? [])
        : [...events.entries()].flatMap(([name, list]) => (name === 'push' ? [] : list))
      const source = kind === 'head_commit' ? (events.get('push') ?? []) : pool
      const shown = source.flatMap((each) => keys.map((key) => each[key])).filter(isObject)
      const shape = shapeOf(
        kind === 'pull_request' && !apart ? fromEvent('pull_request', 'pull_request') : shown,
      )
      for (const [key, value] of Object.entries(payload)) {
        if (!keys.includes(key) || !isObject(value) || kindOf(key) !== kind) continue
        compared += 1
        for (const each of differences(value, shape, { newer, nullable }))
          wrong.add(`${event}: ${key} ${each}`)
      }
    }
    expect([...wrong]).toEqual([])
    expect(compared).toBeGreaterThan(0)
  })
})

function fromEvent(event: string, key: string): Json[] {
  return (events.get(event) ?? []).map((each) => each[key]).filter(isObject)
}
