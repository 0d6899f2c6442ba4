import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aRow, type Connected, connect } from '../../../test/builders/github.ts'
import { validateDocument } from '../../../test/contract/graphql.ts'
import type { FactName, FactTypes } from '../../core/fact.ts'
import { closersQuery } from './closers.ts'
import { closingQuery } from './closing.ts'
import { deploymentsQuery } from './env.ts'
import { fieldsQuery } from './fields.ts'
import { queueQuery } from './members.ts'
import { templatesQuery } from './templates.ts'

let world: Connected

beforeEach(() => {
  world = connect()
})

afterEach(() => {
  expect(world.violations).toEqual([])
})

function load<N extends FactName>(name: N, key: string) {
  return world.facts.load({ name, key }, { repo: 'acme/app' })
}

async function value<N extends FactName>(name: N, key: string): Promise<FactTypes[N]> {
  const read = await load(name, key)
  if (!read.ok) throw new Error(read.why)
  return read.value
}

async function why(name: FactName, key: string): Promise<string> {
  const read = await load(name, key)
  return read.ok ? `read ${JSON.stringify(read.value)}` : read.why
}

function openPull(
  files: Record<string, string | null> = { 'src/a.ts': 'a' },
  body = '',
  head = 'fix',
): string {
  const { number } = world.practice.as('ann').openPull('acme/app', { title: 'Mend it', body, head, files })
  return `acme/app#${number}`
}

test.each(
  Object.entries({ closersQuery, closingQuery, deploymentsQuery, fieldsQuery, queueQuery, templatesQuery }),
)("%s is one of GitHub's", (_, query) => {
  expect(validateDocument(query)).toEqual([])
})

describe('people', () => {
  test('a team', async () => {
    expect(await value('team', 'acme/qa')).toEqual(['ann', 'bo'])
  })

  test('somebody, and nobody', async () => {
    expect(await value('user', 'ann')).toBe(true)
    expect(await value('user', 'nobody-at-all')).toBe(false)
  })

  test('a big team is read to the end', async () => {
    const many = Array.from({ length: 150 }, (_, index) => `person-${index}`)
    world.practice.addTeam('acme', 'many', many)
    expect(await value('team', 'acme/many')).toHaveLength(150)
    expect(world.calls()).toHaveLength(2)
  })

  test.each([
    { login: 'dana', may: 'maintain' },
    { login: 'ann', may: 'write' },
    { login: 'eve', may: 'triage' },
    { login: 'rob', may: 'read' },
  ])('$login may $may', async ({ login, may }) => {
    expect(await value('permission', `acme/app/${login}`)).toBe(may)
  })

  test('somebody renamed, suspended or deleted may nothing; somebody who is there and not shown is not known', async () => {
    expect(await value('permission', 'acme/app/old-ann')).toBe('none')
    world.fails('GET', '/repos/acme/app/collaborators/ann/permission', 404)
    expect(await why('permission', 'acme/app/ann')).toContain('it is not there, or Reeve may not see it')
  })

  test('an app that is nobody there may nothing', async () => {
    expect(await value('permission', 'acme/app/dependabot[bot]')).toBe('none')
  })
})

test('who can be assigned in a repository', async () => {
  expect(await value('assignable', 'acme/app/ann')).toBe(true)
  expect(await value('assignable', 'acme/app/old-ann')).toBe(false)
  world.fails('GET', '/repos/acme/app/assignees/ann', 502)
  expect(await why('assignable', 'acme/app/ann')).toContain('502')
  expect(await why('assignable', 'acme/app')).toContain('names no person')
})

test('who can read a mention: nobody whose login was given up, or who is suspended', async () => {
  expect(await value('reachable', 'ann')).toBe(true)
  expect(await value('reachable', 'old-ann')).toBe(false)
  world.practice.suspendUser('ann', '2026-01-01T00:00:00Z')
  expect(await value('reachable', 'ann')).toBe(false)
  world.practice.suspendUser('dana')
  expect(await value('reachable', 'dana')).toBe(false)
  world.fails('GET', '/users/eve', 502)
  expect(await why('reachable', 'eve')).toContain('502')
})

test('who can see a repository', async () => {
  expect(await value('visibility', 'acme/app')).toBe('public')
  expect(await why('visibility', 'acme/nothing')).toContain('acme/nothing')
})

