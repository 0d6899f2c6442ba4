import { describe, expect, test } from 'vitest'
import { gates, lastSaidAtGate, replayed, type Told, verdicts } from '../builders/replayed.ts'
import { checkRun, comment, deploymentTold, gateAsked, issue, pull } from '../builders/told.ts'

const at = '2026-01-08T10:00'
const ran = (environment: string, sha = 'c1', state = 'success', when = '2026-01-01T09:00:00Z') => ({
  repo: 'acme/app',
  environment,
  sha,
  state,
  at: when,
})

interface Asked {
  world?: Record<string, unknown>
  told?: readonly Told[]
  until?: string
  people?: string
}

/** How the gate of production stands, with these keys under it. */
async function ask(keys: string, { world = {}, told, until, people = '{}' }: Asked = {}) {
  const policy = `people: ${people}\nenvironments:\n  dev: {}\n  test: { after: dev }\n  production: { ${keys} }`
  return replayed({
    policy,
    world: { deployments: [], ...world },
    told: told ?? [gateAsked(at, 'c1')],
    decisions: true,
    ...(until === undefined ? {} : { until }),
  })
}

const first = async (keys: string, asked: Asked = {}) => gates(await ask(keys, asked))[0]?.split(' ')[1]

describe('after', () => {
  const everywhere = [ran('dev'), ran('test')]
  test.each<[string, string, readonly object[], string]>([
    ['it runs in all that comes before', 'after: test', everywhere, 'approved'],
    ['the first step was left out', 'after: test', [ran('test')], 'report'],
    ['the last step was left out', 'after: test', [ran('dev')], 'report'],
    ['another commit runs there', 'after: test', [ran('dev'), ran('test', 'c2')], 'report'],
    ['a newer deployment failed', 'after: test', [...everywhere, ran('test', 'c1', 'failure')], 'report'],
    ['a newer one is under way', 'after: test', [...everywhere, ran('test', 'c2', 'in_progress')], 'report'],
    [
      'a newer one waits at its gate',
      'after: test',
      [...everywhere, ran('test', 'c2', 'waiting')],
      'approved',
    ],
    [
      'it ran there and does not any more',
      'after: test',
      [ran('dev'), ran('test', 'c1', 'inactive')],
      'report',
    ],
    [
      'the same where it need not be there any more',
      'after: test, strict: false',
      [ran('dev'), ran('test', 'c1', 'inactive'), ran('test', 'c2')],
      'approved',
    ],
    [
      'where it never succeeded',
      'after: test, strict: false',
      [ran('dev'), ran('test', 'c1', 'failure')],
      'report',
    ],
    ['one of several', 'after: { any: [dev, test] }', [ran('dev')], 'approved'],
    ['none of several', 'after: { any: [dev, test] }', [], 'report'],
    ['each of several', 'after: { all: [dev, test] }', [ran('dev')], 'report'],
    ['each of several, in a list', 'after: [dev, test]', everywhere, 'approved'],
  ])('%s', async (_, keys, deployments, expected) => {
    expect(await first(keys, { world: { deployments } })).toBe(expected)
  })

  test('every step that is wanting is named, the first of the chain first', async () => {
    expect(lastSaidAtGate(await ask('after: test'))).toContain('`c1` does not run in `dev` and `test`.')
  })

  test('deployments that nobody listed are unknown: it waits, and nobody is told that a step is wanting', async () => {
    const policy = 'environments:\n  dev: {}\n  production: { after: dev }'
    const told = [gateAsked(at, 'c1')]
    const said = lastSaidAtGate(await replayed({ policy, told }))
    expect(said).toContain('could not be read')
    expect(said).not.toContain('does not run')
  })

  test('"*" holds for every environment that is not named', async () => {
    const policy = 'environments:\n  dev: {}\n  "*": { after: dev }'
    const told = [gateAsked(at, 'c1', { environment: 'anywhere' })]
    const run = async (deployments: object[]) =>
      gates(await replayed({ policy, told, world: { deployments } }))
    expect(await run([])).toEqual(['01-08T10:00 report'])
    expect(await run([ran('dev')])).toEqual(['01-08T10:00 approved'])
  })
})

