import { describe, expect, test } from 'vitest'
import { answers, commanded, reactions, wrote } from '../builders/commanded.ts'
import { comments, effects, replayed } from '../builders/replayed.ts'
import { issue, policyLine } from '../builders/told.ts'

const policy = `
people: { rota: ["@bo", "@tina"], pm: "@dana" }
commands:
  not-supported: { by: rota, when: "label:team/delivery", do: [{ label: feature-request }, { notify: pm }] }
  ask: { do: [{ comment: "{{ author }}: {{ args }}" }] }
  later: { by: rota, needs-reason: true, do: [{ label: later }, { unlabel: now }, close] }
rules: { kept: { when: is:issue } }
`
const delivery = { labels: ['team/delivery'] }

describe('D16 A policy’s own commands', () => {
  test('what it says is done once for each comment, by who is named there and only where it says', async () => {
    const run = (by: string, labels: string[]) =>
      commanded(policy, [wrote('10:00', by, '/reeve not-supported')], { labels })
    const ran = await run('bo', ['team/delivery'])
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add feature-request </reeve not-supported>',
      '01-05T10:00 acme/app#7 comment.add </reeve not-supported>',
      '01-05T10:00 acme/app#7 reaction.add </reeve not-supported>',
    ])
    expect(comments(ran)[0]).toContain('@dana — bo wrote `/reeve not-supported`.')
    expect(effects(await run('eve', ['team/delivery']), 'label.add', 'comment.add')).toEqual([])
    expect(answers(await run('eve', ['team/delivery']))).toEqual([
      'This command is for rota. Nothing was done. Ask one of them to write it.',
    ])
    expect(answers(await run('bo', []))).toEqual([
      'This command is only for what matches `label:team/delivery`. Nothing was done.',
    ])
  })

  test('`when` is asked of the item as it was when the comment was written', async () => {
    const told = [
      wrote('10:00', 'bo', '/reeve not-supported'),
      issue('2026-01-05T10:30').labeled('team/delivery'),
      wrote('11:00', 'bo', '/reeve not-supported'),
      issue('2026-01-05T11:30').unlabeled('team/delivery'),
      issue('2026-01-05T12:00').assigned('bo'),
    ]
    const ran = await commanded(policy, told)
    expect(reactions(ran)).toEqual(['1000 -1', '1100 +1'])
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T11:00 acme/app#7 label.add feature-request </reeve not-supported>',
    ])
  })

  test('without `by` everybody who may write there may use it', async () => {
    for (const [by, done] of [
      ['bo', true],
      ['eve', true],
      ['tina', false],
      ['rex', false],
      ['mallory', false],
    ] as const) {
      const ran = await commanded(policy, [wrote('10:00', by, '/reeve ask for what?')])
      expect([by, comments(ran).length]).toEqual([by, done ? 1 : 0])
    }
  })

  test('`{{ args }}` is what was written after it, and pings nobody', async () => {
    const told = [
      wrote('10:00', 'bo', '/reeve ask'),
      wrote('10:10', 'bo', 'Well,\n/reeve ask  @acme/all whether #3 is `done` <!-- reeve:reeve -->\nthanks'),
    ]
    const said = comments(await commanded(policy, told)).map((text) => text.split('\n')[1])
    expect(said[0]).toBe('eve: ')
    expect(said[1]).toMatch(/^eve: @\u200bacme\/all whether #\u200b3 is `done` <\u200b!-- reeve:reeve -->$/)
  })

  test('a label it set stays, whatever comes', async () => {
    const ran = await commanded(
      policy,
      [
        wrote('10:00', 'bo', '/reeve not-supported'),
        issue('2026-01-05T11:00').closed(),
        issue('2026-01-05T12:00').reopened(),
        policyLine('2026-01-05T13:00', 'rules: { kept: { when: is:issue } }'),
        issue('2026-01-05T14:00').assigned('bo'),
      ],
      delivery,
    )
    expect(effects(ran, 'label.add', 'label.remove')).toHaveLength(1)
  })

  test('taken off by a person it stays off, until the command is written again', async () => {
    const ran = await commanded(
      policy,
      [
        wrote('10:00', 'bo', '/reeve not-supported'),
        issue('2026-01-05T11:00').unlabeled('feature-request'),
        issue('2026-01-05T12:00').assigned('bo'),
        wrote('13:00', 'bo', '/reeve not-supported'),
      ],
      delivery,
    )
    expect(effects(ran, 'label.add')).toEqual([
      '01-05T10:00 acme/app#7 label.add feature-request </reeve not-supported>',
      '01-05T13:00 acme/app#7 label.add feature-request </reeve not-supported>',
    ])
  })

  test('`needs-reason`, and everything in `do`', async () => {
    const run = (body: string) => commanded(policy, [wrote('10:00', 'bo', body)], { labels: ['now'] })
    expect(answers(await run('/reeve later'))).toEqual([
      'It needs a reason. Write `/reeve later because <why>`.',
    ])
    expect(reactions(await run('/reeve later because'))).toEqual(['1000 confused'])
    expect(effects(await run('/reeve later because we are full'))).toEqual([
      '01-05T10:00 acme/app#7 label.add later </reeve later>',
      '01-05T10:00 acme/app#7 label.remove now </reeve later>',
      '01-05T10:00 acme/app#7 issue.close </reeve later>',
      '01-05T10:00 acme/app#7 reaction.add </reeve later>',
    ])
  })

  test('of a team one member is assigned, in turn', async () => {
    const own = `
people: { qa: "@acme/qa" }
commands: { test-this: { do: [{ assign: qa }] } }
rules: { kept: { when: is:issue } }
`
    const ran = await replayed({
      policy: own,
      world: { permissions: { 'acme/app': { eve: 'write' } }, teams: { 'acme/qa': ['ann', 'cy'] } },
      told: [7, 8, 9].flatMap((number) => [
        issue(`2026-01-05T09:0${number}`, number).opened(),
        wrote(`10:0${number}`, 'eve', '/reeve test-this', { number }),
      ]),
    })
    expect(ran.said.flatMap(({ login }) => login ?? [])).toEqual(['ann', 'cy', 'ann'])
  })

  test('for a built-in command `do` is done as well', async () => {
    const also = `
commands: { ack: { do: [{ label: seen }] } }
rules:
  answered: { kind: sla, when: is:issue, within: 4h, until-acknowledged: true, escalate: { after: 1h, notify: "@zoe" } }
`
    const run = (by: string) =>
      commanded(also, [wrote('09:30', by, '/reeve ack')], { until: '2026-01-05T11:00' })
    expect(effects(await run('tina'))).toEqual([
      '01-05T09:30 acme/app#7 label.add seen </reeve ack>',
      '01-05T09:30 acme/app#7 reaction.add </reeve ack>',
    ])
    expect(effects(await run('rex'), 'label.add', 'comment.add')).toEqual([
      '01-05T10:00 acme/app#7 comment.add <answered>',
    ])
  })

  test('from `since` on, and only where the file enforces', async () => {
    const run = (head: string) => commanded(`${head}\n${policy}`, [wrote('10:00', 'bo', '/reeve ask what?')])
    expect(comments(await run('since: 2026-01-05'))).toHaveLength(1)
    expect(comments(await run('since: 2026-01-06'))).toHaveLength(0)
    expect(comments(await run('mode: warn'))).toHaveLength(0)
    expect(effects(await run('mode: observe'))).toEqual([])
  })

  test('a comment from before there was such a command is not one', async () => {
    const told = [
      wrote('10:00', 'bo', '/reeve ask what?'),
      policyLine('2026-01-05T11:00', policy),
      issue('2026-01-05T12:00').assigned('bo'),
    ]
    const ran = await commanded('rules: { kept: { when: is:issue } }', told)
    expect(comments(ran)).toEqual([])
    expect(answers(ran)).toEqual([
      'There is no command `ask`. Did you mean `ack`? `/reeve help` lists what there is.',
    ])
  })

  test('duplicated and shuffled, the same is done', async () => {
    const told = [
      wrote('10:00', 'bo', '/reeve not-supported'),
      wrote('10:01', 'bo', '/reeve ask what?'),
      issue('2026-01-05T11:00').unlabeled('team/delivery'),
    ]
    const straight = await commanded(policy, told, delivery)
    const shuffled = await commanded(
      policy,
      [...told].reverse().flatMap((line) => [line, line]),
      delivery,
    )
    expect(shuffled.output).toBe(straight.output)
  })
})

