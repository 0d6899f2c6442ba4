import { describe, expect, test } from 'vitest'
import type { Memory } from '../../src/core/decision.ts'
import type { Policy } from '../../src/core/policy.ts'
import { evaluate } from '../../src/engine/evaluate.ts'
import { answers, commanded, permissions, reactions, wrote, wroteOnPull } from '../builders/commanded.ts'
import { aPullItem } from '../builders/item.ts'
import { policyOf } from '../builders/judged.ts'
import { aPast, on } from '../builders/past.ts'
import { load } from '../builders/policy.ts'
import { effects, notice, type Replayed, replayed, verdicts } from '../builders/replayed.ts'
import { issue, mergeGroup, policyLine, pull } from '../builders/told.ts'

const logged = `
people: { lead: "@tina" }
rules:
  logged: { kind: linked-issue, why: "Work is logged", when: is:pr, override: { by: lead, for: 4h } }
  other: { when: is:pr }
`

/** How the check went: `10:00 success`. */
const checks = (ran: Replayed) =>
  effects(ran, 'check.put').map((line) => line.replace(/^01-(\d\d)T(\S+) \S+ check.put (\S+) .*/, '$1T$2 $3'))

const summary = ({ said }: Replayed) => said.findLast((line) => line.do === 'check.put')?.summary ?? ''
const title = ({ said }: Replayed) => said.findLast((line) => line.do === 'check.put')?.title

const onPull = { onPull: true } as const
const overridden = (body: string, by = 'dana', until = '2026-01-07T00:00') =>
  commanded(logged, [wroteOnPull('10:00', by, body)], { ...onPull, until })

