import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { anEffect, aRow, type Connected, connect } from '../../../test/builders/github.ts'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { validateDocument } from '../../../test/contract/graphql.ts'
import type { Change, Receipt } from '../../core/effect.ts'
import { pinMutation, unpinMutation } from './pin.ts'

let world: Connected
let issue: string

function begin(options: Parameters<typeof connect>[0] = {}): void {
  world = connect(options)
  issue = `acme/app#${world.practice.as('bo').openIssue('acme/app', { title: 'Broken' }).number}`
}

beforeEach(() => begin())
afterEach(() => {
  expect(world.violations).toEqual([])
})

function openPull(): { key: string; sha: string } {
  const { number, pull } = world.practice
    .as('ann')
    .openPull('acme/app', { title: 'Mend', head: 'fix', files: { 'a.ts': 'a' } })
  return { key: `acme/app#${number}`, sha: pull?.sha ?? '' }
}

function apply(change: Change, on = issue, key?: string): Promise<Receipt> {
  const number = Number(on.split('#')[1])
  const item = on === issue ? anItem({ number }) : aPullItem({ number })
  return world.applier.apply(anEffect(on, change, key), aRow(on, on.includes('#') ? { item } : {}))
}

const said = (on = issue) => world.practice.item(on).comments.map(({ body }) => body)

describe('labels', () => {
  test('put on, and again', async () => {
    expect(await apply({ do: 'label.add', label: 'bug' })).toEqual({ outcome: 'done' })
    expect(await apply({ do: 'label.add', label: 'bug' })).toEqual({ outcome: 'done' })
    expect(world.practice.labels(issue)).toEqual(['bug'])
  })

  test('one that the repository does not have is not made in passing', async () => {
    expect(await apply({ do: 'label.add', label: 'buug' })).toEqual({
      outcome: 'refused',
      why: 'acme/app has no label "buug"; make it there, or name it under labels: in the policy',
    })
    expect(world.practice.repo('acme/app').labels.map(({ name }) => name)).not.toContain('buug')
  })

  test('taken off, and again', async () => {
    world.practice.as('ann').label(issue, 'bug')
    expect(await apply({ do: 'label.remove', label: 'bug' })).toEqual({ outcome: 'done' })
    expect(await apply({ do: 'label.remove', label: 'bug' })).toEqual({ outcome: 'already-so' })
  })

  test('a name with signs in it', async () => {
    world.practice.as('ann').createLabel('acme/app', 'sev/1 : now?')
    expect(await apply({ do: 'label.add', label: 'sev/1 : now?' })).toEqual({ outcome: 'done' })
    expect(await apply({ do: 'label.remove', label: 'sev/1 : now?' })).toEqual({ outcome: 'done' })
    expect(world.practice.labels(issue)).toEqual([])
  })
})

describe('people', () => {
  test('assigned and unassigned', async () => {
    expect(await apply({ do: 'assignee.add', login: 'ann' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(issue).assignees).toEqual(['ann'])
    expect(await apply({ do: 'assignee.remove', login: 'ann' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(issue).assignees).toEqual([])
  })

  test('somebody who cannot be assigned', async () => {
    expect(await apply({ do: 'assignee.add', login: 'stranger' })).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('stranger cannot be assigned in acme/app'),
    })
  })

  test('asked for a review: people and teams', async () => {
    const { key } = openPull()
    expect(await apply({ do: 'reviewer.request', login: 'bo' }, key)).toEqual({ outcome: 'done' })
    expect(world.practice.item(key).pull).toMatchObject({ reviewers: ['bo'] })
    world.practice.repo('acme/app').teams.qa = 'write'
    expect(await apply({ do: 'reviewer.request', team: 'acme/qa' }, key)).toEqual({ outcome: 'done' })
    expect(world.practice.item(key).pull).toMatchObject({ reviewTeams: ['qa'] })
  })

  test('an author cannot review', async () => {
    const { key } = openPull()
    expect(await apply({ do: 'reviewer.request', login: 'ann' }, key)).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('GitHub refused it'),
    })
  })

  test('nobody reviews an issue', async () => {
    expect(await apply({ do: 'reviewer.request', login: 'bo' })).toMatchObject({ outcome: 'refused' })
  })
})

