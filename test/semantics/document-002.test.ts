import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { checkRun, comment, deploymentTold, gateAsked, issue, pull } from '../builders/told.ts'

// Document 002 as examples/environments keeps it: a commit that has everything goes, and one that lacks any one thing does not.
const policy = readFileSync(new URL('../../examples/environments/policy.yml', import.meta.url), 'utf8')
const chain = ['sandbox-anton', 'tests', 'sandbox', 'stage', 'production'] as const
type Step = (typeof chain)[number]

const saturday = '2026-01-10T09:30'
const monday = '2026-01-12T09:30'
const ready = '/reeve approve "Production data is restored to stage and migrated"'
const tested = '/reeve approve "Affected and core areas are tested on stage"'

interface Given {
  at: string
  /** Steps that were left out. */
  without?: readonly Step[]
  /** The commit in the steps before; another one than is asked for. */
  sha?: string
  checks?: Record<string, string>
  by?: string
  labels?: readonly string[]
  /** What was said on the pull request on Friday the 9th, each a minute after the one before. */
  says?: readonly (readonly [who: string, what: string])[]
  also?: readonly Told[]
  until?: string
}

const all = [
  ['bo', '/reeve approve stage'],
  ['bo', ready],
  ['bo', tested],
] as const

/** Asks to deploy `m12`, which merged #12 of anton, where everything but what is given was done on Friday. */
function asks(
  environment: Step,
  { at, without = [], sha = 'm12', checks = { 'dt test': 'success' }, by, labels, says, also, until }: Given,
) {
  const before = chain.slice(0, chain.indexOf(environment)).filter((step) => !without.includes(step))
  const merged = { sha: 'h12', author: 'anton', by: 'anton', merge_commit_sha: 'm12' }
  return replayed({
    policy,
    world: {
      teams: { 'acme/team': ['ann', 'anton', 'bo'] },
      permissions: { 'acme/app': { ann: 'write', anton: 'write', bo: 'write' } },
      checks: { 'acme/app@m12': checks },
      files: { 'acme/app#12': ['src/a.ts', 'tests/a.ts'] },
      ships: { 'acme/app@m12': [12], 'acme/app@m13': [12, 13] },
      deployments: before.map((step) => ({
        repo: 'acme/app',
        environment: step,
        sha,
        state: 'success',
        at: `2026-01-09T0${chain.indexOf(step)}:00:00Z`,
      })),
    },
    told: [
      pull('2026-01-08T09:00', 12, { ...merged, ...(labels ? { labels } : {}) }).opened(),
      pull('2026-01-08T10:00', 12, merged).merged(),
      ...(says ?? all).map(([who, what], minute) =>
        comment(`2026-01-09T10:0${minute}`, 12, what, who, { onPull: true }),
      ),
      gateAsked(at, 'm12', { environment, by: by ?? (environment === 'sandbox-anton' ? 'anton' : 'ann') }),
      ...(also ?? []),
    ],
    until: until ?? at,
  })
}

const answered = async (...given: Parameters<typeof asks>) => {
  const ran = await asks(...given)
  return { states: gates(ran).map((line) => line.split(' ')[1]), said: lastSaidAtGate(ran) }
}