describe('pull requests', () => {
  test('files and commits', async () => {
    const key = openPull({ 'src/a.ts': 'a', 'src/b.ts': 'b' })
    expect(await value('files', key)).toEqual(['src/a.ts', 'src/b.ts'])
    expect(await value('commits', key)).toHaveLength(1)
  })

  test('a file that was moved is changed at both places', async () => {
    world.practice.as('ann').merge(openPull({ 'src/a.ts': 'the same', 'src/b.ts': 'b' }))
    const key = openPull({ 'src/a.ts': null, 'lib/a.ts': 'the same', 'src/b.ts': null }, '', 'move')
    expect(await value('files', key)).toEqual(['lib/a.ts', 'src/a.ts', 'src/b.ts'])
  })

  test('a merge contains what was merged before it, and not the other way round', async () => {
    const first = world.practice.as('ann').merge(openPull({ 'a.ts': 'a' }))
    const second = world.practice.as('ann').merge(openPull({ 'b.ts': 'b' }, '', 'more'))
    expect(await value('contains', `acme/app@${second}...${first}`)).toBe(true)
    expect(await value('contains', `acme/app@${first}...${first}`)).toBe(true)
    expect(await value('contains', `acme/app@${first}...${second}`)).toBe(false)
    expect(await why('contains', `acme/app@${first}...nothing`)).toContain('whether')
  })

  test('many files are read to the end', async () => {
    const files = Object.fromEntries(Array.from({ length: 230 }, (_, index) => [`f/${index}`, 'x']))
    expect(await value('files', openPull(files))).toHaveLength(230)
    expect(world.calls()).toHaveLength(3)
  })

  test('more files than GitHub lists are not known', async () => {
    const files = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`f/${index}`, 'x']))
    expect(await why('files', openPull(files))).toContain('only the first 3,000')
  })

  test('what it closes, and who closes it', async () => {
    const { number } = world.practice.as('bo').openIssue('acme/app', { title: 'Broken' })
    const key = openPull(undefined, `Fixes #${number}`)
    expect(await value('closing', key)).toEqual([`acme/app#${number}`])
    expect(await value('closers', `acme/app#${number}`)).toEqual([key])
    expect(await value('ships', `acme/app#${number}`)).toEqual([key])
  })

  test('reviews', async () => {
    const key = openPull()
    const review = world.practice.as('bo').review(key, 'APPROVED')
    expect(await value('reviews', key)).toEqual([
      expect.objectContaining({ id: review.id, author: 'bo', state: 'approved', at: world.now() }),
    ])
  })

  test('checks and statuses, ours told apart', async () => {
    const key = openPull()
    const sha = world.practice.item(key).pull?.sha ?? ''
    world.practice.as('ann').setStatus('acme/app', sha, 'ci', 'failure')
    world.practice.as('ann').setStatus('acme/app', sha, 'ci', 'success')
    await world.applier.apply(
      {
        key: 'check:Reeve',
        subject: `acme/app@${sha}`,
        rules: [],
        owned: true,
        change: { do: 'check.put', name: 'Reeve', sha, status: 'in_progress', title: 't', summary: 's' },
      },
      aRow(`acme/app@${sha}`),
    )
    expect(await value('checks', `acme/app@${sha}`)).toEqual([
      { name: 'Reeve', state: 'pending', own: true },
      { name: 'ci', state: 'success', own: false },
    ])
  })

  test('members: the open pull requests with a head', async () => {
    const key = openPull()
    const sha = world.practice.item(key).pull?.sha ?? ''
    expect(await value('members', `acme/app@${sha}`)).toEqual([world.practice.item(key).number])
  })

  test('members of a merge group', async () => {
    const first = world.practice.item(openPull()).number
    const second = world.practice
      .as('bo')
      .openPull('acme/app', { title: 'More', head: 'more', files: { 'b.ts': 'b' } }).number
    const group = world.practice.as('ann').queue('acme/app', first, second)
    expect(await value('members', `acme/app@${group.head_sha}`)).toEqual([first, second])
  })

  describe('members of a merge group whose queue cannot be read (D18)', () => {
    const between = (sha: string, baseSha: string) =>
      world.facts.load(
        { name: 'members', key: `acme/app@${sha}` },
        { repo: 'acme/app', base: 'main', baseSha },
      )

    test.each([
      ['GitHub is ill', () => world.fails('POST', '/graphql', 502)],
      ['the entry has left it', () => world.practice.repo('acme/app').mergeGroups.splice(0)],
    ])('%s: those of its commits', async (_, weather) => {
      const first = world.practice.item(openPull()).number
      const second = world.practice
        .as('bo')
        .openPull('acme/app', { title: 'More', head: 'more', files: { 'b.ts': 'b' } }).number
      const group = world.practice.as('ann').queue('acme/app', first, second)
      const later = world.practice
        .as('bo')
        .openPull('acme/app', { title: 'Later', head: 'later', files: { 'c.ts': 'c' } }).number
      const next = world.practice.as('ann').queue('acme/app', later)
      weather()
      expect(await between(group.head_sha, group.base_sha)).toEqual({ ok: true, value: [first, second] })
      expect(await between(next.head_sha, next.base_sha)).toEqual({ ok: true, value: [later] })
    })

    test('squashed commits: by the number that GitHub writes into them, and unknown without one', async () => {
      world.fails('POST', '/graphql', 502)
      const ann = world.practice.as('ann')
      const base = ann.commit('acme/app', { 'x.ts': 'x' })
      const first = ann.commit('acme/app', { 'y.ts': 'y' }, { message: 'Mend (#3)\n\nAs in (#9)' })
      const second = ann.commit('acme/app', { 'z.ts': 'z' }, { message: 'More (#4)' })
      expect(await between(second, base)).toEqual({ ok: true, value: [3, 4] })
      expect(await between(first, base)).toEqual({ ok: true, value: [3] })
      const nameless = ann.commit('acme/app', { 'z.ts': 'zz' }, { message: 'By hand' })
      expect(await between(nameless, base)).toMatchObject({ ok: false, why: expect.stringContaining('502') })
    })
  })

  test('a commit that nobody proposes is not known, so its check is not forgotten', async () => {
    const sha = world.practice.as('ann').commit('acme/app', { 'x.ts': 'x' })
    expect(await load('members', `acme/app@${sha}`)).toMatchObject({ ok: false })
  })
})