describe('the notice: one comment for each slot', () => {
  const put = (body: string): Change => ({ do: 'notice.put', slot: 'reeve', body })

  test('written, then edited in place, without a search', async () => {
    await apply(put('One'))
    await apply(put('Two'))
    expect(said()).toEqual(['Two\n\n<!-- reeve:reeve -->'])
    expect(world.calls()).toEqual([
      'POST /repos/acme/app/issues/1/comments 201',
      expect.stringMatching(/^PATCH \/repos\/acme\/app\/issues\/comments\/\d+ 200$/),
    ])
  })

  test('found by its marker where nothing is remembered', async () => {
    begin({ remember: false })
    for (let count = 0; count < 101; count++) world.practice.as('ann').comment(issue, `${count}`)
    await apply(put('One'))
    await apply(put('Two'))
    expect(said()).toHaveLength(102)
    expect(said().at(-1)).toContain('Two')
  })

  test('a marker in somebody else’s comment is no marker', async () => {
    begin({ remember: false })
    world.practice.as('ann').comment(issue, 'Mine <!-- reeve:reeve -->')
    await apply(put('One'))
    expect(said()).toHaveLength(2)
  })

  test('deleted by somebody: written anew', async () => {
    await apply(put('One'))
    const [comment] = world.practice.item(issue).comments
    world.practice.as('dana').deleteComment(issue, comment?.id ?? 0)
    expect(await apply(put('Two'))).toEqual({ outcome: 'done' })
    expect(said()).toEqual(['Two\n\n<!-- reeve:reeve -->'])
    await apply(put('Three'))
    expect(said()).toEqual(['Three\n\n<!-- reeve:reeve -->'])
  })

  test('the answer to its creation was lost: it is not written twice', async () => {
    world.fails('POST', '/repos/acme/app/issues/1/comments', 'drop-after-apply', 1)
    expect(await apply(put('One'))).toMatchObject({ outcome: 'retry' })
    expect(await apply(put('One'))).toEqual({ outcome: 'done' })
    expect(said()).toHaveLength(1)
  })

  test.each([true, false])('taken away, and again; remembered: %s', async (remember) => {
    begin({ remember })
    await apply(put('One'))
    expect(await apply({ do: 'notice.remove', slot: 'reeve' })).toEqual({ outcome: 'done' })
    expect(await apply({ do: 'notice.remove', slot: 'reeve' })).toEqual({ outcome: 'already-so' })
    expect(said()).toEqual([])
    await apply(put('Again'))
    expect(said()).toHaveLength(1)
  })
})

describe('comments: said once', () => {
  const say: Change = { do: 'comment.add', key: 'breach-1', body: 'It is late.' }

  test.each([true, false])('twice is once; remembered: %s', async (remember) => {
    begin({ remember })
    expect(await apply(say)).toEqual({ outcome: 'done' })
    expect(await apply(say)).toEqual({ outcome: 'already-so' })
    expect(said()).toEqual(['It is late.\n\n<!-- reeve:breach-1 -->'])
  })

  test('a lost answer', async () => {
    world.fails('POST', '/repos/acme/app/issues/1/comments', 'drop-after-apply', 1)
    await apply(say)
    expect(await apply(say)).toEqual({ outcome: 'already-so' })
    expect(said()).toHaveLength(1)
  })

  test('an answer that never went out', async () => {
    world.fails('POST', '/repos/acme/app/issues/1/comments', 'drop', 1)
    await apply(say)
    expect(await apply(say)).toEqual({ outcome: 'done' })
    expect(said()).toHaveLength(1)
  })

  test('a list that is cut short is no empty list', async () => {
    begin({ remember: false })
    await apply(say)
    world.fails('GET', '/repos/acme/app/issues/1/comments', 200, 1)
    expect(await apply(say)).toMatchObject({ outcome: 'retry' })
    expect(said()).toHaveLength(1)
  })
})

