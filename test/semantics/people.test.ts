import { describe, expect, test } from 'vitest'
import { effects, replayed, verdicts } from '../builders/replayed.ts'
import { comment, issue, pull } from '../builders/told.ts'

const people = `people:
  rota: { rotation: ["@ann", "@bo"], every: 1w, from: 2026-01-05T09:00 }
  outer: [rota, "@zed"]
  deep: { rotation: [rota, "@zed"], every: 4w, from: 2026-01-05T09:00 }
`
const world = {
  permissions: { 'acme/app': { ann: 'write', bo: 'write', dan: 'write' } },
  reviews: { 'acme/app#12': [] },
}

describe('field:<name> is whoever that field names', () => {
  const assigned = async (body: string) => {
    const policy = 'rules: { it: { kind: assign, when: is:issue, to: "field:Owner", pick: all } }'
    const ran = await replayed({ policy, world, told: [issue('2026-01-05T09:00', 7, { body }).opened()] })
    return effects(ran, 'assignee.add').map((line) => line.split(' ')[3])
  }

  test.each<[string, string, string[]]>([
    ['one', '### Owner\n\n@dan\n', ['dan']],
    ['one without @', '### Owner\n\ndan\n', ['dan']],
    ['several in a sentence', '### Owner\r\n\r\n@dan and @bo, please\r\n', ['bo', 'dan']],
    ['several without @', '### Owner\n\ndan, bo\n', ['bo', 'dan']],
    ['a list', '### Owner\n\n- dan\n- bo\n', ['bo', 'dan']],
    ['behind what the template asks', '### Owner\n<!-- who? -->\n@dan\n', ['dan']],
    [
      'behind a log that looks like headings',
      '### Log\n\n```shell\n### Owner\neve\n```\n\n### Owner\n\n@dan\n\n### Rest\n@bo',
      ['dan'],
    ],
    ['a name of somebody who has no login', '### Owner\n\nDan Brown of Sales\n', []],
    ['an address', '### Owner\n\ndan@acme.example\n', []],
  ])('%s', async (_, body, expected) => {
    expect(await assigned(body)).toEqual(expected)
  })
})

describe('D12 a query about a rotation changes when it hands over, whatever happens', () => {
  test.each(['assignee:rota', '-author:outer', '-assignee:zed assignee:deep'])('%s', async (query) => {
    const asked = { author: 'ann', assignees: [{ login: 'bo' }] }
    const ran = await replayed({
      policy: `${people}rules: { it: { when: "is:issue ${query}", do: [{ label: on }] } }`,
      world,
      told: [issue('2026-01-05T09:00', 7, asked).opened()],
      until: '2026-01-20T00:00',
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-12T09:00 acme/app#7 label.add on <it>',
      '01-19T09:00 acme/app#7 label.remove on <it>',
    ])
  })
})

test('whoever was on when they approved has signed off, whoever is on later', async () => {
  const signed = async (by: string) => {
    const ran = await replayed({
      policy: `${people}rules: { it: { kind: sign-off, when: is:pr, from: rota } }`,
      world,
      told: [
        pull('2026-01-05T09:00').opened(),
        pull('2026-01-05T10:00').reviewed('approved', by),
        comment('2026-01-13T10:00', 12, 'Next?', 'eve', { onPull: true }),
      ],
      decisions: true,
    })
    return verdicts(ran, 'it').at(-1)?.split(' ')[1]
  }
  expect(await signed('ann')).toBe('pass')
  expect(await signed('bo')).toBe('fail')
})

describe('grace of assign is the time in which people may take it themselves', () => {
  const policy = 'rules: { it: { kind: assign, when: "is:issue label:go", to: ["@ann", "@bo"], grace: 30m } }'
  const opened = issue('2026-01-05T09:00', 7, { labels: ['go'] }).opened()
  const run = (...told: (typeof opened)[]) =>
    replayed({ policy, world, told: [opened, ...told], until: '2026-01-05T12:00', decisions: true })

  test('nobody does', async () => {
    const ran = await run()
    expect(effects(ran, 'assignee.add')).toEqual(['01-05T09:30 acme/app#7 assignee.add ann <it>'])
    expect(verdicts(ran, 'it')).toEqual(['01-05T09:00 wait', '01-05T09:30 wait', '01-05T09:30 pass'])
  })

  test('one of them does', async () => {
    const ran = await run(issue('2026-01-05T09:29', 7, { labels: ['go'] }).assigned('bo'))
    expect(effects(ran, 'assignee.add')).toEqual([])
    expect(verdicts(ran, 'it').at(-1)).toBe('01-05T09:30 pass')
  })

  test('it is no longer asked for', async () => {
    expect(effects(await run(issue('2026-01-05T09:29').unlabeled('go')), 'assignee.add')).toEqual([])
  })
})
