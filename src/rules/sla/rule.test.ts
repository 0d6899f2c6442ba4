import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { type Asked, evaluateRule, type Followed, follow, unread } from '../../../test/builders/judged.ts'
import { on } from '../../../test/builders/past.ts'
import { wrongWith } from '../../../test/builders/policy.ts'
import type { Memory } from '../../core/decision.ts'

const head = `
people: { lead: "@dana", support: "@acme/support" }
calendars:
  ops: { hours: Mon-Fri 09:00-17:00 }
  oncall: { include: ops, hours: Sat-Sun 10:00-14:00 }
  sprint: { every: 1w, from: 2026-01-05 }
rules:
`
const clock = (keys: string) => `${head}  fix: { kind: sla, when: is:issue is:open label:bug, ${keys} }\n`
const bug = anItem({ labels: ['bug'] })

/** An issue of Monday 09:00 that is a bug from the beginning. */
function judge(keys: string, history: string[], now: string, more: Partial<Asked> = {}) {
  return evaluateRule({ policy: clock(keys), item: bug, history, now, ...more })
}

function course(keys: string, history: string[], until: string, more: Partial<Followed> = {}): string[] {
  return follow({ policy: clock(keys), item: bug, history, until, ...more })
}

const breach = 'on-breach: [{ label: overdue }]'

describe('both sides of the deadline', () => {
  test.each([
    ['a second before it', [], 'Mon 12:59:59', 'pass', 'Mon 13:00'],
    ['at it', [], 'Mon 13:00', 'fail', undefined],
    ['closed at it: in time', ['Mon 13:00 bo closed'], 'Mon 15:00', 'pass', undefined],
    ['closed a second later: late', ['Mon 13:00:01 bo closed'], 'Mon 15:00', 'fail', undefined],
  ])('%s', (_, history, now, verdict, next) => {
    expect(judge(`within: 4h, ${breach}`, history, now)).toMatchObject({ verdict, next })
  })

  test('a breach is told by time alone, and its label goes when the clock stops', () => {
    expect(course(`within: 4h, ${breach}`, ['Mon 15:00 bo closed'], 'Tue 09:00')).toEqual([
      'Mon 09:00 pass',
      'Mon 13:00 fail',
      'Mon 13:00 +overdue',
      'Mon 15:00 no longer +overdue',
    ])
  })

  test('keep: the label stays, and what was done once is not done again', () => {
    const keys = 'within: 4h, keep: true, on-breach: [{ label: overdue }, { notify: lead }]'
    expect(course(keys, ['Mon 15:00 bo closed', 'Mon 16:00 bo unlabeled bug'], 'Tue 09:00')).toEqual([
      'Mon 09:00 pass',
      'Mon 13:00 fail',
      'Mon 13:00 +overdue',
      'Mon 13:00 notify @dana: It was to be closed by Mon 5 Jan 2026, 13:00 (UTC).',
      'Mon 16:00 not-applicable',
    ])
  })

  test('a late answer is recorded as late, and nothing is said on the notice', () => {
    expect(judge('within: 4h', ['Mon 15:00 bo closed'], 'Mon 16:00')).toMatchObject({
      verdict: 'fail',
      quiet: true,
    })
  })

  test('a breach is kept, whatever the history says later', () => {
    const { remember } = judge('within: 4h', [], 'Mon 13:00')
    const closedInTime = ['Mon 12:00 bo closed']
    expect(judge('within: 4h', closedInTime, 'Mon 14:00', { memory: remember }).verdict).toBe('fail')
    expect(judge('within: 4h', closedInTime, 'Mon 14:00').verdict).toBe('pass')
  })

  test('what was late before the rule was in force is listed, not announced', () => {
    const asked = (inForce: string) => judge(`within: 4h, ${breach}`, [], 'Mon 15:00', { inForce })
    expect(asked('Mon 13:01')).toMatchObject({ verdict: 'fail', wants: [], quiet: true })
    expect(asked('Mon 13:00').wants).toEqual(['+overdue'])
  })
})

