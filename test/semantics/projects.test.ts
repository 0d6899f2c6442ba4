import { describe, expect, test } from 'vitest'
import { effects, type Replayed, replayed, type Story, type Told, written } from '../builders/replayed.ts'
import { card, comment, issue } from '../builders/told.ts'

const seven = { node_id: 'I_7' }

/** What was put on boards: `01-05T09:00 acme/app#7 acme/205 {"Status":"Queue"} <board>`. */
function puts({ said, status, complained }: Replayed): string[] {
  if (status !== 0) return [complained]
  return said
    .filter(({ do: what }) => what === 'project.put')
    .map(
      ({ at, subject, board, fields, rules }) =>
        `${at.slice(5, 16)} ${subject} ${String(board)} ${JSON.stringify(fields)} <${rules?.join(' ')}>`,
    )
}

/** The same whether lines come shuffled or twice. */
async function steadily(story: Omit<Story, 'told'> & { told: readonly Told[] }): Promise<Replayed> {
  const ran = await replayed(story)
  const lines = written(story.told).split('\n')
  const shuffled = [...lines, ...lines].reverse().join('\n')
  expect((await replayed({ ...story, told: shuffled })).output).toBe(ran.output)
  return ran
}

const support =
  'rules: { board: { kind: project, when: "is:issue label:support", board: acme/205, set: { Status: Queue } } }'

describe('set', () => {
  test('put there once for its cause, and again for the next', async () => {
    const ran = await steadily({
      policy: support,
      told: [
        issue('2026-01-05T09:00', 7, seven).opened(),
        issue('2026-01-05T10:00', 7, { labels: ['support'] }).labeled('support'),
        comment('2026-01-05T11:00', 7, 'It still fails.'),
        issue('2026-01-05T12:00').unlabeled('support'),
        issue('2026-01-05T13:00', 7, { labels: ['support'] }).labeled('support'),
        card('2026-01-05T14:00', 7, { field: 'Status', to: 'Doing' }),
        issue('2026-01-05T15:00').unlabeled('support'),
        issue('2026-01-05T16:00', 7, { labels: ['support'] }).labeled('support'),
      ],
    })
    expect(puts(ran)).toEqual([
      '01-05T10:00 acme/app#7 acme/205 {"Status":"Queue"} <board>',
      // At one o'clock it was in the queue still.
      '01-05T16:00 acme/app#7 acme/205 {"Status":"Queue"} <board>',
    ])
  })

  test.each<[string, readonly Told[], string[]]>([
    ['moved on by a person', [card('2026-01-05T10:00', 7, { field: 'Status', to: 'Doing' })], []],
    ['taken off by a person', [card('2026-01-05T10:00', 7, { action: 'deleted' })], []],
    ['archived by a person', [card('2026-01-05T10:00', 7, { action: 'archived' })], []],
    [
      "Reeve's own webhooks",
      [card('2026-01-05T09:00', 7, { by: 'reeve[bot]', field: 'Status', to: 'Queue' })],
      [],
    ],
  ])('what people do there afterwards is theirs: %s', async (_, told, expected) => {
    const later = [comment('2026-01-05T11:00', 7, 'Any news?'), comment('2026-01-06T11:00', 7, 'And now?')]
    const opened = issue('2026-01-05T09:00', 7, { ...seven, labels: ['support'] }).opened()
    const ran = await steadily({ policy: support, told: [opened, ...told, ...later] })
    expect(puts(ran)).toEqual(['01-05T09:00 acme/app#7 acme/205 {"Status":"Queue"} <board>', ...expected])
  })

  test.each<[string, unknown, string[]]>([
    ['on no board', { 'acme/app#7': {} }, ['{"Status":"Queue"}']],
    ['there already', { 'acme/app#7': { Status: 'queue' } }, []],
    ['there, in another column', { 'acme/app#7': { Status: 'Doing' } }, ['{"Status":"Queue"}']],
    ['on another board only', { 'acme/app#7': { 'acme/9': { Status: 'Queue' } } }, ['{"Status":"Queue"}']],
    ['on this one among others', { 'acme/app#7': { 'acme/9': {}, 'acme/205': { Status: 'Queue' } } }, []],
    ['nobody says', undefined, ['{"Status":"Queue"}']],
  ])('the world says: %s', async (_, fields, expected) => {
    const world = {
      issues: [{ repo: 'acme/app', number: 7, title: 'It', labels: [], created_at: '2026-01-04T09:00:00Z' }],
      ...(fields === undefined ? {} : { fields }),
    }
    const told = [issue('2026-01-05T10:00', 7, { labels: ['support'] }).labeled('support')]
    const ran = await steadily({ policy: support, world, told })
    expect(puts(ran).map((line) => line.split(' ')[3])).toEqual(expected)
  })

  test.each(['warn', 'observe'])('in %s nothing is put there', async (mode) => {
    const policy = `mode: ${mode}\n${support}`
    const opened = issue('2026-01-05T09:00', 7, { ...seven, labels: ['support'] }).opened()
    const world = { fields: { 'acme/app#7': {} } }
    const ran = await steadily({ policy, world, told: [opened], decisions: true })
    expect(puts(ran)).toEqual([])
    expect(ran.said.find(({ rule }) => rule === 'board')).toMatchObject({
      verdict: 'fail',
      reason: {
        what: 'It is not on the board acme/205.',
        fix: 'Put it there, with Status Queue.',
      },
    })
  })
})

