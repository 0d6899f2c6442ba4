import { describe, expect, test } from 'vitest'
import type { News } from '../../core/event.ts'
import { instantOf, normalise, subjectOf } from './index.ts'

const repository = { full_name: 'acme/app', default_branch: 'main' }
const organization = { login: 'acme' }

interface Case {
  what: string
  event: string
  payload: object
  subject?: string
  news?: readonly News[]
  ignored?: string
}

const fact = (key: string): News => ({ news: 'fact', key })

const cases: Case[] = [
  {
    what: 'a check ended',
    event: 'check_run',
    payload: { action: 'completed', repository, check_run: { head_sha: 'abc', app: { slug: 'actions' } } },
    subject: 'acme/app@abc',
    news: [fact('checks:acme/app@abc')],
  },
  {
    what: 'our own check says nothing new',
    event: 'check_run',
    payload: { action: 'completed', repository, check_run: { head_sha: 'abc', app: { slug: 'reeve' } } },
    subject: 'acme/app@abc',
    ignored: 'own check run',
  },
  {
    what: 'our own check is asked for again',
    event: 'check_run',
    payload: { action: 'rerequested', repository, check_run: { head_sha: 'abc', app: { slug: 'reeve' } } },
    subject: 'acme/app@abc',
    news: [{ news: 'look', subject: 'acme/app@abc' }],
  },
  {
    what: 'a button of a check',
    event: 'check_run',
    payload: { action: 'requested_action', repository, check_run: { head_sha: 'abc' } },
    ignored: 'check_run.requested_action',
  },
  {
    what: 'all checks are asked for again',
    event: 'check_suite',
    payload: { action: 'rerequested', repository, check_suite: { head_sha: 'abc' } },
    subject: 'acme/app@abc',
    news: [fact('checks:acme/app@abc'), { news: 'look', subject: 'acme/app@abc' }],
  },
  {
    what: 'a status',
    event: 'status',
    payload: { repository, sha: 'abc', state: 'success', context: 'ci' },
    subject: 'acme/app@abc',
    news: [fact('checks:acme/app@abc')],
  },
  {
    what: 'a merge group',
    event: 'merge_group',
    payload: {
      action: 'checks_requested',
      repository,
      merge_group: { head_sha: 'abc', base_ref: 'refs/heads/release/1', base_sha: 'def' },
    },
    subject: 'acme/app@abc',
    news: [{ news: 'group', repo: 'acme/app', sha: 'abc', base: 'release/1', baseSha: 'def', ended: false }],
  },
  {
    what: 'a merge group that ended',
    event: 'merge_group',
    payload: {
      action: 'destroyed',
      reason: 'merged',
      repository,
      merge_group: { head_sha: 'abc', base_sha: 'def' },
    },
    subject: 'acme/app@abc',
    news: [{ news: 'group', repo: 'acme/app', sha: 'abc', base: 'main', baseSha: 'def', ended: true }],
  },
  {
    what: 'a push of the policy',
    event: 'push',
    payload: {
      ref: 'refs/heads/main',
      repository,
      commits: [{ modified: ['.github/reeve.yml'], added: ['a.md'] }],
    },
    subject: 'acme/app',
    news: [
      { news: 'policy', repo: 'acme/app' },
      fact('contents:acme/app@main:a.md'),
      fact('contents:acme/app@main:.github/reeve.yml'),
      fact('tree:acme/app@main'),
      fact('contents:acme/app@HEAD:a.md'),
      fact('contents:acme/app@HEAD:.github/reeve.yml'),
      fact('tree:acme/app@HEAD'),
      fact('versions:acme/app@HEAD:a.md'),
      fact('versions:acme/app@HEAD:.github/reeve.yml'),
      fact('commits:acme/app@main'),
    ],
  },
  {
    what: 'the same on another branch is nobody’s policy',
    event: 'push',
    payload: { ref: 'refs/heads/fix', repository, commits: [{ modified: ['.github/reeve.yml'] }] },
    news: [
      fact('contents:acme/app@fix:.github/reeve.yml'),
      fact('tree:acme/app@fix'),
      fact('commits:acme/app@fix'),
    ],
  },
  {
    what: 'a forced push may have taken anything back',
    event: 'push',
    payload: { ref: 'refs/heads/main', forced: true, repository, commits: [] },
    news: [
      { news: 'policy', repo: 'acme/app' },
      fact('contents:acme/app@main:*'),
      fact('tree:acme/app@main'),
      fact('contents:acme/app@HEAD:*'),
      fact('tree:acme/app@HEAD'),
      fact('versions:acme/app@HEAD:*'),
      fact('commits:acme/app@main'),
    ],
  },
  {
    what: 'a tag',
    event: 'push',
    payload: { ref: 'refs/tags/v1', repository, commits: [] },
    ignored: 'push of a tag',
  },
  {
    what: 'a label made',
    event: 'label',
    payload: { action: 'created', repository, label: { name: 'bug' } },
    subject: 'acme/app',
    news: [
      { news: 'repo-label', repo: 'acme/app', label: 'bug', change: 'created' },
      fact('labels:acme/app'),
    ],
  },
  {
    what: 'a label renamed',
    event: 'label',
    payload: { action: 'edited', repository, label: { name: 'bug' }, changes: { name: { from: 'defect' } } },
    news: [
      { news: 'repo-label', repo: 'acme/app', label: 'defect', change: 'renamed', to: 'bug' },
      fact('labels:acme/app'),
    ],
  },
  {
    what: 'a label recoloured',
    event: 'label',
    payload: { action: 'edited', repository, label: { name: 'bug' }, changes: { color: { from: 'fff' } } },
    ignored: 'label.edited',
  },
  {
    what: 'a team’s member',
    event: 'membership',
    payload: { action: 'added', organization, team: { slug: 'qa', name: 'QA' }, member: { login: 'ann' } },
    subject: 'acme',
    news: [fact('team:acme/qa'), fact('permission:acme/*/ann'), fact('assignable:acme/*/ann')],
  },
  {
    what: 'a deleted team has no slug any more',
    event: 'team',
    payload: { action: 'deleted', organization, team: { name: 'Quality Control', deleted: true } },
    subject: 'acme',
    news: [fact('team:acme/quality-control')],
  },
  {
    what: 'a team in a repository',
    event: 'team',
    payload: { action: 'added_to_repository', organization, team: { slug: 'qa' }, repository },
    subject: 'acme',
    news: [fact('team:acme/qa'), fact('permission:acme/app/*'), fact('assignable:acme/app/*')],
  },
  {
    what: 'a collaborator',
    event: 'member',
    payload: { action: 'added', repository, member: { login: 'ann' } },
    subject: 'acme/app',
    news: [fact('permission:acme/app/ann'), fact('assignable:acme/app/ann')],
  },
  {
    what: 'someone who left',
    event: 'organization',
    payload: { action: 'member_removed', organization, membership: { user: { login: 'ann' } } },
    subject: 'acme',
    news: [fact('team:acme/*'), fact('permission:acme/*/ann'), fact('assignable:acme/*/ann')],
  },
  {
    what: 'a milestone renamed',
    event: 'milestone',
    payload: { action: 'edited', repository, milestone: { title: 'v2' }, changes: { title: { from: 'v1' } } },
    news: [fact('milestone:acme/app/v2'), fact('milestone:acme/app/v1')],
  },
  {
    what: 'a repository renamed',
    event: 'repository',
    payload: { action: 'renamed', repository, changes: { repository: { name: { from: 'old' } } } },
    news: [{ news: 'renamed', from: 'acme/old', to: 'acme/app' }],
  },
  {
    what: 'a repository given away',
    event: 'repository',
    payload: { action: 'transferred', repository, changes: { owner: { from: { user: { login: 'eve' } } } } },
    news: [{ news: 'renamed', from: 'eve/app', to: 'acme/app' }],
  },
  {
    what: 'a repository that GitHub numbers',
    event: 'repository',
    payload: {
      action: 'renamed',
      repository: { ...repository, id: 5 },
      changes: { repository: { name: { from: 'old' } } },
    },
    news: [{ news: 'renamed', from: 'acme/old', to: 'acme/app', repoId: 5 }],
  },
  {
    what: 'an organisation renamed',
    event: 'organization',
    payload: {
      action: 'renamed',
      organization: { login: 'acme', id: 3 },
      changes: { login: { from: 'old' } },
    },
    subject: 'acme',
    news: [{ news: 'renamed', from: 'old', to: 'acme', ownerId: 3 }],
  },
  {
    what: 'the account of an installation renamed',
    event: 'installation_target',
    payload: {
      action: 'renamed',
      account: { login: 'acme', id: 3 },
      changes: { login: { from: 'old' } },
      installation: { id: 1 },
    },
    subject: 'acme',
    news: [{ news: 'renamed', from: 'old', to: 'acme', ownerId: 3 }],
  },
  {
    what: 'a repository archived',
    event: 'repository',
    payload: { action: 'archived', repository },
    news: [{ news: 'installed', repos: [], removed: ['acme/app'], why: ['archived'] }],
  },
  {
    what: 'a repository brought back',
    event: 'repository',
    payload: { action: 'unarchived', repository },
    news: [{ news: 'installed', repos: ['acme/app'], removed: [], why: ['archived'] }],
  },
  {
    what: 'suspended: with everything the account has',
    event: 'installation',
    payload: { action: 'suspend', installation: { id: 1, account: { login: 'acme' } } },
    subject: 'acme',
    news: [{ news: 'installed', repos: [], removed: ['acme'], why: ['suspended'] }],
  },
  {
    what: 'installed',
    event: 'installation',
    payload: {
      action: 'created',
      installation: { id: 1, account: { login: 'acme' } },
      repositories: [{ full_name: 'acme/app' }],
    },
    subject: 'acme',
    news: [
      { news: 'installed', repos: ['acme', 'acme/app'], removed: [], why: ['uninstalled', 'suspended'] },
    ],
  },
  {
    what: 'it may do more, and no repositories are listed: all that the account has',
    event: 'installation',
    payload: { action: 'new_permissions_accepted', installation: { id: 1, account: { login: 'acme' } } },
    subject: 'acme',
    news: [{ news: 'installed', repos: ['acme'], removed: [], why: [] }],
  },
  {
    what: 'repositories added and taken',
    event: 'installation_repositories',
    payload: {
      action: 'added',
      installation: { account: { login: 'acme' } },
      repositories_added: [{ full_name: 'acme/a' }],
      repositories_removed: [{ full_name: 'acme/b' }],
    },
    subject: 'acme',
    news: [{ news: 'installed', repos: ['acme/a'], removed: ['acme/b'], why: ['uninstalled'] }],
  },
  {
    what: 'a deployment',
    event: 'deployment_status',
    payload: { repository, deployment: { environment: 'testnet' }, deployment_status: { state: 'success' } },
    subject: 'acme/app',
    news: [fact('env:acme/app/testnet')],
  },
  {
    what: 'a sub-issue, told to its parent',
    event: 'sub_issues',
    payload: {
      action: 'sub_issue_added',
      repository,
      parent_issue: { number: 5 },
      sub_issue: { number: 7 },
      sub_issue_repo: { full_name: 'acme/other' },
    },
    subject: 'acme/app#5',
    news: [fact('sub-issues:acme/app#5'), fact('ships:acme/app#5'), fact('parent:acme/other#7')],
  },
  {
    what: 'a parent, told to its sub-issue',
    event: 'sub_issues',
    payload: {
      action: 'parent_issue_added',
      repository,
      parent_issue: { number: 5 },
      parent_issue_repo: { full_name: 'acme/other' },
      sub_issue: { number: 7 },
    },
    subject: 'acme/app#7',
    news: [fact('sub-issues:acme/other#5'), fact('ships:acme/other#5'), fact('parent:acme/app#7')],
  },
  { what: 'anything else', event: 'star', payload: { action: 'created', repository }, ignored: 'star' },
]