describe('D16 override', () => {
  test('lets it through until it ends, by the item’s own timer', async () => {
    const ran = await overridden('/reeve override logged because the story is elsewhere for 2h')
    expect(checks(ran)).toEqual(['05T09:00 failure', '05T10:00 success', '05T12:00 failure'])
    expect(reactions(ran)).toEqual(['1000 +1'])
    expect(answers(ran, 'acme/app#12')).toEqual([])
  })

  test('the check says who let it through, until when and why', async () => {
    const ran = await overridden(
      '/reeve override logged because the story is elsewhere for 2h',
      'dana',
      '2026-01-05T11:59',
    )
    expect(summary(ran)).toMatchInlineSnapshot(`
      "🔓 **logged** — Let through by dana until Mon 5 Jan 2026, 12:00 (UTC), because the story is elsewhere. Otherwise: It names no issue.

      ✅ **other** — It is as the rule asks."
    `)
    expect(title(ran)).toBe('1 rule is kept, 1 let through')
  })

  test.each([
    [300, 'x'.repeat(300)],
    [301, `${'x'.repeat(299)}…`],
    [0, 'it is so'],
  ])('a reason of %i characters', async (count, said) => {
    const ran = await overridden(
      `/reeve override logged because ${'x'.repeat(count) || 'it is so.'}`,
      'dana',
      '2026-01-05T11:00',
    )
    expect(summary(ran)).toContain(`, because ${said}. Otherwise`)
  })

  test.each<[string, string, string]>([
    ['as long as the rule lets it, where nothing is said', 'override logged because so', '14:00'],
    ['for the last second', 'override logged because so for 4h', '14:00'],
    ['no longer than that', 'override logged because so for 3d', '14:00'],
    ['`for` before `because`', 'override logged for 1h because so', '11:00'],
    ['with a full stop', 'override logged because so, for 1h30m.', '11:30'],
    ['a reason that ends alike', 'override logged because it waits for 3 people', '14:00'],
    ['a reason with a date', 'override logged because it is for 2026-12-01', '14:00'],
    ['the rule in quotes, and in any case', 'override `Logged` because: so for 1h', '11:00'],
  ])('it lasts: %s', async (_, command, end) => {
    expect(checks(await overridden(`/reeve ${command}`)).at(-1)).toBe(`05T${end} failure`)
  })

  test('a day where the rule says nothing, at the same wall time over a change of the clocks', async () => {
    const policy =
      'timezone: Europe/Berlin\nrules: { logged: { kind: linked-issue, when: is:pr, override: { for: 2d } } }'
    const run = (rule: string, command: string) =>
      replayed({
        policy: rule,
        world: { permissions, closing: { 'acme/app#12': [] } },
        told: [
          pull('2026-03-28T09:00').opened(),
          wrote('2026-03-28T10:00', 'dana', command, { number: 12, onPull: true }),
        ],
        until: '2026-04-01T00:00',
      })
    const last = (ran: Replayed) => ran.said.findLast((line) => line.do === 'check.put')?.at
    expect(
      last(await run(policy.replace(', override: { for: 2d }', ''), '/reeve override logged because so')),
    ).toBe('2026-03-29T09:00:00Z')
    expect(last(await run(policy, '/reeve override logged because so for 1d'))).toBe('2026-03-29T09:00:00Z')
    expect(last(await run(policy, '/reeve override logged because so for 24h'))).toBe('2026-03-29T10:00:00Z')
  })

  test('what is longer than the longest is said', async () => {
    const ran = await overridden('/reeve override logged because so for 3d')
    expect(answers(ran, 'acme/app#12')).toEqual([
      'It lasts until Mon 5 Jan 2026, 14:00 (UTC): 4h is the longest for this rule.',
    ])
  })

  test.each([
    ['override logged', 'It needs a reason. Write `/reeve override logged because <why>`.'],
    ['override logged for 2h', 'It needs a reason. Write `/reeve override logged because <why>`.'],
    ['override logged because', 'It needs a reason. Write `/reeve override logged because <why>`.'],
    ['override logged because for 2h', 'It needs a reason. Write `/reeve override logged because <why>`.'],
    ['override logged because so for 2hours', '`2hours` is not how a length is written. Write `2h`.'],
    ['override logged because so for 2', '`2` has no unit. Write a unit, such as 2h or 2d.'],
    ['override loged because so', 'There is no rule `loged`. Did you mean `logged`?'],
    [
      'override because so',
      'It does not say which rule. Write `/reeve override <rule>`, with one of `logged` or `other`.',
    ],
  ])('/reeve %s', async (command, said) => {
    const ran = await overridden(`/reeve ${command}`)
    expect(reactions(ran)).toEqual(['1000 confused'])
    expect(answers(ran, 'acme/app#12')).toEqual([said])
    expect(checks(ran)).toEqual(['05T09:00 failure'])
  })

  test.each<[string, string, boolean]>([
    ['who maintains', 'dana', true],
    ['who administers', 'zoe', true],
    ['who is named under the rule', 'tina', true],
    ['who may only write', 'bo', false],
    ['nobody known', 'mallory', false],
  ])('%s', async (_, by, may) => {
    const ran = await overridden('/reeve override logged because so', by)
    expect(checks(ran).includes('05T10:00 success')).toBe(may)
  })

  test('never the author of the pull request, whoever that is', async () => {
    const run = (body: string) =>
      replayed({
        policy: logged,
        world: { permissions, closing: { 'acme/app#12': [] } },
        told: [pull('2026-01-05T09:00', 12, { author: 'dana' }).opened(), wroteOnPull('10:00', 'dana', body)],
      })
    for (const command of ['override logged because so', 'revoke logged']) {
      const ran = await run(`/reeve ${command}`)
      expect(reactions(ran)).toEqual(['1000 -1'])
      expect(answers(ran, 'acme/app#12')).toEqual([
        'The author of a pull request cannot override a rule for it, nor revoke an override. Nothing was done. Ask somebody else who may.',
      ])
      expect(checks(ran)).toEqual(['05T09:00 failure'])
    }
  })

  test('where it could not be read who may, nothing is let through', async () => {
    const ran = await commanded(logged, [wroteOnPull('10:00', 'dana', '/reeve override logged because so')], {
      ...onPull,
      world: { permissions: {} },
    })
    expect(checks(ran)).toEqual(['05T09:00 failure'])
    expect(reactions(ran)).toEqual(['1000 -1'])
  })

  test('`commands: override` says otherwise', async () => {
    const policy = `${logged}\ncommands: { override: { by: "@rex" } }`
    const run = async (by: string) =>
      reactions(
        await commanded(policy, [wroteOnPull('10:00', by, '/reeve override logged because so')], onPull),
      )
    expect(await run('rex')).toEqual(['1000 +1'])
    expect(await run('dana')).toEqual(['1000 -1'])
    // Whom the rule itself names stays.
    expect(await run('tina')).toEqual(['1000 +1'])
  })

  test('a label alone never lifts a gate', async () => {
    const told = [pull('2026-01-05T10:00').labeled('override'), pull('2026-01-05T10:10').labeled('logged')]
    expect(checks(await commanded(logged, told, onPull))).toEqual(['05T09:00 failure'])
  })

  test('only this rule, and only here', async () => {
    const policy = `${logged}  third: { kind: linked-issue, when: is:pr }\n`
    const ran = await replayed({
      policy,
      world: { permissions, closing: { 'acme/app#12': [], 'acme/app#13': [] } },
      told: [
        pull('2026-01-05T09:00', 12, { sha: 'c12' }).opened(),
        pull('2026-01-05T09:00', 13, { sha: 'c13' }).opened(),
        wroteOnPull('10:00', 'dana', '/reeve override logged because so'),
      ],
      decisions: true,
    })
    expect(verdicts(ran, 'logged', 'acme/app#12')).toEqual(['01-05T09:00 fail', '01-05T10:00 pass'])
    expect(verdicts(ran, 'logged', 'acme/app#13')).toEqual(['01-05T09:00 fail'])
    expect(verdicts(ran, 'third', 'acme/app#12')).toEqual(['01-05T09:00 fail'])
    expect(effects(ran, 'check.put').at(-1)).toContain('failure')
  })

  test('it holds for what comes later too: new commits, and what could not be read', async () => {
    const told = [
      wroteOnPull('10:00', 'dana', '/reeve override logged because so'),
      pull('2026-01-05T11:00').pushed('abc2'),
    ]
    expect(checks(await commanded(logged, told, onPull))).toEqual([
      '05T09:00 failure',
      '05T10:00 success',
      '05T11:00 success',
    ])
    const unread = 'rules: { asked: { when: is:pr, must: "author:@acme/qa" } }'
    const ran = await commanded(
      unread,
      [wroteOnPull('10:00', 'dana', '/reeve override asked because so')],
      onPull,
    )
    expect(checks(ran)).toEqual(['05T09:00 in_progress', '05T10:00 success'])
  })

  test('a merge group passes with it, and fails without', async () => {
    const policy = `
windows: { never: { closed: 2026-01-01..2026-12-31 } }
rules: { freeze: { kind: release-window, when: is:pr, window: never } }
`
    const run = (...body: string[]) =>
      commanded(
        policy,
        [...body.map((text) => wroteOnPull('10:00', 'dana', text)), mergeGroup('2026-01-05T11:00', 'group1')],
        { ...onPull, world: { groups: { 'acme/app@group1': [12] } } },
      )
    expect(checks(await run()).at(-1)).toBe('05T11:00 failure')
    expect(checks(await run('/reeve override freeze because so')).at(-1)).toBe('05T11:00 success')
  })

  test('another one takes its place', async () => {
    const told = [
      wroteOnPull('10:00', 'dana', '/reeve override logged because so for 3h'),
      wroteOnPull('11:00', 'zoe', '/reeve override logged because that is enough for 30m'),
    ]
    const ran = await commanded(logged, told, { ...onPull, until: '2026-01-06T00:00' })
    expect(checks(ran)).toEqual([
      '05T09:00 failure',
      '05T10:00 success',
      '05T11:00 success',
      '05T11:30 failure',
    ])
  })

  test('who was allowed then stays, and so does its end, whatever the policy says later (D3)', async () => {
    const told = [
      wroteOnPull('10:00', 'tina', '/reeve override logged because so for 3h'),
      policyLine('2026-01-05T11:00', logged.replace('by: lead, for: 4h', 'for: 1h')),
      wroteOnPull('13:30', 'tina', '/reeve override logged because so'),
    ]
    const ran = await commanded(logged, told, { ...onPull, until: '2026-01-05T15:00' })
    expect(checks(ran)).toEqual(['05T09:00 failure', '05T10:00 success', '05T13:00 failure'])
    expect(reactions(ran)).toEqual(['1000 +1', '1330 -1'])
  })

  test('a renamed rule keeps it', async () => {
    const told = [
      wroteOnPull('10:00', 'dana', '/reeve override logged because so for 3h'),
      policyLine('2026-01-05T11:00', logged.replace('  logged: { ', '  named: { was: [logged], ')),
      wroteOnPull('11:30', 'dana', '/reeve revoke logged'),
    ]
    const ran = await commanded(logged, told, onPull)
    expect(checks(ran)).toEqual([
      '05T09:00 failure',
      '05T10:00 success',
      '05T11:00 success',
      '05T11:30 failure',
    ])
  })

  test('it is no keeping: `do` is not done, `on-fail` not while it lasts', async () => {
    const policy =
      'rules: { r: { when: is:issue, must: "label:ok", grace: 2h, do: [{ comment: Kept }], on-fail: [{ comment: Broken }, { label: bad }] } }'
    const ran = await commanded(policy, [wrote('10:00', 'dana', '/reeve override r because so for 3h')], {
      until: '2026-01-05T18:00',
    })
    expect(effects(ran, 'comment.add', 'label.add')).toEqual([
      '01-05T13:00 acme/app#7 label.add bad <r>',
      '01-05T13:00 acme/app#7 comment.add <r>',
    ])
  })

  test('on an issue the notice says so, and goes on where it was when that ends', async () => {
    const policy = 'rules: { one: { kind: label-group, why: "One of them", when: is:issue, of: [a, b] } }'
    const run = (until: string) =>
      commanded(policy, [wrote('10:00', 'dana', '/reeve override one because @eve said so for 1h')], {
        until,
      })
    expect(notice(await run('2026-01-05T10:30'))).toMatchInlineSnapshot(`
      "<!-- reeve:reeve -->

      **one**

      Let through by dana until Mon 5 Jan 2026, 11:00 (UTC), because @​eve said so. Otherwise: It has none of \`a\` or \`b\`.

      > One of them

      <sub>Reeve keeps this comment up to date, and takes it away when nothing is left to say.</sub>"
    `)
    expect(notice(await run('2026-01-05T11:00'))).toContain('It has none of')
  })

  test('of a guard: what is changed while it lasts stays', async () => {
    const policy = 'rules: { qa-verifies: { kind: label-guard, labels: verified, by: "@zoe" } }'
    const told = [
      issue('2026-01-05T09:30').labeled('verified'),
      wrote('10:00', 'dana', '/reeve override qa-verifies because QA is away for 1h'),
      issue('2026-01-05T10:30').labeled('verified'),
      issue('2026-01-05T11:00', 7, { by: 'bo' }).unlabeled('verified'),
      issue('2026-01-05T11:30').assigned('bo'),
    ]
    expect(effects(await commanded(policy, told), 'label.add', 'label.remove')).toEqual([
      '01-05T09:30 acme/app#7 label.remove verified <qa-verifies>',
      '01-05T11:00 acme/app#7 label.add verified <qa-verifies>',
    ])
  })

  test('names mean what they mean in the file a rule is written in (D15)', () => {
    const org = load(
      'people: { chief: "@zoe" }\ncommands: { override: { by: chief } }\nrules: { theirs: { kind: linked-issue, when: is:pr } }',
      { ref: 'acme/.github@1:.github/reeve.yml' },
    ).policy
    const { policy } = load(
      'people: { chief: "@bo" }\ncommands: { override: { by: chief } }\nrules: { ours: { kind: linked-issue, when: is:pr } }',
      org ? { base: org } : {},
    )
    const judged = (by: string, rule: string) =>
      policy &&
      evaluate({
        policy,
        since: new Map(),
        past: aPast(aPullItem(), [`Mon 10:00 ${by} commented MEMBER /reeve override ${rule} because so`]),
        facts: new Map([
          [`permission:acme/app/${by}`, { ok: true, value: 'admin' }],
          ['closing:acme/app#12', { ok: true, value: [] }],
        ]),
        memory: [],
        now: on('Mon 10:00'),
        app: 'reeve[bot]',
      }).decisions.find((decision) => decision.rule === rule)?.verdict
    expect([judged('zoe', 'theirs'), judged('bo', 'theirs')]).toEqual(['pass', 'fail'])
    expect([judged('zoe', 'ours'), judged('bo', 'ours')]).toEqual(['fail', 'pass'])
  })
})

