import { describe, expect, test } from 'vitest'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { comment, deploymentTold, gateAsked, issue } from '../builders/told.ts'

const ran = (environment: string, state = 'success', when = '2026-01-01T09:00:00Z') => ({
  repo: 'acme/app',
  environment,
  sha: 'c1',
  state,
  at: when,
})

interface Asked {
  told: readonly Told[]
  until?: string
  world?: Record<string, unknown>
}

const judged = (policy: string, { told, until, world = {} }: Asked) =>
  replayed({
    policy,
    told,
    world: { deployments: [], ...world },
    ...(until === undefined ? {} : { until }),
  })

const violations = ({ said }: Awaited<ReturnType<typeof judged>>) =>
  said.filter((line) => line.do === 'violation.record').map(({ what }) => what)

describe('soak', () => {
  const soak = 'environments: { test: {}, production: { after: test, soak: 2h } }'
  const state = (at: string, word: string) => deploymentTold(at, 'c1', word, { environment: 'test', id: 1 })

  test.each<[string, readonly Told[], string[]]>([
    [
      'a success that is told again is no break',
      [state('2026-01-08T08:00', 'success'), state('2026-01-08T09:30', 'success')],
      ['01-08T10:00 approved'],
    ],
    [
      'nor is the same commit, deployed again and there at once',
      [
        state('2026-01-08T08:00', 'success'),
        deploymentTold('2026-01-08T09:30', 'c1', 'success', { environment: 'test', id: 2 }),
      ],
      ['01-08T10:00 approved'],
    ],
    [
      'while it is on its way again it is not there',
      [
        state('2026-01-08T08:00', 'success'),
        deploymentTold('2026-01-08T09:15', 'c1', 'in_progress', { environment: 'test', id: 2 }),
        deploymentTold('2026-01-08T09:30', 'c1', 'success', { environment: 'test', id: 2 }),
      ],
      ['01-08T10:00 report', '01-08T11:30 approved'],
    ],
    [
      'a failure between two successes is one',
      [
        state('2026-01-08T08:00', 'success'),
        state('2026-01-08T09:00', 'failure'),
        state('2026-01-08T09:30', 'success'),
      ],
      ['01-08T10:00 report', '01-08T11:30 approved'],
    ],
  ])('%s', async (_, told, expected) => {
    const asked = gateAsked('2026-01-08T10:00', 'c1')
    expect(gates(await judged(soak, { told: [...told, asked], until: '2026-01-08T13:00' }))).toEqual(expected)
  })
})

describe('soak, of several ways', () => {
  const chain =
    'environments: { a: {}, b: {}, production: { after: { any: [a, b] }, soak: 1h, strict: STRICT } }'
  const told = [
    deploymentTold('2026-01-08T08:00', 'c1', 'success', { environment: 'a', id: 1 }),
    deploymentTold('2026-01-08T09:30', 'c1', 'success', { environment: 'b', id: 2 }),
    deploymentTold('2026-01-08T09:45', 'c1', 'failure', { environment: 'a', id: 1 }),
    gateAsked('2026-01-08T10:00', 'c1'),
  ]

  test('the one that it has soaked in is the one that it has to be in still', async () => {
    const asked = { told, until: '2026-01-08T12:00' }
    expect(gates(await judged(chain.replace('STRICT', 'true'), asked))).toEqual([
      '01-08T10:00 report',
      '01-08T10:30 approved',
    ])
    expect(gates(await judged(chain.replace('STRICT', 'false'), asked))).toEqual(['01-08T10:00 approved'])
  })
})

