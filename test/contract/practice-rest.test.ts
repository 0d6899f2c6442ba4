import { beforeEach, describe, expect, test } from 'vitest'
import { type PracticeWorld, practiceWorld } from './practice-world.ts'

const app = { owner: 'acme', repo: 'app' }
let world: PracticeWorld

beforeEach(() => {
  world = practiceWorld()
})

describe('issues', () => {
  test('labels: any case finds, absent ones are 404, new ones are made', async () => {
    const octokit = await world.octokit()
    world.practice.as('ann').openIssue('acme/app', { title: 'It breaks', labels: ['BUG'] })
    expect(world.practice.labels('acme/app#1')).toEqual(['bug'])
    const off = () => octokit.rest.issues.removeLabel({ ...app, issue_number: 1, name: 'Bug' })
    expect((await off()).data).toEqual([])
    await expect(off()).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('Label does not exist'),
    })
    await octokit.rest.issues.addLabels({ ...app, issue_number: 1, labels: ['in progress'] })
    const made = octokit.rest.issues.createLabel({ ...app, name: 'In Progress' })
    await expect(made).rejects.toMatchObject({
      status: 422,
      response: { data: { errors: [{ code: 'already_exists' }] } },
    })
    await octokit.rest.issues.updateLabel({ ...app, name: 'in progress', new_name: 'doing' })
    expect(world.practice.labels('acme/app#1')).toEqual(['doing'])
    await octokit.rest.issues.deleteLabel({ ...app, name: 'doing' })
    expect(world.practice.labels('acme/app#1')).toEqual([])
    const { data } = await octokit.rest.issues.listEventsForTimeline({ ...app, issue_number: 1 })
    expect(data.map((each) => ('label' in each ? [each.event, each.label.name] : each.event))).toEqual([
      ['labeled', 'bug'],
      ['unlabeled', 'bug'],
      // A timeline keeps the name a label had, and does not tell of its end.
      ['labeled', 'in progress'],
    ])
  })

  test('who cannot be assigned is left out without a word', async () => {
    const octokit = await world.octokit()
    const issue = world.practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
    const at = { ...app, issue_number: issue.number }
    const { data } = await octokit.rest.issues.addAssignees({ ...at, assignees: ['bob', 'guy', 'nobody'] })
    expect(data.assignees?.map((each) => each.login)).toEqual(['bob'])
    const can = (assignee: string) => octokit.rest.issues.checkUserCanBeAssigned({ ...app, assignee })
    expect((await can('bob')).status).toBe(204)
    await expect(can('guy')).rejects.toMatchObject({ status: 404 })
  })

  test('closing has a reason, reopening another; lists filter', async () => {
    const octokit = await world.octokit()
    world.practice.as('ann').openIssue('acme/app', { title: 'One', labels: ['bug'] })
    world.forward(60_000)
    world.practice.as('ann').openIssue('acme/app', { title: 'Two' })
    const close = { ...app, issue_number: 1, state: 'closed', state_reason: 'not_planned' } as const
    expect((await octokit.rest.issues.update(close)).data).toMatchObject({ state_reason: 'not_planned' })
    const numbers = async (filter: object) =>
      (await octokit.rest.issues.listForRepo({ ...app, ...filter })).data.map((each) => each.number)
    expect(await numbers({})).toEqual([2])
    expect(await numbers({ state: 'all' })).toEqual([2, 1])
    expect(await numbers({ state: 'all', labels: 'bug' })).toEqual([1])
    expect(await numbers({ state: 'all', since: '2026-01-05T09:01:00Z', direction: 'asc' })).toEqual([1, 2])
    world.practice.as('ann').reopen('acme/app#1')
    expect(world.practice.item('acme/app#1').state_reason).toBe('reopened')
  })

  test('a stranger’s labels are dropped; what a role does not allow is refused', () => {
    world.practice.as('guy').openIssue('acme/app', { title: 'Please', labels: ['bug'] })
    expect(world.practice.labels('acme/app#1')).toEqual([])
    expect(() => world.practice.as('guy').label('acme/app#1', 'bug')).toThrow(
      'it takes triage, and the role there is read',
    )
    world.practice.as('guy').close('acme/app#1')
    expect(world.practice.item('acme/app#1').state).toBe('closed')
  })
})

