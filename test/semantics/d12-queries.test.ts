import { describe, expect, test } from 'vitest'
import { effects, replayed, type Told, verdicts } from '../builders/replayed.ts'
import { comment, issue, pull } from '../builders/told.ts'

const label = (when: string, more = '') => `${more}\nrules: { r: { when: '${when}', do: [{ label: hit }] } }`
const hits = async (when: string, told: Parameters<typeof replayed>[0]['told'], more = '', rest = {}) =>
  effects(await replayed({ policy: label(when, more), told, ...rest }), 'label.add', 'label.remove').map(
    (line) => `${line.split(' ')[0]} ${line.split(' ')[2]}`,
  )

describe('D12 Queries in rules', () => {
  test('`@today` moves at midnight of the file’s zone, and wakes by time alone', async () => {
    const told = [issue('2026-01-05T09:00', 7).opened()]
    const until = { until: '2026-01-20T00:00' }
    expect(await hits('is:issue created:<@today-7d', told, 'timezone: Africa/Cairo', until)).toEqual([
      '01-12T22:00 label.add',
    ])
    expect(await hits('is:issue created:<@today-7d', told, '', until)).toEqual(['01-13T00:00 label.add'])
    expect(await hits('is:issue created:@today', told, '', until)).toEqual([
      '01-05T09:00 label.add',
      '01-06T00:00 label.remove',
    ])
  })

  test('`active:` is the last thing a person did', async () => {
    const told = [
      issue('2026-01-05T09:00').opened(),
      comment('2026-01-07T09:00', 7, 'Still here', 'ann'),
      comment('2026-01-09T09:00', 7, 'beep', 'helper[bot]'),
      issue('2026-01-15T12:00').labeled('x'),
    ]
    expect(await hits('is:issue active:<@today-3d', told, '', { until: '2026-01-15T12:00' })).toEqual([
      '01-11T00:00 label.add',
      '01-15T12:00 label.remove',
    ])
  })

  test('`comments:` counts what is there: one that is deleted is no comment any more', async () => {
    const deleted = (at: string, id: number, onPull = false): Told => {
      const { payload, ...line } = comment(at, onPull ? 12 : 7, 'x', 'ann', { id, onPull })
      return { ...line, payload: { ...payload, action: 'deleted', sender: { login: 'dana' } } }
    }
    const first = comment('2026-01-05T10:00', 7, 'One', 'ann', { id: 1 })
    const second = comment('2026-01-05T11:00', 7, 'Two', 'bo', { id: 2 })
    const opened = issue('2026-01-05T09:00').opened()
    const gone = deleted('2026-01-05T12:00', 1)
    const expected = ['01-05T11:00 label.add', '01-05T12:00 label.remove']
    expect(await hits('is:issue comments:>1', [opened, first, second, gone])).toEqual(expected)
    expect(await hits('is:issue comments:>1', [opened, first, second, gone, gone])).toEqual(expected)
    expect(await hits('is:issue commenter:ann', [opened, first, gone])).toEqual([
      '01-05T10:00 label.add',
      '01-05T12:00 label.remove',
    ])
    const unknown = deleted('2026-01-05T12:00', 3)
    expect(await hits('is:issue comments:>1', [opened, first, second, unknown])).toEqual(expected.slice(0, 1))
    const onPull = [
      pull('2026-01-05T09:00').opened(),
      comment('2026-01-05T10:00', 12, 'One', 'ann', { id: 4, onPull: true }),
      deleted('2026-01-05T11:00', 4, true),
    ]
    expect(await hits('is:pr comments:>0', onPull)).toEqual([
      '01-05T10:00 label.add',
      '01-05T11:00 label.remove',
    ])
  })

  test.each([
    ['label:a,b', ['b'], true],
    ['label:a,b', ['c'], false],
    ['-label:a,b', ['b'], false],
    ['-label:a,b', ['c'], true],
    ['label:a label:b', ['a'], false],
    ['label:a label:b', ['a', 'b'], true],
    ['LABEL:A', ['a'], true],
    ['label:a OR label:b label:c', ['a'], true],
    ['label:a OR label:b label:c', ['b'], false],
    ['(label:a OR label:b) label:c', ['a'], false],
    ['repo:acme/web repo:acme/app', [], true],
    ['no:label', [], true],
    ['has:label', ['x'], true],
    ['no:assignee', [], true],
    ['type:issue', [], true],
    ['type:pr', [], false],
    ['author:eve', [], true],
    ['author:@eve', [], true],
    ['author:ann', [], false],
  ])('%s on an issue with %j', async (when, labels, expected) => {
    expect(await hits(when, [issue('2026-01-05T09:00', 7, { labels: [...labels] }).opened()])).toHaveLength(
      expected ? 1 : 0,
    )
  })

  test('a bare name is a name under people if there is one, else a login', async () => {
    const told = [issue('2026-01-05T09:00').opened()]
    expect(await hits('author:leads', told, 'people: { leads: ["@ann", "@eve"] }')).toHaveLength(1)
    expect(await hits('author:eve', told, 'people: { eve: "@ann" }')).toHaveLength(0)
  })

  test('`head:` matches a beginning; `base:` the whole', async () => {
    expect(await hits('head:fi', [pull('2026-01-05T09:00').opened()])).toHaveLength(1)
    expect(await hits('head:ix', [pull('2026-01-05T09:00').opened()])).toHaveLength(0)
    expect(await hits('base:mai', [pull('2026-01-05T09:00').opened()])).toHaveLength(0)
  })

  test('no decides and, yes decides or, and what costs a call is read only where the rest does not decide', async () => {
    const opened = [pull('2026-01-05T09:00', 12, { labels: ['a'] }).opened()]
    const verdict = async (must: string) =>
      verdicts(
        await replayed({
          policy: `rules: { r: { when: is:pr, must: "${must}" } }`,
          told: opened,
          decisions: true,
        }),
        'r',
      )[0]?.split(' ')[1]
    expect(await verdict('path:src/** label:b')).toBe('fail')
    expect(await verdict('path:src/** label:a')).toBe('unknown')
    expect(await verdict('path:src/** OR label:a')).toBe('pass')
    expect(await verdict('path:src/** OR label:b')).toBe('unknown')
    expect(await verdict('-path:src/**')).toBe('unknown')
  })

  test('`rule:` is yes while that rule applies and is kept', async () => {
    const ran = await replayed({
      policy: `
rules:
  tested: { when: "label:story", must: "label:tested" }
  ready: { when: "rule:tested", do: [{ label: ready }] }
`,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('story'),
        issue('2026-01-05T11:00').labeled('tested'),
        issue('2026-01-05T12:00').unlabeled('story'),
      ],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T11:00 acme/app#7 label.add ready <ready>',
      '01-05T12:00 acme/app#7 label.remove ready <ready>',
    ])
  })

  test('`sla:` follows the clocks of the item', async () => {
    const ran = await replayed({
      policy: `
rules:
  fix: { kind: sla, when: is:issue, within: 4h, warn: [50%] }
  risk: { when: "sla:at-risk", do: [{ label: hurry }] }
  late: { when: "sla:breached", do: [{ label: late }] }
`,
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T15:00').closed()],
    })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T11:00 acme/app#7 label.add hurry <risk>',
      '01-05T13:00 acme/app#7 label.add late <late>',
      '01-05T15:00 acme/app#7 label.remove hurry <risk>',
    ])
  })

  test('related items: linked, sub-issue and parent', async () => {
    const world = {
      closing: { 'acme/app#12': ['acme/app#7'] },
      'sub-issues': { 'acme/app#7': ['acme/app#8'] },
      issues: [
        {
          repo: 'acme/app',
          number: 12,
          author: 'eve',
          created_at: '2026-01-01T00:00:00Z',
          pull: { base: 'main', sha: 'abc1' },
        },
      ],
    }
    const told = [
      issue('2026-01-05T09:00', 7).opened(),
      issue('2026-01-05T09:00', 8, { labels: ['low'] }).opened(),
      issue('2026-01-05T10:00', 8).closed(),
      pull('2026-01-05T11:00').merged(),
    ]
    expect(await hits('linked:(is:pr is:merged)', told, '', { world })).toEqual(['01-05T11:00 label.add'])
    expect(await hits('is:issue -sub-issue:(is:open) sub-issue:(label:low)', told, '', { world })).toEqual([
      '01-05T10:00 label.add',
    ])
    expect(await hits('parent:(is:open) is:open', told, '', { world })).toEqual([
      '01-05T09:00 label.add',
      '01-05T10:00 label.remove',
    ])
  })

  test.each([
    ['an unknown qualifier', 'colour:red'],
    ['words without in:', 'hello'],
    ['`updated:` in a rule that writes', 'updated:<@today-7d'],
  ])('%s is an error', async (_, when) => {
    expect((await replayed({ policy: label(when), told: '' })).status).toBe(1)
  })
})

