import { describe, expect, test } from 'vitest'
import { effects, replayed, type Told, verdicts, written } from '../builders/replayed.ts'
import {
  checkRun,
  comment,
  gateAsked,
  issue,
  membership,
  mergeGroup,
  policyLine,
  pull,
} from '../builders/told.ts'

const clock =
  'rules: { fix: { kind: sla, when: "label:critical", within: 4h, on-breach: [{ label: overdue }] } }'

describe('D10 Replay: order and ties', () => {
  const told = [
    issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
    issue('2026-01-05T09:00', 8).opened(),
    issue('2026-01-05T10:00', 8).labeled('critical'),
    issue('2026-01-05T10:00', 8).unlabeled('other'),
    comment('2026-01-05T10:00', 7, 'Hello'),
    issue('2026-01-05T13:00', 7).closed(),
  ]

  test('line order never matters, and a delivery id counts once', async () => {
    const lines = written(told).split('\n')
    const plain = await replayed({
      policy: clock,
      told: lines.join('\n'),
      until: '2026-01-06T00:00',
      decisions: true,
    })
    expect(plain.said.length).toBeGreaterThan(4)
    for (const shuffled of [
      [...lines].reverse(),
      [...lines, ...lines],
      [...lines.slice(3), ...lines, ...lines.slice(0, 2)],
    ]) {
      const ran = await replayed({
        policy: clock,
        told: shuffled.join('\n'),
        until: '2026-01-06T00:00',
        decisions: true,
      })
      expect(ran.output).toBe(plain.output)
    }
  })

  test('two lines with one delivery id that say different things: the same one counts in any order', async () => {
    const one = JSON.stringify({ ...issue('2026-01-05T09:00:00Z').labeled('critical'), delivery: 'x' })
    const other = JSON.stringify({ ...issue('2026-01-05T09:00:00Z').labeled('major'), delivery: 'x' })
    const a = await replayed({ policy: clock, told: `${one}\n${other}`, until: '2026-01-06T00:00' })
    const b = await replayed({ policy: clock, told: `${other}\n${one}`, until: '2026-01-06T00:00' })
    expect(a.output).toBe(b.output)
  })

  test('openings come first within an instant, so that what happens in it has something to happen to', async () => {
    const ran = await replayed({
      policy: clock,
      told: [issue('2026-01-05T09:00').labeled('critical'), issue('2026-01-05T09:00').opened()],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T13:00 acme/app#7 label.add overdue <fix>'])
  })

  test('a clock stopped in the instant it is due is met; one still running then is breached', async () => {
    const met = await replayed({
      policy: clock,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T13:00').closed(),
      ],
      decisions: true,
    })
    expect(effects(met)).toEqual([])
    expect(verdicts(met, 'fix').at(-1)).toBe('01-05T13:00 pass')
    const late = await replayed({
      policy: clock,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T13:00:01Z').closed(),
      ],
    })
    expect(effects(late, 'label.add', 'label.remove')).toEqual([
      '01-05T13:00 acme/app#7 label.add overdue <fix>',
      '01-05T13:00:01Z acme/app#7 label.remove overdue <fix>',
    ])
  })

  test('--until is inclusive, and the last event is the default', async () => {
    const opened = [issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened()]
    const upTo = async (until?: string) =>
      effects(await replayed({ policy: clock, told: opened, ...(until ? { until } : {}) }), 'label.add')
    expect(await upTo('2026-01-05T13:00')).toHaveLength(1)
    expect(await upTo('2026-01-05T12:59:59Z')).toHaveLength(0)
    expect(await upTo()).toHaveLength(0)
  })

  test('subjects of one instant are looked at in order of repository, then number', async () => {
    const policy = 'rules: { r: { when: "label:a", do: [{ label: b }] } }'
    const ran = await replayed({
      policy,
      told: [
        issue('2026-01-05T09:00', 10, { labels: ['a'] }).opened(),
        issue('2026-01-05T09:00', 9, { labels: ['a'] }).opened(),
        issue('2026-01-05T09:00', 11, { labels: ['a'], repo: 'acme/aaa' }).opened(),
      ],
    })
    expect(ran.said.map(({ subject }) => subject)).toEqual(['acme/aaa#11', 'acme/app#9', 'acme/app#10'])
  })

  test('deployments of one instant are looked at in order of their runs, then of their environments', async () => {
    const policy = 'environments: { a: { after: z }, b: { after: z }, z: {} }'
    const asked = (environment: string, run: number) =>
      gateAsked('2026-01-05T09:00', 'c1', { environment, run, id: 100 + run })
    const told = [asked('b', 9), asked('a', 10), asked('a', 9)]
    const ran = await replayed({ policy, told, world: { deployments: [] } })
    expect(effects(ran).map((line) => line.split(' ')[1])).toEqual([
      'acme/app!a/9',
      'acme/app!b/9',
      'acme/app!a/10',
    ])
  })

  test('within one look effects come in the order of the table, then by target; rules in policy order', async () => {
    const ran = await replayed({
      policy: `
rules:
  z: { when: "label:a", do: [{ notify: "@dana" }, { assign: "@bo" }, { label: [y, x] }, { milestone: M1 }, pin] }
  a: { when: "label:a", do: [{ label: x }, { unlabel: old }] }
`,
      told: [issue('2026-01-05T09:00', 7, { labels: ['a', 'old'] }).opened()],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add x <z a>',
      '01-05T09:00 acme/app#7 label.add y <z>',
      '01-05T09:00 acme/app#7 label.remove old <a>',
      '01-05T09:00 acme/app#7 assignee.add bo <z>',
      '01-05T09:00 acme/app#7 comment.add <z>',
      '01-05T09:00 acme/app#7 issue.pin <z>',
      '01-05T09:00 acme/app#7 milestone.set M1 <z>',
    ])
  })

  test('a removal names all rules that had asked, also those that came to ask later, by their present names', async () => {
    const rule = (id: string, more: string) =>
      `${id}: { kind: sla, ${more}, on-breach: [{ label: overdue }] }`
    const two = (first: string) => `rules:\n  ${first}\n  ${rule('b', 'when: "label:y", within: 2h')}`
    const ran = await replayed({
      policy: two(rule('a', 'when: "label:x", within: 1h')),
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['x', 'y'] }).opened(),
        policyLine('2026-01-05T11:30', two(rule('c', 'was: a, when: "label:x", within: 1h'))),
        issue('2026-01-05T12:00').closed(),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.add overdue <a>',
      '01-05T12:00 acme/app#7 label.remove overdue <c b>',
    ])
  })

  test('keys come in the order at, subject, rules, do, rest', async () => {
    const ran = await replayed({
      policy: clock,
      told: [issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened()],
      until: '2026-01-05T13:00',
    })
    expect(ran.output.split('\n')[0]).toBe(
      '{"at":"2026-01-05T13:00:00Z","subject":"acme/app#7","rules":["fix"],"do":"label.add","label":"overdue"}',
    )
    const checked = await replayed({
      policy: 'rules: { r: { when: is:pr, must: "label:a" } }',
      told: [pull('2026-01-05T09:00').opened()],
    })
    expect(Object.keys(checked.said[0] ?? {})).toEqual([
      'at',
      'subject',
      'rules',
      'do',
      'name',
      'sha',
      'conclusion',
      'title',
      'summary',
    ])
  })

  test('what an effect changes is looked at in the same instant', async () => {
    const ran = await replayed({
      policy: `
rules:
  one: { when: "label:a", do: [{ label: b }] }
  two: { when: "label:b", do: [{ label: c }] }
  three: { when: "label:c", do: [{ assign: "@dana" }] }
`,
      told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add b <one>',
      '01-05T09:00 acme/app#7 label.add c <two>',
      '01-05T09:00 acme/app#7 assignee.add dana <three>',
    ])
  })

  test('rules that chase each other end with exit 1 and their names, and nothing is written', async () => {
    const ran = await replayed({
      policy: `
rules:
  opens: { when: "is:issue is:closed label:a", do: [reopen] }
  shuts: { when: "is:issue is:open label:a", do: [close] }
  quiet: { when: "is:issue label:a", do: [{ label: b }] }
`,
      told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()],
    })
    expect(ran.status).toBe(1)
    expect(ran.output).toBe('')
    expect(ran.complained).toContain('opens')
    expect(ran.complained).toContain('shuts')
    expect(ran.complained).not.toContain('quiet')
  })
})