describe('D16 /reeve explain of what is overridden', () => {
  const policy = `${logged}  mine: { kind: linked-issue, when: "is:pr label:mine", override: { count: 2 } }\n`
  const asked = async (...told: Parameters<typeof commanded>[1]) =>
    answers(
      await commanded(policy, [...told, wroteOnPull('12:00', 'bo', '/reeve explain')], onPull),
      'acme/app#12',
    )[0]

  test('who let it through, until when and why', async () => {
    expect(await asked(wroteOnPull('10:00', 'dana', '/reeve override logged because so'))).toContain(
      '🔓 **logged** — Let through by dana until Mon 5 Jan 2026, 14:00 (UTC), because so. Otherwise: It names no issue.',
    )
  })

  test('what stands and is not needed, too, until it ends', async () => {
    const said = await asked(
      wroteOnPull('10:00', 'dana', '/reeve override other because @eve said so'),
      wroteOnPull('10:05', 'dana', '/reeve override mine because so for 3h'),
    )
    expect(said).toMatchInlineSnapshot(`
      "❌ **logged** — It names no issue. Write \`fixes #<number>\` in the description, or link the issue under Development.

      > Work is logged

      ✅ **other** — It is as the rule asks. Overridden by dana (because @​eve said so) until Tue 6 Jan 2026, 10:00 (UTC); nothing needs that now.

      ➖ **mine** — This rule is not about this item. Overridden by dana (because so) until Mon 5 Jan 2026, 13:05 (UTC), once 1 more would too; nothing needs that now."
    `)
    expect(
      await asked(wroteOnPull('10:00', 'dana', '/reeve override other because so for 2h')),
    ).not.toContain('Overridden')
  })
})