describe('when it runs', () => {
  test('from when `when` first matched', () => {
    const history = ['Tue 10:00 bo labeled bug']
    const late = { item: anItem() }
    expect(judge('within: 4h', history, 'Tue 13:59', late)).toMatchObject({
      verdict: 'pass',
      next: 'Tue 14:00',
    })
    expect(judge('within: 4h', [], 'Tue 13:59', late).verdict).toBe('not-applicable')
  })

  test('`is:open` is ignored: closing stops it, and does not cancel it', () => {
    expect(judge('within: 4h', ['Mon 10:00 bo closed'], 'Mon 20:00').verdict).toBe('pass')
    expect(judge('within: 4h', ['Mon 14:00 bo closed'], 'Mon 20:00').verdict).toBe('fail')
  })

  test('cancelled when the rest of `when` ceases; it starts anew when that comes back', () => {
    const history = ['Mon 12:00 bo unlabeled bug', 'Mon 16:00 bo labeled bug']
    expect(course(`within: 4h, ${breach}`, history, 'Mon 23:00')).toEqual([
      'Mon 09:00 pass',
      'Mon 12:00 not-applicable',
      'Mon 16:00 pass',
      'Mon 20:00 fail',
      'Mon 20:00 +overdue',
    ])
  })

  test('an issue of another kind has none', () => {
    expect(judge('within: 4h', [], 'Tue 09:00', { item: anItem() }).what).toBe('No clock runs here.')
  })
})

describe('reopen', () => {
  // Two hours spent, closed for four, four hours are the goal.
  const history = ['Mon 11:00 bo closed', 'Mon 15:00 bo reopened']

  test.each([
    ['resume', { verdict: 'pass', next: 'Mon 17:00' }],
    ['total', { verdict: 'fail', next: undefined }],
    ['new-cycle', { verdict: 'pass', next: 'Mon 19:00' }],
    ['first-close', { verdict: 'pass', next: undefined }],
  ])('%s', (reopen, expected) => {
    expect(judge(`within: 4h, reopen: ${reopen}`, history, 'Mon 16:00')).toMatchObject(expected)
  })

  test('new-cycle: a breach of the first leaves the second its own', () => {
    const late = ['Mon 14:00 bo closed', 'Mon 15:00 bo reopened']
    expect(course(`within: 4h, reopen: new-cycle, ${breach}`, late, 'Mon 23:00')).toEqual([
      'Mon 09:00 pass',
      'Mon 13:00 fail',
      'Mon 13:00 +overdue',
      'Mon 14:00 no longer +overdue',
      'Mon 15:00 pass',
      'Mon 19:00 fail',
      'Mon 19:00 +overdue',
    ])
  })

  test('new-cycle asks for a new answer; resume is content with the first', () => {
    const answered = ['Mon 10:00 bo commented MEMBER', 'Mon 11:00 bo closed', 'Mon 15:00 ann reopened']
    const asked = (reopen: string) =>
      judge(`clock: respond, within: 4h, reopen: ${reopen}`, answered, 'Mon 16:00')
    expect(asked('new-cycle')).toMatchObject({ verdict: 'pass', next: 'Mon 19:00' })
    expect(asked('resume')).toMatchObject({ verdict: 'pass', next: undefined })
  })
})

describe('goals', () => {
  const goals = (change: string) =>
    `goals: [{ when: label:critical, within: 1h }, { when: label:major, within: 4h }], on-change: ${change}, ${breach}`

  test('the first that matches is the goal; none: it stands still', () => {
    expect(judge(goals('carry'), [], 'Tue 09:00')).toMatchObject({
      verdict: 'pass',
      what: 'Its clock stands still.',
    })
    expect(judge(goals('carry'), ['Mon 10:00 bo labeled major'], 'Mon 10:00').next).toBe('Mon 14:00')
    const both = ['Mon 10:00 bo labeled major', 'Mon 10:00 bo labeled critical']
    expect(judge(goals('carry'), both, 'Mon 10:00').next).toBe('Mon 11:00')
  })

  test.each([
    ['carry', 'Mon 12:00'],
    ['restart', 'Mon 13:00'],
  ])(
    '%s: a breach caused by a change is dated at the change, one of a restart an hour later',
    (change, at) => {
      const history = ['Mon 12:00 bo labeled critical']
      const item = anItem({ labels: ['bug', 'major'] })
      const { decision, verdict } = judge(goals(change), history, at, { item })
      expect(verdict).toBe('fail')
      expect(decision.wants).toMatchObject([
        { label: 'overdue', began: Date.parse(`2026-01-05T${at.slice(4)}:00Z`) },
      ])
    },
  )

  test('each in a calendar of its own', () => {
    const keys =
      'goals: [{ when: label:critical, within: 2h, calendar: oncall }, { when: -label:critical, within: 2h }], calendar: ops'
    const friday = anItem({ labels: ['bug'], createdAt: Date.parse('2026-01-09T16:00:00Z') })
    expect(judge(keys, [], 'Fri 16:30', { item: friday }).next).toBe('2026-01-12 10:00')
    expect(judge(keys, ['Fri 16:30 bo labeled critical'], 'Fri 16:30', { item: friday }).next).toBe(
      'Sat 11:00',
    )
  })
})