describe('D10 Replay: input', () => {
  const good = written([issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened()])

  test.each([
    ['no JSON', '{"at":'],
    ['no instant', '{"at":"yesterday","event":"issues","payload":{}}'],
    ['no event', '{"at":"2026-01-05T09:00:00Z","payload":{}}'],
    ['no payload', '{"at":"2026-01-05T09:00:00Z","event":"issues"}'],
    [
      'a payload that lacks what it must have',
      '{"at":"2026-01-05T09:00:00Z","event":"issues","payload":{"action":"opened"}}',
    ],
    [
      'a payload without its issue',
      '{"at":"2026-01-05T09:00:00Z","event":"issues","payload":{"action":"opened","repository":{"full_name":"a/b"}}}',
    ],
    [
      'a policy that is wrong',
      '{"at":"2026-01-05T09:00:00Z","event":"reeve.policy","payload":{"text":"version: 1\\nruels: {}"}}',
    ],
    ['a policy line without text', '{"at":"2026-01-05T09:00:00Z","event":"reeve.policy","payload":{}}'],
  ])('%s: exit 1, file and line, nothing written', async (_, line) => {
    const ran = await replayed({ policy: clock, told: `${good}\n${line}`, until: '2026-01-06T00:00' })
    expect(ran.status).toBe(1)
    expect(ran.output).toBe('')
    expect(ran.complained).toContain('events.ndjson:2: ')
  })

  test('a wrong line after --until is wrong too', async () => {
    const ran = await replayed({
      policy: clock,
      told: `${good}\n{"at":"2026-02-05T09:00:00Z","event":"issues","payload":{"action":"opened"}}`,
      until: '2026-01-06T00:00',
    })
    expect(ran).toMatchObject({ status: 1, output: '' })
  })

  test('a wrong policy or world: exit 1', async () => {
    expect(await replayed({ policy: 'ruels: {}', told: good })).toMatchObject({ status: 1, output: '' })
    const world = await replayed({ policy: clock, told: good, world: '{"teams": []}' })
    expect(world).toMatchObject({ status: 1, output: '' })
    expect(world.complained).toContain('world.json: teams')
    const list = await replayed({ policy: clock, told: good, world: '[]' })
    expect(list.complained).toContain('world.json: the file: ')
    expect(await replayed({ policy: clock, told: good, world: '\uFEFF{}' })).toMatchObject({ status: 0 })
  })

  test('wrong usage: exit 2', async () => {
    expect(await replayed({ policy: clock, told: good, until: 'tomorrow' })).toMatchObject({
      status: 2,
      output: '',
    })
  })

  test('events that Reeve does not listen to, blank lines and carriage returns are passed over', async () => {
    const other = '{"at":"2026-01-05T09:00:00Z","event":"star","payload":{"action":"created"}}'
    const ran = await replayed({
      policy: clock,
      told: `\n${good}\r\n${other}\n\n`,
      until: '2026-01-05T13:00',
    })
    expect(effects(ran, 'label.add')).toHaveLength(1)
  })

  test('no lines at all say nothing', async () => {
    expect(await replayed({ policy: clock, told: '' })).toMatchObject({ status: 0, output: '' })
  })

  test('several repositories are kept apart', async () => {
    const ran = await replayed({
      policy: 'rules: { one: { kind: label-group, when: is:issue, of: [a, b], pick: at most one } }',
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T09:00', 7, { labels: ['b'], repo: 'acme/web' }).opened(),
        issue('2026-01-05T10:00', 7, { repo: 'acme/web' }).labeled('a'),
      ],
    })
    expect(effects(ran, 'label.remove')).toEqual(['01-05T10:00 acme/web#7 label.remove b <one>'])
  })
})

