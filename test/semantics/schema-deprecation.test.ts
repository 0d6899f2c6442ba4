import { describe, expect, test } from 'vitest'
import { effects, type Replayed, replayed, type Story, type Told, verdicts } from '../builders/replayed.ts'
import { issue, policyLine, pull } from '../builders/told.ts'

const plain = 'type Query { a: String b: String }'
const marked = 'type Query { a: String @deprecated(reason: "use b") b: String }'
const gone = 'type Query { b: String }'

/** A push to `main` of a commit whose files the world lists. */
function push(at: string, after: string, more: Record<string, unknown> = {}): Told {
  return {
    at,
    event: 'push',
    payload: {
      ref: 'refs/heads/main',
      after,
      repository: { full_name: 'acme/app', default_branch: 'main' },
      commits: [{ id: after, added: [], removed: [], modified: ['schema.graphql'] }],
      ...more,
    },
  }
}

const rule = (keys = '') =>
  `rules: { api: { kind: schema-deprecation, when: is:pr, schema: schema.graphql, period: 6 months${keys} } }`

const at = (sha: string, path = 'schema.graphql') => `acme/app@${sha}:${path}`

function story(more: Partial<Story> & { contents?: Record<string, string | null> } = {}): Story {
  const { contents, ...rest } = more
  return {
    policy: rule(),
    told: [push('2026-01-05T09:00', 'm1'), pull('2026-03-05T09:00').opened()],
    world: {
      files: { 'acme/app#12': ['schema.graphql'] },
      contents: { [at('main')]: plain, [at('m1')]: marked, [at('abc1')]: gone, ...contents },
    },
    ...rest,
  }
}

const checks = (ran: Replayed) =>
  effects(ran, 'check.put').map((line) => line.replace(/ acme\/app@(\S+) check.put /, ' $1 '))

