import { describe, expect, test } from 'vitest'
import { effects, gates, replayed, type Told } from '../builders/replayed.ts'
import { deploymentTold, gateAsked, pull } from '../builders/told.ts'

const chain = `
windows: { weekend: { open: [Sat-Sun 09:00-12:00], timezone: UTC } }
people: { ops: ["@ann", "@dana"] }
environments:
  sandbox: {}
  stage: { after: sandbox }
  production: { after: stage, by: ops, window: weekend }
`
const ran = (environment: string, sha: string, state = 'success') => ({
  repo: 'acme/app',
  environment,
  sha,
  state,
  at: '2026-01-01T09:00:00Z',
})
const staged = { deployments: [ran('sandbox', 'c1'), ran('stage', 'c1')] }

const ask = (told: readonly Told[], more: { policy?: string; world?: unknown; until?: string } = {}) =>
  replayed({ policy: chain, world: staged, told, decisions: true, ...more })

describe('D19: a gate outside its window', () => {
  // 2026-01-08 is a Thursday.
  const held = () => ask([gateAsked('2026-01-08T10:00', 'c1')], { until: '2026-01-11T00:00' })

  test('is held and not rejected, says when it opens, and is approved at the opening by itself', async () => {
    const { said } = await held()
    const lines = said.filter((line) => line.do?.startsWith('gate.'))
    expect(lines.map(({ comment, ...line }) => line)).toEqual([
      {
        at: '2026-01-08T10:00:00Z',
        subject: 'acme/app!production/42',
        rules: ['environments.production.window'],
        do: 'gate.report',
        environment: 'production',
        run_id: 42,
      },
      {
        at: '2026-01-10T09:00:00Z',
        subject: 'acme/app!production/42',
        rules: [
          'environments.production.by',
          'environments.production.after',
          'environments.production.window',
        ],
        do: 'gate.answer',
        environment: 'production',
        run_id: 42,
        state: 'approved',
      },
    ])
    expect(lines[0]?.comment).toContain('It opens again at Sat 10 Jan 2026, 09:00')
  })

  test('both sides of the edge', async () => {
    const at = async (time: string) =>
      gates(await ask([gateAsked(time, 'c1')], { until: '2026-01-12T00:00' }))
    expect(await at('2026-01-10T08:59:59')).toEqual(['01-10T08:59 report', '01-10T09:00 approved'])
    expect(await at('2026-01-10T09:00')).toEqual(['01-10T09:00 approved'])
    expect(await at('2026-01-10T11:59:59')).toEqual(['01-10T11:59 approved'])
    expect(await at('2026-01-10T12:00')).toEqual(['01-10T12:00 report', '01-11T09:00 approved'])
  })

  test('an opening is judged anew: what came to be wrong since holds it still', async () => {
    const told = [
      gateAsked('2026-01-08T10:00', 'c1'),
      deploymentTold('2026-01-09T10:00', 'c2', 'success', { environment: 'stage', id: 9 }),
    ]
    expect(gates(await ask(told, { until: '2026-01-11T00:00' }))).toEqual([
      '01-08T10:00 report',
      '01-09T10:00 report',
      // Open, closed, open: the chain is wanting all the time, and only that is said.
      '01-10T09:00 report',
      '01-10T12:00 report',
    ])
  })

  test('is rejected on the twenty-ninth day, with the reason', async () => {
    const never = chain.replace('Sat-Sun 09:00-12:00', '2026-06-01..2026-06-02')
    const ran = await ask([gateAsked('2026-01-08T10:00', 'c1')], { policy: never, until: '2026-03-01T00:00' })
    expect(gates(ran)).toEqual(['01-08T10:00 report', '02-06T10:00 rejected'])
    expect(ran.said.findLast((line) => line.do === 'gate.answer')?.comment).toMatch(/29 days.*closed/s)
  })
})

describe('D19: who started it', () => {
  const weekend = '2026-01-10T10:00'
  test.each<[string, Told, string]>([
    ['one who may', gateAsked(weekend, 'c1', { by: 'dana' }), 'approved'],
    ['one who may not is rejected at once', gateAsked(weekend, 'c1', { by: 'eve' }), 'rejected'],
    [
      "the run's triggering actor, and not who made the deployment",
      gateAsked(weekend, 'c1', { by: 'dana', workflow_run: { id: 42, triggering_actor: { login: 'eve' } } }),
      'rejected',
    ],
    [
      'who made the deployment, where nobody else is known',
      gateAsked(weekend, 'c1', { by: 'dana', sender: undefined }),
      'approved',
    ],
  ])('%s', async (_, told, expected) => {
    expect(gates(await ask([told]))).toEqual([`01-10T10:00 ${expected}`])
  })

  test('a team that cannot be read neither approves nor rejects', async () => {
    const policy = chain.replace('["@ann", "@dana"]', '"@acme/ops"')
    expect(gates(await ask([gateAsked(weekend, 'c1')], { policy }))).toEqual(['01-10T10:00 report'])
    const world = { ...staged, teams: { 'acme/ops': ['bo'] } }
    expect(gates(await ask([gateAsked(weekend, 'c1')], { policy, world }))).toEqual(['01-10T10:00 rejected'])
  })
})

