import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answers, commanded, permissions, reactions, wrote, wroteOnPull } from '../builders/commanded.ts'
import { comments, effects, notice, type Replayed, replayed, type Told } from '../builders/replayed.ts'
import { issue, pull } from '../builders/told.ts'

const policy = `
commands: { noted: { do: [{ comment: "Noted: {{ args }}" }] } }
rules:
  one: { kind: label-group, when: is:issue is:open, of: [a, b] }
  logged: { kind: linked-issue, when: is:pr, override: { for: 4h } }
  guarded: { kind: label-guard, when: is:issue, labels: verified, by: "@tina" }
`
const noted = (ran: Replayed) => comments(ran).map((text) => text.split('\n').at(-1))
const said = async (body: string, by = 'bo', more: Record<string, unknown> = {}) =>
  noted(await commanded(policy, [wrote('10:00', by, body, more)], { labels: ['a'] }))

describe('D16 where a command stands', () => {
  test.each<[string, string, string[]]>([
    ['indented by three spaces', '   /reeve noted x', ['Noted: x']],
    ['indented by four: that is code', '    /reeve noted x', []],
    ['by a tab', '\t/reeve noted x', []],
    ['in an item of a list', '- /reeve noted x', []],
    ['in a numbered one', '1. /reeve noted x', []],
    ['in a nested list', '- a\n  - /reeve noted x', []],
    ['in a box to tick', '- [ ] /reeve noted x', []],
    ['in a heading', '# /reeve noted x', []],
    ['in a table', '| a |\n|---|\n| /reeve noted x |', []],
    ['in tildes', '~~~\n/reeve noted x\n~~~', []],
    ['in a fence with a language', '```sh\n/reeve noted x\n```', []],
    ['in a fence inside a list', '- a\n  ```\n  /reeve noted x\n  ```', []],
    ['in a fence that is never closed', '```\n/reeve noted x', []],
    ['behind a fence', '```\na\n```\n/reeve noted x', ['Noted: x']],
    ['behind a fence that seems closed', '````\n```\n/reeve noted x\n````', []],
    ['in code over several lines', '`a\n/reeve noted x\nb`', []],
    ['in a quotation of a quotation', '> > /reeve noted x', []],
    ['in a quotation of a list', '> - a\n>   /reeve noted x', []],
    ['in a line that a quotation goes on with', '> a\n/reeve noted x', []],
    ['in an alert', '> [!NOTE]\n> /reeve noted x', []],
    ['in a comment of HTML with empty lines', '<!--\n\n/reeve noted x\n\n-->', []],
    ['in one that is never closed', '<!--\n\n/reeve noted x', []],
    ['behind one', '<!-- a -->\n\n/reeve noted x', ['Noted: x']],
    ['in <pre>', '<pre>\n/reeve noted x\n</pre>', []],
    ['in bold', '**/reeve noted x**', []],
    ['in a link', '[/reeve noted x](https://e.example)', []],
    ['as an e-mail reply quotes it', 'On Mon somebody wrote:\n> /reeve noted x\n\nThanks', []],
    ['with CRLF', 'Hm.\r\n/reeve noted x\r\nThanks', ['Noted: x']],
    ['after a word', 'Please /reeve noted x', []],
    ['of another program', '/reeves noted x', []],
    ['without a name', '/reeve', []],
    ['as a path', '/reeve/noted x', []],
    ['twice', '/reeve noted x\n/reeve noted y', ['Noted: x', 'Noted: y']],
    ['twice the same', '/reeve noted x\n/reeve noted x', ['Noted: x', 'Noted: x']],
  ])('%s', async (_, body, expected) => {
    expect(await said(body)).toEqual(expected)
  })

  test('nobody is made to obey by the body of an issue, nor by what Reeve says itself', async () => {
    const ran = await replayed({
      policy,
      world: { permissions },
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['a'], body: '/reeve noted x', author: 'bo' }).opened(),
        wrote('10:00', 'reeve[bot]', '/reeve noted x'),
        wrote('10:01', 'reeve', '/reeve noted x'),
      ],
    })
    // A person may be called as the app is without [bot]: who that is may do nothing here.
    expect(comments(ran)).toEqual([])
  })

  test('twenty of one comment are obeyed, and what is long is cut', async () => {
    expect(
      await said(Array.from({ length: 30 }, (_, index) => `/reeve noted ${index}`).join('\n')),
    ).toHaveLength(20)
  })
})