describe('what a clock counts', () => {
  const friday = anItem({ labels: ['bug'], createdAt: Date.parse('2026-01-09T16:00:00Z') })

  test.each([
    ['open time only: over the weekend', 'within: 2h, calendar: ops', '2026-01-12 10:00'],
    ['the weekend of those on call', 'within: 2h, calendar: oncall', 'Sat 11:00'],
    ['round the clock where no calendar is named', 'within: 2h', 'Fri 18:00'],
    ['working days', 'within: 2d, calendar: ops', '2026-01-13 16:00'],
    ['to the end of the sprint', 'within: end of sprint', '2026-01-12 00:00'],
    ['to the end of the next', 'within: end of next sprint', '2026-01-19 00:00'],
    ['to the end of the day', 'within: end of day, calendar: ops', 'Fri 17:00'],
  ])('%s', (_, keys, next) => {
    expect(judge(keys, [], 'Fri 16:00', { item: friday }).next).toBe(next)
  })

  test('`within: 0m`: at the next opening', () => {
    const saturday = anItem({ labels: ['bug'], createdAt: Date.parse('2026-01-10T16:00:00Z') })
    const keys = 'within: 0m, calendar: ops'
    expect(judge(keys, [], 'Sat 16:00', { item: saturday })).toMatchObject({
      verdict: 'pass',
      next: '2026-01-12 09:00',
    })
    expect(judge(keys, [], 'Fri 16:00', { item: friday }).verdict).toBe('fail')
  })

  test('to the end of the milestone; without a date the clock waits', () => {
    const due = (milestone: object) =>
      judge('within: end of milestone', [], 'Mon 10:00', { item: { ...bug, ...milestone } })
    expect(due({ milestone: { title: 'v1', dueOn: '2026-01-08' } }).next).toBe('Fri 00:00')
    expect(due({ milestone: { title: 'v1' } })).toMatchObject({ verdict: 'pass', next: undefined })
    expect(due({})).toMatchObject({ verdict: 'pass', what: 'Its clock has no end yet.' })
  })

  test('put into a milestone that is over already: late from then on, not before', () => {
    const over = { milestone: { title: 'v1', dueOn: '2026-01-02' } }
    const { decision } = judge(
      `within: end of milestone, ${breach}`,
      ['Mon 11:00 bo milestoned v1'],
      'Mon 12:00',
      {
        item: { ...bug, ...over },
      },
    )
    expect(decision.wants).toMatchObject([{ began: Date.parse('2026-01-05T11:00:00Z') }])
  })

  test('pauses move it', () => {
    const keys = 'within: 4h, pause: label:blocked'
    const history = ['Mon 10:00 bo labeled blocked', 'Mon 12:00 bo unlabeled blocked']
    expect(judge(keys, history.slice(0, 1), 'Mon 20:00')).toMatchObject({ verdict: 'pass', next: undefined })
    expect(judge(keys, history, 'Mon 12:00').next).toBe('Mon 15:00')
  })
})

