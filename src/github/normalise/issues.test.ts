import { describe, expect, test } from 'vitest'
import type { News } from '../../core/event.ts'
import type { Item } from '../../core/item.ts'
import { normalise } from './index.ts'

const at = Date.parse('2026-01-05T09:00:00.750Z')
const second = Date.parse('2026-01-05T09:00:00Z')

function hear(event: string, payload: object): readonly News[] {
  const repository = { full_name: 'acme/app' }
  const normalised = normalise({
    event,
    id: 'd1',
    at,
    payload: { repository, sender: { login: 'ann' }, ...payload },
  })
  if (!normalised.ok) throw new Error(`${normalised.field}: ${normalised.why}`)
  if ('ignored' in normalised) throw new Error(`ignored ${normalised.ignored}`)
  expect(normalised.event).toMatchObject({ delivery: 'd1', at: second, actor: 'ann' })
  return normalised.event.news
}

function seen(news: readonly News[]): { item: Item; before: Item; opening: boolean } {
  const found = news.find((each) => each.news === 'seen')
  if (found?.news !== 'seen') throw new Error('nothing was seen')
  return found
}

/** Entries as one line each: `labeled critical by ann`. */
function entries(news: readonly News[]): string[] {
  return news.flatMap((each) =>
    each.news === 'entry'
      ? [[each.entry.what, each.entry.target, 'by', each.entry.actor ?? 'nobody'].filter(Boolean).join(' ')]
      : [],
  )
}

const issue = (more: object = {}) => ({
  number: 7,
  title: 'Empty page',
  user: { login: 'eve' },
  labels: [],
  ...more,
})
const label = (name: string) => ({ name })