describe('when something may go', () => {
  test('not before its period has passed; then the check turns green by itself', async () => {
    const ran = await replayed(story({ until: '2026-08-01T00:00' }))
    expect(checks(ran)).toEqual(['03-05T09:00 abc1 failure <api>', '07-05T00:00 abc1 success <api>'])
    expect(ran.said[0]?.summary).toContain(
      '`Query.a` goes, but may only from Sun 5 Jul 2026 (UTC) on: it is deprecated since Mon 5 Jan 2026, 09:00 (UTC).',
    )
  })

  // Issue 4: a removal one day early is blocked and on the day itself allowed; the vectors know dates only.
  test.each([
    ['the last second of the day before', '', '2026-07-04T23:59:59Z', 'failure'],
    ['on the day itself, at an earlier hour than the deprecation', '', '2026-07-05T00:00:00Z', 'success'],
    ['the day before where the rule is at home', 'America/Lima', '2026-07-05T04:59:59Z', 'failure'],
    ['on the day itself there', 'America/Lima', '2026-07-05T05:00:00Z', 'success'],
    [
      'on the day itself, where it is still the day before in UTC',
      'Asia/Tokyo',
      '2026-07-04T15:00:00Z',
      'success',
    ],
    ['the day before there', 'Asia/Tokyo', '2026-07-04T14:59:59Z', 'failure'],
  ])('%s', async (_, timezone, opened, conclusion) => {
    const policy = rule(timezone === '' ? '' : `, timezone: ${timezone}`)
    const told = [push('2026-01-05T09:00', 'm1'), pull(opened).opened()]
    const ran = await replayed(story({ policy, told }))
    expect(ran.said.map((line) => line.conclusion)).toEqual([conclusion])
  })

  test.each([
    ['days', '2 calendar days', '2026-01-07T00:00:00Z', 'success'],
    ['days, the evening before', '2 calendar days', '2026-01-06T23:59:59Z', 'failure'],
    ['hours end at their instant', '48h', '2026-01-07T08:59:59Z', 'failure'],
    ['hours, then', '48h', '2026-01-07T09:00:00Z', 'success'],
  ])('a period of %s', async (_, period, opened, conclusion) => {
    const policy = rule().replace('6 months', period)
    const told = [push('2026-01-05T09:00', 'm1'), pull(opened).opened()]
    const ran = await replayed(story({ policy, told }))
    expect(ran.said.map((line) => line.conclusion)).toEqual([conclusion])
  })

  test('never what was not deprecated', async () => {
    const ran = await replayed(
      story({ told: [issue('2026-01-05T09:00').opened(), pull('2026-09-05T09:00').opened()] }),
    )
    expect(checks(ran)).toEqual(['09-05T09:00 abc1 failure <api>'])
    expect(ran.said[0]?.summary).toContain('`Query.a` goes, but was never deprecated.')
  })

  test('deprecated and taken back and deprecated again: the period begins anew', async () => {
    const told = [
      push('2026-01-05T09:00', 'm1'),
      push('2026-02-05T09:00', 'm2'),
      push('2026-03-05T09:00', 'm3'),
      pull('2026-08-05T09:00').opened(),
    ]
    const contents = { [at('m2')]: plain, [at('m3')]: marked }
    const ran = await replayed(story({ told, contents, until: '2026-12-01T00:00' }))
    expect(checks(ran)).toEqual(['08-05T09:00 abc1 failure <api>', '09-05T00:00 abc1 success <api>'])
  })

  test('what the world has from the start counts from the first line', async () => {
    const told = [issue('2026-01-05T09:00').opened(), pull('2026-07-04T08:00').opened()]
    const ran = await replayed(story({ told, contents: { [at('main')]: marked }, until: '2026-07-06T00:00' }))
    expect(checks(ran)).toEqual(['07-04T08:00 abc1 failure <api>', '07-05T00:00 abc1 success <api>'])
  })

  test('a pull request alone: it begins with it, and is judged once', async () => {
    const ran = await replayed(
      story({
        told: [pull('2026-01-05T09:00').opened()],
        contents: { [at('main')]: marked },
        decisions: true,
      }),
    )
    expect(verdicts(ran, 'api', 'acme/app#12')).toEqual(['01-05T09:00 fail'])
  })

  test('a schema that a merged pull request brought, without a push that says so', async () => {
    const told = [
      pull('2026-01-05T09:00', 11, { sha: 'abc0' }).opened(),
      pull('2026-01-06T09:00', 11, { sha: 'abc0' }).merged(),
      pull('2026-07-05T08:00').opened(),
    ]
    const ran = await replayed({
      policy: rule(),
      told,
      world: {
        files: { 'acme/app#11': ['schema.graphql'], 'acme/app#12': ['schema.graphql'] },
        contents: { [at('main')]: plain, [at('abc0')]: marked, [at('abc1')]: gone },
      },
      until: '2026-07-07T00:00',
    })
    expect(checks(ran)).toEqual([
      '01-05T09:00 abc0 success <api>',
      '07-05T08:00 abc1 failure <api>',
      '07-06T00:00 abc1 success <api>',
    ])
  })

  test('a new name of the repository changes nothing', async () => {
    const renaming: Told = {
      at: '2026-02-05T09:00',
      event: 'repository',
      payload: {
        action: 'renamed',
        changes: { repository: { name: { from: 'app' } } },
        repository: { full_name: 'acme/api', default_branch: 'main' },
      },
    }
    const told = [
      push('2026-01-05T09:00', 'm1'),
      renaming,
      pull('2026-03-05T09:00', 12, { repo: 'acme/api' }).opened(),
    ]
    const policy = rule(', do: { webhook: chat }, on-due: { webhook: chat }')
    const ran = await replayed(story({ policy, told, until: '2026-08-01T00:00' }))
    expect(effects(ran).map((line) => line.replace(/ <api>$/, ''))).toEqual([
      '01-05T09:00 acme/app webhook.send',
      '03-05T09:00 acme/api@abc1 check.put failure',
      '07-05T00:00 acme/api@abc1 check.put success',
      '07-05T09:00 acme/api webhook.send',
    ])
  })

  test('without a period nothing may ever go', async () => {
    const policy = 'rules: { api: { kind: schema-deprecation, when: is:pr, schema: schema.graphql } }'
    const ran = await replayed(story({ policy, until: '2030-01-01T00:00' }))
    expect(checks(ran)).toEqual(['03-05T09:00 abc1 failure <api>'])
    expect(ran.said[0]?.summary).toContain('no period is set')
  })

  test('lines doubled and in another order: the same bytes', async () => {
    const told = [push('2026-01-05T09:00', 'm1'), pull('2026-03-05T09:00').opened()].map((line, index) => ({
      ...line,
      delivery: `d${index}`,
    }))
    const once = await replayed(story({ told, until: '2026-08-01T00:00' }))
    const shuffled = await replayed(story({ told: [...told, ...told].reverse(), until: '2026-08-01T00:00' }))
    expect(once.output).not.toBe('')
    expect(shuffled.output).toBe(once.output)
  })
})

describe('what cannot be read blames nobody', () => {
  test.each([
    ['the schema before', { [at('main')]: undefined, [at('m1')]: undefined }],
    ['the schema at the head', { [at('abc1')]: undefined }],
  ])('%s', async (_, contents) => {
    const ran = await replayed(story({ contents: contents as Record<string, never> }))
    expect(checks(ran)).toEqual(['03-05T09:00 abc1 in_progress <api>'])
  })

  test('which files it changes: the schema at its head tells all the same', async () => {
    const { world, ...rest } = story()
    const ran = await replayed({ ...rest, world: { ...(world as object), files: {} } })
    expect(checks(ran)).toEqual(['03-05T09:00 abc1 failure <api>'])
  })
})