describe('contents', () => {
  test('a file as object, as raw text, by ref, and not at all', async () => {
    const octokit = await world.octokit()
    const path = '.github/reeve.yml'
    const before = world.practice.repo('acme/app').branches.main ?? ''
    world.practice.as('ann').editPolicy('acme/app', path, 'version: 2\n')
    const { data } = await octokit.rest.repos.getContent({ ...app, path })
    expect(data).toMatchObject({
      type: 'file',
      encoding: 'base64',
      content: Buffer.from('version: 2\n').toString('base64'),
    })
    const raw = await octokit.rest.repos.getContent({
      ...app,
      path,
      ref: before,
      mediaType: { format: 'raw' },
    })
    expect(raw.data).toBe('version: 1\n')
    const listed = await octokit.rest.repos.getContent({ ...app, path: '' })
    expect(listed.data).toMatchObject([
      { name: '.github', type: 'dir' },
      { name: 'README.md', type: 'file' },
    ])
    await expect(octokit.rest.repos.getContent({ ...app, path: 'no.md' })).rejects.toMatchObject({
      status: 404,
    })
  })

  test('writing needs the sha of what is there', async () => {
    const octokit = await world.octokit()
    const content = Buffer.from('new\n').toString('base64')
    const write = (more: object) =>
      octokit.rest.repos.createOrUpdateFileContents({
        ...app,
        path: 'README.md',
        message: 'm',
        content,
        ...more,
      })
    await expect(write({})).rejects.toMatchObject({ status: 422 })
    await expect(write({ sha: 'abc' })).rejects.toMatchObject({ status: 409 })
    const { data } = await octokit.rest.repos.getContent({ ...app, path: 'README.md' })
    expect((await write('sha' in data ? { sha: data.sha } : {})).status).toBe(200)
  })
})

describe('pull requests', () => {
  test('files, commits, compare and the way back from a commit', async () => {
    const octokit = await world.octokit()
    const ann = world.practice.as('ann')
    ann.openPull('acme/app', {
      title: 'Mend',
      head: 'fix/it',
      files: { 'a.txt': 'one\n', 'README.md': null },
    })
    const sha = ann.push('acme/app#1', { files: { 'a.txt': 'one\ntwo\n' } })
    ann.commit('acme/app', { 'other.txt': 'x\n' })
    const { data: files } = await octokit.rest.pulls.listFiles({ ...app, pull_number: 1 })
    expect(
      files.map(({ filename, status, additions, deletions }) => [filename, status, additions, deletions]),
    ).toEqual([
      ['README.md', 'removed', 0, 1],
      ['a.txt', 'added', 2, 0],
    ])
    expect((await octokit.rest.pulls.listCommits({ ...app, pull_number: 1 })).data).toHaveLength(2)
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...app,
      basehead: 'main...fix/it',
    })
    expect(data).toMatchObject({ status: 'diverged', ahead_by: 2, behind_by: 1 })
    const back = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...app, commit_sha: sha })
    expect(back.data.map((each) => each.number)).toEqual([1])
    const byHead = await octokit.rest.pulls.list({ ...app, head: 'acme:fix/it' })
    expect(byHead.data.map((each) => each.number)).toEqual([1])
  })

  test('a required check opens the merge, and the merge closes what it fixes', async () => {
    const octokit = await world.octokit()
    const { practice } = world
    practice.repo('acme/app').requiredChecks = ['Reeve']
    practice.as('ann').openIssue('acme/app', { title: 'It breaks' })
    practice.as('ann').openIssue('acme/other', { title: 'There too' })
    const pull = practice
      .as('ann')
      .openPull('acme/app', { title: 'Mend', head: 'mend', body: 'Fixes #1, closes acme/other#1' })
    const head_sha = pull.pull?.sha ?? ''
    const merge = () => octokit.rest.pulls.merge({ ...app, pull_number: 2 })
    await expect(merge()).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('"Reeve" is expected'),
    })
    const run = { ...app, name: 'Reeve', head_sha }
    const { data } = await octokit.rest.checks.create({ ...run, status: 'in_progress' })
    await expect(merge()).rejects.toMatchObject({ status: 405 })
    const done = { ...app, check_run_id: data.id, status: 'completed', conclusion: 'success' } as const
    await octokit.rest.checks.update(done)
    expect((await merge()).data.merged).toBe(true)
    expect(practice.item('acme/app#1').state).toBe('closed')
    expect(practice.item('acme/other#1').closed_by).toBe('reeve[bot]')
  })

  test('a finished run stays finished; the newest of its name counts', async () => {
    const octokit = await world.octokit()
    const head_sha =
      world.practice.as('ann').openPull('acme/app', { title: 'Mend', head: 'mend' }).pull?.sha ?? ''
    const make = (conclusion: 'failure' | 'success') =>
      octokit.rest.checks.create({ ...app, name: 'Reeve', head_sha, status: 'completed', conclusion })
    const { data } = await make('failure')
    const back = octokit.rest.checks.update({ ...app, check_run_id: data.id, status: 'in_progress' })
    await expect(back).rejects.toMatchObject({ status: 422 })
    await make('success')
    const list = async (filter: 'latest' | 'all') =>
      (await octokit.rest.checks.listForRef({ ...app, ref: head_sha, filter })).data.check_runs.map(
        (each) => each.conclusion,
      )
    expect(await list('latest')).toEqual(['success'])
    expect(await list('all')).toEqual(['success', 'failure'])
  })

  test('runs on a fork’s commit name no pull request', async () => {
    const octokit = await world.octokit()
    const { practice } = world
    const own = practice.as('ann').openPull('acme/app', { title: 'Own', head: 'own' })
    const forked = practice.as('guy').openPull('acme/app', { title: 'Forked', head: 'patch', fork: 'guy' })
    const pulls = async (head_sha = '') =>
      (await octokit.rest.checks.create({ ...app, name: 'Reeve', head_sha })).data.pull_requests.map(
        (each) => each.number,
      )
    expect(await pulls(own.pull?.sha)).toEqual([own.number])
    expect(await pulls(forked.pull?.sha)).toEqual([])
  })
})