describe('D10 Replay: the world', () => {
  const must = (query: string) => `rules: { r: { when: is:pr, must: "${query}" } }`
  const checks = async (query: string, world: unknown, told = [pull('2026-01-05T09:00').opened()]) =>
    effects(await replayed({ policy: must(query), world, told }), 'check.put').map(
      (line) => line.split(' ')[3],
    )

  test.each([
    ['author:@acme/qa', { teams: { 'acme/qa': ['eve'] } }, { teams: { 'acme/qa': ['ann'] } }],
    ['path:src/**', { files: { 'acme/app#12': ['src/a.ts'] } }, { files: { 'acme/app#12': ['README.md'] } }],
    [
      'linked:issue',
      { closing: { 'acme/app#12': ['acme/app#7'] }, issues: [{ repo: 'acme/app', number: 7 }] },
      { closing: { 'acme/app#12': [] } },
    ],
    [
      'check:unit=success',
      { checks: { 'acme/app@abc1': { unit: 'success' } } },
      { checks: { 'acme/app@abc1': {} } },
    ],
    [
      'status:success',
      { checks: { 'acme/app@abc1': { unit: 'success', Reeve: 'failure' } } },
      { checks: { 'acme/app@abc1': { unit: 'failure' } } },
    ],
    [
      'field:Status=Done',
      { fields: { 'acme/app#12': { Status: 'Done' } } },
      { fields: { 'acme/app#12': { Status: 'Doing' } } },
    ],
  ])('%s: yes, no, and unknown where nothing is listed', async (query, yes, no) => {
    expect(await checks(query, yes)).toEqual(['success'])
    expect(await checks(query, no)).toEqual(['failure'])
    expect(await checks(query, {})).toEqual(['in_progress'])
  })

  test('who is not in a list of permissions may do nothing; unlisted is unknown', async () => {
    const ran = async (permissions: unknown) =>
      effects(
        await replayed({
          policy: 'rules: { g: { kind: label-guard, labels: v, by: "@ann" } }',
          world: { permissions },
          told: [issue('2026-01-05T09:00', 7, { labels: ['v'] }).opened()],
        }),
        'label.remove',
      )
    expect(await ran({ 'acme/app': { eve: 'write' } })).toHaveLength(1)
    expect(await ran({ 'acme/app': { eve: 'read' } })).toHaveLength(0)
    expect(await ran({ 'acme/app': {} })).toHaveLength(0)
    expect(await ran({})).toHaveLength(0)
  })

  test('reviews of the file and of the lines', async () => {
    const world = {
      issues: [
        {
          repo: 'acme/app',
          number: 12,
          author: 'eve',
          created_at: '2026-01-01T00:00:00Z',
          pull: { base: 'main', sha: 'abc1' },
        },
      ],
      reviews: {
        'acme/app#12': [{ author: 'ann', state: 'APPROVED', sha: 'abc1', at: '2026-01-04T00:00:00Z' }],
      },
    }
    const told = [
      pull('2026-01-05T09:00').labeled('x'),
      pull('2026-01-05T10:00').reviewed('changes_requested', 'bo'),
      pull('2026-01-05T11:00').reviewed('approved', 'bo'),
    ]
    expect(await checks('review:approved', world, told)).toEqual(['success', 'failure', 'success'])
    // Not listed, and nobody saw it opened: unknown.
    expect(await checks('review:none', { ...world, reviews: {} }, told.slice(0, 1))).toEqual(['in_progress'])
  })

  test('a review of the file is an answer, given when the file says', async () => {
    const run = async (at: string) =>
      verdicts(
        await replayed({
          policy: 'rules: { a: { kind: sla, when: is:pr, clock: respond, within: 2h } }',
          world: {
            permissions: { 'acme/app': { ann: 'write' } },
            issues: [
              {
                repo: 'acme/app',
                number: 12,
                author: 'eve',
                created_at: '2026-01-05T09:00:00Z',
                pull: { base: 'main', head: 'fix', sha: 'abc1' },
                reviews: [{ by: 'ann', state: 'commented', at }],
              },
            ],
          },
          told: [pull('2026-01-05T12:00').labeled('other')],
          decisions: true,
        }),
        'a',
      )
    expect(await run('2026-01-05T11:00:00Z')).toEqual(['01-05T12:00 pass'])
    expect(await run('2026-01-05T11:00:01Z')).toEqual(['01-05T12:00 fail'])
  })

  test('checks change by lines', async () => {
    expect(
      await checks('check:unit=success', { checks: { 'acme/app@abc1': { unit: 'failure' } } }, [
        pull('2026-01-05T09:00').opened(),
        checkRun('2026-01-05T10:00', 'abc1', 'unit', 'success'),
      ]),
    ).toEqual(['failure', 'success'])
  })

  test('new commits: files are unknown unless listed for that very commit', async () => {
    const told = [pull('2026-01-05T09:00').opened(), pull('2026-01-05T10:00').pushed('abc2')]
    const files = { 'acme/app#12': ['src/a.ts'] }
    expect(await checks('path:src/**', { files }, told)).toEqual(['success', 'in_progress'])
    const both = { files: { ...files, 'acme/app#12@abc2': ['README.md'] } }
    expect(await checks('path:src/**', both, told)).toEqual(['success', 'failure'])
  })

  test('issues of the world are consulted; one is looked at once a line is about it', async () => {
    const ran = await replayed({
      policy: `
rules:
  logged: { kind: linked-issue, when: is:pr, matching: "label:story" }
  own: { when: is:issue, do: [{ label: seen }] }
`,
      world: {
        closing: { 'acme/app#12': ['acme/app#7'] },
        issues: [
          {
            repo: 'acme/app',
            number: 7,
            labels: ['story'],
            author: 'eve',
            created_at: '2026-01-01T00:00:00Z',
          },
          {
            repo: 'acme/app',
            number: 8,
            labels: ['story'],
            author: 'eve',
            created_at: '2026-01-01T00:00:00Z',
          },
        ],
      },
      told: [pull('2026-01-05T09:00').opened(), issue('2026-01-05T10:00', 8).labeled('x')],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app@abc1 check.put success <logged>',
      '01-05T10:00 acme/app#8 label.add seen <own>',
    ])
  })

  test('labels without a history were set at the creation by nobody known', async () => {
    const ran = await replayed({
      policy: `${clock.slice(0, -2)}, g: { kind: label-guard, labels: critical, by: "@ann" } }`,
      world: {
        issues: [
          {
            repo: 'acme/app',
            number: 7,
            labels: ['critical'],
            author: 'eve',
            created_at: '2026-01-05T06:00:00Z',
          },
        ],
      },
      told: [issue('2026-01-05T09:00').labeled('x')],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.add overdue <fix>',
    ])
  })

  test('without a creation it counts from the first line', async () => {
    const ran = await replayed({
      policy: clock,
      world: { issues: [{ repo: 'acme/app', number: 7, labels: ['critical'] }] },
      told: [issue('2026-01-05T09:00', 8).opened(), issue('2026-01-05T09:30').labeled('x')],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T13:00 acme/app#7 label.add overdue <fix>'])
  })

  test('a history alone tells labels and state', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "is:issue is:closed label:a", do: [{ label: b }] } }',
      world: {
        issues: [{ repo: 'acme/app', number: 7, created_at: '2026-01-01T00:00:00Z' }],
        history: {
          'acme/app#7': [
            { what: 'labeled', label: 'a', by: 'eve', at: '2026-01-02T00:00:00Z' },
            { what: 'closed', by: 'eve', at: '2026-01-03T00:00:00Z' },
          ],
        },
      },
      told: [issue('2026-01-05T09:00').labeled('x')],
    })
    expect(effects(ran)).toEqual(['01-05T09:00 acme/app#7 label.add b <r>'])
  })

  test('`app` is our login', async () => {
    const ran = await replayed({
      policy: 'rules: { r: { when: "label:a", do: [{ label: b }] } }',
      world: { app: 'keeper[bot]' },
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(),
        issue('2026-01-05T09:00:01Z', 7, { by: 'keeper[bot]' }).labeled('b'),
        issue('2026-01-05T10:00').unlabeled('a'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add b <r>',
      '01-05T10:00 acme/app#7 label.remove b <r>',
    ])
  })

  test('`groups` lists the members of a merge group', async () => {
    const world = { groups: { 'acme/app@g1': [12], 'acme/app@g2': [12, 13] } }
    const ran = await replayed({
      policy: must('label:ok'),
      world,
      told: [
        pull('2026-01-05T09:00', 12, { labels: ['ok'] }).opened(),
        pull('2026-01-05T09:00', 13, { sha: 'abd1' }).opened(),
        mergeGroup('2026-01-05T10:00', 'g1'),
        mergeGroup('2026-01-05T10:00', 'g2'),
        mergeGroup('2026-01-05T10:00', 'g3'),
      ],
    })
    expect(effects(ran, 'check.put').slice(2)).toEqual([
      '01-05T10:00 acme/app@g1 check.put success <r>',
      '01-05T10:00 acme/app@g2 check.put failure <r>',
      '01-05T10:00 acme/app@g3 check.put in_progress <>',
    ])
  })

  test('body keywords count as links whether or not `closing` is given', async () => {
    const policy = 'rules: { logged: { kind: linked-issue, when: is:pr, matching: is:open } }'
    const issues = [
      { repo: 'acme/app', number: 7, created_at: '2026-01-01T00:00:00Z' },
      { repo: 'acme/app', number: 8, state: 'closed', created_at: '2026-01-01T00:00:00Z' },
    ]
    const run = async (body: string, closing?: string[]) =>
      effects(
        await replayed({
          policy,
          world: { issues, ...(closing ? { closing: { 'acme/app#12': closing } } : {}) },
          told: [pull('2026-01-05T09:00', 12, { body }).opened()],
        }),
        'check.put',
      ).map((line) => line.split(' ')[3])
    expect(await run('fixes #7')).toEqual(['success'])
    expect(await run('fixes #7', [])).toEqual(['success'])
    expect(await run('fixes #8', ['acme/app#7'])).toEqual(['success'])
    expect(await run('fixes #8', [])).toEqual(['failure'])
    expect(await run('', [])).toEqual(['failure'])
    expect(await run('')).toEqual(['in_progress'])
  })

  test('an issue that Reeve opens is there from then on, as its own', async () => {
    const ran = await replayed({
      policy: `
rules:
  spawn: { when: "label:a", do: [{ open-issue: { title: "Follow {{ number }}", labels: [follow-up, verified] } }] }
  g: { kind: label-guard, labels: verified, by: "@ann" }
  next: { when: "label:follow-up", do: [{ label: triage }] }
`,
      told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened()],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 issue.open <spawn>',
      '01-05T09:00 acme/app#8 label.add triage <next>',
    ])
    expect(ran.said[0]).toMatchObject({
      repo: 'acme/app',
      title: 'Follow 7',
      labels: ['follow-up', 'verified'],
      assignees: [],
    })
  })

  // One that took the number of what comes later would swallow all that is told of it.
  test.each<[string, Told, string]>([
    ['an issue that is opened later', issue('2026-01-05T10:00', 8).opened(), '#9'],
    ['a pull request', pull('2026-01-05T10:00', 8).opened(), '#9'],
    ['a comment on a pull request', comment('2026-01-05T10:00', 8, 'Hm', 'eve', { onPull: true }), '#9'],
    ['what somebody says of it is about it', issue('2026-01-05T10:00', 8, { by: 'ann' }).closed(), '#8'],
    [
      'its own opening, told again',
      issue('2026-01-05T10:00', 8, { by: 'reeve[bot]', author: 'reeve[bot]' }).opened(),
      '#8',
    ],
  ])('an issue that Reeve opens has a number of its own: %s', async (_, later, number) => {
    const ran = await replayed({
      policy:
        'rules: { r: { when: "is:issue label:a", do: [{ open-issue: { title: New, labels: b } }] }, s: { when: "is:issue label:b", do: [{ label: c }] } }',
      told: [issue('2026-01-05T09:00', 7, { labels: ['a'] }).opened(), later],
    })
    expect(effects(ran, 'label.add')).toEqual([`01-05T09:00 acme/app${number} label.add c <s>`])
  })

  test('a policy line replaces the policy from its instant on', async () => {
    const ran = await replayed({
      policy: clock,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        policyLine('2026-01-05T13:00', 'rules: {}'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran)).toEqual([])
  })

  test('teams change by membership lines', async () => {
    const ran = await replayed({
      policy: 'rules: { g: { kind: label-guard, labels: v, by: "@acme/qa" } }',
      world: { teams: { 'acme/qa': [] } },
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('v'),
        membership('2026-01-05T11:00', 'added', 'ann'),
        issue('2026-01-05T12:00', 7, { by: 'ann' }).labeled('v'),
      ],
    })
    expect(effects(ran, 'label.remove')).toEqual(['01-05T10:00 acme/app#7 label.remove v <g>'])
  })
})