describe('issues', () => {
  test('comments, to the end', async () => {
    const { number } = world.practice.as('bo').openIssue('acme/app', { title: 'Broken' })
    const key = `acme/app#${number}`
    for (let count = 0; count < 101; count++) world.practice.as('ann').comment(key, `Comment ${count}`)
    const comments = await value('comments', key)
    expect(comments).toHaveLength(101)
    expect(comments[0]).toMatchObject({ author: 'ann', body: 'Comment 0', edited: false })
    expect(world.calls()).toHaveLength(2)
  })

  test('sub-issues and parents', async () => {
    const parent = `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Whole' }).number}`
    const child = `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Part' }).number}`
    world.practice.as('ann').addSubIssue(parent, child)
    expect(await value('sub-issues', parent)).toEqual([child])
    expect(await value('parent', child)).toBe(parent)
    expect(await value('parent', parent)).toBeNull()
  })

  test('labels of the repository', async () => {
    expect(await value('labels', 'acme/app')).toEqual(['bug', 'critical'])
  })

  test('an issue with its past', async () => {
    const key = `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Broken' }).number}`
    world.wind(60_000)
    world.practice.as('ann').label(key, 'critical')
    const { item, history } = await value('issue', key)
    expect(item).toMatchObject({ title: 'Broken', labels: ['critical'], author: 'bo' })
    expect(history.map(({ id }) => id)).toEqual([
      'opened@2026-01-05T09:00:00Z',
      'labeled:critical@2026-01-05T09:01:00Z',
    ])
  })

  test('fields of projects', async () => {
    const key = `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Broken' }).number}`
    expect(await value('fields', key)).toEqual([])
    const { practice } = world
    practice.addProject('acme', 'Board', [
      { id: 'F1', name: 'Status', type: 'SINGLE_SELECT', options: ['Todo'] },
      { id: 'F2', name: 'Estimate', type: 'NUMBER', options: [] },
      { id: 'F3', name: 'Notes', type: 'TEXT', options: [] },
    ])
    practice.addProject('acme', 'Other', [])
    for (const board of ['acme/1', 'acme/2']) practice.as('bo').putOnBoard(board, key)
    practice.as('bo').setField('acme/1', key, ['Status', 'Todo'])
    practice.as('bo').setField('acme/1', key, ['Estimate', 3])
    const at = Date.parse('2026-01-05T09:00:00Z')
    expect(await value('fields', key)).toEqual([
      { board: 'acme/1', fields: { Status: { values: ['Todo'], at }, Estimate: { values: ['3'], at } } },
      { board: 'acme/2', fields: {} },
    ])
    practice.addProject('acme', 'Sprints', [
      {
        id: 'F4',
        name: 'Sprint',
        type: 'ITERATION',
        options: [],
        iterations: [
          { id: 'i0', title: 'Sprint 0', startDate: '2025-12-22', duration: 14 },
          { id: 'i1', title: 'Sprint 1', startDate: '2026-01-05', duration: 14 },
        ],
      },
    ])
    expect(await value('iterations', 'acme/3 sprint')).toEqual([
      { title: 'Sprint 0', startDate: '2025-12-22', duration: 14 },
      { title: 'Sprint 1', startDate: '2026-01-05', duration: 14 },
    ])
    expect(await why('iterations', 'acme/3 Cycle')).toContain('no iterations by the name of Cycle')
    expect(await why('iterations', 'acme/9 Sprint')).toContain('does not show the board acme/9')
    practice.as('bo').archiveOnBoard('acme/1', key)
    expect(await value('fields', key)).toEqual([{ board: 'acme/2', fields: {} }])
  })
})

