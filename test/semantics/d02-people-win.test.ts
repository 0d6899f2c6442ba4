import { describe, expect, test } from 'vitest'
import { effects, notice, replayed } from '../builders/replayed.ts'
import { issue, membership, policyLine } from '../builders/told.ts'

const late = `
rules:
  fix: { kind: sla, when: "label:critical", within: 4h, on-breach: [{ label: overdue }] }
`

describe('D2 People win', () => {
  test("a person's change that is newer than the cause wins, in this cycle", async () => {
    const ran = await replayed({
      policy: late,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T14:00').unlabeled('overdue'),
        issue('2026-01-05T15:00').labeled('other'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test('the next cycle begins anew', async () => {
    const ran = await replayed({
      policy: late,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T14:00').unlabeled('overdue'),
        issue('2026-01-05T15:00').unlabeled('critical'),
        issue('2026-01-05T16:00').labeled('critical'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
      '01-05T20:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test("a person's change that is older than the cause does not", async () => {
    const ran = await replayed({
      policy: late,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical', 'overdue'] }).opened(),
        issue('2026-01-05T10:00').unlabeled('overdue'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test("Reeve's own label goes when no rule wants it any more; a person's stays", async () => {
    const own = await replayed({
      policy: late,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T14:00').closed(),
      ],
    })
    expect(effects(own, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
      '01-05T14:00 acme/app#7 label.remove overdue <fix>',
    ])
    const theirs = await replayed({
      policy: late,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical', 'overdue'] }).opened(),
        issue('2026-01-05T14:00').closed(),
      ],
    })
    expect(effects(theirs, 'label.add', 'label.remove')).toEqual([])
  })

  test('a label that a person takes over is theirs', async () => {
    const ran = await replayed({
      policy: late,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T14:00').unlabeled('overdue'),
        issue('2026-01-05T15:00').labeled('overdue'),
        issue('2026-01-05T16:00').closed(),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test("a label that restored a person's is not Reeve's own: it stays when the guard goes", async () => {
    const policy = 'people: { qa: "@ann" }\nrules: { g: { kind: label-guard, labels: [verified], by: qa } }'
    const told = [
      issue('2026-01-05T09:00', 7, { labels: ['verified'] }).did('edited', { changes: {} }),
      issue('2026-01-05T10:00').unlabeled('verified'),
      policyLine('2026-01-05T11:00', 'rules: {}'),
    ]
    const ran = await replayed({ policy, told })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.add verified <g>',
    ])
  })

  test('two rules that want one label are one effect, and it stays while either wants it', async () => {
    const ran = await replayed({
      policy: `
rules:
  b: { when: "label:sev-1", do: [{ label: incident }] }
  a: { when: "label:outage", do: [{ label: incident }] }
`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['outage', 'sev-1'] }).opened(),
        issue('2026-01-05T10:00').unlabeled('sev-1'),
        issue('2026-01-05T11:00').unlabeled('outage'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add incident <b a>',
      '01-05T11:00 acme/app#7 label.remove incident <b a>',
    ])
  })

  test('firm beats soft', async () => {
    const ran = await replayed({
      policy: `
rules:
  one: { kind: label-group, of: [major, minor] }
  soft: { when: "label:bug", do: [{ label: minor }] }
`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['major'] }).opened(),
        issue('2026-01-05T10:00').labeled('bug'),
        issue('2026-01-05T11:00').labeled('other'),
      ],
    })
    // Set by the soft rule, it is the newest of the group; the group settles it, and it is not fought about.
    expect(ran.status).toBe(0)
    expect(effects(ran, 'label.add', 'label.remove').length).toBeLessThan(5)
  })

  test('what a firm rule took off is not set again for the same cause, and is for the next', async () => {
    const ran = await replayed({
      policy: `
rules:
  one: { kind: label-group, pick: at most one, of: [x, y] }
  soft-x: { when: "label:a", do: [{ label: x }] }
  soft-y: { when: "label:b", do: [{ label: y }] }
`,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('a'),
        issue('2026-01-05T11:00').labeled('b'),
        issue('2026-01-05T12:00').unlabeled('a'),
        issue('2026-01-05T13:00').labeled('a'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove', 'exit')).toEqual([
      '01-05T10:00 acme/app#7 label.add x <soft-x>',
      '01-05T11:00 acme/app#7 label.add y <soft-y>',
      '01-05T11:00 acme/app#7 label.remove x <one>',
      '01-05T13:00 acme/app#7 label.add x <soft-x>',
      '01-05T13:00 acme/app#7 label.remove y <one>',
    ])
  })

  test('two soft rules at once about one group come to rest', async () => {
    const ran = await replayed({
      policy: `
rules:
  one: { kind: label-group, pick: at most one, of: [x, y] }
  soft: { when: "label:a", do: [{ label: [x, y] }] }
`,
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').labeled('a')],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.add x <soft>',
      '01-05T10:00 acme/app#7 label.add y <soft>',
      expect.stringMatching(/^01-05T10:00 acme\/app#7 label.remove [xy] <one>$/),
    ])
  })

  test('where the first of a group stays, no soft rule sets another beside it', async () => {
    const ran = await replayed({
      policy: `
rules:
  one: { kind: label-group, pick: at most one, of: [x, y], conflict: first }
  soft: { when: "label:a", do: [{ label: y }] }
`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['x'] }).opened(),
        issue('2026-01-05T10:00').labeled('a'),
        issue('2026-01-05T11:00').unlabeled('x'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T11:00 acme/app#7 label.add y <soft>'])
  })

  test('who asks later for what is there has asked for it too', async () => {
    const ran = await replayed({
      policy:
        'rules:\n  one: { when: "label:a", do: [{ label: y }] }\n  two: { when: "label:b", do: [{ label: y }] }\n',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T10:00').labeled('b'),
        issue('2026-01-05T11:00').unlabeled('a'),
        issue('2026-01-05T12:00').unlabeled('b'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add y <one>',
      '01-05T12:00 acme/app#7 label.remove y <one two>',
    ])
  })

  test('a label is written as GitHub writes it', async () => {
    const ran = await replayed({
      policy: 'rules: { one: { kind: label-group, of: [major, minor] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['Minor'] }).opened(),
        issue('2026-01-05T10:00').labeled('MAJOR'),
      ],
    })
    expect(effects(ran, 'label.remove')).toEqual(['01-05T10:00 acme/app#7 label.remove Minor <one>'])
  })

  test('opposite firm wants: nothing is done, and it is said', async () => {
    const ran = await replayed({
      policy: `
rules:
  newest: { kind: label-group, of: [a, b], conflict: newest }
  first: { kind: label-group, of: [a, b], conflict: first }
`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T10:00').labeled('b'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 notice.put reeve <newest first>'])
    expect(notice(ran)).toContain('Two rules')
    expect(notice(ran)).not.toContain('stays.')
  })

  test('two rules that would move it to different states: nothing is done, and it is said', async () => {
    const flow =
      '{ kind: workflow, when: is:issue, states: [a, b, c], moves: [{ from: a, to: [b, c] }, { from: b, to: c, requires: "label:tested" }] }'
    const play = (to: string) =>
      replayed({
        policy: `
rules:
  flow: ${flow}
  one: { when: "label:go", do: [{ move: b }] }
  other: { when: "label:go", do: [{ move: ${to} }] }
`,
        told: [
          issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
          issue('2026-01-05T10:00').labeled('go'),
        ],
      })
    const ran = await play('c')
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 notice.put reeve <one other>'])
    expect(notice(ran)).toContain('Two rules')
    expect(effects(await play('b'), 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.add b <one other>',
      '01-05T10:00 acme/app#7 label.remove a <one other>',
    ])
  })

  test('a guard does not hold what another rule takes off: what Reeve does is never judged', async () => {
    const ran = await replayed({
      policy: `
people: { qa: "@ann" }
rules:
  g: { kind: label-guard, labels: [verified], by: qa }
  one: { kind: label-group, of: [verified, in-dev] }
`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['in-dev'] }).opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        issue('2026-01-05T11:00').labeled('in-dev'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.remove in-dev <one>',
      '01-05T11:00 acme/app#7 label.remove verified <one>',
    ])
  })

  test('what is done once yields to people too: somebody taken off meanwhile is not assigned', async () => {
    const ran = await replayed({
      policy: 'rules: { own: { when: "label:QA", do: [{ assign: "@acme/qa" }] } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['QA'] }).opened(),
        issue('2026-01-05T09:10').assigned('ann'),
        issue('2026-01-05T09:20').unassigned('ann'),
        membership('2026-01-05T10:00', 'added', 'ann'),
      ],
      world: { teams: {} },
    })
    expect(effects(ran)).toEqual([])
  })
})

describe('Guards', () => {
  const policy =
    'people: { qa: "@ann" }\nrules: { g: { kind: label-guard, labels: [verified], by: qa, requires: "label:QA" } }'

  test('before the first change the allowed state is what was there', async () => {
    const ran = await replayed({
      policy,
      world: {
        issues: [
          {
            repo: 'acme/app',
            number: 7,
            labels: ['verified'],
            author: 'eve',
            created_at: '2026-01-01T00:00:00Z',
          },
        ],
      },
      told: [issue('2026-01-05T09:00').labeled('other'), issue('2026-01-05T10:00').unlabeled('verified')],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.add verified <g>',
    ])
  })

  test('`requires` counts at the time of the change, not later, and not for a removal', async () => {
    const ran = await replayed({
      policy,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        issue('2026-01-05T11:00').labeled('QA'),
        issue('2026-01-05T12:00', 7, { by: 'ann' }).labeled('verified'),
        issue('2026-01-05T13:00').unlabeled('QA'),
        issue('2026-01-05T14:00', 7, { by: 'ann' }).unlabeled('verified'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.remove verified <g>',
    ])
  })

  test('in one second what is required and what requires it count together, whatever their names', async () => {
    const ran = await replayed({
      policy: policy.replaceAll('verified', 'Accepted'),
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('Accepted'),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('QA'),
      ],
    })
    expect(effects(ran)).toEqual([])
  })

  test.each([
    ['open', '2026-01-05T10:00', []],
    ['closed', '2026-01-06T10:00', ['01-06T10:00 acme/app#7 label.remove verified <g>']],
  ])('`within` counts at the time of the change: %s', async (_, at, expected) => {
    const ran = await replayed({
      policy: `
windows: { mondays: { open: "Mon 00:00-24:00" } }
rules: { g: { kind: label-guard, labels: verified, within: mondays } }`,
      told: [issue('2026-01-05T09:00').opened(), issue(at).labeled('verified')],
    })
    expect(effects(ran, 'label.remove')).toEqual(expected)
  })

  test('a change by nobody known is allowed, and what Reeve does is', async () => {
    const ran = await replayed({
      policy: `${policy.replace(', requires: "label:QA"', '').replace('rules: { ', 'rules:\n  ').replace(' }\n', ' }\n').slice(0, -2)}\n  sets: { when: "label:done", do: [{ label: verified }] }`,
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').labeled('done')],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 label.add verified <sets>'])
  })
})

describe('Opposite wants of equal standing', () => {
  const told = [
    issue('2026-01-05T09:00', 7, { labels: ['x'] }).opened(),
    issue('2026-01-05T10:00').labeled('a'),
    issue('2026-01-05T11:00').labeled('b'),
    issue('2026-01-05T12:00').unlabeled('a'),
  ]
  test.each([
    ['{ label: y }', '{ unlabel: y }', ['10:00 label.add y', '12:00 label.remove y']],
    ['{ milestone: M1 }', '{ milestone: M2 }', ['10:00 milestone.set M1', '11:00 milestone.set M2']],
    ['{ assign: "@ann" }', '{ unassign: "@ann" }', ['10:00 assignee.add ann', '11:00 assignee.remove ann']],
  ])('%s and later %s', async (one, other, expected) => {
    const ran = await replayed({
      policy: `rules:\n  one: { when: "label:a", do: [${one}] }\n  other: { when: "label:b", do: [${other}] }\n`,
      told,
    })
    const done = effects(ran).filter((line) => !line.includes('notice'))
    expect(done.map((line) => line.replace(/^01-05T(\S+) \S+ (.*) <.*$/, '$1 $2'))).toEqual(expected)
  })

  test.each([
    ['{ assign: "@ann" }', '{ unassign: "@ann" }'],
    ['{ milestone: M1 }', '{ milestone: M2 }'],
    ['close', 'reopen'],
    ['pin', 'unpin'],
    ['{ label: y }', '{ unlabel: y }'],
  ])('%s and %s at once: nothing is done, and it is said', async (one, other) => {
    const ran = await replayed({
      policy: `rules:\n  one: { when: "label:a", do: [${one}] }\n  other: { when: "label:a", do: [${other}] }\n`,
      told: told.slice(0, 2),
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 notice.put reeve <one other>'])
    expect(notice(ran)).toContain('opposite')
  })

  test('two rules that do the same do it once', async () => {
    const ran = await replayed({
      policy:
        'rules:\n  one: { when: "label:a", do: [pin, { assign: "@ann" }, { webhook: chat }] }\n  other: { when: "label:a", do: [pin, { assign: "@ann" }, { webhook: chat }] }\n',
      told: told.slice(0, 2),
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 assignee.add ann <one other>',
      '01-05T10:00 acme/app#7 issue.pin <one other>',
      '01-05T10:00 acme/app#7 webhook.send <one>',
      '01-05T10:00 acme/app#7 webhook.send <other>',
    ])
  })
})