describe('respond', () => {
  const keys = 'clock: respond, within: 4h'

  test.each([
    ['a member', 'bo commented MEMBER', 'pass'],
    ['an owner', 'bo commented OWNER', 'pass'],
    ['a collaborator', 'bo commented COLLABORATOR', 'pass'],
    ['/reeve ack', 'bo commented MEMBER /reeve ack', 'pass'],
    ['somebody from outside', 'bo commented CONTRIBUTOR', 'fail'],
    ['the author', 'ann commented MEMBER', 'fail'],
    ['a bot', 'helper[bot] commented MEMBER', 'fail'],
    ['a label', 'bo labeled triaged', 'fail'],
    ['closing it', 'bo closed', 'pass'],
  ])('%s', (_, line, verdict) => {
    expect(judge(keys, [`Mon 12:00 ${line}`], 'Mon 14:00').verdict).toBe(verdict)
  })

  test('a review, too', () => {
    const policy = `${head}  look: { kind: sla, when: is:pr, clock: respond, within: 4h }`
    const judged = evaluateRule({
      policy,
      item: aPullItem(),
      history: ['Mon 12:00 bo reviewed MEMBER commented'],
      now: 'Mon 14:00',
    })
    expect(judged.verdict).toBe('pass')
  })

  test.each<[string, unknown, object]>([
    ['in the team', ['bo'], { verdict: 'pass' }],
    ['not in the team', ['cy'], { verdict: 'fail' }],
    ['not known: nothing is said of it', unread(), { verdict: 'unknown', wants: [] }],
  ])('by: %s', (_, team, expected) => {
    const facts = { 'team:acme/support': team }
    const asked = judge(`${keys}, by: support, ${breach}`, ['Mon 12:00 bo commented MEMBER'], 'Mon 14:00', {
      facts,
    })
    expect(asked).toMatchObject(expected)
  })

  test('what was said before the clock started is no answer to it', () => {
    const history = ['Mon 10:00 bo commented MEMBER', 'Mon 11:00 ann labeled bug']
    expect(judge(keys, history, 'Mon 15:00', { item: anItem() }).verdict).toBe('fail')
  })
})

describe('assign, and a query to be reached', () => {
  test.each([
    ['assigned in time', ['Mon 12:00 bo assigned bo'], 'pass'],
    ['not assigned', [], 'fail'],
    ['assigned late', ['Mon 13:00:01 bo assigned bo'], 'fail'],
    ['taken off again later', ['Mon 12:00 bo assigned bo', 'Mon 12:30 bo unassigned bo'], 'pass'],
    ['assigned before it became a bug', ['Mon 08:00 bo assigned bo'], 'pass'],
  ])('%s', (_, history, verdict) => {
    expect(judge('clock: assign, within: 4h', history, 'Mon 14:00').verdict).toBe(verdict)
  })

  test.each([
    ['reached in time', ['Mon 12:00 bo labeled mitigated'], 'pass'],
    ['closing alone does not stop it', ['Mon 12:00 bo closed'], 'fail'],
    ['reached late', ['Mon 13:30 bo labeled mitigated'], 'fail'],
    [
      'left again: it goes on from the time spent',
      ['Mon 10:00 bo labeled mitigated', 'Mon 13:00 bo unlabeled mitigated'],
      'pass',
    ],
  ])('%s', (_, history, verdict) => {
    expect(judge('clock: label:mitigated, within: 4h', history, 'Mon 14:00').verdict).toBe(verdict)
  })
})