test('D16 what a policy adds to a built-in command is done where no rule listens to it as well', async () => {
  const added = 'commands: { ack: { do: [{ label: seen }] } }\nrules: { kept: { when: is:issue } }'
  const run = (by: string) => commanded(added, [wrote('10:00', by, '/reeve ack')])
  expect(effects(await run('tina'), 'label.add')).toEqual([
    '01-05T10:00 acme/app#7 label.add seen </reeve ack>',
  ])
  expect(effects(await run('rex'), 'label.add')).toEqual([])
})

describe('D16 what is a command is one wherever it stands in a comment', () => {
  const ran = (body: string, more = {}) => commanded(policy, [wrote('10:00', 'bo', body, more)])

  test('behind more text than is kept of anything', async () => {
    const long = `${'All that was tried.\n\n'.repeat(1000)}/reeve ask for what?`
    expect(comments(await ran(long))).toHaveLength(1)
    expect(comments(await ran(`\`\`\`\n${long}\n\`\`\``))).toEqual([])
  })

  test('with signs that would be code or a quotation were they read together', async () => {
    const said = comments(await ran('/reeve ask a `b\n\n/reeve ask c` d'))
    expect(said.map((one) => one.split('\n').at(-1))).toEqual(['eve: a `b', 'eve: c` d'])
  })

  test('not from a bot that is shown without the [bot] of its name', async () => {
    const told = wrote('10:00', 'bo', '/reeve ask for what?')
    const bot = { login: 'bo', type: 'Bot' }
    const comment = { ...(told.payload.comment as object), user: bot }
    const byBot = { ...told, payload: { ...told.payload, sender: bot, comment } }
    expect(comments(await commanded(policy, [byBot]))).toEqual([])
    expect(comments(await commanded(policy, [told]))).toHaveLength(1)
  })
})