describe('D16 whose command it is', () => {
  const edited = (line: Told, change: Record<string, unknown>) => ({
    ...line,
    payload: { ...line.payload, action: 'edited', ...change },
  })

  test('of who wrote the comment, whoever edits it', async () => {
    const first = wrote('10:00', 'rex', 'Hm', { id: 5 })
    const then = edited(wrote('10:10', 'rex', '/reeve noted x', { id: 5 }), { sender: { login: 'bo' } })
    expect(noted(await commanded(policy, [first, then], { labels: ['a'] }))).toEqual([])
  })

  test('an edit that comes before the comment it edits adds nothing', async () => {
    const first = wrote('10:10', 'bo', 'Hm', {
      id: 5,
      created_at: '2026-01-05T10:00:00Z',
      updated_at: '2026-01-05T10:00:00Z',
    })
    const then = edited(
      wrote('10:05', 'bo', '/reeve noted x', {
        id: 5,
        created_at: '2026-01-05T10:00:00Z',
        updated_at: '2026-01-05T10:05:00Z',
      }),
      {},
    )
    expect(noted(await commanded(policy, [then, first], { labels: ['a'] }))).toEqual([])
  })

  test.each([
    ['by its name', { user: { login: 'helper[bot]' } }],
    ['by its type', { user: { login: 'bo', type: 'Bot' } }],
  ])('never of a bot, which is not answered either: %s', async (_, shown) => {
    const ran = await commanded(policy, [wrote('10:00', 'bo', '/reeve noted x', shown)], { labels: ['a'] })
    expect(effects(ran)).toEqual([])
  })
})

describe('D16 an item that is closed, locked or merged', () => {
  test.each([
    ['closed', [issue('2026-01-05T09:30').closed()]],
    ['locked', [issue('2026-01-05T09:30', 7, { locked: true }).did('locked')]],
  ] as const)('%s: what is written there is obeyed all the same', async (_, before) => {
    expect(
      noted(await commanded(policy, [...before, wrote('10:00', 'bo', '/reeve noted x')], { labels: ['a'] })),
    ).toEqual(['Noted: x'])
  })

  test('merged: an override then changes nothing that is over', async () => {
    const told = [
      pull('2026-01-05T09:30', 12, { merged: true, state: 'closed' }).closed(),
      wroteOnPull('10:00', 'dana', '/reeve override logged because so'),
    ]
    const ran = await commanded(policy, told, { onPull: true })
    expect(reactions(ran)).toEqual(['1000 +1'])
    expect(effects(ran, 'check.put').at(-1)).not.toContain('10:00')
  })
})

describe('D16 lengths of an override', () => {
  const lasts = async (rest: string) => {
    const ran = await commanded(
      policy,
      [wroteOnPull('10:00', 'dana', `/reeve override logged because so ${rest}`)],
      { onPull: true, until: '2026-01-07T00:00' },
    )
    const ends = effects(ran, 'check.put').map((line) => line.slice(6, 11))
    return [...reactions(ran), ...ends.slice(1), ...answers(ran, 'acme/app#12')]
  }

  test.each([
    ['for 1s', ['1000 +1', '10:00', '10:00']],
    ['for 4h', ['1000 +1', '10:00', '14:00']],
    [
      'for 0m',
      [
        '1000 confused',
        'That would be over at once. Write how long it is to last, such as `for 2h`; to end one, `/reeve revoke logged`.',
      ],
    ],
    [
      'for 0d',
      [
        '1000 confused',
        'That would be over at once. Write how long it is to last, such as `for 2h`; to end one, `/reeve revoke logged`.',
      ],
    ],
  ])('%s', async (rest, expected) => {
    expect(await lasts(rest)).toEqual(expected)
  })
  test('a negative one is none', async () => {
    expect((await lasts('for -2h'))[0]).toBe('1000 confused')
  })
})