describe('D16 revoke', () => {
  const run = (...told: Parameters<typeof commanded>[1]) =>
    commanded(
      logged,
      [wroteOnPull('10:00', 'dana', '/reeve override logged because so for 3h'), ...told],
      onPull,
    )

  test('ends it, by whoever might have made it', async () => {
    for (const by of ['dana', 'zoe', 'tina'])
      expect(checks(await run(wroteOnPull('11:00', by, '/reeve revoke logged')))).toEqual([
        '05T09:00 failure',
        '05T10:00 success',
        '05T11:00 failure',
      ])
    const ran = await run(wroteOnPull('11:00', 'bo', '/reeve revoke logged'))
    expect(checks(ran)).toHaveLength(2)
    expect(reactions(ran)).toEqual(['1000 +1', '1100 -1'])
  })

  test('what is not there, or over, is not revoked', async () => {
    const ran = await run(
      wroteOnPull('11:00', 'dana', '/reeve revoke other'),
      wroteOnPull('13:00', 'dana', '/reeve revoke logged'),
    )
    expect(reactions(ran)).toEqual(['1000 +1', '1100 confused', '1300 confused'])
    expect(answers(ran, 'acme/app#12')).toEqual([
      '`logged` is not overridden here. There is nothing to revoke.',
      '`other` is not overridden here. There is nothing to revoke.',
    ])
  })

  test('by the new name of a rule it ends what was recorded under the old one', () => {
    const renamed = policyOf('rules: { named: { kind: linked-issue, was: logged, when: is:pr } }')
    const wroteAt = ['Mon 10:00 dana commented MEMBER /reeve override logged because so']
    const judge = (policy: Policy, history: readonly string[], memory: readonly Memory[]) =>
      evaluate({
        policy,
        since: new Map(),
        past: aPast(aPullItem(), history),
        facts: new Map([
          ['permission:acme/app/dana', { ok: true, value: 'admin' }],
          ['closing:acme/app#12', { ok: true, value: [] }],
        ]),
        memory,
        now: on('Mon 11:00'),
        app: 'reeve[bot]',
      })
    const first = judge(policyOf(logged), wroteAt, [])
    expect(first.overrides).toMatchObject([{ rule: 'logged', by: 'dana' }])
    const then = judge(
      renamed,
      [...wroteAt, 'Mon 10:30 dana commented MEMBER /reeve revoke named'],
      first.remember,
    )
    expect(then.overrides).toMatchObject([
      { cause: first.overrides[0]?.cause, ended: { by: 'dana', how: 'revoked' } },
    ])
    const other = [...wroteAt, 'Mon 10:30 dana commented MEMBER /reeve recheck']
    expect(judge(renamed, other, first.remember).overrides).toEqual([])
  })

  test('and it can be made again', async () => {
    const ran = await run(
      wroteOnPull('11:00', 'dana', '/reeve revoke logged'),
      wroteOnPull('12:00', 'dana', '/reeve override logged because so'),
    )
    expect(checks(ran).map((line) => line.split(' ')[1])).toEqual([
      'failure',
      'success',
      'failure',
      'success',
    ])
  })
})
