import { describe, expect, test } from 'vitest'
import { comments, gates, lastSaidAtGate, type Replayed, replayed, type Told } from '../builders/replayed.ts'
import { comment, deploymentTold, gateAsked, pull } from '../builders/told.ts'

// 2026-01-08 is a Thursday.
const policy = (rule = '', environments = 'production: {}') => `
windows: { release: { open: [Sun-Wed 00:00-24:00], because: No releases after Wednesday } }
people: { ops-lead: "@dana" }
environments: { ${environments} }
rules:
  other: { when: "is:pr label:none" }
${rule}`
const freeze = (more = '') => `
  freeze: { kind: release-window, why: Nothing after Wednesday, when: "base:production", window: release, deployments: production${more} }
`
const byWindow = policy('', 'production: { window: release }')

const merged = [11, 12].flatMap((number, index) => [
  pull(`2026-01-05T0${8 + index}:00`, number, { sha: `c${number}` }).opened(),
  pull(`2026-01-05T0${8 + index}:30`, number, { sha: `c${number}` }).merged(),
])
const world = {
  deployments: [
    { repo: 'acme/app', environment: 'production', sha: 'c10', state: 'success', at: '2026-01-01T09:00:00Z' },
  ],
  ships: { 'acme/app@c12': [11, 12] },
  permissions: { 'acme/app': { dana: 'maintain', zoe: 'admin' } },
}
const byApi = (at: string, more: Record<string, unknown> = {}): Told =>
  deploymentTold(at, 'c12', 'success', { id: 5, by: 'ann', workflow_run: undefined, ...more })

const run = (text: string, told: readonly Told[], more: { world?: unknown; until?: string } = {}) =>
  replayed({ policy: text, world, told: [...merged, ...told], decisions: true, ...more })

/** What was done, without checks: `01-08T10:00 acme/app!production/5 violation.record <freeze>`. */
const done = ({ said, status, complained }: Replayed): string[] =>
  status !== 0
    ? [complained]
    : said.flatMap(({ at, do: what, rules, subject }) =>
        what && !['check.put', 'reaction.add', 'notice.put'].includes(what)
          ? [`${at.slice(5, 16)} ${subject} ${what} <${(rules ?? []).join(' ')}>`]
          : [],
      )

const recorded = '01-08T10:00 acme/app!production/5 violation.record'