/** What is done about labels and boards, by time. */
function done({ said, status, complained }: Replayed): string[] {
  if (status !== 0) return [complained]
  return said.flatMap(({ at, do: what, label, fields }) => {
    const time = at.slice(11, 16)
    if (what === 'project.put') return [`${time} ${JSON.stringify(fields)}`]
    if (what === 'label.add' || what === 'label.remove') return [`${time} ${what.slice(6)} ${label}`]
    return []
  })
}

describe('from-labels', () => {
  const policy = `rules:
  prio:
    kind: project
    when: is:issue
    board: acme/205
    from-labels: { Priority: { P0: Urgent, P1: High, blocker: Urgent } }`
  const opened = (labels: readonly string[] = []) =>
    issue('2026-01-05T09:00', 7, { ...seven, labels }).opened()
  const moved = (time: string, to: string | null, by = 'ann') =>
    card(`2026-01-05T${time}`, 7, { field: 'Priority', to, by })
  const later = comment('2026-01-05T20:00', 7, 'Any news?')

  test.each<[string, readonly Told[], string[]]>([
    ['a label it was opened with', [opened(['P1'])], ['09:00 {"Priority":"High"}']],
    ['no label', [opened(['bug'])], ['09:00 {}']],
    [
      'a label that is set later, and taken off',
      [opened(), issue('2026-01-05T10:00').labeled('P0'), issue('2026-01-05T11:00').unlabeled('P0')],
      ['09:00 {}', '10:00 {"Priority":"Urgent"}', '11:00 {"Priority":null}'],
    ],
    [
      'of two labels the newest; the other one again when that goes',
      [opened(['P1']), issue('2026-01-05T10:00').labeled('P0'), issue('2026-01-05T11:00').unlabeled('P0')],
      ['09:00 {"Priority":"High"}', '10:00 {"Priority":"Urgent"}', '11:00 {"Priority":"High"}'],
    ],
    [
      'a second label for the same option changes nothing',
      [opened(['P0']), issue('2026-01-05T10:00').labeled('blocker')],
      ['09:00 {"Priority":"Urgent"}'],
    ],
    [
      'a card that a person moves takes its labels along',
      [opened(['P1']), moved('10:00', 'Urgent')],
      ['09:00 {"Priority":"High"}', '10:00 add P0', '10:00 remove P1'],
    ],
    [
      'and stays where it is when nothing else happens',
      [opened(['P1']), moved('10:00', 'Urgent'), later],
      ['09:00 {"Priority":"High"}', '10:00 add P0', '10:00 remove P1'],
    ],
    [
      'a card whose label is there already',
      [
        opened(['blocker']),
        moved('10:00', 'High'),
        issue('2026-01-05T11:00').labeled('blocker'),
        moved('12:00', 'Urgent'),
      ],
      [
        '09:00 {"Priority":"Urgent"}',
        '10:00 add P1',
        '10:00 remove blocker',
        '11:00 {"Priority":"Urgent"}',
        '12:00 remove P1',
      ],
    ],
    [
      'a card moved where no label stands for it, or nowhere',
      [
        opened(['P1']),
        moved('10:00', 'Someday'),
        issue('2026-01-05T11:00').labeled('P0'),
        moved('12:00', null),
      ],
      ['09:00 {"Priority":"High"}', '10:00 remove P1', '11:00 {"Priority":"Urgent"}', '12:00 remove P0'],
    ],
    [
      'the newer change wins, over and over',
      [
        opened(['P1']),
        moved('10:00', 'Urgent'),
        issue('2026-01-05T11:00').unlabeled('P0'),
        issue('2026-01-05T11:00').labeled('P1'),
        moved('12:00', 'Urgent'),
        issue('2026-01-05T13:00').unlabeled('P0'),
        issue('2026-01-05T13:00').labeled('P1'),
        moved('14:00', 'Urgent'),
        issue('2026-01-05T15:00').unlabeled('P0'),
        issue('2026-01-05T15:00').labeled('P1'),
      ],
      [
        '09:00 {"Priority":"High"}',
        ...['10:00', '12:00', '14:00'].flatMap((time) => [
          `${time} add P0`,
          `${time} remove P1`,
          `${Number(time.slice(0, 2)) + 1}:00 {"Priority":"High"}`,
        ]),
      ],
    ],
    [
      'a card that was taken off stays off',
      [
        opened(['P1']),
        card('2026-01-05T10:00', 7, { action: 'deleted' }),
        issue('2026-01-05T11:00').labeled('P0'),
      ],
      ['09:00 {"Priority":"High"}'],
    ],
    [
      "Reeve's own webhooks are nobody's changes",
      [
        opened(['P1']),
        moved('09:00', 'High', 'reeve[bot]'),
        issue('2026-01-05T10:00').labeled('P0'),
        moved('10:00', 'Urgent', 'reeve[bot]'),
      ],
      ['09:00 {"Priority":"High"}', '10:00 {"Priority":"Urgent"}'],
    ],
  ])('%s', async (_, told, expected) => {
    expect(done(await steadily({ policy, told }))).toEqual(expected)
  })

  const known = (labels: readonly string[]) => ({
    repo: 'acme/app',
    number: 7,
    title: 'It',
    labels,
    node_id: 'I_7',
    created_at: '2026-01-01T09:00:00Z',
  })
  test.each<[string, unknown, string[]]>([
    [
      'labels and the card agree',
      { issues: [known(['P1'])], fields: { 'acme/app#7': { Priority: 'high' } } },
      [],
    ],
    [
      'they do not: labels lead where nobody knows which is newer',
      { issues: [known(['P1'])], fields: { 'acme/app#7': { Priority: 'Urgent' } } },
      ['20:00 {"Priority":"High"}'],
    ],
    [
      'only the card says something',
      { issues: [known([])], fields: { 'acme/app#7': { Priority: 'Urgent' } } },
      ['20:00 add P0'],
    ],
    [
      'the card says what no label stands for',
      { issues: [known([])], fields: { 'acme/app#7': { Priority: 'Someday' } } },
      [],
    ],
  ])('the world says: %s', async (_, world, expected) => {
    expect(done(await steadily({ policy, world, told: [later] }))).toEqual(expected)
  })

  test('fields and labels of one look are one change of the board', async () => {
    const ran = await steadily({
      policy: policy.replace('from-labels', 'set: { Status: Queue }\n    from-labels'),
      told: [opened(['P1'])],
    })
    expect(done(ran)).toEqual(['09:00 {"Status":"Queue","Priority":"High"}'])
  })
})

