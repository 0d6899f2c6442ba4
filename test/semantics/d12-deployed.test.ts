import { describe, expect, test } from 'vitest'
import { replayed, type Told, verdicts } from '../builders/replayed.ts'
import { issue, pull } from '../builders/told.ts'

const merged = (at: string, number: number, commit: string, more = {}) =>
  pull(at, number, { sha: `head${number}`, merge_commit_sha: commit, ...more }).merged()

function deployed(at: string, sha: string, state = 'success', more: Record<string, unknown> = {}): Told {
  const { environment = 'testnet', id } = more
  return {
    at,
    event: 'deployment_status',
    payload: {
      action: 'created',
      repository: { full_name: 'acme/app' },
      deployment_status: { state },
      deployment: { sha, environment, ...(id === undefined ? {} : { id }) },
    },
  }
}

/** How `deployed:testnet` stood, one word for each change. */
async function stood(told: readonly Told[], { world = {}, when = 'is:pr', on = 'acme/app#12' } = {}) {
  const policy = `rules: { r: { when: "${when}", must: "deployed:testnet" } }`
  const ran = await replayed({ policy, told, world, decisions: true })
  expect(ran.status).toBe(0)
  const all = verdicts(ran, 'r', on).map((line) => line.split(' ')[1])
  return all.filter((verdict, index) => verdict !== all[index - 1]).join(' ')
}

const opened = pull('2026-01-05T09:00', 12, { sha: 'head12' }).opened()
const m12 = merged('2026-01-05T10:00', 12, 'm12')
const known = { deployments: [] }

describe('D12 deployed: a pull request', () => {
  test.each<[string, readonly Told[], object, string]>([
    ['deployed nowhere', [opened, m12], known, 'fail'],
    ['not told', [opened, m12], {}, 'unknown'],
    ['its merge commit', [opened, m12, deployed('2026-01-05T11:00', 'm12')], {}, 'unknown pass'],
    ['its head, before it is merged', [opened, deployed('2026-01-05T11:00', 'head12')], known, 'fail pass'],
    [
      'elsewhere',
      [opened, m12, deployed('2026-01-05T11:00', 'm12', 'success', { environment: 'stage' })],
      known,
      'fail',
    ],
    ['failed', [opened, m12, deployed('2026-01-05T11:00', 'm12', 'failure')], known, 'fail'],
    ['not yet ended', [opened, m12, deployed('2026-01-05T11:00', 'm12', 'in_progress')], known, 'fail'],
    [
      'begun, then ended',
      [
        opened,
        m12,
        deployed('2026-01-05T11:00', 'm12', 'in_progress', { id: 1 }),
        deployed('2026-01-05T11:05', 'm12', 'success', { id: 1 }),
      ],
      known,
      'fail pass',
    ],
    [
      'taken away',
      [opened, m12, deployed('2026-01-05T11:00', 'm12'), deployed('2026-01-05T12:00', 'm12', 'inactive')],
      known,
      'fail pass fail',
    ],
    [
      'a newer deployment failed',
      [opened, m12, deployed('2026-01-05T11:00', 'm12'), deployed('2026-01-05T12:00', 'm13', 'failure')],
      known,
      'fail pass fail',
    ],
    [
      'a newer one took its place, whose commit is not known to contain it',
      [opened, m12, deployed('2026-01-05T11:00', 'm12'), deployed('2026-01-05T12:00', 'm13')],
      known,
      'fail pass unknown',
    ],
  ])('%s', async (_, told, world, expected) => {
    expect(await stood(told, { world })).toBe(expected)
  })

  const m13 = merged('2026-01-05T10:30', 13, 'm13')
  const m11 = merged('2026-01-05T09:30', 11, 'm11')
  const push = (at: string, before: string, after: string, more = {}): Told => ({
    at,
    event: 'push',
    payload: { ref: 'refs/heads/main', before, after, repository: { full_name: 'acme/app' }, ...more },
  })
  test.each<[string, readonly Told[], object, string]>([
    ['merged later into the same branch', [m13, deployed('2026-01-05T11:00', 'm13')], {}, 'pass'],
    ['merged earlier', [m11, deployed('2026-01-05T11:00', 'm11')], {}, 'fail'],
    [
      'merged into another branch',
      [merged('2026-01-05T10:30', 13, 'm13', { base: 'next' }), deployed('2026-01-05T11:00', 'm13')],
      {},
      'unknown',
    ],
    [
      'what it ships is listed',
      [deployed('2026-01-05T11:00', 'x1')],
      { ships: { 'acme/app@x1': [12] } },
      'pass',
    ],
    [
      'by its key',
      [deployed('2026-01-05T11:00', 'x1')],
      { ships: { 'acme/app@x1': ['acme/app#12'] } },
      'pass',
    ],
    [
      'and it is not among it',
      [deployed('2026-01-05T11:00', 'x1')],
      { ships: { 'acme/app@x1': [9] } },
      'fail',
    ],
    [
      'its commits are listed',
      [m13, deployed('2026-01-05T11:00', 'm13')],
      { commits: { 'acme/app#13': ['m12'] } },
      'pass',
    ],
    [
      'pushed on it',
      [
        push('2026-01-05T10:40', 'm12', 'p1'),
        push('2026-01-05T10:50', 'p1', 'p2'),
        deployed('2026-01-05T11:00', 'p2'),
      ],
      {},
      'pass',
    ],
    [
      'pushed over it',
      [push('2026-01-05T10:40', 'm12', 'p1', { forced: true }), deployed('2026-01-05T11:00', 'p1')],
      {},
      'unknown',
    ],
  ])('contained in a commit that was %s', async (_, told, more, expected) => {
    const stands = await stood([opened, m12, ...told], { world: { ...known, ...more } })
    expect(stands.split(' ').at(-1)).toBe(expected)
  })
})