describe('checks', () => {
  const runs = () =>
    world.practice.repo('acme/app').checkRuns.map(({ status, conclusion }) => conclusion ?? status)
  function put(
    sha: string,
    state: { conclusion: 'success' | 'failure' } | { status: 'in_progress' },
    title = 'T',
  ) {
    const change: Change = { do: 'check.put', name: 'Reeve', sha, title, summary: 'S', ...state }
    return apply(change, `acme/app@${sha}`, 'check:Reeve')
  }

  test('open, then completed, then another answer: one run', async () => {
    const { sha } = openPull()
    world.calls()
    await put(sha, { status: 'in_progress' })
    await put(sha, { conclusion: 'failure' })
    await put(sha, { conclusion: 'success' }, 'Better')
    expect(runs()).toEqual(['success'])
    expect(world.practice.repo('acme/app').checkRuns[0]).toMatchObject({
      external_id: 'check:Reeve',
      name: 'Reeve',
    })
    expect(world.calls()).toHaveLength(3)
  })

  test('a verdict that becomes unknown is a new run: a completed one never goes back', async () => {
    const { sha } = openPull()
    await put(sha, { conclusion: 'success' })
    await put(sha, { status: 'in_progress' })
    expect(runs()).toEqual(['success', 'in_progress'])
    await put(sha, { conclusion: 'failure' })
    expect(runs()).toEqual(['success', 'failure'])
  })

  test('found again where nothing is remembered', async () => {
    begin({ remember: false })
    const { sha } = openPull()
    expect(await put(sha, { conclusion: 'success' })).toEqual({ outcome: 'done' })
    expect(await put(sha, { conclusion: 'success' })).toEqual({ outcome: 'already-so' })
    await put(sha, { status: 'in_progress' })
    await put(sha, { conclusion: 'failure' })
    expect(runs()).toEqual(['success', 'failure'])
  })

  test('a lost answer makes no second run', async () => {
    const { sha } = openPull()
    world.fails('POST', '/repos/acme/app/check-runs', 'drop-after-apply', 1)
    expect(await put(sha, { conclusion: 'success' })).toMatchObject({ outcome: 'retry' })
    expect(await put(sha, { conclusion: 'success' })).toEqual({ outcome: 'already-so' })
    expect(runs()).toEqual(['success'])
  })

  test('many annotations go fifty at a time', async () => {
    const { sha } = openPull()
    world.calls()
    const annotations = Array.from({ length: 120 }, (_, index) => ({
      path: '.github/reeve.yml',
      line: index + 1,
      level: 'failure' as const,
      message: 'm',
      title: 't',
    }))
    const change: Change = {
      do: 'check.put',
      name: 'Reeve',
      sha,
      conclusion: 'failure',
      title: 'T',
      summary: 'S',
      annotations,
    }
    await apply(change, `acme/app@${sha}`)
    expect(world.practice.repo('acme/app').checkRuns[0]?.output.annotations).toHaveLength(120)
    expect(world.calls()).toHaveLength(3)
    // GitHub adds annotations and never takes one away: other problems are another run.
    await apply({ ...change, title: 'Fewer', annotations: annotations.slice(0, 2) }, `acme/app@${sha}`)
    expect(world.practice.repo('acme/app').checkRuns.map(({ output }) => output.annotations.length)).toEqual([
      120, 2,
    ])
  })

  test('an open run that went stale is put anew', async () => {
    const { sha } = openPull()
    await put(sha, { status: 'in_progress' })
    const [run] = world.practice.repo('acme/app').checkRuns
    Object.assign(run ?? {}, { status: 'completed', conclusion: 'stale' })
    expect(await put(sha, { status: 'in_progress' })).toEqual({ outcome: 'done' })
    expect(runs()).toEqual(['stale', 'in_progress'])
  })
})

