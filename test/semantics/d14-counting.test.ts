import { describe, expect, test } from 'vitest'
import { effects, replayed, type Told, verdicts, written } from '../builders/replayed.ts'
import { issue, pull } from '../builders/told.ts'

const shipping = (blockedBy: string, keys = '') =>
  `${keys}rules: { ship: { kind: checklist, when: "is:pr", items: [{ text: No bugs, blocked-by: "${blockedBy}" }] } }`

const bugs = 'is:issue is:open label:P0,P1'

const checks = async (story: Parameters<typeof replayed>[0]) =>
  effects(await replayed(story), 'check.put').map((line) =>
    line.replace(/ acme\/app@(\w+) check.put (\w+) .*/, ' $2'),
  )

const opened = pull('2026-01-05T09:00').opened()

describe('D14 what a rule counts in its repository', () => {
  test('the check turns by itself when what blocks comes and goes, in every way it may', async () => {
    const told = [
      opened,
      issue('2026-01-05T10:00', 7, { labels: ['P1'] }).opened(),
      issue('2026-01-05T11:00', 7).closed(),
      issue('2026-01-05T12:00', 8).opened(),
      issue('2026-01-05T13:00', 8).labeled('P0'),
      issue('2026-01-05T14:00', 7).reopened(),
      issue('2026-01-05T15:00', 8).unlabeled('P0'),
      issue('2026-01-05T16:00', 7).did('deleted'),
    ]
    expect(await checks({ policy: shipping(bugs), told })).toEqual([
      '01-05T09:00 success',
      '01-05T10:00 failure',
      '01-05T11:00 success',
      '01-05T13:00 failure',
      '01-05T14:00 failure',
      '01-05T15:00 failure',
      '01-05T16:00 success',
    ])
  })

  test('names what blocks, in order', async () => {
    const told = [
      issue('2026-01-05T08:00', 10, { labels: ['P0'] }).opened(),
      issue('2026-01-05T08:30', 9, { labels: ['P1'] }).opened(),
      opened,
    ]
    const { said } = await replayed({ policy: shipping(bugs), told })
    expect(said.findLast((line) => line.do === 'check.put')?.summary).toContain(
      `- ❌ No bugs — #9 and #10 match \`${bugs}\``,
    )
  })

  const world = (...issues: Record<string, unknown>[]) => ({
    issues: issues.map((each) => ({
      repo: 'acme/app',
      author: 'ann',
      created_at: '2026-01-01T00:00:00Z',
      ...each,
    })),
  })

  test('issues of the world file are consulted, and their changes count from then on', async () => {
    const given = { number: 7, labels: ['P0'] }
    const policy = shipping(bugs)
    expect(await checks({ policy, told: [opened], world: world(given) })).toEqual(['01-05T09:00 failure'])
    expect(await checks({ policy, told: [opened], world: world({ ...given, state: 'closed' }) })).toEqual([
      '01-05T09:00 success',
    ])
    const told = [opened, issue('2026-01-05T10:00', 7, { labels: ['P0'] }).closed()]
    expect(await checks({ policy, told, world: world(given) })).toEqual([
      '01-05T09:00 failure',
      '01-05T10:00 success',
    ])
  })

  test('another repository does not count', async () => {
    const told = [issue('2026-01-05T08:00', 7, { repo: 'acme/web', labels: ['P0'] }).opened(), opened]
    expect(await checks({ policy: shipping(bugs), told })).toEqual(['01-05T09:00 success'])
  })

  test('`@this` is the value of whoever asks, as it is then', async () => {
    const policy = shipping(`${bugs} milestone:@this`)
    const told = [
      issue('2026-01-05T08:00', 7, { labels: ['P0'], milestone: { title: '2.0' } }).opened(),
      opened,
      pull('2026-01-05T10:00', 12).milestoned('2.0'),
      issue('2026-01-05T11:00', 7).milestoned('2.1'),
      pull('2026-01-05T12:00', 12).milestoned('2.1'),
      pull('2026-01-05T13:00', 12).did('demilestoned', { milestone: { title: '2.1' } }),
    ]
    expect(await checks({ policy, told })).toEqual([
      '01-05T09:00 success',
      '01-05T10:00 failure',
      '01-05T11:00 success',
      '01-05T12:00 failure',
      '01-05T13:00 success',
    ])
  })

  test('a term about time changes it by time alone', async () => {
    const policy = shipping('is:issue is:open created:>=@today-1d')
    const told = [issue('2026-01-05T08:00').opened(), opened]
    expect(await checks({ policy, told, until: '2026-01-09T00:00' })).toEqual([
      '01-05T09:00 failure',
      '01-07T00:00 success',
    ])
    const given = world({ number: 7, created_at: '2026-01-05T00:00:00Z' })
    expect(await checks({ policy, told: [opened], world: given, until: '2026-01-09T00:00' })).toEqual([
      '01-05T09:00 failure',
      '01-07T00:00 success',
    ])
  })

  test('what could not be read may block, so nothing passes; what certainly blocks does', async () => {
    const policy = shipping('is:issue is:open author:@acme/qa')
    const told = [issue('2026-01-05T08:00').opened(), opened]
    expect(await checks({ policy, told })).toEqual(['01-05T09:00 in_progress'])
    expect(await checks({ policy, told, world: { teams: { 'acme/qa': [] } } })).toEqual([
      '01-05T09:00 success',
    ])
    const known = shipping('is:issue is:open author:@acme/qa,@eve')
    expect(await checks({ policy: known, told })).toEqual(['01-05T09:00 failure'])
  })

  test('an unlawful label blocks nothing, and taking one off unlawfully lets nothing through (D4)', async () => {
    const policy = `
rules:
  guarded: { kind: label-guard, labels: [P0], by: ["@dana"] }
  ship: { kind: checklist, when: "is:pr", items: [{ text: No bugs, blocked-by: "is:issue is:open label:P0" }] }`
    const told = [
      issue('2026-01-05T08:00').opened(),
      opened,
      issue('2026-01-05T10:00', 7, { by: 'eve' }).labeled('P0'),
      issue('2026-01-05T11:00', 7, { by: 'dana' }).labeled('P0'),
      issue('2026-01-05T12:00', 7, { by: 'eve' }).unlabeled('P0'),
    ]
    expect(await checks({ policy, told })).toEqual(['01-05T09:00 success', '01-05T11:00 failure'])
  })

  test('another policy asks everything anew', async () => {
    const told = [
      issue('2026-01-05T08:00', 7, { labels: ['P2'] }).opened(),
      opened,
      {
        at: '2026-01-05T10:00',
        event: 'reeve.policy',
        payload: { text: `version: 1\n${shipping('is:open label:P2')}` },
      },
    ]
    expect(await checks({ policy: shipping(bugs), told })).toEqual([
      '01-05T09:00 success',
      '01-05T10:00 failure',
    ])
  })

  test('shuffled and doubled lines end in the same bytes', async () => {
    const told: Told[] = [
      opened,
      issue('2026-01-05T09:00', 20, { labels: ['P0'] }).opened(),
      issue('2026-01-05T09:00', 3, { labels: ['P1'] }).opened(),
      issue('2026-01-05T10:00', 3).closed(),
      issue('2026-01-05T10:00', 20).unlabeled('P0'),
      issue('2026-01-05T10:00', 21, { labels: ['P0'] }).opened(),
      issue('2026-01-05T11:00', 21).closed(),
    ]
    const lines = written(told).split('\n')
    const plain = await replayed({ policy: shipping(bugs), told: lines.join('\n'), decisions: true })
    expect(verdicts(plain, 'ship', 'acme/app#12')).toContain('01-05T11:00 pass')
    for (const order of [lines.toReversed(), [...lines, ...lines], [...lines.slice(3), ...lines]]) {
      expect(
        (await replayed({ policy: shipping(bugs), told: order.join('\n'), decisions: true })).output,
      ).toBe(plain.output)
    }
  })
})
