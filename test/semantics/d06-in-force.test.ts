import { describe, expect, test } from 'vitest'
import { comments, effects, notice, replayed, verdicts } from '../builders/replayed.ts'
import { issue, policyLine, pull } from '../builders/told.ts'

const late = `fix: { kind: sla, when: "label:critical", within: 4h, on-breach: [{ label: overdue }, { notify: "@dana" }] }`
const must = `r: { when: is:issue, must: "has:assignee", on-fail: [{ label: orphan }] }`

function said(time: string): string[] {
  return [`01-05T${time} acme/app#7 label.add bad <r>`, `01-05T${time} acme/app#7 notice.put reeve <r>`]
}

describe('D6 In force', () => {
  test('what was late when the policy arrived is listed, not announced', async () => {
    const ran = await replayed({
      policy: 'rules: {}',
      decisions: true,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        policyLine('2026-01-06T09:00', `rules: { ${late} }`),
        issue('2026-01-06T10:00').labeled('other'),
      ],
      until: '2026-01-08T00:00',
    })
    expect(effects(ran)).toEqual([])
    expect(verdicts(ran, 'fix')).toEqual(['01-06T09:00 fail'])
  })

  test('a clock counts from its true start, and a breach that comes later is announced', async () => {
    const ran = await replayed({
      policy: 'rules: {}',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        policyLine('2026-01-05T12:00', `rules: { ${late} }`),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran)).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
      '01-05T13:00 acme/app#7 notice.put reeve <fix>',
      '01-05T13:00 acme/app#7 comment.add <fix>',
    ])
  })

  test('`since` does the same, for a rule and for a file', async () => {
    for (const policy of [
      `rules: { ${late.replace('kind: sla', 'kind: sla, since: 2026-01-06')} }`,
      `since: 2026-01-06\nrules: { ${late} }`,
    ]) {
      const ran = await replayed({
        policy,
        told: [
          issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
          issue('2026-01-05T21:00', 8, { labels: ['critical'] }).opened(),
        ],
        until: '2026-01-08T00:00',
      })
      expect(effects(ran, 'label.add')).toEqual(['01-06T01:00 acme/app#8 label.add overdue <fix>'])
    }
  })

  test('`since` is a date of the file’s zone', async () => {
    const ran = await replayed({
      policy: `timezone: Africa/Cairo\nsince: 2026-01-06\nrules: { ${late} }`,
      told: [
        issue('2026-01-05T17:59:59Z', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T18:00', 8, { labels: ['critical'] }).opened(),
      ],
      until: '2026-01-08T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T22:00 acme/app#8 label.add overdue <fix>'])
  })

  test('changes before it are not ruled about, later ones are', async () => {
    const ran = await replayed({
      policy: 'rules: {}',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        policyLine('2026-01-05T11:00', 'rules: { g: { kind: label-guard, labels: [verified], by: "@ann" } }'),
        issue('2026-01-05T12:00').unlabeled('verified'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T12:00 acme/app#7 label.add verified <g>',
    ])
  })

  test('a hand-over that came about before is not made up for; the next is made', async () => {
    const ran = await replayed({
      policy: 'rules: {}',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['QA'] }).opened(),
        policyLine('2026-01-05T11:00', 'rules: { r: { when: "label:QA", do: [{ assign: "@ann" }] } }'),
        issue('2026-01-05T12:00').unlabeled('QA'),
        issue('2026-01-05T13:00').labeled('QA'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T13:00 acme/app#7 assignee.add ann <r>'])
  })

  test.each([
    ['ends after the rule is in force', '2h', ['01-05T10:00 acme/app#7 label.add a <g>', ...said('10:00')]],
    ['ended before', '30m', []],
  ])('what was broken before, with a grace that %s', async (_, grace, expected) => {
    const ran = await replayed({
      policy: 'rules: {}',
      told: [
        issue('2026-01-05T08:00', 7, { labels: ['story'] }).opened(),
        policyLine(
          '2026-01-05T09:00',
          `rules:
  r: { when: "label:story", must: "label:ok", grace: ${grace}, on-fail: [{ label: bad }] }
  g: { kind: label-group, of: [a, b], default: a, grace: ${grace} }
`,
        ),
      ],
      until: '2026-01-05T14:00',
    })
    expect(effects(ran)).toEqual(expected)
  })

  test('a label that an earlier id asked for goes in the name of the rule as it is called now', async () => {
    const rule = '{ when: "label:a", do: [{ label: b }, { notify: "@dana" }]'
    const ran = await replayed({
      policy: `rules: { r: ${rule} } }`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        policyLine('2026-01-05T10:00', `rules: { r2: ${rule}, was: [r] } }`),
        issue('2026-01-05T11:00').unlabeled('a'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add b <r>',
      '01-05T09:00 acme/app#7 comment.add <r>',
      '01-05T11:00 acme/app#7 label.remove b <r2>',
    ])
  })

  test('what was broken before is not remarked on; what breaks later is', async () => {
    const ran = await replayed({
      policy: 'rules: {}',
      told: [
        issue('2026-01-05T09:00').opened(),
        policyLine('2026-01-05T11:00', `rules: { ${must} }`),
        issue('2026-01-05T12:00', 8).opened(),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T12:00 acme/app#8 label.add orphan <r>',
      '01-05T12:00 acme/app#8 notice.put reeve <r>',
    ])
  })

  test('a gate holds for old pull requests too: the check says how they stand', async () => {
    const ran = await replayed({
      policy: 'rules: {}',
      told: [
        pull('2026-01-05T09:00').opened(),
        policyLine('2026-01-05T11:00', 'rules: { r: { when: is:pr, must: "label:ok" } }'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app@abc1 check.put success <>',
      '01-05T11:00 acme/app@abc1 check.put failure <r>',
    ])
  })

  test('a rule that goes from observe to enforce is in force from then on', async () => {
    const ran = await replayed({
      policy: `rules: { ${must.replace('when: is:issue', 'mode: observe, when: is:issue')} }`,
      told: [
        issue('2026-01-05T09:00').opened(),
        policyLine('2026-01-05T11:00', `rules: { ${must} }`),
        issue('2026-01-05T12:00', 8).opened(),
      ],
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T12:00 acme/app#8 label.add orphan <r>'])
  })

  test('a change of policy that leaves a rule in its mode leaves it in force', async () => {
    const ran = await replayed({
      policy: `rules: { ${late} }`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        policyLine('2026-01-05T14:00', `rules: { ${late}, other: { when: "label:x" } }`),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
    ])
    expect(comments(ran)).toHaveLength(1)
  })

  test('an act is done only while its cause still holds when Reeve looks', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ notify: "@dana" }] } }',
      decisions: true,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('b'),
        issue('2026-01-05T10:00', 7, { labels: ['a'] }).unlabeled('a'),
      ],
    })
    expect(effects(ran)).toEqual([])
  })

  test.each(['observe', 'off', 'gone'])(
    'a rule that is %s leaves nothing of its own: soft labels and its notice',
    async (how) => {
      const rule = (mode: string) =>
        `r: { mode: ${mode}, when: is:issue, must: "has:assignee", on-fail: [{ label: orphan }, { notify: "@dana" }] }`
      const ran = await replayed({
        policy: `rules: { ${rule('enforce')} }`,
        told: [
          issue('2026-01-05T09:00').opened(),
          policyLine('2026-01-05T11:00', how === 'gone' ? 'rules: {}' : `rules: { ${rule(how)} }`),
        ],
      })
      expect(effects(ran)).toEqual([
        '01-05T09:00 acme/app#7 label.add orphan <r>',
        '01-05T09:00 acme/app#7 notice.put reeve <r>',
        '01-05T09:00 acme/app#7 comment.add <r>',
        '01-05T11:00 acme/app#7 label.remove orphan <r>',
        '01-05T11:00 acme/app#7 notice.remove reeve <r>',
      ])
    },
  )

  test('in warn it goes on speaking, and its labels go', async () => {
    const rule = (mode: string) =>
      `r: { mode: ${mode}, when: is:issue, must: "has:assignee", on-fail: [{ label: orphan }] }`
    const ran = await replayed({
      policy: `rules: { ${rule('enforce')} }`,
      told: [
        issue('2026-01-05T09:00').opened(),
        policyLine('2026-01-05T11:00', `rules: { ${rule('warn')} }`),
      ],
    })
    expect(effects(ran).slice(2)).toEqual(['01-05T11:00 acme/app#7 label.remove orphan <r>'])
    expect(notice(ran)).toContain('has:assignee')
  })

  test('a goal that changes in the middle of a clock counts from the same start', async () => {
    const ran = await replayed({
      policy: `rules: { ${late} }`,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        policyLine('2026-01-05T11:00', `rules: { ${late.replace('4h', '8h')} }`),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T17:00 acme/app#7 label.add overdue <fix>'])
  })

  test('a breach stays recorded when the goal is made longer afterwards', async () => {
    const ran = await replayed({
      policy: `rules: { ${late} }`,
      decisions: true,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        policyLine('2026-01-05T14:00', `rules: { ${late.replace('4h', '8h')} }`),
      ],
      until: '2026-01-06T00:00',
    })
    expect(verdicts(ran, 'fix').at(-1)).toContain('fail')
    expect(comments(ran)).toHaveLength(1)
  })
})

