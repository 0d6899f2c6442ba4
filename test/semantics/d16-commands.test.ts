import { describe, expect, test } from 'vitest'
import { answers, commanded, permissions, reactions, wrote, wroteOnPull } from '../builders/commanded.ts'
import { comments, effects, notice, replayed } from '../builders/replayed.ts'
import { comment, issue, policyLine, pull } from '../builders/told.ts'

const checks = async (story: Parameters<typeof replayed>[0]) =>
  effects(await replayed(story), 'check.put').map((line) =>
    line.replace(/ acme\/app@(\w+) check.put (\w+) .*/, ' $2'),
  )

const logged = 'rules: { logged: { kind: linked-issue, why: "Work is logged", when: is:pr } }'
const one = `
rules:
  one-priority: { kind: label-group, why: "One of them", when: is:issue is:open, of: [critical, major, minor] }
  late: { kind: sla, when: is:issue label:critical, within: 4h, warn: 50%, on-warn: [{ notify: "@dana" }] }
`

describe('D16 What is a command', () => {
  const policy = `
windows: { never: { closed: 2026-01-01..2026-12-31 } }
rules: { freeze: { kind: release-window, when: is:pr, window: never, hotfix: { when: "label:hotfix", approved-by: "@dana" } } }
`
  const answerTo = async (body: string, by = 'dana', more: Record<string, unknown> = {}) =>
    (
      await checks({
        policy,
        told: [
          pull('2026-01-05T09:00', 12, { labels: ['hotfix'] }).opened(),
          comment('2026-01-05T10:00', 12, body, by, { onPull: true, ...more }),
        ],
      })
    ).at(-1)

  test.each([
    ['first on a line', 'Looks good.\n/reeve approve', true],
    ['in any case', '/Reeve Approve', true],
    ['inside a line', 'I /reeve approve', false],
    ['in code', '`/reeve approve`', false],
    ['in a fence', '```\n/reeve approve\n```', false],
    ['in a quote', '> /reeve approve', false],
    ['in a line that goes on with a quote', '> somebody said\n/reeve approve', false],
    ['after a quote', '> somebody said\n\n/reeve approve', true],
    ['in an HTML comment', '<!--\n/reeve approve\n-->', false],
    ['of something else', '/reeve approve mainnet', false],
    ['another word', '/reeve approved', false],
  ])('%s', async (_, body, obeyed) => {
    expect(await answerTo(body)).toBe(obeyed ? '01-05T10:00 success' : '01-05T09:00 action_required')
  })

  test('not from a bot, nor from a comment that was edited since', async () => {
    const times = (updated: string) => ({ created_at: '2026-01-05T10:00:00Z', updated_at: updated })
    expect(await answerTo('/reeve approve', 'dana[bot]')).toBe('01-05T09:00 action_required')
    expect(await answerTo('/reeve approve', 'dana', times('2026-01-05T10:05:00Z'))).toBe(
      '01-05T09:00 action_required',
    )
    expect(await answerTo('/reeve approve', 'dana', times('2026-01-05T10:00:00Z'))).toBe(
      '01-05T10:00 success',
    )
  })

  test('a bot, Reeve itself and nobody in particular are not answered', async () => {
    const told = [
      wrote('10:00', 'helper[bot]', '/reeve help'),
      wrote('10:01', 'reeve[bot]', '/reeve help'),
      wrote('10:02', 'our-app', '/reeve help'),
    ]
    const ran = await commanded(one, told, { world: { app: 'our-app' }, labels: ['minor'] })
    expect(reactions(ran)).toEqual([])
    expect(answers(ran)).toEqual([])
  })

  test('editing a comment neither adds a command nor repeats one', async () => {
    const edited = (time: string, body: string) => {
      const line = wrote(time, 'tina', body, { id: 1000 })
      return { ...line, payload: { ...line.payload, action: 'edited' } }
    }
    expect(
      reactions(
        await commanded(one, [wrote('10:00', 'tina', 'Hm'), edited('10:05', '/reeve recheck')], {
          labels: ['minor'],
        }),
      ),
    ).toEqual([])
    const ran = await commanded(
      one,
      [wrote('10:00', 'tina', '/reeve explain'), edited('10:05', '/reeve explain\n/reeve help')],
      { labels: ['minor'] },
    )
    expect(effects(ran, 'notice.put', 'reaction.add')).toEqual([
      '01-05T10:00 acme/app#7 notice.put answers </reeve explain>',
      '01-05T10:00 acme/app#7 reaction.add </reeve explain>',
    ])
  })

  test('a repeated delivery, or a comment told in another order, is the same comment', async () => {
    const told = [
      wrote('10:00', 'tina', '/reeve ack'),
      { ...wrote('10:00', 'tina', '/reeve ack'), delivery: 'again' },
      wrote('10:30', 'tina', '/reeve help'),
    ]
    const straight = await commanded(one, told, { labels: ['minor'] })
    const turned = await commanded(one, [...told].reverse(), { labels: ['minor'] })
    expect(reactions(straight)).toEqual(['1000 confused', '1030 +1'])
    expect(turned.output).toBe(straight.output)
  })

  test('a comment found later is obeyed, unless it was edited since', async () => {
    const world = (edited: boolean) => ({
      permissions,
      issues: [
        {
          repo: 'acme/app',
          number: 7,
          author: 'eve',
          created_at: '2026-01-05T08:00:00Z',
          labels: ['minor'],
          comments: [{ id: 5, author: 'tina', body: '/reeve explain', at: '2026-01-05T08:30:00Z', edited }],
        },
      ],
    })
    const told = [issue('2026-01-05T09:00', 7, { labels: ['minor'] }).assigned('bo')]
    expect(reactions(await replayed({ policy: one, world: world(false), told }))).toEqual(['5 +1'])
    expect(reactions(await replayed({ policy: one, world: world(true), told }))).toEqual([])
  })

  test('several in one comment are obeyed one after the other', async () => {
    const ran = await commanded(one, [wrote('10:00', 'tina', '/reeve explain late\nand\n/reeve explian')], {
      labels: ['critical'],
    })
    expect(reactions(ran)).toEqual(['1000 +1', '1000 confused'])
    expect(answers(ran)).toHaveLength(2)
  })
})