describe('issues: what each action says, and how it was before', () => {
  const cases: {
    action: string
    payload: object
    entries?: string[]
    set?: object
    after?: Partial<Item>
    before?: Partial<Item>
  }[] = [
    {
      action: 'labeled',
      payload: { issue: issue({ labels: [label('bug'), label('critical')] }), label: label('critical') },
      entries: ['labeled critical by ann'],
      after: { labels: ['bug', 'critical'] },
      before: { labels: ['bug'] },
    },
    {
      action: 'unlabeled',
      payload: { issue: issue({ labels: [label('bug')] }), label: label('critical') },
      entries: ['unlabeled critical by ann'],
      after: { labels: ['bug'] },
      before: { labels: ['bug', 'critical'] },
    },
    {
      action: 'unlabeled',
      payload: { issue: issue({ labels: ['bug'] }) },
      set: { labels: ['bug'] },
      after: { labels: ['bug'] },
    },
    {
      action: 'assigned',
      payload: { issue: issue({ assignees: [{ login: 'bo' }] }), assignee: { login: 'bo' } },
      entries: ['assigned bo by ann'],
      after: { assignees: ['bo'] },
      before: { assignees: [] },
    },
    {
      action: 'unassigned',
      payload: { issue: issue({ assignees: [] }), assignee: { login: 'bo' } },
      entries: ['unassigned bo by ann'],
      after: { assignees: [] },
      before: { assignees: ['bo'] },
    },
    {
      action: 'closed',
      payload: { issue: issue({ state: 'closed', state_reason: 'not_planned' }) },
      entries: ['closed by ann'],
      after: { state: 'closed', stateReason: 'not_planned' },
      before: { state: 'open' },
    },
    {
      action: 'reopened',
      payload: { issue: issue({ state: 'open', state_reason: 'reopened' }) },
      entries: ['reopened by ann'],
      after: { state: 'open' },
      before: { state: 'closed' },
    },
    {
      action: 'milestoned',
      payload: {
        issue: issue({ milestone: { title: 'v1', due_on: '2026-02-01T08:00:00Z' } }),
        milestone: { title: 'v1', due_on: '2026-02-01T08:00:00Z' },
      },
      entries: ['milestoned v1 by ann'],
      set: { milestone: { title: 'v1', dueOn: '2026-02-01' } },
      after: { milestone: { title: 'v1', dueOn: '2026-02-01' } },
    },
    {
      action: 'demilestoned',
      payload: { issue: issue({ milestone: null }), milestone: { title: 'v1' } },
      entries: ['demilestoned v1 by ann'],
      before: { milestone: { title: 'v1' } },
    },
    {
      action: 'edited',
      payload: { issue: issue({ body: 'new' }), changes: { title: { from: 'Old' }, body: { from: 'was' } } },
      set: { title: 'Empty page', body: 'new' },
      before: { title: 'Old', body: 'was' },
    },
    {
      action: 'locked',
      payload: { issue: issue({ locked: true }) },
      set: { locked: true },
      before: { locked: false },
    },
    {
      action: 'unlocked',
      payload: { issue: issue({ locked: false }) },
      set: { locked: false },
      before: { locked: true },
    },
    {
      action: 'typed',
      payload: { issue: issue({ type: { name: 'Bug' } }), type: { name: 'Bug' } },
      set: { type: 'Bug' },
      after: { type: 'Bug' },
    },
    {
      action: 'untyped',
      payload: { issue: issue(), type: { name: 'Bug' } },
      set: { type: '' },
      before: { type: 'Bug' },
    },
  ]
  test.each(cases)('$action $entries $set', ({ action, payload, ...expected }) => {
    const news = hear('issues', { action, ...payload })
    expect(entries(news)).toEqual(expected.entries ?? [])
    const set = news.find((each) => each.news === 'set')
    expect(set?.news === 'set' ? set.values : undefined).toEqual(expected.set)
    expect(seen(news).item).toMatchObject(expected.after ?? {})
    expect(seen(news).before).toMatchObject(expected.before ?? {})
    expect(seen(news).opening).toBe(false)
  })

  test('what came with an issue was given by its author, at its creation', () => {
    const news = hear('issues', {
      action: 'opened',
      issue: issue({
        created_at: '2026-01-05T08:59:58Z',
        labels: [label('bug'), label('critical')],
        assignees: [{ login: 'bo' }],
        milestone: { title: 'v1' },
      }),
    })
    expect(entries(news)).toEqual([
      'opened by eve',
      'labeled bug by eve',
      'labeled critical by eve',
      'assigned bo by eve',
      'milestoned v1 by eve',
    ])
    const instants = news.flatMap((each) => (each.news === 'entry' ? [each.entry.at] : []))
    expect(new Set(instants)).toEqual(new Set([Date.parse('2026-01-05T08:59:58Z')]))
    expect(seen(news)).toMatchObject({ opening: true, before: { labels: [], assignees: [] } })
    expect(seen(news).before.milestone).toBeUndefined()
  })

  test('a creation after the event is the event', () => {
    const news = hear('issues', { action: 'opened', issue: issue({ created_at: '2026-01-06T00:00:00Z' }) })
    expect(seen(news).item.createdAt).toBe(second)
  })

  test('a bare payload is an ordinary issue', () => {
    const news = hear('issues', { action: 'opened', issue: { number: 7 } })
    expect(seen(news).item).toEqual({
      repo: 'acme/app',
      number: 7,
      title: '',
      body: '',
      createdAt: second,
      state: 'open',
      labels: [],
      assignees: [],
      locked: false,
      url: 'https://github.com/acme/app/issues/7',
    })
  })

  test('a deleted author is nobody', () => {
    const news = hear('issues', { action: 'opened', issue: { number: 7, user: { login: 'ghost' } } })
    expect(seen(news).item.author).toBeUndefined()
    expect(entries(news)).toEqual(['opened by nobody'])
  })

  test('gone, and where to', () => {
    expect(hear('issues', { action: 'deleted', issue: issue() })).toEqual([
      { news: 'gone', subject: 'acme/app#7' },
    ])
    const changes = { new_issue: { number: 3 }, new_repository: { full_name: 'acme/other' } }
    expect(hear('issues', { action: 'transferred', issue: issue(), changes })).toEqual([
      { news: 'gone', subject: 'acme/app#7', into: 'acme/other#3' },
    ])
  })

  test('pinning is nothing to Reeve', () => {
    const payload = { action: 'pinned', repository: { full_name: 'acme/app' }, issue: issue() }
    expect(normalise({ event: 'issues', id: 'd', at, payload })).toEqual({
      ok: true,
      ignored: 'issues.pinned',
    })
  })
})

