import { describe, expect, test } from 'vitest'
import { anIssue, entries, hear, second, seen } from '../../../test/builders/heard.ts'
import type { Item } from '../../core/item.ts'
import { normalise } from './index.ts'

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
      payload: { issue: anIssue({ labels: [label('bug'), label('critical')] }), label: label('critical') },
      entries: ['labeled critical by ann'],
      after: { labels: ['bug', 'critical'] },
      before: { labels: ['bug'] },
    },
    {
      action: 'unlabeled',
      payload: { issue: anIssue({ labels: [label('bug')] }), label: label('critical') },
      entries: ['unlabeled critical by ann'],
      after: { labels: ['bug'] },
      before: { labels: ['bug', 'critical'] },
    },
    {
      action: 'unlabeled',
      payload: { issue: anIssue({ labels: ['bug'] }) },
      set: { labels: ['bug'] },
      after: { labels: ['bug'] },
    },
    {
      action: 'assigned',
      payload: { issue: anIssue({ assignees: [{ login: 'bo' }] }), assignee: { login: 'bo' } },
      entries: ['assigned bo by ann'],
      after: { assignees: ['bo'] },
      before: { assignees: [] },
    },
    {
      action: 'unassigned',
      payload: { issue: anIssue({ assignees: [] }), assignee: { login: 'bo' } },
      entries: ['unassigned bo by ann'],
      after: { assignees: [] },
      before: { assignees: ['bo'] },
    },
    {
      action: 'closed',
      payload: { issue: anIssue({ state: 'closed', state_reason: 'not_planned' }) },
      entries: ['closed by ann'],
      after: { state: 'closed', stateReason: 'not_planned' },
      before: { state: 'open' },
    },
    {
      action: 'reopened',
      payload: { issue: anIssue({ state: 'open', state_reason: 'reopened' }) },
      entries: ['reopened by ann'],
      after: { state: 'open' },
      before: { state: 'closed' },
    },
    {
      action: 'milestoned',
      payload: {
        issue: anIssue({ milestone: { title: 'v1', due_on: '2026-02-01T08:00:00Z' } }),
        milestone: { title: 'v1', due_on: '2026-02-01T08:00:00Z' },
      },
      entries: ['milestoned v1 by ann'],
      set: { milestone: { title: 'v1', dueOn: '2026-02-01' } },
      after: { milestone: { title: 'v1', dueOn: '2026-02-01' } },
    },
    {
      action: 'demilestoned',
      payload: { issue: anIssue({ milestone: null }), milestone: { title: 'v1' } },
      entries: ['demilestoned v1 by ann'],
      before: { milestone: { title: 'v1' } },
    },
    {
      action: 'edited',
      payload: {
        issue: anIssue({ body: 'new' }),
        changes: { title: { from: 'Old' }, body: { from: 'was' } },
      },
      set: { title: 'Empty page', body: 'new' },
      before: { title: 'Old', body: 'was' },
    },
    {
      action: 'locked',
      payload: { issue: anIssue({ locked: true }) },
      set: { locked: true },
      before: { locked: false },
    },
    {
      action: 'unlocked',
      payload: { issue: anIssue({ locked: false }) },
      set: { locked: false },
      before: { locked: true },
    },
    {
      action: 'typed',
      payload: { issue: anIssue({ type: { name: 'Bug' } }), type: { name: 'Bug' } },
      set: { type: 'Bug' },
      after: { type: 'Bug' },
    },
    {
      action: 'untyped',
      payload: { issue: anIssue(), type: { name: 'Bug' } },
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
      issue: anIssue({
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
    const news = hear('issues', { action: 'opened', issue: anIssue({ created_at: '2026-01-06T00:00:00Z' }) })
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
    expect(hear('issues', { action: 'deleted', issue: anIssue() })).toEqual([
      { news: 'gone', subject: 'acme/app#7' },
    ])
    const changes = { new_issue: { number: 3 }, new_repository: { full_name: 'acme/other' } }
    expect(hear('issues', { action: 'transferred', issue: anIssue(), changes })).toEqual([
      { news: 'gone', subject: 'acme/app#7', into: 'acme/other#3' },
    ])
  })

  test('pinning is nothing to Reeve', () => {
    const payload = { action: 'pinned', repository: { full_name: 'acme/app' }, issue: anIssue() }
    expect(normalise({ event: 'issues', id: 'd', at: second, payload })).toEqual({
      ok: true,
      ignored: 'issues.pinned',
    })
  })
})