describe('a board of a workflow', () => {
  const policy = `
people: { dev: "@acme/dev", qa: "@acme/qa" }
rules:
  stories:
    kind: workflow
    when: is:issue label:story
    states: [todo, doing, verified]
    moves: [{ from: todo, to: doing, by: dev }, { from: doing, to: verified, by: qa, do: [{ comment: Verified. }] }, { to: todo, by: qa }]
  board:
    kind: project
    when: is:issue label:story
    board: acme/205
    from-labels: { Status: { todo: Todo, doing: In progress, verified: Done } }`
  const world = { teams: { 'acme/dev': ['dan'], 'acme/qa': ['ann'] } }
  const opened = issue('2026-01-05T09:00', 7, { ...seven, labels: ['story'] }).opened()
  const moved = (time: string, to: string | null, by: string) =>
    card(`2026-01-05T${time}`, 7, { field: 'Status', to, by })
  /** Put there once, with what its first state stands for. */
  const begun = ['09:00 add todo', '09:00 {"Status":"Todo"}']

  test('follows its states', async () => {
    const told = [opened, issue('2026-01-05T10:00', 7, { by: 'dan' }).labeled('doing')]
    expect(done(await steadily({ policy, world, told }))).toEqual([
      ...begun,
      '10:00 remove todo',
      '10:00 {"Status":"In progress"}',
    ])
  })

  test('what `set` says of the same field is not put first', async () => {
    const both = policy.replace('from-labels', 'set: { Status: Queue, Team: Web }\n    from-labels')
    expect(done(await steadily({ policy: both, world, told: [opened] }))).toEqual([
      '09:00 add todo',
      '09:00 {"Team":"Web","Status":"Todo"}',
    ])
  })

  test('a card moved by the right people is a move, with what it hands over', async () => {
    const ran = await steadily({
      policy,
      world,
      told: [opened, moved('10:00', 'In progress', 'dan'), moved('11:00', 'Done', 'ann')],
    })
    expect(done(ran)).toEqual([
      ...begun,
      '10:00 add doing',
      '10:00 remove todo',
      '11:00 add verified',
      '11:00 remove doing',
    ])
    expect(ran.said.filter(({ do: what }) => what === 'comment.add')).toHaveLength(1)
  })

  test.each<[string, Told, string]>([
    ['by somebody else', moved('10:00', 'In progress', 'eve'), 'that move is for dev'],
    ['where it may not go from here', moved('10:00', 'Done', 'ann'), 'does not follow on'],
    ['out of all states', moved('10:00', null, 'dan'), 'A state ends when the next one is set'],
  ])('moved %s it goes back, with the reason', async (_, told, reason) => {
    const ran = await steadily({ policy, world, told: [opened, told] })
    expect(done(ran)).toEqual([...begun, '10:00 {"Status":"Todo"}'])
    expect(ran.said.find(({ do: what }) => what === 'notice.put')?.body).toContain(reason)
  })

  test('three times in a day, and then it is left alone', async () => {
    const times = ['10:00', '11:00', '12:00']
    const later = comment('2026-01-05T13:00', 7, 'And now?')
    const ran = await steadily({
      policy,
      world,
      told: [opened, ...times.map((time) => moved(time, 'Done', 'eve')), later],
    })
    expect(done(ran)).toEqual([...begun, '10:00 {"Status":"Todo"}', '11:00 {"Status":"Todo"}'])
    expect(ran.said.findLast(({ do: what }) => what === 'notice.put')?.body).toContain(
      'its Status was put back three times within a day, and is left as it is now',
    )
  })

  test('who may move it is not known: nothing is changed', async () => {
    const ran = await steadily({ policy, told: [opened, moved('10:00', 'In progress', 'dan')] })
    expect(done(ran)).toEqual(begun)
  })

  test('what may not be set leaves what it would take the place of', async () => {
    const guarded = `
rules:
  guard: { kind: label-guard, labels: [verified], by: "@ann" }
  board: { kind: project, when: is:issue, board: acme/205, from-labels: { Status: { doing: Doing, verified: Done } } }`
    const begins = issue('2026-01-05T09:00', 7, { ...seven, labels: ['doing'] }).opened()
    const ran = await steadily({ policy: guarded, told: [begins, moved('10:00', 'Done', 'eve')] })
    expect(done(ran)).toEqual(['09:00 {"Status":"Doing"}', '10:00 {"Status":"Doing"}'])
  })

  test('a guarded label: its card goes back, and the notice says for whom it is', async () => {
    const guarded = `
rules:
  guard: { kind: label-guard, labels: [verified], by: "@ann" }
  board: { kind: project, when: is:issue, board: acme/205, from-labels: { Status: { verified: Done } } }`
    const ran = await steadily({
      policy: guarded,
      told: [opened, moved('10:00', 'Done', 'eve'), moved('11:00', 'Done', 'ann')],
    })
    expect(done(ran)).toEqual(['09:00 {}', '10:00 {"Status":null}', '11:00 add verified'])
    const notices = ran.said.filter(({ do: what }) => what?.startsWith('notice'))
    expect(notices.map(({ do: what }) => what)).toEqual(['notice.put', 'notice.remove'])
    expect(notices[0]?.body).toContain('On the board acme/205 its card was put back. Ask ')
  })
})

