import { describe, expect, test } from 'vitest'
import { comments, effects, notice, replayed } from '../builders/replayed.ts'
import { comment, issue, membership, repoLabel } from '../builders/told.ts'

const opened = (at = '2026-01-05T09:00') => issue(at, 7, { labels: ['QA'] }).opened()
const empty = { teams: { 'acme/none': [], 'acme/bots': ['helper[bot]'], 'acme/qa': ['ann', 'bo'] } }

const people = `
calendars: { ops: { hours: Mon-Fri 09:00-17:00 } }
people:
  rota: { rotation: ["@acme/none"], every: 1w, from: 2026-01-05T09:00, calendar: ops, backup: "@dana" }
  support: [rota, "@acme/bots"]
`
const rule = (keys: string) => `${people}rules: { r: { when: label:QA, ${keys} } }`

describe('D22: a team that is known to have no members reaches nobody', () => {
  test.each([
    ['on duty: the backup', 'do: [{ notify: rota }]', '@dana —'],
    ['on duty, in a list: the backup', 'do: [{ notify: support }]', '@dana —'],
    ['without a backup: the owner', 'owner: "@olga", do: [{ notify: "@acme/none" }]', '@olga —'],
    ['with bots only: the owner', 'owner: "@olga", do: [{ notify: "@acme/bots" }]', '@olga —'],
    [
      'beside one that has some',
      'owner: "@olga", do: [{ notify: ["@acme/none", "@acme/qa"] }]',
      '@acme/qa —',
    ],
    [
      'not listed: unknown is not empty',
      'owner: "@olga", do: [{ notify: "@acme/hidden" }]',
      '@acme/hidden —',
    ],
  ])('notify %s', async (_, keys, who) => {
    const ran = await replayed({ policy: rule(keys), told: [opened()], world: empty })
    expect(comments(ran)).toHaveLength(1)
    expect(comments(ran)[0]).toContain(`\n${who}`)
    expect(notice(ran)).toBeUndefined()
  })

  test.each([
    ['on duty: the backup', 'do: [{ assign: rota }]', ['dana']],
    ['on duty, in a list: the backup', 'do: [{ assign: support }]', ['dana']],
    ['all of none: the owner', 'owner: "@olga", do: [{ assign: { all: "@acme/none" } }]', ['olga']],
  ])('assign %s', async (_, keys, who) => {
    const ran = await replayed({ policy: rule(keys), told: [opened()], world: empty })
    expect(ran.said.filter((line) => line.do === 'assignee.add').map((line) => line.login)).toEqual(who)
    expect(notice(ran)).toBeUndefined()
  })

  test.each(['notify', 'assign'])(
    '%s, and nobody else: said on the notice, with who it was to be',
    async (what) => {
      const ran = await replayed({
        policy: rule(`do: [{ ${what}: "@acme/none" }]`),
        told: [opened()],
        world: empty,
      })
      expect(effects(ran)).toEqual(['01-05T09:00 acme/app#7 notice.put reeve <r>'])
      expect(notice(ran)).toMatch(/Nobody could be (told|assigned): `acme\/none` (reaches|names) nobody\./)
    },
  )

  test.each([
    ['notify', ['01-05T12:00 acme/app#7 notice.remove reeve <r>', '01-05T12:00 acme/app#7 comment.add <r>']],
    [
      'assign',
      ['01-05T12:00 acme/app#7 assignee.add zoe <r>', '01-05T12:00 acme/app#7 notice.remove reeve <r>'],
    ],
  ])('%s: once somebody joins it is done, and the notice goes', async (what, expected) => {
    const ran = await replayed({
      policy: rule(`do: [{ ${what}: "@acme/none" }]`),
      told: [opened(), membership('2026-01-05T12:00', 'added', 'zoe', 'none')],
      world: empty,
    })
    expect(effects(ran).slice(1)).toEqual(expected)
  })
})

test.each([
  ['assign', 'assignee.add'],
  ['notify', 'comment.add'],
])(
  'D14: before the first hand-over %s reaches nobody, and whoever is on first as soon as somebody is',
  async (action, done) => {
    const ran = await replayed({
      policy: `people: { rota: { rotation: ["@ann", "@bo"], every: 1w, from: 2026-01-05T10:00 } }
rules: { r: { when: label:QA, do: [{ ${action}: rota }] } }`,
      told: [opened()],
      until: '2026-02-05T00:00',
    })
    expect(effects(ran, 'assignee.add', 'comment.add').map((line) => line.replace(' ann', ''))).toEqual([
      `01-05T10:00 acme/app#7 ${done} <r>`,
    ])
    expect(notice(ran)).toBeUndefined()
  },
)

