import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, verdicts } from '../builders/replayed.ts'
import { comment, issue } from '../builders/told.ts'

const policy = `
people: { dev: "@acme/dev" }
rules:
  flow:
    kind: workflow
    why: Development team handsover once all issues are implemented
    when: is:issue label:product
    states: [in-dev, ready]
    moves: { from: in-dev, to: ready, by: dev, requires: "-sub-issue:(is:open)" }
`
const world = {
  teams: { 'acme/dev': ['dan'] },
  permissions: { 'acme/app': { dan: 'write', eve: 'write' } },
  'sub-issues': { 'acme/app#7': [] as string[] },
}
const opened = (body: string) => issue('2026-01-05T09:00', 7, { labels: ['product'], body }).opened()
const moved = issue('2026-01-05T10:00', 7, { by: 'dan' }).labeled('ready')

/** Other issues: `open` ones by their numbers, and one in another repository. */
const others = (open: readonly number[], elsewhere: 'open' | 'closed' = 'closed') => [
  ...[2, 3, 4, 5, 6, 8, 9].map((number) => ({
    repo: 'acme/app',
    number,
    state: open.includes(number) ? 'open' : 'closed',
  })),
  {
    repo: 'acme/secret',
    number: 3,
    title: 'The merger with Initech',
    body: 'Nobody knows',
    state: elsewhere,
  },
]

describe('what is open below an item: a move is refused, and names it', () => {
  const tasks = (...names: string[]) => names.map((name) => `- [ ] ${name}`).join('\n')

  test.each<[string, string, ReturnType<typeof others>, string[], string]>([
    ['sub-issues', '', others([8]), ['acme/app#8'], 'its sub-issue #8 matches `is:open`'],
    ['a task list', tasks('#8', '#9'), others([8, 9]), [], 'its sub-issues #8, #9 match `is:open`'],
    ['whatever is ticked there', '- [x] #8', others([8]), [], 'its sub-issue #8 matches `is:open`'],
    [
      'both, each once',
      tasks('#8', 'https://github.com/acme/app/issues/9'),
      others([8, 9]),
      ['acme/app#8'],
      'its sub-issues #8, #9 match `is:open`',
    ],
    [
      'of many five, and how many more',
      tasks('#2', '#3', '#4', '#5', '#6', '#8', '#9'),
      others([2, 3, 4, 5, 6, 8, 9]),
      [],
      'its sub-issues #2, #3, #4, #5, #6 and 2 more match `is:open`',
    ],
    [
      'in any list, and below one',
      '1. [ ] #8\n   * [ ] #9',
      others([8, 9]),
      [],
      'its sub-issues #8, #9 match `is:open`',
    ],
    [
      'elsewhere',
      tasks('acme/secret#3'),
      others([], 'open'),
      [],
      'its sub-issue acme/secret#3 matches `is:open`',
    ],
    [
      'what is certainly open, though another one is not there',
      tasks('#99', '#8'),
      others([8]),
      [],
      'its sub-issue #8 matches `is:open`',
    ],
  ])('%s', async (_, body, issues, listed, said) => {
    const below = { ...world, issues, 'sub-issues': { 'acme/app#7': listed } }
    const ran = await replayed({ policy, world: below, told: [opened(body), moved] })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T09:00 acme/app#7 label.add in-dev <flow>',
      '01-05T10:00 acme/app#7 label.remove ready <flow>',
    ])
    expect(notice(ran)).toContain(said)
    expect(notice(ran)).toContain('> Development team handsover once all issues are implemented')
    // Of a less visible repository no more than the number (D21).
    expect(ran.output).not.toMatch(/merger|Nobody knows/)
  })

  test.each([
    ['all of it is closed', tasks('#8', 'acme/secret#3')],
    ['the list names itself', tasks('#7')],
    ['what is in code, or only mentioned', '```\n- [ ] #8\n```\n`- [ ] #8`\n- [ ] Mail out, see #8\n- #8'],
  ])('the move may be made: %s', async (_, body) => {
    const open = body.includes('```') ? [8] : []
    const ran = await replayed({
      policy,
      world: { ...world, issues: others(open) },
      told: [opened(body), moved],
    })
    expect(effects(ran, 'label.remove')).toEqual(['01-05T10:00 acme/app#7 label.remove in-dev <flow>'])
    expect(notice(ran)).toBeUndefined()
  })

  test('asked for by command, the answer names it', async () => {
    const told = [opened(tasks('#8')), comment('2026-01-05T11:00', 7, '/reeve move ready', 'dan')]
    const ran = await replayed({ policy, world: { ...world, issues: others([8]) }, told })
    expect(effects(ran, 'label.add')).toHaveLength(1)
    expect(notice(ran, 'acme/app#7', 'answers')).toContain('its sub-issue #8 matches `is:open`')
  })

  test('closed since, it may be made; opened again, what was made stands (D3)', async () => {
    const other = (at: string) => issue(at, 8, { by: 'eve' })
    const ran = await replayed({
      policy,
      world: { ...world, issues: others([8]) },
      told: [
        opened(tasks('#8')),
        moved,
        other('2026-01-05T11:00').closed(),
        issue('2026-01-05T12:00', 7, { by: 'dan' }).labeled('ready'),
        other('2026-01-05T13:00').reopened(),
        issue('2026-01-05T14:00', 7).labeled('other'),
      ],
    })
    expect(effects(ran, 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.remove ready <flow>',
      '01-05T12:00 acme/app#7 label.remove in-dev <flow>',
    ])
  })

  test.each([
    [
      'what is not listed may be open: a task list that is done does not tell',
      tasks('#8'),
      { 'sub-issues': {} },
    ],
    ['what is not there may be open', tasks('#99'), {}],
  ])('left as it is: %s', async (_, body, more) => {
    const ran = await replayed({
      policy,
      world: { ...world, issues: others([]), ...more },
      told: [opened(body), moved],
      decisions: true,
    })
    expect(verdicts(ran, 'flow').at(-1)).toBe('01-05T10:00 unknown')
    expect(effects(ran, 'label.remove')).toEqual([])
  })
})
