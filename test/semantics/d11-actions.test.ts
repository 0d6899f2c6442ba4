import { describe, expect, test } from 'vitest'
import { comments, effects, notice, replayed } from '../builders/replayed.ts'
import { issue, membership, policyLine, pull } from '../builders/told.ts'

const on = (action: string) => `rules: { r: { when: "label:a", do: [${action}] } }`
const come = [
  issue('2026-01-05T09:00', 7, { labels: ['x'], assignees: [{ login: 'bo' }] }).opened(),
  issue('2026-01-05T10:00').labeled('a'),
]
const goAndCome = [
  ...come,
  issue('2026-01-05T10:30').labeled('other'),
  issue('2026-01-05T11:00').unlabeled('a'),
  issue('2026-01-05T12:00').labeled('a'),
]

describe('D11 Actions', () => {
  test("whoever is told hears the rule's own message first, then why", async () => {
    const clock = (message: string) =>
      `rules: { r: { kind: sla, when: "label:a", within: 1h, escalate: [{ after: 30m, notify: "@dana" }]${message} } }`
    const said = async (message: string) =>
      comments(await replayed({ policy: clock(message), told: come, until: '2026-01-05T10:30' }))[0]
    expect(await said('')).toContain('@dana — It is to be closed by')
    expect(await said(', message: "Look at {{ title }}."')).toMatch(
      /@dana — Look at .*\. It is to be closed by/,
    )
  })

  test.each([
    ['{ comment: Hello }', 'comment.add', 2],
    ['{ notify: "@dana" }', 'comment.add', 2],
    ['{ unlabel: x }', 'label.remove x', 1],
    ['{ assign: "@dana" }', 'assignee.add dana', 1],
    ['{ unassign: "@bo" }', 'assignee.remove bo', 1],
    ['close', 'issue.close', 1],
    ['{ milestone: M1 }', 'milestone.set M1', 1],
    ['pin', 'issue.pin', 2],
    ['{ open-issue: { title: T } }', 'issue.open', 2],
    ['{ open-issue: { title: T, once-per: subject } }', 'issue.open', 1],
    ['{ open-issue: { title: T, once-per: day } }', 'issue.open', 1],
    ['{ open-issue: { title: T, once-per: week } }', 'issue.open', 1],
    ['{ dispatch: { event: go, to: acme/app } }', 'dispatch.send', 2],
    ['{ webhook: chat }', 'webhook.send', 2],
    ['{ project: { board: acme/1, set: { Status: Queue } } }', 'project.put', 1],
  ])('%s is done once for each cause', async (action, what, times) => {
    const ran = await replayed({ policy: on(action), told: goAndCome })
    const done = effects(ran).map((line) => line.replace(/^\S+ \S+ | <r>$/g, ''))
    // What is so already is not done again.
    expect(done).toEqual(Array.from({ length: times }, () => what))
    expect(effects(ran)[0]).toContain('10:00')
  })

  test('reopen', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:issue is:closed -label:done", do: [reopen] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').closed(),
        issue('2026-01-05T11:00').closed(),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 issue.reopen <r>',
      '01-05T11:00 acme/app#7 issue.reopen <r>',
    ])
  })

  test('request-review: people and teams, never the author', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: is:pr, do: [{ request-review: ["@Eve", "@ann", "@acme/qa"] }] } }',
      told: [pull('2026-01-05T09:00').opened()],
    })
    expect(ran.said.filter((line) => line.do === 'reviewer.request')).toMatchObject([
      { team: 'acme/qa' },
      { login: 'ann' },
    ])
  })

  test.each([
    [
      'enforce',
      'Edit the description and fill that in. Without that it is closed on Wed 7 Jan 2026, 10:00 (UTC).',
    ],
    ['warn', 'Edit the description and fill that in.'],
  ])('what a kind does by itself later is said beforehand, where it is done: %s', async (mode, fix) => {
    const ran = await replayed({
      policy: `rules: { f: { kind: form, mode: ${mode}, when: is:issue, sections: [Product], grace: 1h, close-after: 2d } }`,
      told: [issue('2026-01-05T09:00', 7).opened()],
      until: '2026-01-07T09:59',
    })
    expect(notice(ran)).toContain(`There is no section \`Product\`. ${fix}\n`)
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 notice.put reeve <f>'])
  })

  test('and the same after it was done: nothing is put again for that', async () => {
    const ran = await replayed({
      policy: 'rules: { f: { kind: form, when: is:issue, sections: [Product], close-after: 2d } }',
      told: [issue('2026-01-05T09:00', 7).opened()],
      until: '2026-01-08T00:00',
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 notice.put reeve <f>',
      '01-07T09:00 acme/app#7 issue.close <f>',
    ])
  })

  test('what GitHub has of issues only, or of pull requests only, is asked of no other', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:issue OR is:pr", do: [{ request-review: "@ann" }, pin] } }',
      told: [issue('2026-01-05T09:00', 7).opened(), pull('2026-01-05T10:00').opened()],
    })
    expect(effects(ran, 'issue.pin', 'reviewer.request')).toEqual([
      '01-05T09:00 acme/app#7 issue.pin <r>',
      '01-05T10:00 acme/app#12 reviewer.request ann <r>',
    ])
  })

  test('a label in `do` goes when its cause ends; a close that closes does not take it along', async () => {
    const ran = await replayed({ policy: on('{ label: [b, c] }'), told: goAndCome })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add b <r>',
      '01-05T10:00 acme/app#7 label.add c <r>',
      '01-05T11:00 acme/app#7 label.remove b <r>',
      '01-05T11:00 acme/app#7 label.remove c <r>',
      '01-05T12:00 acme/app#7 label.add b <r>',
      '01-05T12:00 acme/app#7 label.add c <r>',
    ])
  })

  test('a label in `on-fail` stays as long as the rule is broken', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: is:issue, must: has:assignee, on-fail: [{ label: orphan }] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').assigned('ann'),
        issue('2026-01-05T11:00').unassigned('ann'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T09:00 acme/app#7 label.add orphan <r>',
      '01-05T10:00 acme/app#7 label.remove orphan <r>',
      '01-05T11:00 acme/app#7 label.add orphan <r>',
    ])
  })

  test('`grace`: nothing is said or done before', async () => {
    const policy =
      'rules: { r: { when: is:issue, must: has:assignee, grace: 1h, on-fail: [{ label: orphan }, { notify: "@dana" }] } }'
    const late = await replayed({
      policy,
      told: [issue('2026-01-05T09:00').opened()],
      until: '2026-01-05T12:00',
    })
    expect(effects(late)).toEqual([
      '01-05T10:00 acme/app#7 label.add orphan <r>',
      '01-05T10:00 acme/app#7 notice.put reeve <r>',
      '01-05T10:00 acme/app#7 comment.add <r>',
    ])
    const mended = await replayed({
      policy,
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T09:59:59Z').assigned('ann')],
      until: '2026-01-05T12:00',
    })
    expect(effects(mended)).toEqual([])
  })

  test('several told at one instant on one subject are one comment', async () => {
    const ran = await replayed({
      policy: `
rules:
  one: { when: "label:a", why: First., do: [{ notify: "@ann" }, { comment: Mine }] }
  two: { when: "label:a", why: Second., do: [{ notify: ["@bo", "@cy"] }] }
`,
      told: come,
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 comment.add <one two>',
      '01-05T10:00 acme/app#7 comment.add <one>',
    ])
    const told = comments(ran).find((body) => body.includes('@ann'))
    expect(told).toContain('@bo @cy')
    expect(told).toContain('> First.')
    expect(told).toContain('> Second.')
  })

  test('assigning a team or a list: in turn, then by login; `{ all: … }` everybody; one item asks nobody twice', async () => {
    const policy = (who: string) =>
      `people: { qa: "@acme/qa" }\nrules: { r: { when: is:issue, do: [{ assign: ${who} }] } }`
    const told = [6, 7, 8, 9].map((number) => issue(`2026-01-05T0${number}:00`, number).opened())
    const world = { teams: { 'acme/qa': ['cy', 'Ann', 'bo'] } }
    const logins = async (who: string) =>
      (await replayed({ policy: policy(who), told, world })).said.map(({ login }) => login)
    expect(await logins('qa')).toEqual(['Ann', 'bo', 'cy', 'Ann'])
    expect(await logins('["@z", "@y"]')).toEqual(['y', 'z', 'y', 'z'])
    expect((await logins('{ all: qa }')).slice(0, 3)).toEqual(['Ann', 'bo', 'cy'])
    expect(await logins('author')).toEqual(['eve', 'eve', 'eve', 'eve'])
  })

  test('who is in the team is not known yet: assigned when it is', async () => {
    const ran = await replayed({
      policy: on('{ assign: "@acme/qa" }, { label: b }'),
      told: [...come, membership('2026-01-05T11:00', 'added', 'ann')],
      world: {},
    })
    expect(effects(ran)).toEqual(['01-05T10:00 acme/app#7 label.add b <r>'])
  })

  const twoOfOneInstant = [7, 8].map((number) =>
    issue('2026-01-05T09:00', number, { labels: ['a'] }).opened(),
  )

  test.each([
    ['{ comment: Hello }', 'comment.add'],
    ['{ open-issue: { title: T } }', 'issue.open'],
    ['{ open-issue: { title: T, once-per: subject } }', 'issue.open'],
    ['{ dispatch: { event: go, to: acme/app } }', 'dispatch.send'],
  ])('%s for two items in one instant are two acts with keys of their own', async (action, what) => {
    const ran = await replayed({ policy: on(action), told: twoOfOneInstant })
    const keys = ran.said.flatMap(({ do: done, key, payload }) =>
      done === what ? [key ?? JSON.stringify(payload)] : [],
    )
    expect(new Set(keys).size).toBe(2)
  })

  test.each([
    ['day', ['01-05T09:00', '01-06T00:00', '01-12T00:00']],
    ['week', ['01-05T09:00', '01-12T00:00']],
  ])('`once-per: %s` is once for all items of the repository', async (period, expected) => {
    const told = ['2026-01-05T09:00', '2026-01-05T23:59', '2026-01-06T00:00', '2026-01-12T00:00'].map(
      (at, index) => issue(at, 20 + index, { labels: ['a'] }).opened(),
    )
    const ran = await replayed({
      policy: on(`{ open-issue: { title: T, once-per: ${period} } }`),
      told,
    })
    expect(effects(ran, 'issue.open').map((line) => line.split(' ')[0])).toEqual(expected)
  })

  test('a removal names all that had asked, by the names they have now', async () => {
    const both = (one: string) =>
      `rules: { ${one}: { ${one === 'new' ? 'was: one, ' : ''}when: "label:a", do: [{ label: hit }] }, two: { when: "label:b", do: [{ label: hit }] } }`
    const ran = await replayed({
      policy: both('one'),
      told: [
        ...come,
        issue('2026-01-05T11:00').labeled('b'),
        policyLine('2026-01-05T12:00', both('new')),
        issue('2026-01-05T13:00').unlabeled('a'),
        issue('2026-01-05T14:00').unlabeled('b'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add hit <one>',
      '01-05T14:00 acme/app#7 label.remove hit <new two>',
    ])
  })

  test('a text may ask whether something is there', async () => {
    const text =
      '{% if milestone %}M{% else %}no milestone{% endif %}, {% if assignees %}{{ assignees }}{% endif %}, {% if field["Area"] %}F{% else %}no area{% endif %}'
    const ran = await replayed({ policy: on(`{ comment: '${text}' }`), told: come })
    expect(comments(ran)[0]).toContain('no milestone, bo, no area')
  })

  describe('a team is mentioned by its handle; where GitHub does not resolve it, by its members', () => {
    const teams = { 'acme/qa': ['ann', 'bo'], 'other/qa': ['cy', 'dee', 'helper[bot]'] }
    test.each<[string, string, string, object]>([
      ['a team of the repository’s owner', '@acme/qa', '@acme/qa —', { teams }],
      ['the same in other letters', '@Acme/QA', '@Acme/QA —', { teams }],
      ['of another owner', '@other/qa', '@cy @dee —', { teams }],
      ['of another owner, whose members are not known', '@other/ops', '@other/ops —', { teams }],
      ['of both', '["@acme/qa", "@other/qa", "@cy"]', '@acme/qa @cy @dee —', { teams }],
    ])('%s', async (_, to, expected, world) => {
      const people = to.startsWith('[') ? to : `"${to}"`
      const ran = await replayed({ policy: on(`{ notify: ${people} }`), told: come, world })
      expect(comments(ran)[0]).toContain(expected)
      expect(effects(ran, 'comment.add')).toHaveLength(1)
    })

    test('in a text, too', async () => {
      const people = 'people: { here: "@acme/qa", there: "@other/qa" }'
      const policy = `${people}\n${on('{ comment: "{{ people.here }} {{ people.there }}" }')}`
      const ran = await replayed({ policy, told: come, world: { teams } })
      expect(comments(ran)[0]).toContain('@acme/qa @cy @dee')
    })
  })

  test('in `warn` nothing of this is done', async () => {
    const ran = await replayed({
      policy: on('{ label: b }, { notify: "@dana" }, close').replace('when:', 'mode: warn, when:'),
      told: come,
    })
    expect(effects(ran)).toEqual([])
  })

  test('acting in another repository must be accepted there (D15)', async () => {
    const policy =
      'rules: { r: { when: "label:a repo:acme/app", do: [{ open-issue: { in: acme/web, title: T } }] } }'
    expect(effects(await replayed({ policy, told: come }), 'issue.open')).toEqual([])
    const accepted = `accepts: [{ from: "acme/*", do: [open-issue] }]\n${policy}`
    expect(effects(await replayed({ policy: accepted, told: come }), 'issue.open')).toHaveLength(1)
    const other = `accepts: [{ from: "acme/*", do: [follow] }]\n${policy}`
    expect(effects(await replayed({ policy: other, told: come }), 'issue.open')).toEqual([])
  })
})

