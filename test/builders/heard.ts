import { expect } from 'vitest'
import type { News } from '../../src/core/event.ts'
import type { Item } from '../../src/core/item.ts'
import { normalise } from '../../src/github/normalise/index.ts'

/** When every event of these tests is received: not on a whole second. */
const at = Date.parse('2026-01-05T09:00:00.750Z')
export const second = Date.parse('2026-01-05T09:00:00Z')

/** What a payload about acme/app says, by ann. */
export function hear(event: string, payload: object): readonly News[] {
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

export function seen(news: readonly News[]): { item: Item; before: Item; opening: boolean } {
  const found = news.find((each) => each.news === 'seen')
  if (found?.news !== 'seen') throw new Error('nothing was seen')
  return found
}

/** Entries as one line each: `labeled critical by ann`. */
export function entries(news: readonly News[]): string[] {
  return news.flatMap((each) =>
    each.news === 'entry'
      ? [[each.entry.what, each.entry.target, 'by', each.entry.actor ?? 'nobody'].filter(Boolean).join(' ')]
      : [],
  )
}

/** The facts that have to be read again. */
export function staleKeys(news: readonly News[]): string[] {
  return news.flatMap((each) => (each.news === 'fact' ? [each.key] : []))
}

/** An issue as a sparse payload shows it. */
export function anIssue(more: object = {}): object {
  return { number: 7, title: 'Empty page', user: { login: 'eve' }, labels: [], ...more }
}