describe('D19: the same asking, and another', () => {
  test('told twice is one', async () => {
    const told = gateAsked('2026-01-10T10:00', 'c1')
    expect(gates(await ask([told, { ...told, delivery: 'again' }]))).toEqual(['01-10T10:00 approved'])
  })

  test('a run that somebody else does again is theirs, unless a line about the run says whose it is', async () => {
    const again = gateAsked('2026-01-10T11:00', 'c1', { by: 'dana', id: 421 })
    const told = [gateAsked('2026-01-10T10:00', 'c1', { by: 'eve' }), again]
    expect(gates(await ask(told))).toEqual(['01-10T10:00 rejected', '01-10T11:00 approved'])
    const run = { id: 42, status: 'in_progress', triggering_actor: { login: 'eve' } }
    const payload = { action: 'in_progress', repository: { full_name: 'acme/app' }, workflow_run: run }
    const named = { at: '2026-01-10T10:30', event: 'workflow_run', payload }
    expect(gates(await ask([...told, named]))).toEqual(['01-10T10:00 rejected', '01-10T11:00 rejected'])
  })

  test('a run that is done again asks again', async () => {
    const told = [gateAsked('2026-01-10T10:00', 'c1'), gateAsked('2026-01-10T11:00', 'c1', { id: 421 })]
    expect(gates(await ask(told))).toEqual(['01-10T10:00 approved', '01-10T11:00 approved'])
  })

  test('a run that was cancelled while it was held is told nothing more', async () => {
    const cancelled: Told = {
      at: '2026-01-09T10:00',
      event: 'workflow_run',
      payload: {
        action: 'completed',
        repository: { full_name: 'acme/app' },
        workflow_run: { id: 42, status: 'completed', conclusion: 'cancelled' },
      },
    }
    const told = [gateAsked('2026-01-08T10:00', 'c1'), cancelled]
    expect(gates(await ask(told, { until: '2026-01-12T00:00' }))).toEqual(['01-08T10:00 report'])
  })

  test('an environment that nothing is said about is let through', async () => {
    const told = [gateAsked('2026-01-08T10:00', 'c1', { environment: 'elsewhere' })]
    expect(gates(await ask(told))).toEqual(['01-08T10:00 approved'])
  })
})

describe('D13, D19: a release-window rule with deployments', () => {
  const policy = `
windows: { release: { open: [Sun-Wed 00:00-24:00], because: No releases after Wednesday } }
people: { ops-lead: "@dana" }
rules:
  freeze:
    kind: release-window
    why: Nothing is released after Wednesday
    when: is:pr base:production
    deployments: [production]
    window: release
    hotfix: { when: "label:hotfix", approved-by: ops-lead }
`
  const opened = pull('2026-01-08T08:00', 12, { sha: 'h12' }).opened()
  const labeled = pull('2026-01-08T09:00', 12, { sha: 'h12' }).labeled('hotfix')
  const approved = pull('2026-01-08T11:00', 12, { sha: 'h12' }).reviewed('approved', 'dana')
  const asked = gateAsked('2026-01-08T10:00', 'h12')
  const run = (told: readonly Told[], until = '2026-01-12T00:00') =>
    replayed({ policy, world: { deployments: [] }, told, until, decisions: true })

  test('says the same instant as the check of a pull request', async () => {
    const ran = await run([pull('2026-01-08T08:00', 13, { base: 'production' }).opened(), opened, asked])
    const check = ran.said.find((line) => line.do === 'check.put' && line.conclusion === 'action_required')
    const report = ran.said.find((line) => line.do === 'gate.report')
    const opens = /opens again at ([^.]+)\./
    expect(opens.exec(String(report?.comment))?.[1]).toBe(opens.exec(String(check?.summary))?.[1])
    expect(report?.rules).toEqual(['freeze'])
    expect(report?.comment).toContain('> Nothing is released after Wednesday')
    expect(gates(ran)).toEqual(['01-08T10:00 report', '01-11T00:00 approved'])
  })

  test('what it ships is listed', async () => {
    const ran = await run([opened, asked])
    expect(ran.said.find((line) => line.do === 'gate.report')?.comment).toMatch(/\n\nShips #12\.$/)
  })

  test('a hotfix passes when everything it ships is one and approved; a label alone lifts nothing', async () => {
    expect(gates(await run([opened, labeled, asked], '2026-01-08T12:00'))).toEqual(['01-08T10:00 report'])
    expect(gates(await run([opened, labeled, asked, approved]))).toEqual([
      '01-08T10:00 report',
      '01-08T11:00 approved',
    ])
    expect(gates(await run([opened, asked, approved]))).toEqual([
      '01-08T10:00 report',
      '01-11T00:00 approved',
    ])
  })
})

describe('nothing else', () => {
  test('shuffled lines and doubled ones end in the same bytes', async () => {
    const told = [
      gateAsked('2026-01-08T10:00', 'c1', { delivery: 'a' }),
      gateAsked('2026-01-08T10:00', 'c1', { environment: 'stage', run: 43 }),
      deploymentTold('2026-01-09T10:00', 'c1', 'success', { environment: 'stage', id: 9 }),
    ].map((line, index) => ({ ...line, delivery: `d${index}` }))
    const plain = await ask(told, { until: '2026-01-11T00:00' })
    const [first, ...rest] = told
    const shuffled = await ask([...rest, ...(first ? [first, first] : [])], { until: '2026-01-11T00:00' })
    expect(shuffled.output).toBe(plain.output)
    expect(effects(plain).length).toBeGreaterThan(2)
  })
})