describe('D12 deployed: an issue ships what closes it and its sub-issues', () => {
  const on = { when: 'is:issue label:x', on: 'acme/app#7' }
  const story = issue('2026-01-05T09:00', 7, { labels: ['x'] }).opened()
  const closing = (number: number, closes: number, more = {}) =>
    pull('2026-01-05T09:10', number, { body: `Fixes #${closes}`, sha: `head${number}`, ...more }).opened()
  const there = deployed('2026-01-05T11:00', 'm12')

  test.each<[string, readonly Told[], object, string]>([
    ['nothing: it is nowhere', [story, there], {}, 'fail'],
    ['a pull request that is there', [story, closing(12, 7), m12, there], {}, 'fail pass'],
    ['one of two is not merged', [story, closing(12, 7), closing(13, 7), m12, there], {}, 'fail'],
    [
      'one of two was given up',
      [
        story,
        closing(12, 7),
        closing(13, 7),
        pull('2026-01-05T09:30', 13, { sha: 'head13' }).closed(),
        m12,
        there,
      ],
      {},
      'fail pass',
    ],
    [
      'its sub-issue’s, which is there',
      [story, issue('2026-01-05T09:00', 8).opened(), closing(12, 8), m12, there],
      { 'sub-issues': { 'acme/app#7': ['acme/app#8'] } },
      'fail pass',
    ],
    [
      'its sub-issue’s too, which is not',
      [story, issue('2026-01-05T09:00', 8).opened(), closing(12, 7), closing(13, 8), m12, there],
      { 'sub-issues': { 'acme/app#7': ['acme/app#8'] } },
      'fail',
    ],
    ['what the world says it ships', [story, there], { ships: { 'acme/app#7': ['m12'] } }, 'fail pass'],
  ])('%s', async (_, told, world, expected) => {
    expect(await stood(told, { ...on, world: { ...known, ...world } })).toBe(expected)
  })
})