describe('a normal release', () => {
  test.each(chain)('with everything done goes to %s', async (environment) => {
    expect(await answered(environment, { at: saturday })).toMatchObject({ states: ['approved'] })
  })

  const leftOut = chain.flatMap((target, index) =>
    chain.slice(0, index).map((step) => [target, step] as const),
  )

  test.each(leftOut)('does not go to %s where `%s` was left out', async (target, step) => {
    const { said, states } = await answered(target, { at: saturday, without: [step] })
    expect(states).toEqual(['report'])
    expect(said).toContain(`in \`${step}\``)
  })

  test.each(chain.slice(1))('does not go to %s where another commit went before', async (target) => {
    const { said, states } = await answered(target, { at: saturday, sha: 'm11' })
    expect(states).toEqual(['report'])
    expect(said).toContain(`in \`${chain[0]}\``)
  })

  test.each<[Step, string, Partial<Given>, string, string]>([
    ['sandbox-anton', 'started by somebody else', { by: 'ann' }, 'rejected', 'only anton may deploy here'],
    [
      'sandbox',
      'tests failed',
      { checks: { 'dt test': 'failure' } },
      'report',
      '`dt test` has not succeeded',
    ],
    ['sandbox', 'tests never ran', { checks: {} }, 'report', '`dt test` has not succeeded'],
    ['stage', 'nobody tested it by hand', { says: [] }, 'report', 'signed off by team'],
    [
      'stage',
      'its author says so',
      { says: [['anton', '/reeve approve stage']] },
      'report',
      'signed off by team',
    ],
    [
      'stage',
      'somebody else says so',
      { says: [['eve', '/reeve approve stage']] },
      'report',
      'signed off by team',
    ],
    ['production', 'data is not restored', { says: [['bo', tested]] }, 'report', 'missing: “Production data'],
    ['production', 'stage is not tested', { says: [['bo', ready]] }, 'report', 'missing: “Affected and core'],
    [
      'production',
      'somebody else ticked it',
      {
        says: [
          ['eve', ready],
          ['bo', tested],
        ],
      },
      'report',
      'missing: “Production data',
    ],
  ])('does not go to %s: %s', async (environment, _, given, state, because) => {
    const { said, states } = await answered(environment, { at: saturday, ...given })
    expect(states).toEqual([state])
    expect(said).toContain(because)
  })

  test('what was ticked on stage for the commit before says nothing of this one', async () => {
    const later = { sha: 'h13', author: 'anton', by: 'anton', merge_commit_sha: 'm13' }
    const ran = await asks('production', {
      at: saturday,
      also: [
        pull('2026-01-09T11:00', 13, later).opened(),
        pull('2026-01-09T12:00', 13, later).merged(),
        ...chain
          .slice(0, -1)
          .map((environment, hour) =>
            deploymentTold(`2026-01-09T1${3 + hour}:00`, 'm13', 'success', { environment }),
          ),
        gateAsked(saturday, 'm13', { run: 43 }),
      ],
    })
    expect(gates(ran, 43)).toEqual(['01-10T09:30 report'])
    expect(lastSaidAtGate(ran, 43)).toContain('0 of 2 are done')
  })

  test.each<[Step, string]>([
    ['stage', 'sandbox-problem'],
    ['production', 'sandbox-problem'],
    ['production', 'stage-problem'],
  ])('does not go to %s while a `%s` is open, and goes when it is closed', async (environment, label) => {
    const problem = (at: string) => issue(at, 20, { by: 'bo', author: 'bo', labels: [label] })
    const { states, said } = await answered(environment, {
      at: saturday,
      also: [problem('2026-01-10T09:00').opened(), problem('2026-01-10T09:40').closed()],
      until: '2026-01-10T09:40',
    })
    expect(states).toEqual(['report', 'approved'])
    expect(said).toContain('Ships #12')
  })

  test.each([
    ['Fri 12:00', '2026-01-09T12:00', 'report'],
    ['Sat 08:59:59', '2026-01-10T08:59:59', 'report'],
    ['Sat 09:00', '2026-01-10T09:00', 'approved'],
    ['Sat 11:59:59', '2026-01-10T11:59:59', 'approved'],
    ['Sat 12:00', '2026-01-10T12:00', 'report'],
    ['Sun 08:59:59', '2026-01-11T08:59:59', 'report'],
    ['Sun 09:00', '2026-01-11T09:00', 'approved'],
    ['Sun 12:00', '2026-01-11T12:00', 'report'],
    ['Mon 10:00', '2026-01-12T10:00', 'report'],
    // GMT is UTC in summer too.
    ['Sat in July 08:59:59', '2026-07-11T08:59:59', 'report'],
    ['Sat in July 09:00', '2026-07-11T09:00', 'approved'],
  ])('at %s', async (_, at, state) => {
    expect((await answered('production', { at })).states).toEqual([state])
  })

  test('held until the window opens, it goes by itself; not where something came to be wrong since', async () => {
    const asked = { at: '2026-01-09T12:00', until: '2026-01-12T00:00' }
    expect(gates(await asks('production', asked))).toEqual(['01-09T12:00 report', '01-10T09:00 approved'])
    const problem = issue('2026-01-10T08:00', 20, {
      by: 'bo',
      author: 'bo',
      labels: ['stage-problem'],
    }).opened()
    const taken = deploymentTold('2026-01-10T08:00', 'm13', 'success', { environment: 'stage' })
    for (const one of [problem, taken]) {
      const ran = await asks('production', { ...asked, also: [one] })
      expect(gates(ran).filter((line) => line.includes('approved'))).toEqual([])
    }
  })
})