describe('what is done about a deprecation, on the repository', () => {
  const keys = `, warn: [30d left],
    do: [{ open-issue: { title: "{{ path }} goes on {{ due | local }}, use {{ replacement }}", labels: [api-notice] } }],
    on-warn: [{ webhook: chat }],
    on-due: [{ open-issue: { title: "Remove {{ path }}" } }, { dispatch: { event: removed, to: acme/app } }]`

  const done = (ran: Replayed) =>
    ran.said
      .filter(({ do: what }) => what !== 'check.put')
      .map(({ at: when, subject, do: what, title, name, event }) =>
        [when.slice(0, 16), subject, what, title ?? name ?? event].join(' '),
      )

  test('told when it begins, before it ends, and when it ends: once each', async () => {
    const ran = await replayed(
      story({ policy: rule(keys), told: [push('2026-01-05T09:00', 'm1')], until: '2026-12-01T00:00' }),
    )
    expect(done(ran)).toEqual([
      '2026-01-05T09:00 acme/app issue.open Query.a goes on Sun 5 Jul 2026, 09:00 (UTC), use b',
      '2026-06-05T09:00 acme/app webhook.send chat',
      '2026-07-05T09:00 acme/app issue.open Remove Query.a',
      '2026-07-05T09:00 acme/app dispatch.send removed',
    ])
    expect(ran.said[0]).toMatchObject({ rules: ['api'], repo: 'acme/app', labels: ['api-notice'] })
  })

  test('not once it is taken back, or gone', async () => {
    const ran = await replayed(
      story({
        policy: rule(keys),
        told: [push('2026-01-05T09:00', 'm1'), push('2026-02-05T09:00', 'm2')],
        contents: { [at('m2')]: gone },
        until: '2026-12-01T00:00',
      }),
    )
    expect(done(ran)).toHaveLength(1)
  })

  test('what was deprecated before is nothing new, and what comes with the first line is', async () => {
    const before = marked.replace('b: String', 'b: String c: String')
    const ran = await replayed(
      story({
        policy: rule(keys),
        told: [push('2026-01-05T09:00', 'm1')],
        contents: { [at('main')]: before, [at('m1')]: before.replace('c: String', 'c: String @deprecated') },
      }),
    )
    expect(done(ran)).toEqual([
      '2026-01-05T09:00 acme/app issue.open Query.c goes on Sun 5 Jul 2026, 09:00 (UTC), use ',
    ])
  })

  test('a push of which nothing but its branch is listed is when it began', async () => {
    const ran = await replayed(
      story({
        policy: rule(keys),
        told: [push('2026-01-05T09:00', 'm9', { commits: [] })],
        contents: { [at('main')]: marked },
      }),
    )
    expect(done(ran)).toHaveLength(1)
  })

  test('a policy that comes later tells nothing of before, and keeps the dates from then on', async () => {
    const ran = await replayed({
      ...story({ contents: { [at('main')]: marked } }),
      policy: 'rules: { other: { when: is:issue } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        policyLine('2026-02-05T09:00', `version: 1\n${rule(keys)}`),
        pull('2026-03-05T09:00').opened(),
      ],
      until: '2026-12-01T00:00',
    })
    expect(done(ran).map((line) => line.replace(/ acme.*? /, ' '))).toEqual([
      '2026-07-06T09:00 webhook.send chat',
      '2026-08-05T09:00 issue.open Remove Query.a',
      '2026-08-05T09:00 dispatch.send removed',
    ])
  })

  test('observed, nothing is done', async () => {
    const ran = await replayed(
      story({
        policy: rule(`${keys}, mode: observe`),
        told: [push('2026-01-05T09:00', 'm1')],
        until: '2026-12-01T00:00',
      }),
    )
    expect(done(ran)).toEqual([])
  })

  test('lines doubled and in another order: the same bytes', async () => {
    const told = [push('2026-01-05T09:00', 'm1'), push('2026-02-05T09:00', 'm2')].map((line, index) => ({
      ...line,
      delivery: `d${index}`,
    }))
    const given = { policy: rule(keys), contents: { [at('m2')]: marked }, until: '2026-12-01T00:00' }
    const once = await replayed(story({ ...given, told }))
    const shuffled = await replayed(story({ ...given, told: [...told, ...told].reverse() }))
    expect(done(once)).toHaveLength(4)
    expect(shuffled.output).toBe(once.output)
  })
})