describe('Modes', () => {
  const guard = (mode: string) =>
    `rules: { g: { kind: label-guard, mode: ${mode}, labels: [verified], by: "@ann" }, one: { kind: label-group, mode: ${mode}, of: [a, b], pick: at most one }, r: { mode: ${mode}, when: is:pr, must: "label:ok" } }`
  const told = [
    issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
    issue('2026-01-05T10:00').labeled('verified'),
    issue('2026-01-05T11:00').labeled('b'),
    pull('2026-01-05T12:00').opened(),
  ]

  test('observe decides and touches nothing', async () => {
    const ran = await replayed({ policy: guard('observe'), told, decisions: true })
    expect(effects(ran)).toEqual(['01-05T12:00 acme/app@abc1 check.put success <>'])
    expect(verdicts(ran, 'g', 'acme/app#7')).toEqual(['01-05T09:00 pass', '01-05T10:00 fail'])
    expect(verdicts(ran, 'one', 'acme/app#7')).toEqual(['01-05T09:00 pass', '01-05T11:00 fail'])
  })

  test('warn speaks and blocks nothing: notices, check text that never fails', async () => {
    const ran = await replayed({ policy: guard('warn'), told })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 notice.put reeve <g>',
      '01-05T11:00 acme/app#7 notice.put reeve <g one>',
      '01-05T12:00 acme/app@abc1 check.put success <>',
    ])
    expect(notice(ran)).not.toContain('taken off again')
    expect(notice(ran)).not.toContain('stays')
    expect(ran.said.at(-1)?.summary).toContain('**r**')
  })

  test('off is not judged at all', async () => {
    const ran = await replayed({ policy: guard('off'), told, decisions: true })
    expect(ran.said.filter((line) => line.decision)).toEqual([])
    expect(effects(ran)).toEqual(['01-05T12:00 acme/app@abc1 check.put success <>'])
  })
})