describe('texts of a policy', () => {
  const saying = (text: string) =>
    replayed({
      policy: `timezone: Africa/Cairo\nrules: { it: { when: is:issue, do: [{ comment: ${JSON.stringify(text)} }, { label: done }] } }`,
      told: [issue('2026-01-05T09:00').opened()],
    })

  test.each([
    '{% for i in (1..1000000000) %}x{% endfor %}',
    '{% for i in (1..900) %}{% for j in (1..900) %}{% for k in (1..900) %}{% endfor %}{% endfor %}{% endfor %}',
  ])('one that would take for ever is said to, and the rest is done: %s', async (text) => {
    const run = await saying(text)
    // Of its two limits, memory and time, a busy machine may reach either first.
    expect(comments(run)[0]).toMatch(/could not be filled in: (memory alloc|template render) limit exceeded/)
    expect(effects(run, 'label.add')).toHaveLength(1)
  })

  test('know the instant that is judged, in the zone of the policy, and no clock', async () => {
    const run = await saying('{{ "now" | date: "%Y-%m-%d %H:%M" }}, {{ date | date: "%H:%M" }}')
    expect(comments(run)[0]).toContain('2026-01-05 11:00, 11:00')
  })
})

test('D16 /reeve explain <rule> says what keeps a rule from being about the item', async () => {
  const asked = 'rules: { other: { when: "is:issue label:QA" }, more: { when: is:pr } }'
  const ran = await commanded(asked, [wrote('10:00', 'bo', '/reeve explain other')])
  expect(answers(ran)).toEqual(['➖ **other** — It is not about this: it is not labelled QA (`label:QA`).'])
})