describe('what people are told of', () => {
  test.each([
    ['which rule is about it, in words', '', 'Please take note of this issue: `r` is about it now.'],
    ['the rule’s own message where it has one', 'message: Have a look., ', 'Have a look.'],
  ])('%s', async (_, keys, expected) => {
    const policy = `rules: { r: { ${keys}when: "is:issue label:a", why: The team says so., do: [{ notify: "@dana" }] } }`
    const [said] = comments(
      await replayed({ policy, told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()] }),
    )
    expect(said).toContain(`@dana — ${expected}`)
    expect(said).toContain('> The team says so.')
    expect(said).not.toContain('is:issue')
  })

  test('a pull request is called one', async () => {
    const policy = 'rules: { r: { when: is:pr, do: [{ notify: "@dana" }] } }'
    const ran = await replayed({ policy, told: [pull('2026-01-05T09:00').opened()] })
    expect(comments(ran, 'acme/app#12')[0]).toContain(
      'Please take note of this pull request: `r` is about it now.',
    )
  })
})

describe('D22 Ties and nobody', () => {
  test('labels tied at the opening: the first in `of` stays', async () => {
    const ran = await replayed({
      policy: 'rules: { one: { kind: label-group, of: [b, a, c] } }',
      told: [issue('2026-01-05T09:00', 7, { labels: ['a', 'b', 'c'] }).opened()],
    })
    expect(effects(ran, 'label.remove')).toEqual([
      '01-05T09:00 acme/app#7 label.remove a <one>',
      '01-05T09:00 acme/app#7 label.remove c <one>',
    ])
  })

  const people = `
calendars: { ops: { hours: Mon-Fri 09:00-17:00 } }
people:
  rota: { rotation: ["@ann", "@bo"], every: 1w, from: 2026-01-05T09:00, calendar: ops, backup: "@dana" }
`
  test.each([
    ['notify', 'on duty', '2026-01-05T10:00', '@ann'],
    ['notify', 'nobody on duty: the backup', '2026-01-04T10:00', '@dana'],
  ])('%s, %s', async (_, __, at, who) => {
    const ran = await replayed({
      policy: `${people}rules: { r: { when: is:issue, do: [{ notify: rota }] } }`,
      told: [issue(at).opened()],
    })
    expect(comments(ran)[0]).toContain(who)
  })

  test.each(['notify', 'assign'])(
    '%s that reaches nobody goes to the owner, else it is said on the notice',
    async (action) => {
      const policy = (owner: string) =>
        `rules: { r: { ${owner}when: is:issue, must: "label:ok", on-fail: [{ ${action}: assignees }] } }`
      const owned = await replayed({
        policy: policy('owner: "@dana", '),
        told: [issue('2026-01-05T09:00').opened()],
      })
      expect(effects(owned, 'comment.add', 'assignee.add')).toHaveLength(1)
      expect(owned.output).toContain('dana')
      const nobody = await replayed({ policy: policy(''), told: [issue('2026-01-05T09:00').opened()] })
      expect(effects(nobody)).toEqual(['01-05T09:00 acme/app#7 notice.put reeve <r>'])
      expect(notice(nobody)).toContain('Nobody')
    },
  )

  test('a bot reads no mention, and cannot be assigned', async () => {
    const ran = await replayed({
      policy:
        'rules: { r: { owner: "@dana", when: is:issue, do: [{ notify: author }, { assign: author }] } }',
      told: [issue('2026-01-05T09:00', 7, { author: 'helper[bot]' }).opened()],
    })
    expect(comments(ran)[0]).toContain('@dana')
    expect(ran.output).not.toContain('@helper')
    expect(effects(ran, 'assignee.add')).toEqual(['01-05T09:00 acme/app#7 assignee.add dana <r>'])
  })

  test('on a pull request it is said on the notice too', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: is:pr, must: "label:ok", on-fail: [{ notify: assignees }] } }',
      told: [pull('2026-01-05T09:00').opened()],
    })
    expect(notice(ran, 'acme/app#12')).toContain('Nobody')
  })

  test('an issue chain opened by Reeve stops at three', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:issue", do: [{ open-issue: { title: More } }] } }',
      told: [issue('2026-01-05T09:00', 7).opened()],
    })
    expect(effects(ran, 'issue.open')).toHaveLength(3)
  })
})