describe('D16 Who may', () => {
  const sla = `
people: { lead: "@zoe" }
rules:
  sev:
    kind: sla
    when: is:issue
    within: 10h
    until-acknowledged: true
    warn: 50%
    escalate: [{ after: 1h, notify: lead }, { after: 5h, notify: lead }]
    override: { by: lead }
  guarded: { kind: label-guard, labels: verified }
`
  const reacted = async (by: string, body: string, more: Parameters<typeof commanded>[2] = {}) =>
    reactions(await commanded(sla, [wrote('11:00', by, body)], more)).join()

  test.each<[command: string, may: string[], mayNot: string[]]>([
    ['explain', ['eve', 'tina', 'bo'], ['rex', 'mallory']],
    ['recheck', ['eve', 'tina', 'bo'], ['rex', 'mallory']],
    ['help', ['eve', 'tina', 'bo'], ['rex', 'mallory']],
    ['ack', ['tina', 'bo', 'dana'], ['rex', 'mallory']],
    ['escalate nobody comes', ['tina', 'bo'], ['rex']],
    ['snooze 1d because we wait', ['tina', 'bo'], ['rex']],
    ['move verified', ['tina', 'bo'], ['rex']],
    ['override guarded because it is so', ['dana', 'zoe'], ['bo', 'tina', 'rex', 'eve']],
    ['override sev because it is so', ['dana', 'zoe'], ['bo', 'tina', 'rex']],
  ])('/reeve %s', async (command, may, mayNot) => {
    for (const by of may) expect([by, await reacted(by, `/reeve ${command}`)]).toEqual([by, '1100 +1'])
    for (const by of mayNot) expect([by, await reacted(by, `/reeve ${command}`)]).toEqual([by, '1100 -1'])
  })

  test('an assignee may ask, whatever they may do', async () => {
    const told = [
      issue('2026-01-05T09:30').assigned('rex'),
      wrote('10:00', 'rex', '/reeve explain'),
      issue('2026-01-05T10:30').unassigned('rex'),
      wrote('11:00', 'rex', '/reeve explain'),
    ]
    expect(reactions(await commanded(sla, told))).toEqual(['1000 +1', '1100 -1'])
  })

  test('refusals say who may', async () => {
    const said = async (by: string, body: string) =>
      answers(await commanded(sla, [wrote('10:00', by, body)])).join()
    expect(await said('rex', '/reeve ack')).toMatchInlineSnapshot(
      `"This command is for whoever may triage here. Nothing was done. Ask one of them to write it."`,
    )
    expect(await said('rex', '/reeve help')).toMatchInlineSnapshot(
      `"This command is for the author, the assignees and whoever may triage here. Nothing was done. Ask one of them to write it."`,
    )
    expect(await said('bo', '/reeve override sev because so')).toMatchInlineSnapshot(
      `"This command is for lead or whoever maintains this repository. Nothing was done. Ask one of them to write it."`,
    )
  })

  test('what could not be read is refused, and stays so though it can be read later', async () => {
    const ran = await commanded(sla, [wrote('10:00', 'bo', '/reeve ack')], {
      world: { permissions: {} },
      until: '2026-01-05T12:00',
    })
    expect(reactions(ran)).toEqual(['1000 -1'])
    expect(answers(ran).join()).toMatchInlineSnapshot(
      `"Whether bo may do that could not be read. Nothing was done. Write it again in a while."`,
    )
    // The author may ask whatever else is known.
    const asked = await commanded(sla, [wrote('10:00', 'eve', '/reeve explain')], {
      world: { permissions: {} },
    })
    expect(reactions(asked)).toEqual(['1000 +1'])
  })

  test('`commands:` says otherwise: who, where, and with a reason', async () => {
    const policy = `${sla}
commands:
  ack: { by: lead }
  explain: { when: label:critical }
  recheck: { needs-reason: true }
`
    const run = (by: string, body: string, labels: string[] = []) =>
      commanded(policy, [wrote('10:00', by, body)], { labels })
    expect(reactions(await run('bo', '/reeve ack'))).toEqual(['1000 -1'])
    expect(answers(await run('bo', '/reeve ack')).join()).toContain('This command is for lead.')
    expect(reactions(await run('zoe', '/reeve ack'))).toEqual(['1000 +1'])
    expect(answers(await run('bo', '/reeve explain')).join()).toMatchInlineSnapshot(
      `"This command is only for what matches \`label:critical\`. Nothing was done."`,
    )
    expect(reactions(await run('bo', '/reeve explain', ['critical']))).toEqual(['1000 +1'])
    expect(answers(await run('bo', '/reeve recheck')).join()).toMatchInlineSnapshot(
      `"It needs a reason. Write \`/reeve recheck because <why>\`."`,
    )
    expect(reactions(await run('bo', '/reeve recheck because I say so'))).toEqual(['1000 +1'])
  })

  test('who was allowed then stays: a team that changes later reopens nothing (D3)', async () => {
    const policy = `
people: { lead: "@acme/leads" }
rules: { sev: { kind: sla, when: is:issue, within: 10h, until-acknowledged: true, escalate: [{ after: 2h, notify: "@zoe" }] } }
commands: { ack: { by: lead } }
`
    const left = {
      at: '2026-01-05T10:30',
      event: 'membership',
      payload: {
        action: 'removed',
        organization: { login: 'acme' },
        team: { slug: 'leads' },
        member: { login: 'bo' },
      },
    }
    const world = { teams: { 'acme/leads': ['bo'] } }
    const run = (...told: Parameters<typeof commanded>[1]) =>
      commanded(policy, told, { world, until: '2026-01-05T12:00' })
    expect(comments(await run(wrote('10:00', 'bo', '/reeve ack'), left))).toEqual([])
    expect(comments(await run(left, wrote('11:00', 'bo', '/reeve ack')))).toHaveLength(1)
  })

  test('an ack ends escalations only from somebody who may triage', async () => {
    const run = async (given: unknown) =>
      effects(
        await replayed({
          policy:
            'rules: { s: { kind: sla, when: is:issue, within: 10h, until-acknowledged: true, escalate: [{ after: 1h, notify: "@dana" }] } }',
          world: { permissions: given },
          told: [issue('2026-01-05T09:00').opened(), comment('2026-01-05T09:30', 7, '/reeve ack', 'ann')],
          until: '2026-01-05T12:00',
        }),
        'comment.add',
      )
    expect(await run({ 'acme/app': { ann: 'triage' } })).toHaveLength(0)
    expect(await run({ 'acme/app': { ann: 'read' } })).toHaveLength(1)
    // Could not be read: refused.
    expect(await run({})).toHaveLength(1)
  })
})