describe('marks on the way', () => {
  const keys = 'within: 4h, warn: [50%, 30m left], on-warn: [{ label: at-risk }, { notify: lead }]'
  const risk = '@dana: It is to be closed by Mon 5 Jan 2026, 13:00 (UTC), and time is getting short.'

  test('once for each', () => {
    expect(course(keys, [], 'Mon 14:00')).toEqual([
      'Mon 09:00 pass',
      'Mon 11:00 +at-risk',
      `Mon 11:00 notify ${risk}`,
      `Mon 12:30 notify ${risk}`,
      'Mon 13:00 fail',
    ])
  })

  test('on which side of it', () => {
    expect(judge(keys, [], 'Mon 10:59:59')).toMatchObject({ wants: [], next: 'Mon 11:00' })
    expect(judge(keys, [], 'Mon 11:00').wants).toContain('+at-risk')
  })

  test('they move with pauses, and none is said while it stands still', () => {
    const history = ['Mon 10:00 bo labeled blocked', 'Mon 14:00 bo unlabeled blocked']
    const said = course(`${keys}, pause: label:blocked`, history, 'Mon 18:00')
    expect(said.filter((line) => line.includes('notify')).map((line) => line.slice(0, 9))).toEqual([
      'Mon 15:00',
      'Mon 16:30',
    ])
  })

  test('already past when the clock starts: said once, then', () => {
    expect(course('within: 20m, warn: 30m left, on-warn: [{ notify: lead }]', [], 'Mon 09:19')).toEqual([
      'Mon 09:00 pass',
      expect.stringMatching(/^Mon 09:00 notify @dana/),
    ])
  })

  test('already past when the goal changes: said once, then', () => {
    const goals =
      'goals: [{ when: label:major, within: 4h }, { when: label:bug, within: 8h }], warn: 50%, on-warn: [{ notify: lead }]'
    const said = course(goals, ['Mon 12:00 bo labeled major'], 'Mon 12:59')
    expect(said).toEqual(['Mon 09:00 pass', expect.stringMatching(/^Mon 12:00 notify @dana/)])
  })

  test('what is said then also began then, so that a label taken off earlier comes back', () => {
    const goals =
      'goals: [{ when: label:major, within: 4h }, { when: label:bug, within: 8h }], warn: 50%, on-warn: [{ label: at-risk }]'
    const { decision } = judge(goals, ['Mon 12:00 bo labeled major'], 'Mon 12:00')
    expect(decision.wants).toMatchObject([{ label: 'at-risk', began: Date.parse('2026-01-05T12:00:00Z') }])
  })

  test('none together with the breach', () => {
    const said = course(`${keys}, ${breach}`, [], 'Mon 14:00', { from: 'Mon 13:30' })
    expect(said).toEqual(['Mon 13:30 fail', 'Mon 13:30 +overdue'])
  })

  test('what was said once stays said: the label goes when the clock stops, not when another goal comes or none', () => {
    const goals =
      'goals: [{ when: label:critical, within: 2h }, { when: label:major, within: 8h }], warn: 50%, on-warn: [{ label: at-risk }]'
    const history = [
      'Mon 10:15 bo labeled major',
      'Mon 10:15 bo unlabeled critical',
      'Mon 10:30 bo unlabeled major',
      'Mon 10:45 bo closed',
    ]
    const item = anItem({ labels: ['bug', 'critical'] })
    expect(course(goals, history, 'Mon 12:00', { item })).toEqual([
      'Mon 09:00 pass',
      'Mon 10:00 +at-risk',
      'Mon 10:45 no longer +at-risk',
    ])
  })

  test('whether it is at risk follows the goal that it has, and is looked at when that changes', () => {
    const goals =
      'goals: [{ when: label:critical, within: 2h }, { when: label:bug, within: 8h }], warn: 50%, on-warn: [{ label: at-risk }]'
    const policy = `${clock(goals)}  risky: { must: "-sla:at-risk" }\n`
    const item = anItem({ labels: ['bug', 'critical'] })
    const history = ['Mon 10:15 bo unlabeled critical']
    const memory = evaluateRule({ policy, item, now: 'Mon 10:00' }).remember
    const asked = (now: string) => evaluateRule({ policy, item, history, now, memory })
    expect(asked('Mon 10:15')).toMatchObject({ verdict: 'pass', next: 'Mon 13:00' })
    expect(asked('Mon 13:00').verdict).toBe('fail')
  })

  test('none while the clock stands still, none after the breach', () => {
    const goals =
      'pause: label:blocked, goals: [{ when: label:critical, within: 2h }, { when: label:bug, within: 8h }], warn: 50%, on-warn: [{ notify: lead }]'
    const history = [
      'Mon 10:30 bo labeled blocked',
      'Mon 11:00 bo labeled critical',
      'Mon 12:00 bo unlabeled blocked',
    ]
    const said = course(goals, history, 'Mon 12:10')
    expect(said).toEqual(['Mon 09:00 pass', expect.stringMatching(/^Mon 12:00 notify @dana/)])
    expect(judge(goals, ['Mon 11:00 bo labeled critical'], 'Mon 11:00').next).toBeUndefined()
  })

  test('a clock that stops before a mark is not warned of', () => {
    expect(course(keys, ['Mon 10:59 bo closed'], 'Mon 14:00')).toEqual(['Mon 09:00 pass'])
  })

  test('sla:at-risk and sla:breached', () => {
    const policy = `${clock('within: 4h, warn: 50%')}  risky: { must: "-sla:at-risk" }\n  late: { must: "-sla:breached" }\n`
    const at = (now: string) =>
      ['risky', 'late'].map((rule) => evaluateRule({ policy, item: bug, now, rule }).verdict)
    expect(at('Mon 10:59')).toEqual(['pass', 'pass'])
    expect(at('Mon 11:00')).toEqual(['fail', 'pass'])
    expect(at('Mon 13:00')).toEqual(['fail', 'fail'])
  })
})

