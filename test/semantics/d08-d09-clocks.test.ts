import { describe, expect, test } from 'vitest'
import { comments, effects, replayed, verdicts } from '../builders/replayed.ts'
import { comment, issue, type policyLine, pull } from '../builders/told.ts'

const calendars = `
timezone: Africa/Cairo
calendars:
  ops: { hours: Sun-Thu 09:00-17:00 }
  oncall: { include: ops, hours: Fri-Sat 08:00-20:00 }
people: { lead: "@dana" }
`

describe('D8 Time', () => {
  test('a critical issue over a weekend: warned and breached in the on-call hours', async () => {
    const ran = await replayed({
      policy: `${calendars}
rules:
  fix:
    kind: sla
    when: is:issue is:open label:critical
    within: 4h
    calendar: oncall
    warn: [50%, 30m left]
    on-warn: [{ notify: lead }]
    on-breach: [{ label: overdue }, { notify: lead }]
`,
      // Thursday 16:00 in Cairo: an hour is left of that day.
      told: [issue('2026-01-08T14:00', 7, { labels: ['critical'] }).opened()],
      until: '2026-01-12T00:00',
    })
    expect(effects(ran, 'comment.add', 'label.add')).toEqual([
      '01-09T07:00 acme/app#7 comment.add <fix>',
      '01-09T08:30 acme/app#7 comment.add <fix>',
      '01-09T09:00 acme/app#7 label.add overdue <fix>',
      '01-09T09:00 acme/app#7 comment.add <fix>',
    ])
  })

  test('a rule without a calendar counts every hour; zero is due at the next opening', async () => {
    const run = async (keys: string) =>
      effects(
        await replayed({
          policy: `${calendars}\nrules: { fix: { kind: sla, when: is:issue, ${keys}, on-breach: [{ label: overdue }] } }`,
          told: [issue('2026-01-08T16:00', 7).opened()],
          until: '2026-01-20T00:00',
        }),
        'label.add',
      )
    expect(await run('within: 4h')).toEqual(['01-08T20:00 acme/app#7 label.add overdue <fix>'])
    expect(await run('within: 0m, calendar: ops')).toEqual(['01-11T07:00 acme/app#7 label.add overdue <fix>'])
    expect(await run('within: 2d, calendar: ops')).toEqual(['01-13T07:00 acme/app#7 label.add overdue <fix>'])
    expect(await run('within: end of day, calendar: ops')).toEqual([
      '01-11T15:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test('a mark already past when a clock starts is said once, then; none in the instant of the breach', async () => {
    const policy = `${calendars}
rules:
  fix:
    kind: sla
    when: is:issue
    goals: [{ when: "label:critical", within: 1h }, { when: is:issue, within: 10h }]
    warn: [50%]
    on-warn: [{ notify: lead }]
    on-breach: [{ label: overdue }]
`
    const ran = await replayed({
      policy,
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T09:40').labeled('critical')],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'comment.add', 'label.add')).toEqual([
      '01-05T09:40 acme/app#7 comment.add <fix>',
      '01-05T10:00 acme/app#7 label.add overdue <fix>',
    ])
    const late = await replayed({
      policy,
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T11:00').labeled('critical')],
      until: '2026-01-06T00:00',
    })
    expect(effects(late, 'comment.add', 'label.add')).toEqual([
      '01-05T11:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test('pauses stop the clock; overlapping ones count once', async () => {
    const ran = await replayed({
      policy:
        'rules: { fix: { kind: sla, when: is:issue, pause: "label:waiting,blocked", within: 4h, on-breach: [{ label: overdue }] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('waiting'),
        issue('2026-01-05T11:00').labeled('blocked'),
        issue('2026-01-05T12:00').unlabeled('waiting'),
        issue('2026-01-05T13:00').unlabeled('blocked'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T16:00 acme/app#7 label.add overdue <fix>'])
  })

  test('`end of milestone` waits for a date and follows it', async () => {
    const policy =
      'rules: { fix: { kind: sla, when: is:issue, within: end of milestone, on-breach: [{ label: overdue }] } }'
    const told = [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').milestoned('M1')]
    expect(effects(await replayed({ policy, told, until: '2026-02-01T00:00' }))).toEqual([])
    const dated = [...told, issue('2026-01-05T11:00').milestoned('M2', '2026-01-07T08:00:00Z')]
    expect(effects(await replayed({ policy, told: dated, until: '2026-02-01T00:00' }), 'label.add')).toEqual([
      '01-08T00:00 acme/app#7 label.add overdue <fix>',
    ])
    const moved = [
      ...dated,
      {
        at: '2026-01-06T00:00',
        event: 'milestone',
        payload: {
          action: 'edited',
          repository: { full_name: 'acme/app' },
          milestone: { title: 'M2', due_on: '2026-01-09T08:00:00Z' },
          changes: { due_on: { from: '2026-01-07T08:00:00Z' } },
        },
      },
    ]
    expect(effects(await replayed({ policy, told: moved, until: '2026-02-01T00:00' }), 'label.add')).toEqual([
      '01-10T00:00 acme/app#7 label.add overdue <fix>',
    ])
  })
})

describe('D9 sla', () => {
  test('the first goal that matches is the goal; none: the clock stands still', async () => {
    const ran = await replayed({
      policy: `
rules:
  fix:
    kind: sla
    when: is:issue
    goals: [{ when: "label:critical", within: 4h }, { when: "label:major", within: 8h }]
    on-breach: [{ label: overdue }]
`,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('major'),
        issue('2026-01-05T11:00').labeled('critical'),
      ],
      until: '2026-01-06T00:00',
    })
    // An hour stood still, an hour of the other goal counts: carried.
    expect(effects(ran, 'label.add')).toEqual(['01-05T14:00 acme/app#7 label.add overdue <fix>'])
  })

  test('two clocks share nothing', async () => {
    const ran = await replayed({
      policy: `
rules:
  a: { kind: sla, when: is:issue, clock: respond, within: 1h, on-breach: [{ label: unanswered }] }
  b: { kind: sla, when: is:issue, clock: resolve, within: 2h, on-breach: [{ label: overdue }] }
`,
      told: [
        issue('2026-01-05T09:00').opened(),
        comment('2026-01-05T09:30', 7, 'On it', 'ann', { author_association: 'MEMBER' }),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T11:00 acme/app#7 label.add overdue <b>'])
  })

  test.each([
    ['a member', 'ann', { author_association: 'MEMBER' }, false],
    ['a passer-by', 'zoe', { author_association: 'NONE' }, true],
    ['the author', 'eve', { author_association: 'MEMBER' }, true],
    ['a bot', 'helper[bot]', { author_association: 'MEMBER' }, true],
  ])('an answer by %s', async (_, by, more, late) => {
    const ran = await replayed({
      policy:
        'rules: { a: { kind: sla, when: is:issue, clock: respond, within: 1h, on-breach: [{ label: unanswered }] } }',
      told: [issue('2026-01-05T09:00').opened(), comment('2026-01-05T09:30', 7, 'Hello', by, more)],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(late ? ['01-05T10:00 acme/app#7 label.add unanswered <a>'] : [])
  })

  test('how the writer stands to the repository may come from the permissions', async () => {
    const run = async (permissions: unknown) =>
      verdicts(
        await replayed({
          policy: 'rules: { a: { kind: sla, when: is:issue, clock: respond, within: 1h } }',
          world: { permissions },
          told: [issue('2026-01-05T09:00').opened(), comment('2026-01-05T09:30', 7, 'Hello', 'ann')],
          decisions: true,
        }),
        'a',
      ).at(-1)
    expect(await run({ 'acme/app': { ann: 'write' } })).toBe('01-05T09:30 pass')
    expect(await run({})).toBe('01-05T09:30 unknown')
  })

  test('a review answers a pull request', async () => {
    const ran = await replayed({
      policy:
        'rules: { a: { kind: sla, when: is:pr, clock: respond, within: 1h, on-breach: [{ label: unanswered }] } }',
      told: [
        pull('2026-01-05T09:00').opened(),
        pull('2026-01-05T09:30').reviewed('commented', 'ann', { author_association: 'COLLABORATOR' }),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual([])
  })

  test('`is:open` is no cancellation, and reopening goes on from the time spent', async () => {
    const ran = await replayed({
      policy:
        'rules: { fix: { kind: sla, when: "is:issue is:open", within: 4h, on-breach: [{ label: overdue }] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T11:00').closed(),
        issue('2026-01-05T20:00').reopened(),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T22:00 acme/app#7 label.add overdue <fix>'])
  })

  test('labels of a breach go when the clock stops or is cancelled, unless they are to stay', async () => {
    const run = async (keep: string, end: ReturnType<typeof policyLine>) =>
      effects(
        await replayed({
          policy: `rules: { fix: { kind: sla, when: "label:critical", within: 4h, ${keep}on-breach: [{ label: overdue }] } }`,
          told: [issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(), end],
        }),
        'label.remove',
      )
    expect(await run('', issue('2026-01-05T14:00').closed())).toHaveLength(1)
    expect(await run('', issue('2026-01-05T14:00').unlabeled('critical'))).toHaveLength(1)
    expect(await run('keep: true, ', issue('2026-01-05T14:00').closed())).toHaveLength(0)
    expect(await run('keep: true, ', issue('2026-01-05T14:00').unlabeled('critical'))).toHaveLength(0)
  })

  test('escalation: each step counts from the one before, `every` repeats until the next, and an ack ends it', async () => {
    const ran = await replayed({
      policy: `
people: { lead: "@dana" }
rules:
  sev:
    kind: sla
    when: label:sev-1
    clock: label:mitigated
    within: 10h
    until-acknowledged: true
    escalate: [{ after: 0m, notify: "@ann", every: 30m }, { after: 1h, notify: lead, every: 1h }]
`,
      world: { permissions: { 'acme/app': { ann: 'write' } } },
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['sev-1'] }).opened(),
        comment('2026-01-05T11:30', 7, '/reeve ack', 'ann'),
      ],
      until: '2026-01-05T18:00',
    })
    expect(effects(ran, 'comment.add')).toEqual([
      '01-05T09:00 acme/app#7 comment.add <sev>',
      '01-05T09:30 acme/app#7 comment.add <sev>',
      '01-05T10:00 acme/app#7 comment.add <sev>',
      '01-05T11:00 acme/app#7 comment.add <sev>',
    ])
    expect(comments(ran)[2]).toContain('@dana')
  })
})