test('D16 a rule that lets an override last no time cannot be overridden, and help says nothing of it', async () => {
  const never = policy.replace('for: 4h', 'for: 0m')
  const told = [
    wroteOnPull('10:00', 'dana', '/reeve override logged because so for 2h'),
    wroteOnPull('10:05', 'dana', '/reeve help'),
  ]
  const ran = await commanded(never, told, { onPull: true })
  expect(reactions(ran)).toEqual(['1000 -1', '1005 +1'])
  const [help = '', refused] = answers(ran, 'acme/app#12')
  expect(refused).toBe(
    '`logged` cannot be overridden: the policy lets an override of it last no time. Nothing was done. Do what the rule asks for, or have the policy changed.',
  )
  expect(help).not.toContain('override')
  expect(effects(ran, 'check.put')).toHaveLength(1)
})

describe('D16 on an issue what is for pull requests, and the other way round', () => {
  test.each([
    [
      'an override of a rule about pull requests changes nothing on an issue',
      '/reeve override logged because so',
      '1000 +1',
    ],
    ['an approval that nothing asks for', '/reeve approve', '1000 confused'],
    ['a lock where there is no environment', '/reeve lock production', '1000 confused'],
    ['a move to what is no guarded label', '/reeve move a', '1000 confused'],
    ['a move of a guarded one by who may not', '/reeve move verified', '1000 -1'],
  ])('%s', async (_, body, expected) => {
    const ran = await commanded(policy, [wrote('10:00', 'dana', body)], { labels: ['a'] })
    expect(reactions(ran)).toEqual([expected])
    expect(effects(ran, 'label.add', 'label.remove', 'check.put', 'comment.add')).toEqual([])
  })
})

describe('D16 a rule that a command names', () => {
  const environments = 'environments: { production: {}, "QA stage": {} }\n'
  const answered = async (body: string, more = environments) => {
    const ran = await commanded(more + policy, [wroteOnPull('10:00', 'dana', `/reeve ${body}`)], {
      onPull: true,
    })
    return [...reactions(ran), ...answers(ran, 'acme/app#12')]
  }
  const gate =
    'What its gate asks for is not overridden: `hotfix` under `production` in the policy says what may be skipped, and who agrees to it.'

  test.each([
    [
      'an environment',
      'override production because so',
      `\`production\` is an environment, not a rule. ${gate}`,
    ],
    [
      'a condition of it',
      'override environments.production.window because so',
      `\`production\` is an environment, not a rule. ${gate}`,
    ],
    [
      'of two words',
      'revoke "QA stage"',
      '`QA stage` is an environment, not a rule. What its gate asks for is not overridden: `hotfix` under `QA stage` in the policy says what may be skipped, and who agrees to it.',
    ],
    [
      'asked about',
      'explain production',
      '`production` is an environment, not a rule. Write `/reeve explain` on a pull request: it tells what waits there, and for what.',
    ],
    ['nearly a rule', 'override loged because so', 'There is no rule `loged`. Did you mean `logged`?'],
    ['the beginning of one', 'override gua because so', 'There is no rule `gua`. Did you mean `guarded`?'],
    [
      'nothing like one',
      'override @acme/all because so',
      'There is no rule `@\u200bacme/all`. The rules are `one`, `logged` and `guarded`.',
    ],
  ])('%s', async (_, body, said) => {
    expect(await answered(body)).toEqual(['1000 confused', said])
  })

  test('a rule that is called as an environment is meant', async () => {
    expect((await answered('override logged because so', 'environments: { logged: {} }\n'))[0]).toBe(
      '1000 +1',
    )
  })

  test('one that is off is none', async () => {
    const off = policy.replace('logged: { ', 'logged: { mode: off, ')
    const ran = await commanded(off, [wroteOnPull('10:00', 'dana', '/reeve override logged because so')], {
      onPull: true,
    })
    expect(answers(ran, 'acme/app#12')).toEqual([
      'There is no rule `logged`. The rules are `one` and `guarded`.',
    ])
  })
})