describe('events about other things than one issue', () => {
  test.each(cases)('$what', ({ event, payload, subject, news, ignored }) => {
    const normalised = normalise({ event, id: 'd', at: 0, payload }, 'reeve')
    if (subject !== undefined) expect(subjectOf(event, payload)).toBe(subject)
    if (ignored !== undefined) expect(normalised).toEqual({ ok: true, ignored })
    else expect(normalised).toMatchObject({ ok: true, event: { news } })
  })
})

describe("GitHub's own instant", () => {
  const one = '2026-01-05T09:00:00Z'
  const two = '2026-01-05T10:00:00Z'
  test.each([
    { event: 'issues', payload: { action: 'labeled', issue: { updated_at: one } } },
    { event: 'pull_request', payload: { action: 'closed', pull_request: { updated_at: one } } },
    { event: 'issue_comment', payload: { action: 'created', comment: { created_at: one, updated_at: two } } },
    { event: 'issue_comment', payload: { action: 'edited', comment: { created_at: two, updated_at: one } } },
    {
      event: 'issue_comment',
      payload: { action: 'deleted', issue: { updated_at: one }, comment: { updated_at: two } },
    },
    { event: 'pull_request_review', payload: { action: 'submitted', review: { submitted_at: one } } },
    {
      event: 'pull_request_review',
      payload: { action: 'dismissed', review: { submitted_at: two }, pull_request: { updated_at: one } },
    },
    { event: 'check_run', payload: { check_run: { started_at: two, completed_at: one } } },
    { event: 'status', payload: { updated_at: one } },
    { event: 'push', payload: { repository: { pushed_at: Date.parse(one) / 1000 } } },
  ])('$event $payload', ({ event, payload }) => {
    expect(instantOf(event, payload)).toBe(Date.parse(one))
  })
  test('none where the payload says none', () => {
    expect(
      instantOf('merge_group', { action: 'checks_requested', merge_group: { head_sha: 'abc' } }),
    ).toBeUndefined()
  })
})