describe('escalate', () => {
  const steps =
    'within: 4h, escalate: [{ after: 1h, notify: "@ann" }, { after: 2h, notify: "@bo", do: [{ label: hot }] }]'
  const brief = (lines: string[]) => lines.map((line) => line.replace(/:[^:]*\d{4}, .*/, ''))

  test('`after` counts from the step before, and steps go on after the breach', () => {
    expect(brief(course(steps, [], 'Mon 20:00'))).toEqual([
      'Mon 09:00 pass',
      'Mon 10:00 notify @ann',
      'Mon 12:00 +hot',
      'Mon 12:00 notify @bo',
      'Mon 13:00 fail',
    ])
  })

  test('they end, labels and all, when the clock stops', () => {
    expect(brief(course(steps, ['Mon 12:30 bo closed'], 'Mon 20:00')).slice(-1)).toEqual([
      'Mon 12:30 no longer +hot',
    ])
    expect(brief(course(steps, ['Mon 11:00 bo closed'], 'Mon 20:00'))).toEqual([
      'Mon 09:00 pass',
      'Mon 10:00 notify @ann',
    ])
  })

  test('after downtime only the highest due step is taken, once', () => {
    expect(brief(course(steps, [], 'Mon 12:59', { from: 'Mon 12:10' }))).toEqual([
      'Mon 12:10 pass',
      'Mon 12:10 +hot',
      'Mon 12:10 notify @bo',
    ])
  })

  test('every: again so often, until the next step', () => {
    const often =
      'within: 8h, escalate: [{ after: 0m, notify: "@ann", every: 30m }, { after: 90m, notify: "@bo" }]'
    expect(brief(course(often, [], 'Mon 16:00'))).toEqual([
      'Mon 09:00 pass',
      'Mon 09:00 notify @ann',
      'Mon 09:30 notify @ann',
      'Mon 10:00 notify @ann',
      'Mon 10:30 notify @bo',
    ])
  })

  test('until-acknowledged: `/reeve ack` of somebody with triage ends them', () => {
    const often =
      'within: 8h, until-acknowledged: true, escalate: [{ after: 0m, notify: "@dana", every: 1h }]'
    const told = (permission: unknown, keys = often) =>
      course(keys, ['Mon 10:30 bo commented MEMBER /reeve ack'], 'Mon 12:30', {
        facts: { 'permission:acme/app/bo': permission },
      }).filter((line) => line.includes('notify')).length
    expect(told('triage')).toBe(2)
    expect(told('read')).toBe(4)
    expect(told(unread())).toBe(4)
    expect(told('triage', often.replace('until-acknowledged: true, ', ''))).toBe(4)
  })

  test('counts open time; `0m` is the next opening', () => {
    const saturday = anItem({ labels: ['bug'], createdAt: Date.parse('2026-01-10T16:00:00Z') })
    const keys =
      'within: 8h, calendar: ops, escalate: [{ after: 0m, notify: "@ann" }, { after: 1h, notify: "@bo" }]'
    expect(brief(course(keys, [], '2026-01-12 12:00', { item: saturday }))).toEqual([
      'Sat 16:00 pass',
      '2026-01-12 09:00 notify @ann',
      '2026-01-12 10:00 notify @bo',
    ])
  })
})