describe('after', () => {
  const asked = [gateAsked('2026-01-08T10:00', 'c1')]

  test('of several ways each says what it lacks', async () => {
    const chain =
      'environments: { dev: {}, a: { after: dev }, b: {}, production: { after: { any: [a, b] } } }'
    const run = await judged(chain, { told: asked, world: { deployments: [ran('a')] } })
    expect(gates(run)).toEqual(['01-08T10:00 report'])
    expect(lastSaidAtGate(run)).toContain('it is wanting in `dev` and `b`')
  })

  test.each<[string, readonly string[], string]>([
    ['what took its place made it inactive', ['success', 'inactive'], 'approved'],
    ['it failed, and was then called inactive', ['failure', 'inactive'], 'report'],
    ['it failed after it had succeeded', ['success', 'failure'], 'approved'],
    ['it never came so far', ['in_progress'], 'report'],
  ])('has been there, where it need not be still: %s', async (_, states, expected) => {
    const told = states.map((word, index) =>
      deploymentTold(`2026-01-08T09:0${index}`, 'c1', word, { environment: 'dev', id: 1 }),
    )
    const chain = 'environments: { dev: {}, production: { after: dev, strict: false } }'
    expect(gates(await judged(chain, { told: [...told, ...asked] }))).toEqual([`01-08T10:00 ${expected}`])
  })

  test.each(['success', 'SUCCESS', 'ACTIVE'])(
    'a world may write a state as GitHub shows it: %s',
    async (state) => {
      const chain = 'environments: { dev: {}, production: { after: dev } }'
      const run = await judged(chain, { told: asked, world: { deployments: [ran('dev', state)] } })
      expect(gates(run)).toEqual(['01-08T10:00 approved'])
    },
  )
})

describe('a window that lets finish', () => {
  const policy = (more: string) =>
    `windows: { w: { open: [Sat 09:00-12:00]${more} }, freeze: { closed: 2026-01-10T12:00..2026-01-11T12:00, may-finish: true } }
environments: { production: { window: [w, freeze] } }`
  const began = (at: string, attempt = 1): Told => ({
    at,
    event: 'workflow_run',
    payload: {
      action: 'requested',
      repository: { full_name: 'acme/app' },
      workflow_run: { id: 42, run_attempt: attempt, status: 'queued', run_started_at: `${at}Z` },
    },
  })
  const asked = (at = '2026-01-10T12:10') => gateAsked(at, 'c1')
  const finish = ', may-finish: true'

  test.each<[string, string, readonly Told[], string[]]>([
    [
      'a run that began inside goes on past the edge',
      finish,
      [began('2026-01-10T11:59:59'), asked()],
      ['approved'],
    ],
    ['one that began at the edge waits', finish, [began('2026-01-10T12:00:00'), asked()], ['report']],
    ['one that began before the opening waits', finish, [began('2026-01-10T08:59:59'), asked()], ['report']],
    ['only what is in force has to let it finish', '', [began('2026-01-10T11:30:00'), asked()], ['approved']],
    [
      'a window in force that does not say so holds it',
      '',
      [began('2026-01-10T11:30:00'), asked('2026-01-11T12:00')],
      ['report'],
    ],
    [
      'a run that is done again began anew',
      finish,
      [
        began('2026-01-10T11:30:00'),
        asked('2026-01-10T11:40'),
        began('2026-01-10T12:05:00', 2),
        gateAsked('2026-01-10T12:10', 'c1', { id: 9 }),
      ],
      ['approved', 'report'],
    ],
  ])('%s', async (_, more, told, expected) => {
    expect(gates(await judged(policy(more), { told })).map((line) => line.split(' ')[1])).toEqual(expected)
  })

  test('the same for a release window over deployments', async () => {
    const rule = `windows: { w: { open: [Sat 09:00-12:00], may-finish: true } }
rules: { freeze: { kind: release-window, deployments: production, window: w } }`
    expect(gates(await judged(rule, { told: [began('2026-01-10T11:30:00'), asked()] }))).toEqual([
      '01-10T12:10 approved',
    ])
  })
})

describe('checks', () => {
  const policy = 'environments: { production: { checks: e2e } }'

  test.each(['neutral', 'skipped'])('one that was %s has not succeeded', async (state) => {
    const world = { checks: { 'acme/app@c1': { e2e: state } } }
    const run = await judged(policy, { told: [gateAsked('2026-01-08T10:00', 'c1')], world })
    expect(gates(run)).toEqual(['01-08T10:00 report'])
  })
})