describe('the action `project`', () => {
  const policy =
    'rules: { r: { when: "label:done", do: [{ project: { board: acme/205, set: { Status: Done, Sprint: } } }] } }'

  test('once for its cause; a field left blank loses what it has', async () => {
    const ran = await steadily({
      policy,
      world: { fields: { 'acme/app#7': { Sprint: 'Sprint 3' } } },
      told: [
        issue('2026-01-05T09:00', 7, seven).opened(),
        issue('2026-01-05T10:00', 7, { labels: ['done'] }).labeled('done'),
        comment('2026-01-05T11:00', 7, 'Done.'),
      ],
    })
    expect(puts(ran)).toEqual(['01-05T10:00 acme/app#7 acme/205 {"Status":"Done","Sprint":null} <r>'])
  })
})

describe('fields of boards in queries', () => {
  const policy =
    'rules: { hit: { when: "field:Status=Doing", do: [{ label: hit }] }, there: { when: "has:project", do: [{ label: there }] } }'

  test('follow what people do on the board', async () => {
    const ran = await steadily({
      policy,
      told: [
        issue('2026-01-05T09:00', 7, seven).opened(),
        card('2026-01-05T10:00', 7, { action: 'created' }),
        card('2026-01-05T11:00', 7, { field: 'Status', from: 'Queue', to: 'Doing' }),
        card('2026-01-05T12:00', 7, { field: 'Status', from: 'Doing', to: null }),
        card('2026-01-05T13:00', 7, { action: 'deleted' }),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add there <there>',
      '01-05T11:00 acme/app#7 label.add hit <hit>',
      '01-05T12:00 acme/app#7 label.remove hit <hit>',
      '01-05T13:00 acme/app#7 label.remove there <there>',
    ])
  })

  test('and what Reeve puts there', async () => {
    const ran = await steadily({
      policy: `${policy.slice(0, -1)}, put: { kind: project, when: label:support, board: acme/205, set: { Status: Doing } } }`,
      told: [issue('2026-01-05T09:00', 7, { ...seven, labels: ['support'] }).opened()],
    })
    expect(effects(ran).map((line) => line.split(' ').slice(2).join(' '))).toEqual([
      'project.put <put>',
      'label.add hit <hit>',
      'label.add there <there>',
    ])
  })
})

describe('a calendar of iterations', () => {
  const policy = `
calendars: { sprint: { board: acme/205, field: Sprint, timezone: Africa/Cairo } }
rules: { s: { kind: sla, when: "label:bug", within: end of sprint, on-breach: [{ label: overdue }] } }`
  const iterations = {
    'acme/205': {
      Sprint: [
        { title: 'Sprint 2', startDate: '2026-01-20', duration: 7 },
        { title: 'Sprint 1', startDate: '2026-01-05', duration: 14 },
      ],
    },
  }
  const overdue = async (at: string, world: unknown = { iterations }, text = policy) => {
    const told = [issue(at, 7, { labels: ['bug'] }).opened()]
    const ran = await steadily({ policy: text, world, told, until: '2026-03-01T00:00', decisions: true })
    return effects(ran, 'label.add').map((line) => line.slice(0, 11))
  }

  test.each([
    ['in one of them: its end, at midnight there', '2026-01-07T09:00', ['01-18T22:00']],
    ['between two: the end of the next', '2026-01-19T09:00', ['01-26T22:00']],
    ['after the last that is known: not yet due', '2026-02-07T09:00', []],
  ])('`end of sprint` %s', async (_, at, expected) => {
    expect(await overdue(at)).toEqual(expected)
  })

  test('`end of next sprint`', async () => {
    const next = policy.replace('end of sprint', 'end of next sprint')
    expect(await overdue('2026-01-07T09:00', { iterations }, next)).toEqual(['01-26T22:00'])
  })

  test.each([
    ['nothing is listed', {}],
    ['the board has no such field', { iterations: { 'acme/205': {} } }],
  ])('%s: not known, and nobody is late', async (_, world) => {
    const told = [issue('2026-01-07T09:00', 7, { labels: ['bug'] }).opened()]
    const ran = await replayed({ policy, world, told, until: '2026-03-01T00:00', decisions: true })
    expect(effects(ran)).toEqual([])
    expect(ran.said.find(({ rule }) => rule === 's')?.verdict).toBe('unknown')
  })
})