describe('what it says', () => {
  const said = (keys: string, history: string[], now: string, more: Partial<Asked> = {}) => {
    const { what, fix } = judge(keys, history, now, more)
    return `${what} ${fix}`.trim()
  }

  test('running, at risk, breached, late, met', () => {
    expect(said('within: 4h', [], 'Mon 10:00')).toMatchInlineSnapshot(
      `"It is to be closed by Mon 5 Jan 2026, 13:00 (UTC). Finish and close it, or hand it on."`,
    )
    expect(said('within: 4h, warn: 50%', [], 'Mon 11:00')).toMatchInlineSnapshot(
      `"It is to be closed by Mon 5 Jan 2026, 13:00 (UTC), and time is getting short. Finish and close it, or hand it on."`,
    )
    expect(said('within: 4h', [], 'Mon 13:00')).toMatchInlineSnapshot(
      `"It was to be closed by Mon 5 Jan 2026, 13:00 (UTC). Finish and close it, or hand it on."`,
    )
    expect(said('within: 4h', ['Mon 14:00 bo closed'], 'Mon 15:00')).toMatchInlineSnapshot(
      `"It was closed late: it was due Mon 5 Jan 2026, 13:00 (UTC)."`,
    )
    expect(said('within: 4h', ['Mon 12:00 bo closed'], 'Mon 15:00')).toMatchInlineSnapshot(
      `"It was closed in time."`,
    )
  })

  test('of other clocks', () => {
    expect(said('clock: respond, within: 4h', [], 'Mon 13:00')).toMatchInlineSnapshot(
      `"It was to be answered by Mon 5 Jan 2026, 13:00 (UTC). Answer it, or hand it on."`,
    )
    expect(said('clock: assign, within: 4h', [], 'Mon 10:00')).toMatchInlineSnapshot(
      `"It is to be assigned by Mon 5 Jan 2026, 13:00 (UTC). Assign it to whoever takes it on."`,
    )
    expect(said('clock: label:mitigated, within: 4h', [], 'Mon 13:00')).toMatchInlineSnapshot(
      `"It was to be at \`label:mitigated\` by Mon 5 Jan 2026, 13:00 (UTC). Bring it to \`label:mitigated\`."`,
    )
  })

  test('paused, without an end, unknown', () => {
    expect(said('within: 4h, pause: label:bug', [], 'Mon 10:00')).toMatchInlineSnapshot(
      `"Its clock stands still."`,
    )
    expect(said('within: end of milestone', [], 'Mon 10:00')).toMatchInlineSnapshot(
      `"Its clock has no end yet. Finish and close it, or hand it on."`,
    )
    const asked = { facts: { 'team:acme/support': unread() } }
    const line = ['Mon 10:00 bo commented MEMBER']
    expect(said('clock: respond, by: support, within: 4h', line, 'Mon 10:00', asked)).toMatchInlineSnapshot(
      `"How its clock stands could not be read (502 from GitHub). Nothing to do: Reeve tries again by itself."`,
    )
  })
})

describe('a clock that waits for a deployment', () => {
  const policy = (more: string) =>
    `rules: { late: { kind: sla, when: "is:merged -label:parked", clock: "deployed:production", within: 30m${more} } }`
  const item = aPullItem({ state: 'closed' }, { merged: true })
  const arrived = [
    { rule: 'late', kind: 'seen', key: 'clock@2026-01-05T10:00:00Z', value: 'yes', at: on('Mon 10:00') },
  ] as const
  const asks = (more: string, memory: readonly Memory[], history: readonly string[] = []) =>
    evaluateRule({
      policy: policy(more),
      item,
      memory,
      history: ['Mon 09:30 ann merged', ...history],
      now: 'Mon 12:00',
    }).evaluation.missing.map(({ name }) => name)

  test.each<[string, string, readonly Memory[], readonly string[], string[]]>([
    ['asks while it runs', ', reopen: first-close', [], [], ['env']],
    ['asks nothing more once it has arrived for good', ', reopen: first-close', arrived, [], []],
    ['asks on where it may begin to run again', '', arrived, [], ['env']],
    ['asks nothing more once it is cancelled', '', arrived, ['Mon 11:00 ann labeled parked'], []],
  ])('%s', (_, more, memory, history, expected) => {
    expect(asks(more, memory, history)).toEqual(expected)
  })
})

test.each<[string, string, string[]]>([
  ['done at marks, of which there are none', 'on-warn: close', ['8:76 never-warned']],
  ['done at marks', 'warn: 50%, on-warn: close', []],
  ['marks alone: it is at risk from the first of them on', 'warn: 50%', []],
  ['an end of steps, of which there are none', 'until-acknowledged: true', ['8:87 nothing-to-end']],
  ['an end of steps', 'until-acknowledged: true, escalate: { after: 1h, notify: lead }', []],
])('what never comes to anything is told: %s', (_, keys, expected) => {
  expect(wrongWith(clock(`within: 4h, ${keys}`)).filter((problem) => !problem.includes('undefined'))).toEqual(
    expected,
  )
})