describe('one deployment that is told of in two ways', () => {
  const policy = `windows: { w: { open: [Sat 09:00-12:00] } }
environments: { production: { window: w, one-at-a-time: true } }`
  const bare = { workflow_run: null, by: 'ann', id: 420 }

  test('is judged at its gate, whatever its states are told to be later', async () => {
    const run = await judged(policy, {
      told: [
        gateAsked('2026-01-10T11:59', 'c1'),
        deploymentTold('2026-01-10T12:05', 'c1', 'in_progress', bare),
        deploymentTold('2026-01-10T12:10', 'c1', 'success', bare),
      ],
    })
    expect(gates(run)).toEqual(['01-10T11:59 approved'])
    expect(violations(run)).toEqual([])
  })

  test.each<[string, string, string]>([
    ['let through', 'by: "@ann"', 'success'],
    ['held', 'after: dev', 'failure'],
  ])('is no violation of its own where all of that is told in one instant: %s', async (_, keys, end) => {
    const policy = `environments: { dev: {}, production: { ${keys} } }`
    const states = ['in_progress', end].map((word) =>
      deploymentTold('2026-01-08T10:00', 'c1', word, {
        id: 420,
        by: 'github-actions[bot]',
        workflow_run: undefined,
      }),
    )
    const told = [gateAsked('2026-01-08T10:00', 'c1', { run: 42, id: 420, by: 'ann' }), ...states]
    expect(violations(await judged(policy, { told }))).toEqual([])
  })

  test('past its gate, in one instant, is one violation', async () => {
    const policy = 'environments: { dev: {}, production: { after: dev } }'
    const told = [
      gateAsked('2026-01-08T10:00', 'c1', { run: 42, id: 420 }),
      deploymentTold('2026-01-08T10:00', 'c1', 'success', { id: 420, by: 'ann', workflow_run: undefined }),
    ]
    expect(violations(await judged(policy, { told }))).toHaveLength(1)
  })

  test('is no violation while its gate holds it', async () => {
    const run = await judged(policy, {
      told: [deploymentTold('2026-01-10T08:00', 'c1', 'pending', bare), gateAsked('2026-01-10T08:00', 'c1')],
      until: '2026-01-10T10:00',
    })
    expect(gates(run)).toEqual(['01-10T08:00 report', '01-10T09:00 approved'])
    expect(violations(run)).toEqual([])
  })
})

describe('a lock', () => {
  const policy = 'people: { ops: ["@ann", "@bo"] }\nenvironments: { production: { by: ops } }'
  const said = (at: string, text: string, by: string) =>
    comment(at, 7, text, by, { id: Date.parse(`${at}Z`) / 60_000 })
  const seven = issue('2026-01-08T08:00', 7).opened()
  const world = { permissions: { 'acme/app': { ann: 'write', bo: 'write' } } }
  const lock = said('2026-01-08T09:00', '/reeve lock production', 'ann')
  const again = said('2026-01-08T09:30', '/reeve lock production', 'bo')

  test('is not taken over by somebody else, who is told whose it is', async () => {
    const run = await judged(policy, {
      told: [seven, lock, again, gateAsked('2026-01-08T10:00', 'c1', { by: 'ann' })],
      world,
    })
    expect(gates(run)).toEqual(['01-08T10:00 approved'])
    expect(run.said.find((line) => line.do === 'notice.put')?.body).toContain('ann has locked `production`')
  })

  test('of everything holds what goes to an environment without an entry, too', async () => {
    const all = said('2026-01-08T09:00', '/reeve lock * we are measuring', 'ann')
    const off = said('2026-01-08T11:00', '/reeve unlock *', 'bo')
    const elsewhere = gateAsked('2026-01-08T10:00', 'c1', { environment: 'elsewhere', by: 'bo' })
    const run = (told: readonly Told[]) => judged(policy, { told: [seven, ...told, elsewhere], world })
    expect(gates(await run([all, off]))).toEqual(['01-08T10:00 report', '01-08T11:00 approved'])
    expect(lastSaidAtGate(await run([all]))).toContain('ann locked `*`')
    expect(gates(await run([lock]))).toEqual(['01-08T10:00 approved'])
  })

  test('that was taken off is anybody else’s to take', async () => {
    const off = said('2026-01-08T09:15', '/reeve unlock production', 'bo')
    const told = [seven, lock, off, again, gateAsked('2026-01-08T10:00', 'c1', { by: 'ann' })]
    expect(gates(await judged(policy, { told, world }))).toEqual(['01-08T10:00 report'])
  })
})