describe('issues', () => {
  const open = (more: Partial<Extract<Change, { do: 'issue.open' }>> = {}): Change => ({
    do: 'issue.open',
    key: 'release-1',
    repo: 'acme/app',
    title: 'Release',
    body: 'Please.',
    labels: [],
    assignees: [],
    ...more,
  })
  const titles = () => Object.values(world.practice.repo('acme/app').items).map(({ title }) => title)

  test.each([true, false])('opened once; remembered: %s', async (remember) => {
    begin({ remember })
    expect(await apply(open({ labels: ['bug'], assignees: ['ann'] }))).toEqual({ outcome: 'done' })
    expect(await apply(open())).toEqual({ outcome: 'already-so' })
    expect(titles()).toEqual(['Broken', 'Release'])
    expect(world.practice.item('acme/app#2')).toMatchObject({
      assignees: ['ann'],
      body: 'Please.\n\n<!-- reeve:release-1 -->',
    })
    expect(world.practice.labels('acme/app#2')).toEqual(['bug'])
  })

  test('a lost answer opens no second one', async () => {
    world.fails('POST', '/repos/acme/app/issues', 'drop-after-apply', 1)
    expect(await apply(open())).toMatchObject({ outcome: 'retry' })
    expect(await apply(open())).toEqual({ outcome: 'already-so' })
    expect(titles()).toEqual(['Broken', 'Release'])
  })

  test('without those who cannot be assigned, and labels that are not there', async () => {
    expect(await apply(open({ labels: ['bug', 'nowhere'], assignees: ['ann', 'stranger'] }))).toEqual({
      outcome: 'done',
    })
    expect(world.practice.item('acme/app#2').assignees).toEqual(['ann'])
    expect(world.practice.labels('acme/app#2')).toEqual(['bug'])
  })

  test('where Reeve is not installed', async () => {
    expect(await apply(open({ repo: 'other/app' }))).toEqual({
      outcome: 'refused',
      why: 'Reeve is not installed on other/app',
    })
  })

  test('closed with a reason, and opened again', async () => {
    await apply({ do: 'issue.close', reason: 'not_planned' })
    expect(world.practice.item(issue)).toMatchObject({ state: 'closed', state_reason: 'not_planned' })
    await apply({ do: 'issue.reopen', reason: 'why' })
    expect(world.practice.item(issue).state).toBe('open')
  })

  test('a pull request closed and opened again', async () => {
    const { key } = openPull()
    await apply({ do: 'issue.close', reason: 'completed' }, key)
    expect(world.practice.item(key).state).toBe('closed')
    await apply({ do: 'issue.reopen', reason: 'why' }, key)
    expect(world.practice.item(key).state).toBe('open')
  })

  test('pinned and unpinned', async () => {
    expect(validateDocument(pinMutation)).toEqual([])
    expect(validateDocument(unpinMutation)).toEqual([])
    expect(await apply({ do: 'issue.pin' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(issue).pinned).toBe(true)
    expect(await apply({ do: 'issue.unpin' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(issue).pinned).toBe(false)
  })

  test('a milestone by its title', async () => {
    world.practice.as('ann').createMilestone('acme/app', 'v1')
    expect(await apply({ do: 'milestone.set', milestone: 'v1' })).toEqual({ outcome: 'done' })
    expect(world.practice.item(issue).milestone).toBe(1)
    expect(await apply({ do: 'milestone.set', milestone: 'v2' })).toEqual({
      outcome: 'refused',
      why: 'acme/app has no milestone "v2"',
    })
  })

  test('a reaction, once', async () => {
    const { id } = world.practice.as('ann').comment(issue, '/reeve ack')
    expect(await apply({ do: 'reaction.add', comment_id: id, content: 'eyes' })).toEqual({ outcome: 'done' })
    expect(await apply({ do: 'reaction.add', comment_id: id, content: 'eyes' })).toEqual({
      outcome: 'already-so',
    })
    expect(await apply({ do: 'reaction.add', comment_id: id, content: 'wow' })).toMatchObject({
      outcome: 'refused',
    })
  })
})

describe('beyond GitHub’s issues', () => {
  test('a dispatch', async () => {
    expect(await apply({ do: 'dispatch.send', event: 'deploy', payload: { key: 'k' } })).toEqual({
      outcome: 'done',
    })
    expect(world.practice.repo('acme/app').dispatches).toHaveLength(1)
  })

  test('a dispatch to where Reeve is not installed', async () => {
    const change: Change = { do: 'dispatch.send', event: 'deploy', payload: { to: 'other/app' } }
    expect(await apply(change)).toMatchObject({ outcome: 'refused' })
  })

  test.each([
    { change: { do: 'webhook.send', name: 'pager', payload: {} } as const, outcome: 'refused' },
    { change: { do: 'project.put', board: 'b', fields: {} } as const, outcome: 'refused' },
    { change: { do: 'violation.record', what: 'w' } as const, outcome: 'done' },
  ])('$change.do: $outcome', async ({ change, outcome }) => {
    expect(await apply(change)).toMatchObject({ outcome })
  })
})

describe('when GitHub does not', () => {
  const add: Change = { do: 'label.add', label: 'bug' }
  const path = '/repos/acme/app/issues/1/labels'

  test.each([500, 502, 503, 'timeout', 'drop', 'drop-after-apply'] as const)(
    '%s: again a little later',
    async (answer) => {
      world.fails('POST', path, answer, 1)
      expect(await apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + 30_000 })
      expect(await apply(add)).toEqual({ outcome: 'done' })
    },
  )

  test.each([
    { what: 'says for how long', status: 403, retryAfter: 17, wait: 17_000 },
    { what: 'does not say for how long', status: 429, retryAfter: null, wait: 60_000 },
    { what: 'says it as 403 only', status: 403, retryAfter: null, wait: 60_000 },
  ] as const)('too fast, and it $what', async ({ status, retryAfter, wait }) => {
    const match = (method: string, at: string) => method === 'POST' && at === path
    world.practice.limits.secondary = { left: 1, status, retryAfter, match }
    expect(await apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + wait })
    expect(await apply(add)).toEqual({ outcome: 'done' })
  })

  test('the hour is used up: when it begins anew', async () => {
    await apply(add)
    const installation = world.practice.state.installations[0]?.id ?? 0
    world.practice.limits.exhaust(installation)
    expect(await apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + 3_600_000 })
  })

  test.each([
    { change: { do: 'comment.add', key: 'k', body: 'b' } as const, without: 'issues', says: 'Issues: write' },
    {
      change: { do: 'dispatch.send', event: 'e', payload: {} } as const,
      without: 'contents',
      says: 'Contents: write',
    },
  ])('without a permission it is named: $says', async ({ change, without, says }) => {
    const all = { issues: 'write', pull_requests: 'write', contents: 'write', metadata: 'read' } as const
    begin({ permissions: Object.fromEntries(Object.entries(all).filter(([each]) => each !== without)) })
    expect(await apply(change)).toEqual({
      outcome: 'refused',
      why: `Reeve may not do this: it needs ${says}`,
    })
  })

  test('on a pull request it is another permission', async () => {
    begin({ permissions: { issues: 'write', metadata: 'read', contents: 'read' } })
    const { key } = openPull()
    expect(await apply({ do: 'issue.close', reason: 'completed' }, key)).toEqual({
      outcome: 'refused',
      why: 'Reeve may not do this: it needs Pull requests: write',
    })
  })

  test('the issue is gone', async () => {
    expect(await apply({ do: 'issue.close', reason: 'completed' }, 'acme/app#99')).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('It is not there any more'),
    })
  })

  test('refused: in GitHub’s own words', async () => {
    world.practice.failures.set({
      match: (method, at) => method === 'POST' && at === '/repos/acme/app/issues/1/comments',
      answer: 422,
    })
    expect(await apply({ do: 'comment.add', key: 'k', body: 'b' })).toEqual({
      outcome: 'refused',
      why: 'GitHub refused it: Server Error',
    })
  })

  test('Reeve is not installed there', async () => {
    expect(await apply(add, 'other/app#1')).toEqual({
      outcome: 'refused',
      why: 'Reeve is not installed on other/app',
    })
  })
})
