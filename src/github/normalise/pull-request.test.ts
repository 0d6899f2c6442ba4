import { describe, expect, test } from 'vitest'
import { entries, hear, seen, staleKeys } from '../../../test/builders/heard.ts'
import type { News } from '../../core/event.ts'

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
  const looks = (news: readonly News[]) =>
    news.flatMap((each) => (each.news === 'look' ? [each.subject] : []))

  test('opened: its commit is looked at, and the issues it names hear of it', () => {
    const news = hear('pull_request', { action: 'opened', pull_request: pull() })
    expect(entries(news)).toEqual(['opened by eve'])
    expect(staleKeys(news)).toEqual(['members:acme/app@bbb', 'closers:acme/app#7', 'ships:acme/app#7'])
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
    expect(staleKeys(news)).toEqual(
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
    expect(staleKeys(news)).toEqual(['files:acme/app#12', 'commits:acme/app#12', 'closing:acme/app#12'])
  })

  test('another text: both the issues it named and those it names hear of it', () => {
    const changes = { body: { from: 'Fixes #6' } }
    const news = hear('pull_request', { action: 'edited', changes, pull_request: pull() })
    expect(staleKeys(news)).toEqual([
      'closing:acme/app#12',
      'closers:acme/app#7',
      'ships:acme/app#7',
      'closers:acme/app#6',
      'ships:acme/app#6',
    ])
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

  test('into the queue, and out of it', () => {
    expect(entries(hear('pull_request', { action: 'enqueued', pull_request: pull() }))).toEqual([
      'queued by ann',
    ])
    expect(entries(hear('pull_request', { action: 'dequeued', pull_request: pull() }))).toEqual([
      'dequeued by ann',
    ])
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
    expect(staleKeys(news)).toEqual(['reviews:acme/app#12'])
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