describe('D22: whom it reaches is found out once', () => {
  test('who was told and is no longer assigned was told all the same', async () => {
    const ran = await replayed({
      policy: rule('do: [{ notify: assignees }]'),
      told: [
        issue('2026-01-05T09:00', 7, { assignees: [{ login: 'ann' }] }).opened(),
        issue('2026-01-05T10:00').labeled('QA'),
        issue('2026-01-05T11:00').unassigned('ann'),
        comment('2026-01-05T12:00', 7, 'And now?'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 comment.add <r>'])
  })

  test('a team of which all leave after one of them was assigned', async () => {
    const ran = await replayed({
      policy: rule('do: [{ assign: "@acme/qa" }]'),
      told: [
        opened(),
        membership('2026-01-05T10:00', 'removed', 'ann'),
        membership('2026-01-05T10:01', 'removed', 'bo'),
      ],
      world: empty,
    })
    expect(effects(ran)).toEqual(['01-05T09:00 acme/app#7 assignee.add ann <r>'])
  })

  test('a renamed rule has told whom it told under its earlier name', async () => {
    const policy = (id: string, was = '') =>
      `rules: { ${id}: { ${was}when: label:QA, do: [{ notify: assignees }] } }`
    const ran = await replayed({
      policy: policy('old'),
      told: [
        issue('2026-01-05T09:00', 7, { assignees: [{ login: 'ann' }] }).opened(),
        issue('2026-01-05T10:00').labeled('QA'),
        {
          at: '2026-01-05T11:00',
          event: 'reeve.policy',
          payload: { text: `version: 1\nsince: 2026-01-01\n${policy('new', 'was: [old], ')}` },
        },
        issue('2026-01-05T12:00').unassigned('ann'),
      ],
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 comment.add <old>'])
  })
})

describe('D22: that nobody could be told stands only while it matters', () => {
  const clock = `rules:
  late:
    kind: sla
    when: is:issue is:open label:QA
    within: 4h
    warn: [50%]
    on-warn: [{ notify: assignees }]
    on-breach: [{ notify: "@dana" }]`

  test('a later breach reached somebody', async () => {
    const ran = await replayed({ policy: clock, told: [opened()], until: '2026-01-05T12:59' })
    expect(notice(ran)).toContain('Nobody could be told')
    const later = await replayed({ policy: clock, told: [opened()], until: '2026-01-05T13:00' })
    expect(comments(later)[0]).toContain('@dana —')
    expect(notice(later)).not.toContain('Nobody could be told')
  })

  test('a later breach reached nobody either: it is said once', async () => {
    const policy = clock.replace('"@dana"', 'assignees')
    const ran = await replayed({ policy, told: [opened()], until: '2026-01-06T00:00' })
    expect(notice(ran)?.match(/Nobody could be told/g)).toHaveLength(1)
  })

  test.each([
    ['it was closed', issue('2026-01-05T12:00').closed()],
    ['somebody was assigned, and told', issue('2026-01-05T12:00').assigned('ann')],
  ])('%s', async (_, then) => {
    const ran = await replayed({ policy: clock, told: [opened(), then], until: '2026-01-05T12:30' })
    expect(notice(ran)).toBeUndefined()
  })

  test('what is done at the closing is said of what is closed', async () => {
    const policy = 'rules: { r: { when: "is:issue is:closed", do: [{ notify: assignees }] } }'
    const ran = await replayed({ policy, told: [opened(), issue('2026-01-05T12:00').closed()] })
    expect(notice(ran)).toContain('Nobody could be told')
  })

  test('nobody could be assigned: until somebody is, by whomever', async () => {
    const policy = rule('do: [{ assign: author }, { notify: "@dana" }]')
    const told = [issue('2026-01-05T09:00', 7, { labels: ['QA'], author: 'helper[bot]' }).opened()]
    const ran = await replayed({ policy, told })
    expect(notice(ran)).toContain('Nobody could be assigned: nobody is named.')
    const taken = await replayed({
      policy,
      told: [...told, issue('2026-01-05T12:00', 7, { by: 'zoe' }).assigned('zoe')],
    })
    expect(notice(taken)).toBeUndefined()
  })

  test('both at once are both said', async () => {
    const ran = await replayed({
      policy: rule('must: label:ok, on-fail: [{ notify: author }, { assign: author }]'),
      told: [issue('2026-01-05T09:00', 7, { labels: ['QA'], author: 'helper[bot]' }).opened()],
    })
    expect(notice(ran)).toContain('Nobody could be told')
    expect(notice(ran)).toContain('Nobody could be assigned')
  })
})

test('a label that is made meanwhile asks nobody anew', async () => {
  const ran = await replayed({
    policy: rule('do: [{ notify: "@acme/qa" }, { assign: "@acme/qa" }]'),
    told: [opened(), repoLabel('2026-01-05T10:00', 'created', 'x'), comment('2026-01-05T11:00', 7, 'Hi')],
    world: empty,
  })
  expect(effects(ran)).toEqual([
    '01-05T09:00 acme/app#7 assignee.add ann <r>',
    '01-05T09:00 acme/app#7 comment.add <r>',
  ])
})