describe('files of the repository', () => {
  test('a text, of whatever kind', async () => {
    world.practice.as('ann').commit('acme/app', { '.github/reeve.yml': 'rules: {}\n', 'a.json': '{"a":1}' })
    expect(await value('contents', 'acme/app@main:.github/reeve.yml')).toBe('rules: {}\n')
    expect(await value('contents', 'acme/app@main:a.json')).toBe('{"a":1}')
  })

  test('templates, without what is about them', async () => {
    expect(await value('templates', 'acme/app')).toEqual([])
    world.practice.as('ann').commit('acme/app', {
      '.github/ISSUE_TEMPLATE/bug.md': '---\nname: Bug\n---\n## Steps\n',
      '.github/pull_request_template.md': '## Why\n',
      'docs/bug.md': '## No template\n',
    })
    expect(await value('templates', 'acme/app')).toEqual(['## Steps\n', '## Why\n'])
  })

  test('the paths of all files, at a branch, a commit and the default branch', async () => {
    const sha = world.practice.as('ann').commit('acme/app', { 'docs/deep/a.md': 'a' })
    world.practice.as('ann').commit('acme/app', { 'docs/deep/a.md': null, 'b.md': 'b' })
    expect(await value('tree', `acme/app@${sha}`)).toContain('docs/deep/a.md')
    for (const ref of ['main', 'HEAD']) {
      expect(await value('tree', `acme/app@${ref}`)).toContain('b.md')
      expect(await value('tree', `acme/app@${ref}`)).not.toContain('docs/deep/a.md')
    }
  })

  test('the commits that changed one, newest first, with when they were made', async () => {
    const first = world.practice.as('ann').commit('acme/app', { 'a.md': '1' })
    const at = world.now()
    world.wind(60_000)
    world.practice.as('ann').commit('acme/app', { 'b.md': '1' })
    const second = world.practice.as('ann').commit('acme/app', { 'a.md': '2' })
    const versions = [
      { sha: second, at: world.now() },
      { sha: first, at },
    ]
    expect(await value('versions', 'acme/app@HEAD:a.md')).toEqual(versions)
    expect(await value('versions', 'acme/app@main:a.md')).toEqual(versions)
    expect(await value('versions', 'acme/app@HEAD:none.md')).toEqual([])
  })

  test('when a commit was merged, which may be long after it was made', async () => {
    const key = openPull()
    const sha = world.practice.item(key).pull?.sha ?? ''
    expect(await value('merged-at', `acme/app@${sha}`)).toBeNull()
    world.wind(60_000)
    const merge = world.practice.as('ann').merge(key)
    expect(await value('merged-at', `acme/app@${sha}`)).toBe(world.now())
    expect(await value('merged-at', `acme/app@${merge}`)).toBe(world.now())
    const direct = world.practice.as('ann').commit('acme/app', { 'a.md': '1' })
    expect(await value('merged-at', `acme/app@${direct}`)).toBeNull()
  })

  test('merged into another branch is not merged', async () => {
    world.practice.as('ann').createBranch('acme/app', 'next')
    const { number } = world.practice
      .as('ann')
      .openPull('acme/app', { title: 'Next', base: 'next', head: 'fix', files: { 'a.md': '1' } })
    const merge = world.practice.as('ann').merge(`acme/app#${number}`)
    expect(await value('merged-at', `acme/app@${merge}`)).toBeNull()
  })

  test('where a branch was left', async () => {
    const start = world.practice.as('ann').commit('acme/app', { 'a.md': '1' })
    const key = openPull()
    world.practice.as('ann').commit('acme/app', { 'a.md': '2' })
    const sha = world.practice.item(key).pull?.sha ?? ''
    expect(await value('merge-base', `acme/app@main...${sha}`)).toBe(start)
    expect(await why('merge-base', `acme/app@main...nothing`)).toContain('where nothing left main')
  })

  test('none', async () => {
    expect(await value('contents', 'acme/app@main:none.md')).toBeNull()
  })

  test('of a repository that cannot be seen: not known', async () => {
    expect(await why('contents', 'acme/secret@main:a.md')).toContain('not installed')
  })
})