describe('D16 help tells only what is obeyed', () => {
  const exampled = ['operations', 'support', 'environments', 'continuous', 'reference']

  test.each(exampled)('every example of examples/%s is understood', async (name) => {
    const text = readFileSync(`examples/${name}/policy.yml`, 'utf8')
    const asked = async (onPull: boolean) => {
      const write = (time: string, body: string) => (onPull ? wroteOnPull : wrote)(time, 'dana', body)
      const world = { permissions: { 'acme/app': { dana: 'admin' } }, teams: {} }
      const help = await commanded(text, [write('10:00', '/reeve help')], { onPull, world })
      const rows = (notice(help, onPull ? 'acme/app#12' : 'acme/app#7', 'answers') ?? '')
        .split('\n')
        .filter((line) => line.startsWith('| `/reeve '))
      expect(rows.length).toBeGreaterThan(3)
      for (const row of rows) {
        const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim())
        expect(cells.slice(1, 5).every((cell) => cell !== '')).toBe(true)
        const example = cells[4]?.replaceAll('`', '').replaceAll('\\|', '|') ?? ''
        const ran = await commanded(text, [write('10:00', example)], { onPull, world })
        // There is nothing to end yet.
        if (example.startsWith('/reeve revoke ')) continue
        // Refused perhaps, for who may is another matter; never misunderstood.
        expect([
          example,
          reactions(ran).join(),
          answers(ran, onPull ? 'acme/app#12' : 'acme/app#7').join(),
        ]).toEqual([example, expect.stringMatching(/^1000 [+-]1$/), expect.anything()])
      }
    }
    await asked(false)
    await asked(true)
  })

  /** The example of a command, and who may. */
  const shown = async (text: string, command: string, labels: string[] = []) => {
    const ran = await commanded(text, [wroteOnPull('10:00', 'dana', '/reeve help')], { onPull: true, labels })
    const row = (answers(ran, 'acme/app#12')[0] ?? '')
      .split('\n')
      .find((line) => line.startsWith(`| \`/reeve ${command}`))
    return row
      ?.split(/(?<!\\)\|/)
      .slice(3, 5)
      .map((cell) => cell.trim())
  }
  const window = 'windows: { never: { closed: 2026-01-01..2026-12-31 } }\n'
  const freeze = `${window}rules: { freeze: { kind: release-window, when: is:pr, window: never, hotfix: { when: "label:hotfix", approved-by: "@zoe" } } }`

  test.each<[string, string, string, string[], string[] | undefined]>([
    [
      'the environment that is signed off',
      'environments: { stage: { sign-off: { from: "@zoe" } } }',
      'approve',
      [],
      ['zoe', '`/reeve approve stage`'],
    ],
    [
      'an item of a checklist, filled in',
      'rules: { ship: { kind: checklist, items: [{ text: "Ready, {{ author }}", by: "@zoe" }] } }',
      'approve',
      [],
      ['zoe', '`/reeve approve "Ready, eve"`'],
    ],
    ['a hotfix once it is one', freeze, 'approve', ['hotfix'], ['zoe', '`/reeve approve`']],
    ['and not before', freeze, 'approve', [], undefined],
    [
      'what `commands:` adds to',
      'commands: { ack: { by: "@zoe", do: [{ label: seen }] } }\nrules: { kept: { when: is:pr } }',
      'ack',
      [],
      ['zoe', '`/reeve ack`'],
    ],
    [
      'and nothing where it adds nothing',
      'commands: { ack: { by: "@zoe" } }\nrules: { kept: { when: is:pr } }',
      'ack',
      [],
      undefined,
    ],
    [
      'a snooze that is only added to',
      'commands: { snooze: { do: [{ label: seen }] } }\nrules: { kept: { when: is:pr } }',
      'snooze',
      [],
      ['whoever may triage here', '`/reeve snooze 1d because it waits`'],
    ],
  ])('%s', async (_, text, command, labels, expected) => {
    expect(await shown(text, command, labels)).toEqual(expected)
  })

  test('the override that could be revoked', async () => {
    const two =
      'rules: { first: { kind: linked-issue, when: is:pr }, other: { kind: linked-issue, when: is:pr } }'
    expect((await shown(two, 'revoke'))?.[1]).toBe('`/reeve revoke first`')
    const told = [
      wroteOnPull('09:30', 'dana', '/reeve override other because so'),
      wroteOnPull('10:00', 'dana', '/reeve help'),
    ]
    expect(answers(await commanded(two, told, { onPull: true }), 'acme/app#12')[0]).toContain(
      '`/reeve revoke other`',
    )
  })
})