describe('soak', () => {
  const since = (when: string, state = 'success') => ran('dev', 'c1', state, when)
  const soaks = 'after: dev, soak: 2h'
  test.each<[string, readonly object[], readonly string[]]>([
    ['exactly long enough', [since('2026-01-08T08:00:00Z')], ['01-08T10:00 approved']],
    ['a second short', [since('2026-01-08T08:00:01Z')], ['01-08T10:00 report', '01-08T10:00 approved']],
    ['half of it', [since('2026-01-08T09:00:00Z')], ['01-08T10:00 report', '01-08T11:00 approved']],
    ['not there', [], ['01-08T10:00 report']],
  ])('%s', async (_, deployments, expected) => {
    expect(gates(await ask(soaks, { world: { deployments }, until: '2026-01-09T00:00' }))).toEqual(expected)
  })

  const status = (when: string, state: string, sha = 'c1', id = 1) =>
    deploymentTold(when, sha, state, { environment: 'dev', id })

  test('two stays of forty minutes are not one hour', async () => {
    const told = [
      status('2026-01-08T08:00', 'success'),
      status('2026-01-08T08:40', 'failure'),
      status('2026-01-08T09:00', 'success'),
      gateAsked('2026-01-08T09:40', 'c1'),
    ]
    expect(gates(await ask('after: dev, soak: 1h', { told, until: '2026-01-09T00:00' }))).toEqual([
      '01-08T09:40 report',
      '01-08T10:00 approved',
    ])
  })

  test('the longest stay counts, though it was broken since', async () => {
    const told = [
      status('2026-01-08T06:00', 'success'),
      status('2026-01-08T08:00', 'failure'),
      status('2026-01-08T09:30', 'success'),
      gateAsked(at, 'c1'),
    ]
    expect(await first('after: dev, soak: 2h', { told })).toBe('approved')
  })

  test('it is counted from the success, not from the deployment', async () => {
    const told = [
      status('2026-01-08T07:00', 'in_progress'),
      status('2026-01-08T09:00', 'success'),
      gateAsked(at, 'c1'),
    ]
    expect(gates(await ask(soaks, { told, until: '2026-01-09T00:00' }))).toEqual([
      '01-08T10:00 report',
      '01-08T11:00 approved',
    ])
  })

  test('what took its place ends it', async () => {
    const told = [
      status('2026-01-08T08:00', 'success'),
      status('2026-01-08T09:00', 'success', 'c2', 2),
      gateAsked(at, 'c1'),
    ]
    expect(await first('after: dev, soak: 2h, strict: false', { told })).toBe('report')
  })
})

describe('checks on that very commit', () => {
  const world = (checks: Record<string, string>) => ({ checks: { 'acme/app@c1': checks } })
  test.each<[string, Record<string, string>, string]>([
    ['all succeeded', { unit: 'success', e2e: 'success' }, 'approved'],
    ['one failed', { unit: 'success', e2e: 'failure' }, 'report'],
    ['one is under way', { unit: 'success', e2e: 'in_progress' }, 'report'],
    ['one did not run', { unit: 'success' }, 'report'],
  ])('%s', async (_, checks, expected) => {
    expect(await first('checks: [unit, e2e]', { world: world(checks) })).toBe(expected)
  })

  test('it goes on when the last of them succeeds', async () => {
    const told = [gateAsked(at, 'c1'), checkRun('2026-01-08T10:30', 'c1', 'e2e', 'success')]
    expect(gates(await ask('checks: [unit, e2e]', { world: world({ unit: 'success' }), told }))).toEqual([
      '01-08T10:00 report',
      '01-08T10:30 approved',
    ])
  })
})

const opened = pull('2026-01-08T08:00', 12, { sha: 'c1' }).opened()