describe('people', () => {
  test('a team has its child teams’ members; who is not in it is 404', async () => {
    const octokit = await world.octokit()
    const team = { org: 'acme', team_slug: 'qa' }
    const { data } = await octokit.rest.teams.listMembersInOrg(team)
    expect(data.map((each) => each.login)).toEqual(['zoe', 'dana', 'eve'])
    const of = (username: string) => octokit.rest.teams.getMembershipForUserInOrg({ ...team, username })
    expect((await of('DANA')).data).toMatchObject({ role: 'member', state: 'active' })
    await expect(of('ann')).rejects.toMatchObject({ status: 404 })
  })

  test.each([
    { login: 'ann', permission: 'write', role_name: 'write' },
    { login: 'zoe', permission: 'admin', role_name: 'admin' },
    { login: 'guy', permission: 'read', role_name: 'read' },
    { login: 'tess', permission: 'read', role_name: 'triage' },
  ])('$login has $role_name, told as $permission', async ({ login, permission, role_name }) => {
    world.practice.as('zoe').addCollaborator('acme/app', 'tess', 'triage')
    world.practice.addUser('tess')
    const octokit = await world.octokit()
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({ ...app, username: login })
    expect(data).toMatchObject({ permission, role_name })
  })

  test('a private repository is not there for who may not see it', async () => {
    const octokit = await world.octokit()
    const [installation] = world.practice.state.installations
    if (installation) installation.repos = ['acme/app']
    await expect(octokit.rest.repos.get({ owner: 'acme', repo: 'other' })).rejects.toMatchObject({
      status: 404,
    })
    expect((await octokit.rest.repos.get(app)).status).toBe(200)
  })

  test('an issues permission does not open pull requests, and either opens its own', async () => {
    const { practice } = world
    practice.as('ann').openIssue('acme/app', { title: 'An issue' })
    practice.as('ann').openPull('acme/app', { title: 'A pull request', head: 'x' })
    const octokit = await world.octokit({ pull_requests: 'write' })
    const label = (issue_number: number) =>
      octokit.rest.issues.addLabels({ ...app, issue_number, labels: ['bug'] })
    expect((await label(2)).status).toBe(200)
    await expect(label(1)).rejects.toMatchObject({ status: 403 })
  })
})

test('a deleted issue is gone, a moved one is answered where it is', async () => {
  const octokit = await world.octokit()
  const zoe = world.practice.as('zoe')
  zoe.openIssue('acme/app', { title: 'Deleted' })
  zoe.openIssue('acme/app', { title: 'Moved', labels: ['bug'] })
  zoe.remove('acme/app#1')
  zoe.transfer('acme/app#2', 'acme/other')
  await expect(octokit.rest.issues.get({ ...app, issue_number: 1 })).rejects.toMatchObject({ status: 410 })
  const { data } = await octokit.rest.issues.get({ ...app, issue_number: 2 })
  expect(data).toMatchObject({ title: 'Moved', number: 1, labels: [] })
  expect(data.repository_url).toMatch(/acme\/other$/)
})

test('a renamed repository answers to both names', async () => {
  const octokit = await world.octokit()
  world.practice.as('zoe').renameRepo('acme/app', 'tool')
  expect((await octokit.rest.repos.get(app)).data.full_name).toBe('acme/tool')
  expect((await octokit.rest.repos.get({ owner: 'acme', repo: 'tool' })).data.name).toBe('tool')
})