describe('D16 Answers', () => {
  test('one comment for each item, edited in place, newest first and five at most', async () => {
    const told = [0, 1, 2, 3, 4, 5, 6].map((minute) => wrote(`10:0${minute}`, 'tina', '/reeve explain late'))
    const ran = await commanded(one, told, { labels: ['critical'] })
    const puts = ran.said.filter((line) => line.do === 'notice.put' && line.slot === 'answers')
    expect(puts).toHaveLength(7)
    const headings = (puts.at(-1)?.body ?? '').match(/^\*\*`.*$/gm)
    expect(headings).toHaveLength(5)
    expect(headings?.[0]).toBe(
      '**`/reeve explain late`** — [tina](https://github.com/acme/app/issues/7#issuecomment-1006), Mon 5 Jan 2026, 10:06 (UTC)',
    )
  })

  test('an answer says how things stood when it was asked, and is not rewritten', async () => {
    const told = [
      wrote('10:00', 'tina', '/reeve explain one-priority'),
      issue('2026-01-05T11:00').labeled('minor'),
      wrote('12:00', 'tina', '/reeve explain one-priority'),
    ]
    const ran = await commanded(one, told)
    expect(answers(ran).map((answer) => answer.slice(0, 1))).toEqual(['✅', '❌'])
    expect(effects(ran, 'notice.put').filter((line) => line.includes('answers'))).toHaveLength(2)
  })

  test('explain: verdict, what, why, fix, and when it changes by itself', async () => {
    const run = async (body: string, labels: string[]) =>
      answers(await commanded(one, [wrote('10:00', 'tina', body)], { labels })).join()
    expect(await run('/reeve explain', ['critical'])).toMatchInlineSnapshot(`
      "✅ **one-priority** — It has exactly one of \`critical\`, \`major\` or \`minor\`.

      > One of them

      ✅ **late** — It is to be closed by Mon 5 Jan 2026, 13:00 (UTC). Finish and close it, or hand it on. By itself that may change at Mon 5 Jan 2026, 11:00 (UTC)."
    `)
    expect(await run('/reeve explain one-priority', [])).toMatchInlineSnapshot(`
      "❌ **one-priority** — It has none of \`critical\`, \`major\` or \`minor\`. Set one of \`critical\`, \`major\` or \`minor\`.

      > One of them"
    `)
    expect(await run('/reeve explain late', ['minor'])).toMatchInlineSnapshot(
      `"➖ **late** — It is not about this: it is not labelled critical (\`label:critical\`)."`,
    )
  })

  test('a rule that does not exist: the nearest is named', async () => {
    const said = async (body: string) =>
      answers(await commanded(one, [wrote('10:00', 'tina', body)], { labels: ['minor'] })).join()
    expect(await said('/reeve explain one-prio')).toMatchInlineSnapshot(
      `"There is no rule \`one-prio\`. Did you mean \`one-priority\`?"`,
    )
    expect(await said('/reeve explain something else')).toMatchInlineSnapshot(
      `"There is no rule \`something else\`. The rules are \`one-priority\` and \`late\`."`,
    )
    expect(await said('/reeve override')).toMatchInlineSnapshot(
      `"It does not say which rule. Write \`/reeve override <rule>\`, with one of \`one-priority\` or \`late\`."`,
    )
  })

  test('a command that does not exist: the nearest is named', async () => {
    const said = async (body: string) =>
      answers(await commanded(one, [wrote('10:00', 'mallory', body)], { labels: ['minor'] })).join()
    expect(await said('/reeve overide logged')).toMatchInlineSnapshot(
      `"There is no command \`overide\`. Did you mean \`override\`? \`/reeve help\` lists what there is."`,
    )
    expect(await said('/reeve make-coffee')).toMatchInlineSnapshot(
      `"There is no command \`make-coffee\`. \`/reeve help\` lists what there is."`,
    )
  })

  test.each(['sev 1', 'mitigated', 'lock testnet', 'unlock testnet', 'approve', 'ack', 'move verified'])(
    'nothing here uses `%s`',
    async (command) => {
      const ran = await commanded(logged, [wroteOnPull('10:00', 'dana', `/reeve ${command}`)], {
        onPull: true,
      })
      expect(reactions(ran)).toEqual(['1000 confused'])
      expect(answers(ran, 'acme/app#12').join()).toBe(
        `Nothing here uses \`/reeve ${command.split(' ')[0]}\`. \`/reeve help\` lists what there is.`,
      )
    },
  )

  test('what was written pings nobody and is no command in the answer', async () => {
    const body = '/reeve explain @acme/all #3 <!-- reeve:answers --> `/reeve ack`'
    const ran = await commanded(one, [wrote('10:00', 'tina', body)], { labels: ['minor'] })
    const said = notice(ran, 'acme/app#7', 'answers') ?? ''
    expect(said).not.toMatch(/@acme|#3\b/)
    expect(said.match(/<!-- reeve:answers -->/g)).toHaveLength(1)
    expect(said).not.toMatch(/^\s*\/reeve/m)
  })

  test('help is made from the policy in force: what, who may, an example', async () => {
    const policy = `
people: { lead: "@zoe", rota: ["@bo", "@tina"] }
commands:
  not-supported: { by: rota, when: "label:team/delivery", needs-reason: true, do: [{ label: feature-request }, { notify: lead }] }
  ack: { by: lead }
rules:
  sev: { kind: sla, when: is:issue, within: 10h, until-acknowledged: true, escalate: { after: 1h, notify: lead }, override: { by: lead } }
  guarded: { kind: label-guard, labels: verified }
  elsewhere: { kind: release-window, when: is:pr, window: never, hotfix: { when: "label:hotfix", approved-by: lead } }
windows: { never: { closed: 2026-01-01..2026-12-31 } }
`
    expect(
      answers(await commanded(policy, [wrote('10:00', 'tina', '/reeve help')])).join(),
    ).toMatchInlineSnapshot(`
      "| write | what it does | who may | for example |
      |---|---|---|---|
      | \`/reeve explain [rule]\` | How a rule stands, why, and when that changes by itself; all rules without a name. | the author, the assignees and whoever may triage here | \`/reeve explain sev\` |
      | \`/reeve recheck\` | Reads everything about this afresh and judges it again. | the author, the assignees and whoever may triage here | \`/reeve recheck\` |
      | \`/reeve ack\` | Somebody has taken it on: ends escalations that wait for that, and answers a clock that asks for an answer. | lead | \`/reeve ack\` |
      | \`/reeve escalate [why]\` | Takes the next step of every escalation that runs here, at once. | whoever may triage here | \`/reeve escalate nobody is at it\` |
      | \`/reeve override <rule> because <why> [for 2h]\` | Lets this through a rule, for a while. It is recorded and shown. | whoever maintains this repository or lead | \`/reeve override sev because it cannot wait for 2h\` |
      | \`/reeve revoke <rule>\` | Ends an override. | whoever maintains this repository or lead | \`/reeve revoke sev\` |
      | \`/reeve move <state or guarded label> [because <why>]\` | Sets a guarded label or a state, as if you had set it yourself. | whoever may triage here | \`/reeve move verified because it is so\` |
      | \`/reeve snooze 1d because <why>\` | Keeps reminders silent for so long. | whoever may triage here | \`/reeve snooze 1d because we wait for a part\` |
      | \`/reeve help\` | This list. | the author, the assignees and whoever may triage here | \`/reeve help\` |
      | \`/reeve not-supported because <why>\` | The policy's own: label and notify. Only for what matches \`label:team/delivery\`. | rota | \`/reeve not-supported because it is so\` |"
    `)
    const nothing = answers(
      await commanded(logged, [wroteOnPull('10:00', 'eve', '/reeve help')], { onPull: true }),
      'acme/app#12',
    ).join()
    expect(nothing.match(/`\/reeve \w+/g)?.filter((_, index) => index % 2 === 0)).toEqual([
      '`/reeve explain',
      '`/reeve recheck',
      '`/reeve override',
      '`/reeve revoke',
      '`/reeve help',
    ])
  })

  test.each([
    ['the state that comes next', 'doing', 'done'],
    ['before the first comes the first', undefined, 'doing'],
  ])('the example of a move is one that may be made from here: %s', async (_, state, expected) => {
    const policy = `
rules:
  flow:
    kind: workflow
    when: is:issue
    states: [todo, doing, done]
    moves: [{ from: todo, to: doing }, { from: doing, to: done }, { from: done, to: todo }]`
    const run = await commanded(policy, [wrote('10:00', 'tina', '/reeve help')], {
      ...(state ? { labels: [state] } : {}),
    })
    expect(answers(run).join()).toContain(`/reeve move ${expected} because it is so`)
  })

  test('where the policy only watches nothing is answered; where it warns it is', async () => {
    const run = (mode: string) =>
      commanded(`mode: ${mode}\n${one}`, [wrote('10:00', 'tina', '/reeve explain')], { labels: ['minor'] })
    expect(effects(await run('observe'))).toEqual([])
    expect(reactions(await run('warn'))).toEqual(['1000 +1'])
    const partly = `mode: observe\n${one.replace('kind: label-group,', 'kind: label-group, mode: warn,')}`
    const ran = await commanded(partly, [wrote('10:00', 'tina', '/reeve explain')], { labels: ['minor'] })
    expect(reactions(ran)).toEqual(['1000 +1'])
  })
})

describe('D16 Recheck', () => {
  test('everything is judged again and the check is put once more, as a new run (D17)', async () => {
    const ran = await commanded(logged, [wroteOnPull('10:00', 'eve', '/reeve recheck')], { onPull: true })
    expect(effects(ran, 'check.put')).toEqual([
      '01-05T09:00 acme/app@abc1 check.put failure <logged>',
      '01-05T10:00 acme/app@abc1 check.put failure <logged>',
    ])
    expect(reactions(ran)).toEqual(['1000 +1'])
    const refused = await commanded(logged, [wroteOnPull('10:00', 'rex', '/reeve recheck')], { onPull: true })
    expect(effects(refused, 'check.put')).toHaveLength(1)
  })

  test('asked twice it is put twice, and a later policy does not put it again', async () => {
    const told = [
      wroteOnPull('10:00', 'eve', '/reeve recheck'),
      wroteOnPull('10:30', 'eve', '/reeve recheck'),
      policyLine('2026-01-05T11:00', logged),
    ]
    expect(effects(await commanded(logged, told, { onPull: true }), 'check.put')).toHaveLength(3)
  })
})