describe('workflow runs', () => {
  test('one that waits, one that has ended, and one that was deleted, which only ended ones can be', async () => {
    expect(await why('run', 'acme/app/1')).toContain('needs the permission Actions: read')
    world = connect({ permissions: { actions: 'read', deployments: 'write', metadata: 'read' } })
    const run = world.practice.as('ann').deploy('acme/app', 'production')
    const key = `acme/app/${run.id}`
    expect(await value('run', key)).toMatchObject({ actor: 'ann', ended: false })
    world.practice.as('ann').endRun('acme/app', run, 'cancelled')
    expect(await value('run', key)).toMatchObject({ ended: true })
    world.practice.repo('acme/app').workflowRuns.length = 0
    expect(await value('run', key)).toEqual({ ended: true })
  })

  test('one of a repository that cannot be seen is not known', async () => {
    expect(await why('run', 'acme/secret/1')).toContain('not installed')
  })
})

describe('what cannot be read is unknown, with the reason', () => {
  test.each([
    { name: 'team', key: 'acme/qa', without: 'members', says: 'needs the permission Members: read' },
    { name: 'comments', key: 'acme/app#1', without: 'issues', says: 'needs the permission Issues: read' },
    {
      name: 'contents',
      key: 'acme/app@main:x',
      without: 'contents',
      says: 'needs the permission Contents: read',
    },
  ] as const)('$name without the permission', async ({ name, key, without, says }) => {
    const all = { issues: 'read', contents: 'read', members: 'read', metadata: 'read' } as const
    world = connect({
      permissions: Object.fromEntries(Object.entries(all).filter(([each]) => each !== without)),
    })
    world.practice.repo('acme/app').private = true
    world.practice.as('ann').openIssue('acme/app', { title: 'x' })
    expect(await why(name, key)).toContain(says)
  })

  test.each([
    { answer: 502, says: '502' },
    { answer: 'timeout', says: 'no answer' },
    { answer: 'drop', says: 'no answer' },
  ] as const)('GitHub is out of order: $answer', async ({ answer, says }) => {
    world.fails('GET', '/orgs/acme/teams/qa/members', answer)
    expect(await why('team', 'acme/qa')).toContain(says)
  })

  test('a page in the middle is missing: nothing is known', async () => {
    world.practice.addTeam(
      'acme',
      'many',
      Array.from({ length: 150 }, (_, index) => `person-${index}`),
    )
    let pages = 0
    world.practice.failures.set({
      match: (_, path) => path.endsWith('/members') && ++pages === 2,
      answer: 502,
    })
    expect(await why('team', 'acme/many')).toContain('502')
  })

  test('asked too fast', async () => {
    world.practice.limits.secondary = { left: 1, status: 403, retryAfter: 7, match: () => true }
    expect(await why('team', 'acme/qa')).toContain('GitHub asks to wait')
  })

  test('a team that is not there', async () => {
    expect(await why('team', 'acme/nobody')).toContain('it is not there, or Reeve may not see it')
  })

  test('not installed', async () => {
    expect(await why('labels', 'other/app')).toBe('Reeve is not installed on other/app')
  })

  test.each([
    'team',
    'permission',
    'files',
    'commits',
    'closing',
    'checks',
    'members',
    'env',
    'contains',
    'versions',
    'merged-at',
    'merge-base',
    'tree',
    'ships',
  ] as const)('a key that names no %s', async (name) => {
    expect(await why(name, 'nonsense')).toContain('nonsense names no')
  })
})