describe('pull requests', () => {
  const pull = (more: object = {}) => ({
    number: 12,
    title: 'Mend it',
    body: 'Fixes #7',
    user: { login: 'eve' },
    labels: [],
    base: { ref: 'main' },
    head: { ref: 'fix', sha: 'bbb', repo: { full_name: 'acme/app' } },
    ...more,
  })
  const keys = (news: readonly News[]) => news.flatMap((each) => (each.news === 'fact' ? [each.key] : []))
  const looks = (news: readonly News[]) =>
    news.flatMap((each) => (each.news === 'look' ? [each.subject] : []))

  test('opened: its commit is looked at, and the issues it names hear of it', () => {
    const news = hear('pull_request', { action: 'opened', pull_request: pull() })
    expect(entries(news)).toEqual(['opened by eve'])
    expect(keys(news)).toEqual(['members:acme/app@bbb', 'closers:acme/app#7'])
    expect(looks(news)).toEqual(['acme/app@bbb'])
    expect(seen(news).item.pull).toEqual({
      base: 'main',
      head: 'fix',
      sha: 'bbb',
      headRepo: 'acme/app',
      draft: false,
      merged: false,
    })
  })

  test('synchronize: both commits, and what was read of the old one', () => {
    const news = hear('pull_request', {
      action: 'synchronize',
      before: 'aaa',
      after: 'bbb',
      pull_request: pull(),
    })
    expect(entries(news)).toEqual(['synchronized bbb by ann'])
    expect(seen(news).before.pull?.sha).toBe('aaa')
    expect(looks(news)).toEqual(['acme/app@aaa', 'acme/app@bbb'])
    expect(keys(news)).toEqual(
      expect.arrayContaining(['files:acme/app#12', 'commits:acme/app#12', 'reviews:acme/app#12']),
    )
  })

  test('merged is merged, then closed', () => {
    const merged = pull({ state: 'closed', merged: true, merge_commit_sha: 'ccc' })
    const news = hear('pull_request', { action: 'closed', pull_request: merged })
    expect(entries(news)).toEqual(['merged by ann', 'closed by ann'])
    expect(seen(news).item.pull).toMatchObject({ merged: true, mergeSha: 'ccc' })
    expect(seen(news).before).toMatchObject({ state: 'open', pull: { merged: false } })
    expect(seen(news).before.pull?.mergeSha).toBeUndefined()
  })

  test('closed without a merge', () => {
    const news = hear('pull_request', { action: 'closed', pull_request: pull({ state: 'closed' }) })
    expect(entries(news)).toEqual(['closed by ann'])
  })

  test.each([
    { action: 'converted_to_draft', draft: true, says: 'drafted by ann' },
    { action: 'ready_for_review', draft: false, says: 'readied by ann' },
  ])('$action', ({ action, draft, says }) => {
    const news = hear('pull_request', { action, pull_request: pull({ draft }) })
    expect(entries(news)).toEqual([says])
    expect(seen(news).before.pull?.draft).toBe(!draft)
  })

  test('another base: other files, commits and links count', () => {
    const changes = { base: { ref: { from: 'next' }, sha: { from: 'x' } } }
    const news = hear('pull_request', { action: 'edited', changes, pull_request: pull() })
    expect(seen(news).before.pull?.base).toBe('next')
    expect(keys(news)).toEqual(['files:acme/app#12', 'commits:acme/app#12', 'closing:acme/app#12'])
  })

  test('another text: both the issues it named and those it names hear of it', () => {
    const changes = { body: { from: 'Fixes #6' } }
    const news = hear('pull_request', { action: 'edited', changes, pull_request: pull() })
    expect(keys(news)).toEqual(['closing:acme/app#12', 'closers:acme/app#7', 'closers:acme/app#6'])
  })

  test.each([
    {
      action: 'auto_merge_enabled',
      shown: { auto_merge: { merge_method: 'squash' } },
      now: true,
      was: undefined,
    },
    { action: 'auto_merge_disabled', shown: { auto_merge: null }, now: undefined, was: true },
  ])('$action', ({ action, shown, now, was }) => {
    const news = hear('pull_request', { action, pull_request: pull(shown) })
    expect(seen(news).item.pull?.autoMerge).toBe(now)
    expect(seen(news).before.pull?.autoMerge).toBe(was)
  })

  test('into the queue', () => {
    expect(entries(hear('pull_request', { action: 'enqueued', pull_request: pull() }))).toEqual([
      'queued by ann',
    ])
    expect(entries(hear('pull_request', { action: 'dequeued', pull_request: pull() }))).toEqual([])
  })

  test('a review counts as its author’s', () => {
    const review = {
      id: 5,
      user: { login: 'bo' },
      state: 'approved',
      commit_id: 'bbb',
      author_association: 'MEMBER',
    }
    const news = hear('pull_request_review', { action: 'submitted', pull_request: pull(), review })
    expect(entries(news)).toEqual(['reviewed 5 by bo'])
    expect(keys(news)).toEqual(['reviews:acme/app#12'])
    const entry = news.find((each) => each.news === 'entry')
    expect(entry?.news === 'entry' ? entry.entry.detail : undefined).toEqual({
      review: 'approved',
      sha: 'bbb',
      association: 'MEMBER',
    })
  })

  test('a dismissal is no review of whoever dismissed', () => {
    const review = { id: 5, user: { login: 'bo' }, state: 'dismissed', submitted_at: '2026-01-05T08:00:00Z' }
    const news = hear('pull_request_review', { action: 'dismissed', pull_request: pull(), review })
    const entry = news.find((each) => each.news === 'entry')
    expect(entry?.news === 'entry' ? entry.entry : undefined).toMatchObject({
      actor: 'bo',
      at: Date.parse('2026-01-05T08:00:00Z'),
      detail: { review: 'dismissed' },
    })
  })
})