describe('requires', () => {
  const verified = 'requires: "label:verified"'
  const world = { ships: { 'acme/app@c1': [12] } }
  test('every pull request that it ships, or an issue that one closes', async () => {
    const labeled = pull('2026-01-08T11:00', 12, { sha: 'c1' }).labeled('verified')
    expect(gates(await ask(verified, { world, told: [opened, gateAsked(at, 'c1'), labeled] }))).toEqual([
      '01-08T10:00 report',
      '01-08T11:00 approved',
    ])
    const closing = pull('2026-01-08T08:00', 12, { sha: 'c1', body: 'Closes #7' }).opened()
    const seven = issue('2026-01-08T09:00', 7, { labels: ['verified'] }).opened()
    expect(await first(verified, { world, told: [closing, seven, gateAsked(at, 'c1')] })).toBe('approved')
  })

  test('an unlawful label opens no gate, not even for a second', async () => {
    const policy = `people: { qa: "@qa" }
environments: { production: { requires: "label:verified" } }
rules: { only-qa: { kind: label-guard, labels: [verified], by: qa } }`
    const labeled = (by: string) => pull('2026-01-08T09:00', 12, { sha: 'c1', by }).labeled('verified')
    const run = async (by: string) =>
      gates(
        await replayed({
          policy,
          world: { deployments: [], ...world },
          told: [opened, labeled(by), gateAsked(at, 'c1')],
        }),
      )
    expect(await run('eve')).toEqual(['01-08T10:00 report'])
    expect(await run('qa')).toEqual(['01-08T10:00 approved'])
  })

  test('a commit without a pull request does not match', async () => {
    const bare = { ships: { 'acme/app@c1': ['c1'] } }
    expect(lastSaidAtGate(await ask(verified, { world: bare }))).toContain('came without a pull request')
  })

  test('of a first deployment only its own pull request', async () => {
    const labels = { labels: ['verified'] }
    const merged = (number: number, sha: string, more = {}) =>
      pull(`2026-01-08T0${number - 5}:00`, number, {
        sha: `h${number}`,
        merge_commit_sha: sha,
        ...more,
      }).merged()
    const told = [merged(11, 'c0'), merged(12, 'c1', labels), gateAsked(at, 'c1')]
    expect(await first(verified, { told })).toBe('approved')
    const world = { deployments: [ran('production', 'base')], closing: { 'acme/app#11': [] } }
    const since = [merged(10, 'base', labels), ...told]
    const run = await ask(verified, { told: since, world })
    expect(gates(run)).toEqual(['01-08T10:00 report'])
    expect(lastSaidAtGate(run)).toMatch(/#11 does not match.*Ships #11, #12\.$/s)
  })
})

describe('blocked-by', () => {
  const keys = 'blocked-by: "is:issue is:open label:sev-1"'
  test('nothing in the repository may match; it goes on when nothing does any more', async () => {
    const told = [
      issue('2026-01-08T09:00', 7, { labels: ['sev-1'] }).opened(),
      gateAsked(at, 'c1'),
      issue('2026-01-08T11:00', 7).closed(),
    ]
    const run = await ask(keys, { told })
    expect(gates(run)).toEqual(['01-08T10:00 report', '01-08T11:00 approved'])
    expect(await first(keys)).toBe('approved')
  })
})

describe('one at a time', () => {
  const keys = 'one-at-a-time: true'
  const asked = (when: string, run: number, sha = `c${run}`) => gateAsked(when, sha, { run })
  const ended = (when: string, run: number, state = 'success') =>
    deploymentTold(when, `c${run}`, state, { id: run * 10 })

  test('the oldest goes first; the others get one report each, which names the holder', async () => {
    const told = [
      asked('2026-01-08T10:00', 1),
      asked('2026-01-08T10:10', 2),
      asked('2026-01-08T10:20', 3),
      ended('2026-01-08T10:30', 1),
      ended('2026-01-08T10:40', 2, 'failure'),
    ]
    const run = await ask(keys, { told })
    expect(gates(run, 1)).toEqual(['01-08T10:00 approved'])
    expect(gates(run, 2)).toEqual(['01-08T10:10 report', '01-08T10:30 approved'])
    expect(gates(run, 3)).toEqual(['01-08T10:20 report', '01-08T10:30 report', '01-08T10:40 approved'])
    const reports = run.said.filter((line) => line.run_id === 3 && line.do === 'gate.report')
    expect(reports.map((line) => /`c\d` \(run \d, begun by ann\)/.exec(String(line.comment))?.[0])).toEqual([
      '`c1` (run 1, begun by ann)',
      '`c2` (run 2, begun by ann)',
    ])
  })

  test('of two that come at one instant one goes', async () => {
    const run = await ask(keys, { told: [asked(at, 9), asked(at, 10)] })
    expect(gates(run)).toEqual(['01-08T10:00 approved', '01-08T10:00 report'])
    expect(gates(run, 9)).toEqual(['01-08T10:00 approved'])
  })

  test('one that lacks something else holds nobody up', async () => {
    const told = [asked(at, 1), asked('2026-01-08T10:10', 2)]
    const world = { checks: { 'acme/app@c1': { unit: 'failure' }, 'acme/app@c2': { unit: 'success' } } }
    const run = await ask(`${keys}, checks: unit`, { told, world })
    expect(gates(run, 2)).toEqual(['01-08T10:10 approved'])
  })

  test('one of which nothing more is heard counts as under way for six hours', async () => {
    const told = [asked(at, 1), asked('2026-01-08T10:10', 2)]
    expect(gates(await ask(keys, { told, until: '2026-01-09T00:00' }), 2)).toEqual([
      '01-08T10:10 report',
      '01-08T16:00 approved',
    ])
  })
})

describe('lock and unlock', () => {
  const people = '{ ops: ["@ann", "@bo"] }'
  const said = (when: string, text: string, by: string) =>
    comment(when, 7, text, by, { id: Date.parse(`${when}Z`) / 60_000 })
  const seven = issue('2026-01-08T08:00', 7).opened()
  const lock = said('2026-01-08T09:00', '/reeve lock production we are measuring', 'ann')

  test.each<[string, readonly Told[], string, string]>([
    ['of somebody else', [seven, lock], 'bo', 'report'],
    ["the holder's own deployment", [seven, lock], 'ann', 'approved'],
    ['of everything', [seven, said('2026-01-08T09:00', '/reeve lock *', 'ann')], 'bo', 'report'],
    ['of another environment', [seven, said('2026-01-08T09:00', '/reeve lock dev', 'ann')], 'bo', 'approved'],
    [
      'by somebody who may not',
      [seven, said('2026-01-08T09:00', '/reeve lock production', 'eve')],
      'bo',
      'approved',
    ],
    [
      'taken off',
      [seven, lock, said('2026-01-08T09:30', '/reeve unlock production', 'bo')],
      'bo',
      'approved',
    ],
  ])('%s', async (_, before, by, expected) => {
    const told = [...before, gateAsked(at, 'c1', { by })]
    const world = { permissions: { 'acme/app': { ann: 'write', bo: 'write' } } }
    expect(await first('by: ops', { told, people, world })).toBe(expected)
  })

  test('names the holder and why, and it goes on when it is unlocked', async () => {
    const told = [
      seven,
      lock,
      gateAsked(at, 'c1', { by: 'bo' }),
      said('2026-01-08T11:00', '/reeve unlock production', 'bo'),
    ]
    const run = await ask('by: ops', { told, people })
    expect(gates(run)).toEqual(['01-08T10:00 report', '01-08T11:00 approved'])
    const report = run.said.find((line) => line.do === 'gate.report')
    expect(report?.comment).toContain('ann locked `production`')
    expect(report?.comment).toContain('we are measuring')
    expect(run.said.filter((line) => line.do === 'reaction.add').map(({ content }) => content)).toEqual([
      '+1',
      '+1',
    ])
  })

  test('an environment that nobody knows is asked back about', async () => {
    const told = [seven, said('2026-01-08T09:00', '/reeve lock productoin', 'ann')]
    const { said: lines } = await ask('by: ops', { told, people })
    expect(lines.find((line) => line.do === 'reaction.add')?.content).toBe('confused')
    expect(lines.find((line) => line.slot === 'answers')?.body).toContain('no environment `productoin`')
  })
})

describe('sign-off', () => {
  const people = '{ qa: ["@qa", "@bo"] }'
  const keys = 'after: dev, sign-off: { from: qa }'
  const world = {
    ships: { 'acme/app@c1': [12] },
    deployments: [ran('dev', 'c1', 'success', '2026-01-08T09:00:00Z')],
  }
  const wrote = (when: string, text: string, by = 'qa') =>
    comment(when, 12, text, by, { onPull: true, id: Date.parse(`${when}Z`) / 60_000 })

  test.each<[string, Told, string]>([
    [
      'given on what it ships, after the commit was there',
      wrote('2026-01-08T09:30', '/reeve approve production'),
      'approved',
    ],
    ['before it was there', wrote('2026-01-08T08:30', '/reeve approve production'), 'report'],
    ['for another environment', wrote('2026-01-08T09:30', '/reeve approve test'), 'report'],
    ['by somebody else', wrote('2026-01-08T09:30', '/reeve approve production', 'eve'), 'report'],
    [
      'a review of the code is none',
      pull('2026-01-08T09:30', 12, { sha: 'c1' }).reviewed('approved', 'qa'),
      'report',
    ],
  ])('%s', async (_, word, expected) => {
    expect(await first(keys, { world, people, told: [opened, word, gateAsked(at, 'c1')] })).toBe(expected)
  })

  const reviewed = (when: string, by: string, action = 'approved'): Told => ({
    at: when,
    event: 'deployment_review',
    payload: {
      action,
      approver: { login: by },
      environment: 'production',
      workflow_run: { id: 42 },
      repository: { full_name: 'acme/app' },
    },
  })

  test("GitHub's own review of the deployment is one", async () => {
    const told = [opened, gateAsked(at, 'c1'), reviewed('2026-01-08T11:00', 'qa')]
    const run = await ask(keys, { world, people, told })
    expect(gates(run)).toEqual(['01-08T10:00 report', '01-08T11:00 approved'])
  })

  describe('D3: of those who take turns, who was on when it was given', () => {
    const turns =
      '{ qa: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-08T00:00 }, two: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-08T00:00 } }'
    const answers = async (...words: Told[]) => {
      const told = [opened, gateAsked(at, 'c1'), ...words]
      const run = await ask(keys, { world, people: turns, told, until: '2026-01-09T18:00' })
      return gates(run).filter((line) => !line.endsWith('report'))
    }

    test.each<[string, readonly Told[], readonly string[]]>([
      ['a review by who is on then', [reviewed('2026-01-08T11:00', 'ann')], ['01-08T11:00 approved']],
      ['by who is on the next day', [reviewed('2026-01-08T11:00', 'bo')], []],
      ['on the next day, by who is on then', [reviewed('2026-01-09T11:00', 'bo')], ['01-09T11:00 approved']],
      ['on the next day, by who was on', [reviewed('2026-01-09T11:00', 'ann')], []],
      [
        'taken back, and given again',
        [reviewed('2026-01-08T11:00', 'ann', 'rejected'), reviewed('2026-01-08T12:00', 'ann')],
        ['01-08T12:00 approved'],
      ],
      [
        'a command',
        [wrote('2026-01-08T11:00', '/reeve approve production', 'ann')],
        ['01-08T11:00 approved'],
      ],
    ])('%s', async (_, words, expected) => {
      expect(await answers(...words)).toEqual(expected)
    })

    test('what is still wanting does not undo what was given', async () => {
      const both = 'after: dev, sign-off: { from: ["@ann", "@bo", qa], count: 2, distinct-from: two }'
      const run = await ask(both, {
        world,
        people: turns,
        told: [
          opened,
          gateAsked(at, 'c1'),
          // bo is not on, and ann is not the next day: each is distinct from who is.
          reviewed('2026-01-08T11:00', 'bo'),
          reviewed('2026-01-09T11:00', 'ann'),
        ],
      })
      expect(gates(run).at(-1)).toBe('01-09T11:00 approved')
    })
  })

  test('who was on when the run began may deploy, however long it waits', async () => {
    const turns = '{ ops: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-08T00:00 } }'
    const by = (login: string) =>
      ask('by: ops, after: dev', {
        people: turns,
        world: { deployments: [] },
        told: [
          gateAsked(at, 'c1', { by: login }),
          deploymentTold('2026-01-09T12:00', 'c1', 'success', { environment: 'dev' }),
        ],
        until: '2026-01-09T13:00',
      })
    expect(gates(await by('ann'))).toEqual(['01-08T10:00 report', '01-09T12:00 approved'])
    expect(gates(await by('bo'))).toEqual(['01-08T10:00 rejected'])
  })
})

describe('checklist', () => {
  const people = '{ pm: "@pm" }'
  const keys = 'checklist: { items: [{ text: Notes read, by: pm }] }'
  const world = { ships: { 'acme/app@c1': [12] } }
  test('is ticked on a pull request that it ships', async () => {
    const ticked = comment('2026-01-08T11:00', 12, '/reeve approve "Notes read"', 'pm', {
      onPull: true,
      id: 5,
    })
    const run = await ask(keys, { world, people, told: [opened, gateAsked(at, 'c1'), ticked] })
    expect(gates(run)).toEqual(['01-08T10:00 report', '01-08T11:00 approved'])
  })

  const merged = (day: number, number: number) => {
    const shown = { sha: `h${number}`, merge_commit_sha: `m${number}` }
    return [
      pull(`2026-01-0${day}T08:00`, number, shown).opened(),
      pull(`2026-01-0${day}T09:00`, number, shown).merged(),
    ]
  }
  const ticks = (when: string, number: number) =>
    comment(when, number, '/reeve approve "Notes read"', 'pm', { onPull: true })
  const there = (sha: string, when: string, environment = 'dev') => ran(environment, sha, 'success', when)

  // kinds.md: ticked on a pull request it ships, for the commit.
  test.each<[string, string, readonly Told[], string]>([
    ['on the one that became the commit', '', [ticks('2026-01-06T09:30', 13)], 'approved'],
    ['on another, for the commit before', '', [ticks('2026-01-05T09:30', 12)], 'report'],
    ['on another, since this one came', '', [ticks('2026-01-06T09:00', 12)], 'approved'],
    [
      'on another, before it was where it has to be',
      'after: dev, ',
      [ticks('2026-01-07T08:59', 12)],
      'report',
    ],
    ['on another, since it is there', 'after: dev, ', [ticks('2026-01-07T09:00', 12)], 'approved'],
  ])('%s', async (_, more, ticked, state) => {
    const told = [...merged(5, 12), ...merged(6, 13), ...ticked, gateAsked(at, 'm13')]
    const deployments = [there('m12', '2026-01-05T10:00:00Z'), there('m13', '2026-01-07T09:00:00Z')]
    const ships = { 'acme/app@m13': [12, 13] }
    const run = await ask(more + keys, { world: { deployments, ships }, people, told })
    expect(gates(run)).toEqual([`01-08T10:00 ${state}`])
  })

  test.each([
    ['again', 'm12', [there('m12', '2026-01-06T10:00:00Z', 'production')]],
    [
      'back to',
      'm12',
      [
        there('m12', '2026-01-06T10:00:00Z', 'production'),
        there('m13', '2026-01-07T10:00:00Z', 'production'),
      ],
    ],
  ])('%s what was ticked for it ships nothing new, and needs no ticks again', async (_, sha, deployments) => {
    const told = [...merged(5, 12), ticks('2026-01-05T10:00', 12), ...merged(6, 13), gateAsked(at, sha)]
    expect(gates(await ask(keys, { world: { deployments }, people, told }))).toEqual(['01-08T10:00 approved'])
    const unticked = told.filter(({ event }) => event !== 'issue_comment')
    expect(gates(await ask(keys, { world: { deployments }, people, told: unticked }))).toEqual([
      '01-08T10:00 report',
    ])
  })

  test.each([
    ['m12', 'approved'],
    ['h12', 'report'],
  ])('a check of it is that of the commit which is deployed: one of %s', async (sha, state) => {
    const checks = { 'acme/app@m12': {}, 'acme/app@h12': {}, [`acme/app@${sha}`]: { bench: 'success' } }
    const told = [...merged(5, 12), gateAsked(at, 'm12')]
    const run = await ask('checklist: { items: [{ text: Fast, check: bench }] }', { world: { checks }, told })
    expect(gates(run)).toEqual([`01-08T10:00 ${state}`])
  })
})

describe('hotfix', () => {
  const people = '{ lead: "@dana" }'
  const keys = (lifts: string) =>
    `after: test, by: "@ann", checks: unit, hotfix: [{ when: "label:hotfix", approved-by: lead, lifts: ${lifts} }, { when: is:rollback, lifts: [after, checks] }]`
  const world = { ships: { 'acme/app@c1': [12] }, checks: { 'acme/app@c1': { unit: 'success' } } }
  const labeled = pull('2026-01-08T08:30', 12, { sha: 'c1' }).labeled('hotfix')
  const approve = (when: string, text = '/reeve approve', by = 'dana') =>
    comment(when, 12, text, by, { onPull: true, id: Date.parse(`${when}Z`) / 60_000 })

  test.each<[string, string, readonly Told[], string]>([
    ['a label alone lifts nothing', 'after', [labeled], 'report'],
    ['approved', 'after', [labeled, approve('2026-01-08T09:00')], 'approved'],
    [
      'approved by name of the environment',
      'after',
      [labeled, approve('2026-01-08T09:00', '/reeve approve production')],
      'approved',
    ],
    ['approved before it was one', 'after', [approve('2026-01-08T08:10'), labeled], 'report'],
    [
      'approved by somebody else',
      'after',
      [labeled, approve('2026-01-08T09:00', '/reeve approve', 'bo')],
      'report',
    ],
    ['only what is listed is lifted', 'checks', [labeled, approve('2026-01-08T09:00')], 'report'],
  ])('%s', async (_, lifts, before, expected) => {
    expect(await first(keys(lifts), { world, people, told: [opened, ...before, gateAsked(at, 'c1')] })).toBe(
      expected,
    )
  })

  test('who may not start it is not rejected while an approval may still lift that', async () => {
    const told = [opened, labeled, gateAsked(at, 'c1', { by: 'eve' })]
    expect(await first(keys('[after, by]'), { world, people, told })).toBe('report')
    expect(await first(keys('after'), { world, people, told })).toBe('rejected')
  })

  test('going back to what ran here before needs nobody, and says what it was let off', async () => {
    const before = [ran('production', 'c1', 'inactive', '2026-01-02T09:00:00Z'), ran('production', 'c2')]
    const run = await ask(keys('after'), { people, world: { ...world, deployments: before, checks: {} } })
    expect(gates(run)).toEqual(['01-08T10:00 approved'])
    expect(lastSaidAtGate(run)).toContain('is lifted: this commit ran here before.')
  })
})

describe('deployments that GitHub does not gate', () => {
  const made = (when: string, state: string, by = 'ann', id = 5): Told =>
    deploymentTold(when, 'c1', state, { id, by, workflow_run: undefined })
  const recorded = async (keys: string, asked: Asked) =>
    (await ask(keys, asked)).said.flatMap((line) =>
      line.do === 'violation.record' ? [`${line.at.slice(5, 16)} ${line.rules?.join(' ')}`] : [],
    )

  test('are judged the same, and recorded once where their gate would not have let them through', async () => {
    const told = [made(at, 'in_progress'), made('2026-01-08T10:05', 'success')]
    expect(await recorded('after: dev', { told })).toEqual(['01-08T10:00 environments.production.after'])
    expect(await recorded('after: dev', { told, world: { deployments: [ran('dev')] } })).toEqual([])
    expect(await recorded('by: "@dana"', { told })).toEqual(['01-08T10:00 environments.production.by'])
  })

  test('unknown accuses nobody', async () => {
    expect(await recorded('by: "@acme/ops"', { told: [made(at, 'success')] })).toEqual([])
  })

  test('what failed, or was taken away, was not begun', async () => {
    expect(
      await recorded('after: dev', { told: [made(at, 'failure'), made('2026-01-08T10:05', 'inactive')] }),
    ).toEqual([])
  })
})

describe('modes', () => {
  const told = [gateAsked(at, 'c1')]
  const run = (mode: string) =>
    replayed({
      policy: `mode: ${mode}\nenvironments: { dev: {}, production: { after: dev } }`,
      world: { deployments: [] },
      told,
      decisions: true,
    })
  test.each([
    ['enforce', 'report'],
    ['warn', 'approved'],
    ['observe', 'approved'],
  ])('%s: %s', async (mode, expected) => {
    const ran = await run(mode)
    expect(gates(ran)).toEqual([`01-08T10:00 ${expected}`])
    expect(verdicts(ran, 'environments.production.after')).toEqual(['01-08T10:00 wait'])
    expect(lastSaidAtGate(ran).includes('does not run')).toBe(mode !== 'observe')
  })
})

test('reports are as many as GitHub takes, each as long as it takes', async () => {
  const commits = Array.from({ length: 12 }, (_, index) =>
    deploymentTold(
      `2026-01-08T1${Math.floor(index / 6)}:${index % 6}5`,
      `c${index + 2}`,
      index % 2 ? 'success' : 'failure',
      { environment: 'dev', id: index + 1 },
    ),
  )
  const many = Array.from({ length: 300 }, (_, index) => index + 100)
  const toggled = Array.from({ length: 12 }, (_, index) =>
    index % 2
      ? issue(`2026-01-08T12:${index + 10}`, 7).unlabeled('sev-1')
      : issue(`2026-01-08T12:${index + 10}`, 7).labeled('sev-1'),
  )
  const run = await ask('after: dev, blocked-by: "is:open label:sev-1"', {
    world: { ships: { 'acme/app@c1': many } },
    told: [issue('2026-01-08T08:00', 7).opened(), gateAsked(at, 'c1'), ...commits, ...toggled],
    until: '2026-03-01T00:00',
  })
  const lines = run.said.filter((line) => String(line.do).startsWith('gate.'))
  expect(lines.filter((line) => line.do === 'gate.report')).toHaveLength(8)
  expect(Math.max(...lines.map((line) => String(line.comment).length))).toBeLessThanOrEqual(1024)
  expect(lines.at(-1)).toMatchObject({ do: 'gate.answer', state: 'rejected' })
  expect(String(lines[0]?.comment)).toMatch(/Ships #100, .* and \d+ more\.$/)
})

describe('what a step makes ready for the next', () => {
  const merged = (number: number, hour: number) => [
    pull(`2026-01-08T0${hour}:00`, number, { sha: `c${number}`, body: `Fixes #${number + 100}` }).opened(),
    pull(`2026-01-08T0${hour}:30`, number, { sha: `c${number}` }).merged(),
  ]
  const told = [1, 2, 3, 4].flatMap((number) => merged(number, number))
  const deployments = [ran('dev', 'c4'), ran('test', 'c2'), ran('production', 'c1')]
  const at = async (environment: string, deployed: readonly object[]) =>
    lastSaidAtGate(
      await ask('after: test', {
        world: { deployments: deployed },
        told: [...told, gateAsked('2026-01-08T10:00', 'c4', { environment })],
      }),
    )

  test('is listed beside what it ships: everything since the last success there', async () => {
    expect(await at('test', deployments)).toMatch(
      /Ships #3 \(closes #103\), #4 \(closes #104\)\.\nSince what runs in `production`: #2 \(closes #102\), #3 .*, #4 .*\.$/,
    )
  })
  test('no step comes after the last', async () => {
    expect(await at('production', deployments)).toMatch(/Ships #2 .*, #4 \(closes #104\)\.$/)
  })
  test('where nothing ran so far there is nothing to compare with', async () => {
    expect(await at('test', deployments.slice(0, 2))).toMatch(/Ships #3 .*, #4 \(closes #104\)\.$/)
  })
  test('where the next step has this commit, it brings nothing new', async () => {
    expect(await at('test', [...deployments, ran('production', 'c4')])).toMatch(
      /Ships #3 .*\(closes #104\)\.$/,
    )
  })
})
