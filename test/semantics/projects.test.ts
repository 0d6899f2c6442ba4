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
