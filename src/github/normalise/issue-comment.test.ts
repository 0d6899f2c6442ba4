import { describe, expect, test } from 'vitest'
import { anIssue, entries, hear } from '../../../test/builders/heard.ts'
import type { News } from '../../core/event.ts'

describe('comments', () => {
  const comment = (more: object = {}) => ({ id: 99, user: { login: 'bo' }, body: 'Thanks', ...more })
  const detail = (news: readonly News[]) => {
    const found = news.find((each) => each.news === 'entry')
    return found?.news === 'entry' ? found.entry.detail : undefined
  }

  test('a comment is kept without its text', () => {
    const shown = comment({ author_association: 'MEMBER' })
    const news = hear('issue_comment', { action: 'created', issue: anIssue(), comment: shown })
    expect(entries(news)).toEqual(['commented 99 by bo'])
    expect(detail(news)).toEqual({ association: 'MEMBER' })
    expect(news.at(-1)).toEqual({ news: 'fact', key: 'comments:acme/app#7' })
  })

  test('of its words only commands are kept, up to a limit each, and whom it mentions', () => {
    const body = `${'x'.repeat(5000)} @ann\n\n/reeve ack\n/reeve escalate ${'y'.repeat(5000)}`
    const news = hear('issue_comment', { action: 'created', issue: anIssue(), comment: comment({ body }) })
    const escalates = `/reeve escalate ${'y'.repeat(5000)}`.slice(0, 4000)
    expect(detail(news)?.body).toBe(`/reeve ack\n\n${escalates}`)
    expect(detail(news)?.mentions).toEqual(['ann'])
  })

  test.each([
    { updated: '2026-01-05T09:00:00Z', edited: undefined },
    { updated: '2026-01-05T09:00:05Z', edited: true },
  ])('edited since when updated at $updated: $edited', ({ updated, edited }) => {
    const shown = comment({ body: '/reeve ack', created_at: '2026-01-05T09:00:00Z', updated_at: updated })
    const news = hear('issue_comment', { action: 'created', issue: anIssue(), comment: shown })
    expect(detail(news)?.edited).toBe(edited)
  })

  test('edited: only the fact changed', () => {
    const news = hear('issue_comment', { action: 'edited', issue: anIssue(), comment: comment() })
    expect(entries(news)).toEqual([])
    expect(news.at(-1)).toEqual({ news: 'fact', key: 'comments:acme/app#7' })
  })

  test('deleted: it is there no more', () => {
    const news = hear('issue_comment', { action: 'deleted', issue: anIssue(), comment: comment() })
    expect(entries(news)).toEqual([expect.stringMatching(/^uncommented 99/)])
    expect(news.at(-1)).toEqual({ news: 'fact', key: 'comments:acme/app#7' })
  })

  test('on a pull request nothing is said of what it is: its base and head are not shown', () => {
    const shown = anIssue({
      number: 12,
      pull_request: { url: 'https://api.github.com/repos/acme/app/pulls/12' },
    })
    const news = hear('issue_comment', { action: 'created', issue: shown, comment: comment() })
    expect(news.map((each) => each.news)).toEqual(['entry', 'fact', 'look'])
  })
})