describe('comments', () => {
  const comment = (more: object = {}) => ({ id: 99, user: { login: 'bo' }, body: 'Thanks', ...more })
  const detail = (news: readonly News[]) => {
    const found = news.find((each) => each.news === 'entry')
    return found?.news === 'entry' ? found.entry.detail : undefined
  }

  test('a comment is kept without its text', () => {
    const shown = comment({ author_association: 'MEMBER' })
    const news = hear('issue_comment', { action: 'created', issue: issue(), comment: shown })
    expect(entries(news)).toEqual(['commented 99 by bo'])
    expect(detail(news)).toEqual({ association: 'MEMBER' })
    expect(news.at(-1)).toEqual({ news: 'fact', key: 'comments:acme/app#7' })
  })

  test('one that may hold a command is kept with its text, up to a limit', () => {
    const body = `/reeve ack\n${'x'.repeat(5000)}`
    const news = hear('issue_comment', { action: 'created', issue: issue(), comment: comment({ body }) })
    expect(detail(news)?.body).toBe(body.slice(0, 4000))
  })

  test.each([
    { updated: '2026-01-05T09:00:00Z', edited: undefined },
    { updated: '2026-01-05T09:00:05Z', edited: true },
  ])('edited since when updated at $updated: $edited', ({ updated, edited }) => {
    const shown = comment({ body: '/reeve ack', created_at: '2026-01-05T09:00:00Z', updated_at: updated })
    const news = hear('issue_comment', { action: 'created', issue: issue(), comment: shown })
    expect(detail(news)?.edited).toBe(edited)
  })

  test.each(['edited', 'deleted'])('%s: only the fact changed', (action) => {
    const news = hear('issue_comment', { action, issue: issue(), comment: comment() })
    expect(entries(news)).toEqual([])
    expect(news.at(-1)).toEqual({ news: 'fact', key: 'comments:acme/app#7' })
  })

  test('on a pull request nothing is said of what it is: its base and head are not shown', () => {
    const shown = issue({
      number: 12,
      pull_request: { url: 'https://api.github.com/repos/acme/app/pulls/12' },
    })
    const news = hear('issue_comment', { action: 'created', issue: shown, comment: comment() })
    expect(news.map((each) => each.news)).toEqual(['entry', 'fact', 'look'])
  })
})