describe('a hotfix skips the window', () => {
  const fix = { at: monday, labels: ['hotfix'] }
  const approved = ['bo', '/reeve approve production'] as const

  test('and goes on a Monday, once somebody of the team who is not its author approved it', async () => {
    const { said, states } = await answered('production', { ...fix, says: [...all, approved] })
    expect(states).toEqual(['approved'])
    expect(said).toContain('`window` is lifted: a hotfix, approved by bo')
  })

  test.each<[string, Partial<Given>]>([
    ['approved by nobody', { says: all }],
    ['approved by its author', { says: [...all, ['anton', '/reeve approve production']] }],
    ['approved by somebody else', { says: [...all, ['eve', '/reeve approve production']] }],
    ['without the label', { labels: [], says: [...all, approved] }],
  ])('not %s', async (_, given) => {
    const { said, states } = await answered('production', { ...fix, ...given })
    expect(states).toEqual(['report'])
    expect(said).toContain('The window is closed')
  })

  test.each<[string, Partial<Given>, string]>([
    ...chain
      .slice(0, -1)
      .map((step): [string, Partial<Given>, string] => [
        `step ${step}`,
        { without: [step] },
        `in \`${step}\``,
      ]),
    [
      'the list',
      { says: [['bo', '/reeve approve stage'], ['bo', tested], approved] },
      'missing: “Production data',
    ],
    [
      'an open problem',
      {
        also: [issue('2026-01-12T09:00', 20, { by: 'bo', author: 'bo', labels: ['stage-problem'] }).opened()],
      },
      '#20 matches',
    ],
  ])('and nothing else: not %s', async (_, given, because) => {
    const { said, states } = await answered('production', { ...fix, says: [...all, approved], ...given })
    expect(states).toEqual(['report'])
    expect(said).toContain(because)
    expect(said).not.toContain('The window is closed')
  })

  test.each<[Step, Partial<Given>, string]>([
    ['sandbox', { checks: {} }, '`dt test` has not succeeded'],
    ['stage', { says: [approved] }, 'signed off by team'],
    ['sandbox-anton', { by: 'ann', says: [approved] }, 'only anton may deploy here'],
  ])('and nothing on the way: %s', async (environment, given, because) => {
    const { said, states } = await answered(environment, { ...fix, ...given })
    expect(states).not.toContain('approved')
    expect(said).toContain(because)
  })
})

describe('two test runs at once', () => {
  test('the second waits, is told who is testing, and follows when the first has ended, well or not', async () => {
    for (const state of ['success', 'failure', 'error']) {
      const ran = await asks('tests', {
        at: saturday,
        also: [
          gateAsked('2026-01-10T09:31', 'm12', { environment: 'tests', run: 43, by: 'bo' }),
          checkRun('2026-01-10T09:35', 'm12', 'lint', 'success'),
          deploymentTold('2026-01-10T09:40', 'm12', state, { environment: 'tests', id: 420 }),
        ],
        until: '2026-01-10T10:00',
      })
      expect(gates(ran, 42), state).toEqual(['01-10T09:30 approved'])
      expect(gates(ran, 43), state).toEqual(['01-10T09:31 report', '01-10T09:40 approved'])
      const waiting = ran.said.find((line) => line.run_id === 43)
      expect(waiting?.comment).toContain('(run 42, begun by ann) is being deployed to `tests`')
    }
  })
})