describe('fields', () => {
  const body =
    '### Partners down\n\n3\n\n### Kind\n\n- [x] Outage\n- [ ] Question\n\n### Owner\n\n@ann\n\n### Notes\n\n_No response_'
  test.each([
    ['field:"Partners down">1', true],
    ['field:"partners down"=3', true],
    ['field:"Partners down">3', false],
    ['field:Kind=Outage', true],
    ['field:Kind=Question', false],
    ['has:field:Notes', false],
    ['has:field:Owner', true],
  ])('%s: the answer under the heading of that name', async (when, expected) => {
    const ran = await replayed({
      policy: `rules: { r: { when: '${when}', do: [{ label: hit }] } }`,
      world: { fields: { 'acme/app#7': {} } },
      told: [issue('2026-01-05T09:00', 7, { body }).opened()],
    })
    expect(effects(ran)).toHaveLength(expected ? 1 : 0)
  })

  test('a field of a board of that name wins; people and texts may name one', async () => {
    const ran = await replayed({
      policy:
        'rules: { r: { when: \'field:"Partners down"=5\', do: [{ assign: "field:Owner" }, { comment: "{{ field[\\"Partners down\\"] }} down" }] } }',
      world: { fields: { 'acme/app#7': { 'Partners down': 5 } } },
      told: [issue('2026-01-05T09:00', 7, { body }).opened()],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 assignee.add ann <r>',
      '01-05T09:00 acme/app#7 comment.add <r>',
    ])
    expect(ran.said.at(-1)?.body).toContain('5 down')
  })
})