describe('a deployment past its gate, through the API', () => {
  test('is told on the newest pull request that it brought, once, where the policy asks for nothing else', async () => {
    const ran = await run(byWindow, [byApi('2026-01-08T10:00'), byApi('2026-01-08T10:05')])
    expect(done(ran)).toEqual([
      '01-08T10:00 acme/app#12 comment.add <environments.production.window>',
      `${recorded} <environments.production.window>`,
    ])
    const [said] = comments(ran, 'acme/app#12')
    expect(said).toContain('`c12` was deployed to `production` past its gate by ann. The window is closed')
    expect(said).toMatch(/Ships #11, #12\.$/)
  })

  test('the output has no key that the contract does not name', async () => {
    const ran = await run(byWindow, [byApi('2026-01-08T10:00')])
    const line = ran.said.find((each) => each.do === 'comment.add')
    expect(Object.keys(line ?? {})).toEqual(['at', 'subject', 'rules', 'do', 'key', 'body'])
  })

  test('while the window is open nothing is said', async () => {
    expect(done(await run(byWindow, [byApi('2026-01-07T23:59')]))).toEqual([])
    expect(done(await run(byWindow, [byApi('2026-01-08T00:00')]))).toHaveLength(2)
  })

  test('what it ships is not known: it is recorded, and nobody can be told', async () => {
    const ran = await run(byWindow, [byApi('2026-01-08T10:00')], { world: { ...world, ships: {} } })
    expect(done(ran)).toEqual([`${recorded} <environments.production.window>`])
  })

  test('a rule about deployments there has its `on-fail` done', async () => {
    const asks =
      ', on-fail: [{ open-issue: { title: "Why {{ title }}?", body: "{{ reason }}", labels: review } }, { notify: ops-lead }, { label: late }]'
    const ran = await run(policy(freeze(asks)), [byApi('2026-01-08T10:00'), byApi('2026-01-08T10:05')])
    expect(done(ran)).toEqual([
      '01-08T10:00 acme/app#12 comment.add <freeze>',
      '01-08T10:00 acme/app!production/5 issue.open <freeze>',
      `${recorded} <freeze>`,
    ])
    expect(comments(ran, 'acme/app#12')[0]).toMatch(
      /@dana — `c12` was deployed .* by ann\..*> Nothing after Wed/s,
    )
    const opened = ran.said.find((line) => line.do === 'issue.open')
    expect(opened).toMatchObject({ title: 'Why production?', labels: ['review'] })
    expect(opened?.body).toMatch(
      /past its gate by ann\. The window is closed \(No releases after Wednesday\)/,
    )
  })

  test('two of them are two', async () => {
    const asks = ', on-fail: { open-issue: { title: "{{ title }}" } }'
    const told = [byApi('2026-01-08T10:00'), byApi('2026-01-08T11:00', { id: 6 })]
    const opened = done(await run(policy(freeze(asks)), told)).filter((line) => line.includes('issue.open'))
    expect(opened).toHaveLength(2)
  })

  test('from before the rule is in force, nothing is said', async () => {
    const told = [byApi('2026-01-08T10:00')]
    expect(done(await run(`since: 2026-01-09\n${policy(freeze())}`, told))).toEqual([])
    expect(done(await run(`since: 2026-01-09\n${byWindow}`, told))).toEqual([])
    expect(done(await run(`since: 2026-01-08\n${byWindow}`, told))).toHaveLength(2)
  })
})

describe('what was let through by hand while it was held', () => {
  const asked = gateAsked('2026-01-08T10:00', 'c12')
  const told = (at: string, state: string) => deploymentTold(at, 'c12', state, { id: 420, by: 'ann' })

  test('is recorded when it has succeeded', async () => {
    const ran = await run(byWindow, [
      asked,
      told('2026-01-08T11:00', 'in_progress'),
      told('2026-01-08T11:05', 'success'),
    ])
    expect(done(ran)).toEqual([
      '01-08T10:00 acme/app!production/42 gate.report <environments.production.window>',
      '01-08T11:05 acme/app#12 comment.add <environments.production.window>',
      '01-08T11:05 acme/app!production/42 violation.record <environments.production.window>',
    ])
    expect(
      done(
        await run(byWindow, [
          asked,
          told('2026-01-08T11:00', 'success'),
          told('2026-01-08T11:05', 'inactive'),
        ]),
      ),
    ).toHaveLength(3)
  })

  test('what was rejected, or cancelled, was not', async () => {
    const ran = await run(byWindow, [asked, told('2026-01-08T11:00', 'failure')])
    expect(done(ran)).toEqual([
      '01-08T10:00 acme/app!production/42 gate.report <environments.production.window>',
    ])
  })

  test('nor is what began when it might have gone anyway', async () => {
    const ran = await run(byWindow, [
      gateAsked('2026-01-07T23:58', 'c12'),
      told('2026-01-07T23:58', 'success'),
    ])
    expect(done(ran).filter((line) => line.includes('violation'))).toEqual([])
  })

  test('nor is what Reeve let through itself', async () => {
    const ran = await run(byWindow, [
      gateAsked('2026-01-07T10:00', 'c12'),
      told('2026-01-07T10:30', 'in_progress'),
      told('2026-01-08T10:00', 'success'),
    ])
    expect(done(ran)).toEqual([
      '01-07T10:00 acme/app!production/42 gate.answer <environments.production.window>',
    ])
  })
})

describe('/reeve override, at the gate', () => {
  const asked = gateAsked('2026-01-08T12:00', 'c12')
  const override = (number: number, at: string, words = 'override freeze because it burns for 2h') =>
    comment(at, number, `/reeve ${words}`, 'dana')
  const both = [override(11, '2026-01-08T11:00'), override(12, '2026-01-08T11:30')]
  const at = (told: readonly Told[], until = '2026-01-08T15:00') => run(policy(freeze()), told, { until })

  test('lets through what it was written on, all that is shipped, and says so', async () => {
    const ran = await at([...both, asked])
    expect(gates(ran)).toEqual(['01-08T12:00 approved'])
    expect(lastSaidAtGate(ran)).toMatch(/Let through by dana until Thu 8 Jan 2026, 13:00.*because it burns/)
  })
  test('one that has none holds it', async () => {
    expect(gates(await at([override(12, '2026-01-08T11:30'), asked]))).toEqual(['01-08T12:00 report'])
  })
  test('what waits goes on when the last of them is written', async () => {
    const late = [override(11, '2026-01-08T12:30'), override(12, '2026-01-08T12:40')]
    expect(gates(await at([asked, ...late]))).toEqual(['01-08T12:00 report', '01-08T12:40 approved'])
  })
  test('one that is over, or revoked, lets nothing through', async () => {
    const over = [override(11, '2026-01-08T10:00'), override(12, '2026-01-08T11:30')]
    expect(gates(await at([...over, asked]))).toEqual(['01-08T12:00 report'])
    const revoked = override(11, '2026-01-08T11:45', 'revoke freeze')
    expect(gates(await at([...both, revoked, asked]))).toEqual(['01-08T12:00 report'])
  })
  test('one of another rule lets nothing through', async () => {
    const other = both.map((_, index) =>
      override(11 + index, '2026-01-08T11:00', 'override other because so'),
    )
    expect(gates(await at([...other, asked]))).toEqual(['01-08T12:00 report'])
  })
  describe('that takes two people', () => {
    const two = (told: readonly Told[], until = '2026-01-08T15:00') =>
      run(policy(freeze()).replace('freeze: {', 'freeze: { override: { count: 2 },'), told, { until })
    const second = (number: number, time: string) =>
      comment(time, number, '/reeve override freeze because it burns for 1h', 'zoe')

    test('lets through once both have written on all that is shipped', async () => {
      const told = [...both, asked, second(11, '2026-01-08T12:10'), second(12, '2026-01-08T12:20')]
      const ran = await two(told)
      expect(gates(ran)).toEqual(['01-08T12:00 report', '01-08T12:10 report', '01-08T12:20 approved'])
      expect(lastSaidAtGate(ran)).toContain(
        'Let through by dana (because it burns) and zoe (because it burns) until Thu 8 Jan 2026, 13:00 (UTC)',
      )
    })
    test('says where another is wanted, and not beyond the end of the first', async () => {
      const told = [...both, asked, second(11, '2026-01-08T12:10')]
      const then = await two(told, '2026-01-08T12:10')
      expect(lastSaidAtGate(then)).toContain('On #12: To let it through takes 2 people. So far')
      expect(lastSaidAtGate(then)).not.toContain('On #11')
      expect(lastSaidAtGate(await two(told))).not.toContain('So far')
    })
  })
  test('nor is what it lets through past a gate recorded', async () => {
    expect(done(await at([...both, byApi('2026-01-08T12:30')]))).toEqual([])
    expect(done(await at([...both, byApi('2026-01-08T13:30')]))).toHaveLength(2)
  })
})
