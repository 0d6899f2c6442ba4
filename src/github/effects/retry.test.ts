import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Applied, begin } from '../../../test/builders/applied.ts'
import type { Change } from '../../core/effect.ts'

let world: Applied

beforeEach(() => {
  world = begin()
})
afterEach(() => {
  expect(world.violations).toEqual([])
})

describe('when GitHub does not', () => {
  const add: Change = { do: 'label.add', label: 'bug' }
  const path = '/repos/acme/app/issues/1/labels'

  test.each([500, 502, 503, 'timeout', 'drop', 'drop-after-apply'] as const)(
    '%s: again a little later',
    async (answer) => {
      world.fails('POST', path, answer, 1)
      expect(await world.apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + 30_000 })
      expect(await world.apply(add)).toEqual({ outcome: 'done' })
    },
  )

  test.each([
    { what: 'says for how long', status: 403, retryAfter: 17, wait: 17_000 },
    { what: 'does not say for how long', status: 429, retryAfter: null, wait: 60_000 },
    { what: 'says it as 403 only', status: 403, retryAfter: null, wait: 60_000 },
  ] as const)('too fast, and it $what', async ({ status, retryAfter, wait }) => {
    const match = (method: string, at: string) => method === 'POST' && at === path
    world.practice.limits.secondary = { left: 1, status, retryAfter, match }
    expect(await world.apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + wait })
    expect(await world.apply(add)).toEqual({ outcome: 'done' })
  })

  test.each([
    ['a date', 403, (now: number) => new Date(now + 300_000).toUTCString(), 300_000],
    ['a date that has passed', 429, (now: number) => new Date(now - 300_000).toUTCString(), 0],
    ['seconds, while it is ill', 503, () => '300', 300_000],
    ['a date, while it is ill', 502, (now: number) => new Date(now + 300_000).toUTCString(), 300_000],
    ['less than its illness lasts', 503, () => '1', 30_000],
  ] as const)('it says when to come again by %s (%i)', async (_, status, at, wait) => {
    world.practice.failures.set({
      match: (method, asked) => method === 'POST' && asked === path,
      answer: status,
      times: 1,
      headers: { 'retry-after': at(world.now()) },
    })
    expect(await world.apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + wait })
    expect(await world.apply(add)).toEqual({ outcome: 'done' })
  })

  test('the hour is used up: when it begins anew', async () => {
    await world.apply(add)
    const installation = world.practice.state.installations[0]?.id ?? 0
    world.practice.limits.exhaust(installation)
    expect(await world.apply(add)).toMatchObject({ outcome: 'retry', after: world.now() + 3_600_000 })
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
    world = begin({
      permissions: Object.fromEntries(Object.entries(all).filter(([each]) => each !== without)),
    })
    expect(await world.apply(change)).toEqual({
      outcome: 'refused',
      why: `Reeve may not do this: it needs ${says}`,
    })
  })

  test('on a pull request it is another permission', async () => {
    world = begin({ permissions: { issues: 'write', metadata: 'read', contents: 'read' } })
    const { key } = world.openPull()
    expect(await world.apply({ do: 'issue.close', reason: 'completed' }, key)).toEqual({
      outcome: 'refused',
      why: 'Reeve may not do this: it needs Pull requests: write',
    })
  })

  test('the issue is gone', async () => {
    expect(await world.apply({ do: 'issue.close', reason: 'completed' }, 'acme/app#99')).toMatchObject({
      outcome: 'refused',
      why: expect.stringContaining('It is not there any more'),
    })
  })

  test('refused: in GitHub’s own words', async () => {
    world.practice.failures.set({
      match: (method, at) => method === 'POST' && at === '/repos/acme/app/issues/1/comments',
      answer: 422,
    })
    expect(await world.apply({ do: 'comment.add', key: 'k', body: 'b' })).toEqual({
      outcome: 'refused',
      why: 'GitHub refused it: Server Error',
    })
  })

  test('Reeve is not installed there', async () => {
    expect(await world.apply(add, 'other/app#1')).toEqual({
      outcome: 'refused',
      why: 'Reeve is not installed on other/app',
    })
  })
})
