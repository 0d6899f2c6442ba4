import { describe, expect, test } from 'vitest'
import { answers, commanded, permissions, reactions, wrote, wroteOnPull } from '../builders/commanded.ts'
import { effects, notice, type Replayed, replayed, type Told } from '../builders/replayed.ts'
import { issue, policyLine, pull } from '../builders/told.ts'

const logged = `
people: { lead: "@tina" }
rules:
  logged: { kind: linked-issue, why: "Work is logged", when: is:pr, override: { by: lead, for: 4h, count: 2 } }
`

/** How the check went: `10:00 success`. */
const checks = (ran: Replayed) =>
  effects(ran, 'check.put').map((line) => line.replace(/^01-05T(\S+) \S+ check.put (\S+) .*/, '$1 $2'))

const summary = ({ said }: Replayed) => said.findLast((line) => line.do === 'check.put')?.summary ?? ''

const run = (told: readonly Told[], until = '2026-01-06T00:00', policy = logged) =>
  commanded(policy, told, { onPull: true, until })

const asks = (time: string, by: string, rest = 'so') =>
  wroteOnPull(time, by, `/reeve override logged because ${rest}`)

describe('D16 an override that takes several people', () => {
  test('lifts as soon as so many have written one, until the first of them ends', async () => {
    const ran = await run([asks('10:00', 'dana', 'so for 3h'), asks('10:30', 'tina', 'so for 1h')])
    expect(checks(ran)).toEqual([
      '09:00 failure',
      '10:00 failure',
      '10:30 success',
      '11:30 failure',
      '13:00 failure',
    ])
    expect(reactions(ran)).toEqual(['1000 +1', '1030 +1'])
  })

  test('with fewer, the check and the answer say who else is wanted, and what to write', async () => {
    const ran = await run([asks('10:00', 'dana', 'the story is elsewhere')], '2026-01-05T10:30')
    expect(summary(ran)).toMatchInlineSnapshot(`
      "❌ **logged** — It names no issue. Write \`fixes #<number>\` in the description, or link the issue under Development. To let it through takes 2 people. So far, until Mon 5 Jan 2026, 14:00 (UTC): dana (because the story is elsewhere). It is let through as soon as 1 more of lead or whoever maintains this repository, not the author, writes \`/reeve override logged because <why>\`.

      > Work is logged"
    `)
    expect(answers(ran, 'acme/app#12')).toMatchInlineSnapshot(`
      [
        "To let it through takes 2 people. So far, until Mon 5 Jan 2026, 14:00 (UTC): dana (because the story is elsewhere). It is let through as soon as 1 more of lead or whoever maintains this repository, not the author, writes \`/reeve override logged because <why>\`.",
      ]
    `)
  })

  test('the check names all of them, and the answer says that it is through', async () => {
    const told = [asks('10:00', 'dana', 'the story is elsewhere'), asks('10:30', 'tina', 'it burns')]
    const ran = await run(told, '2026-01-05T11:00')
    expect(summary(ran)).toMatchInlineSnapshot(
      `"🔓 **logged** — Let through by dana (because the story is elsewhere) and tina (because it burns) until Mon 5 Jan 2026, 14:00 (UTC). Otherwise: It names no issue."`,
    )
    expect(answers(ran, 'acme/app#12')[0]).toMatchInlineSnapshot(
      `"It is let through by dana and tina until Mon 5 Jan 2026, 14:00 (UTC)."`,
    )
  })

  test('when one of them ends, that it was let through is said, and who is wanted again', async () => {
    const told = [asks('10:00', 'dana', 'so for 3h'), asks('10:30', 'tina', 'so for 1h')]
    const again = summary(await run(told, '2026-01-05T11:30'))
    expect(again).toContain('It was let through by dana and tina until Mon 5 Jan 2026, 11:30 (UTC).')
    expect(again).toContain('So far, until Mon 5 Jan 2026, 13:00 (UTC): dana')
    const over = summary(await run(told, '2026-01-05T13:00'))
    expect(over).toContain('It was let through by dana and tina until Mon 5 Jan 2026, 11:30 (UTC).')
    expect(over).not.toContain('So far')
  })

  test.each<[string, readonly Told[], string[]]>([
    ['the same person twice is one', [asks('10:00', 'dana'), asks('10:30', 'dana')], []],
    ['however the name is written', [asks('10:00', 'dana'), asks('10:30', 'Dana')], []],
    [
      'in one comment',
      [wroteOnPull('10:00', 'dana', '/reeve override logged because a\n/reeve override logged because b')],
      [],
    ],
    ['nobody who may not', [asks('10:00', 'dana'), asks('10:30', 'bo')], []],
    ['not the author', [asks('10:00', 'dana'), asks('10:30', 'eve')], []],
    [
      'not without a reason',
      [asks('10:00', 'dana'), wroteOnPull('10:30', 'zoe', '/reeve override logged')],
      [],
    ],
    [
      'not for another rule',
      [asks('10:00', 'dana'), wroteOnPull('10:30', 'zoe', '/reeve override other because so')],
      [],
    ],
    ['only while both last', [asks('10:00', 'dana', 'so for 30m'), asks('10:30', 'zoe')], []],
    ['to the last second', [asks('10:00', 'dana', 'so for 31m'), asks('10:30', 'zoe')], ['10:30']],
    ['any two', [asks('10:00', 'tina'), asks('10:30', 'zoe')], ['10:30']],
    [
      'a third changes nothing',
      [asks('10:00', 'tina'), asks('10:30', 'zoe'), asks('11:00', 'dana')],
      ['10:30', '11:00'],
    ],
  ])('different people: %s', async (_, told, passing) => {
    const policy = `${logged}  other: { when: is:pr }\n`
    const ran = await run(told, '2026-01-05T11:00', policy)
    expect(checks(ran).flatMap((line) => (line.endsWith('success') ? line.split(' ')[0] : []))).toEqual(
      passing,
    )
  })

  test('one’s own newer one takes the place of the older, and of others the one that ends first', async () => {
    const ran = await run([
      asks('10:00', 'dana', 'so for 2h'),
      asks('10:30', 'tina', 'so for 3h'),
      asks('11:00', 'dana', 'so for 30m'),
      asks('11:15', 'zoe', 'so for 2h'),
    ])
    // At 11:15 dana’s, until 11:30, makes room for zoe’s, until 13:15; tina’s lasts until 13:30.
    expect(checks(ran).map((line) => line.split(' ').reverse().join(' '))).toEqual([
      'failure 09:00',
      'failure 10:00',
      'success 10:30',
      'success 11:00',
      'success 11:15',
      'failure 13:15',
      'failure 13:30',
    ])
  })

  test.each([
    ['one of them', 'dana'],
    ['somebody else who may', 'zoe'],
  ])('revoked by %s all of it ends, and begins anew', async (_, by) => {
    const ran = await run(
      [
        asks('10:00', 'dana'),
        asks('10:30', 'tina'),
        wroteOnPull('11:00', by, '/reeve revoke logged'),
        asks('11:30', 'zoe'),
        asks('12:00', 'tina'),
      ],
      '2026-01-05T12:00',
    )
    expect(checks(ran)).toEqual([
      '09:00 failure',
      '10:00 failure',
      '10:30 success',
      '11:00 failure',
      '11:30 failure',
      '12:00 success',
    ])
  })

  test('what only waits can be revoked too', async () => {
    const ran = await run([
      asks('10:00', 'dana'),
      wroteOnPull('10:30', 'tina', '/reeve revoke logged'),
      asks('11:00', 'zoe'),
    ])
    expect(reactions(ran)).toEqual(['1000 +1', '1030 +1', '1100 +1'])
    expect(checks(ran).join()).not.toContain('success')
  })

  test('how many it takes was settled when it was written (D3)', async () => {
    const one = logged.replace(', count: 2', '')
    // Whom the policy let through alone stays so; whoever was told to wait for another waits.
    expect(
      checks(
        await commanded(one, [asks('10:00', 'dana'), policyLine('2026-01-05T11:00', logged)], {
          onPull: true,
          until: '2026-01-05T13:59',
        }),
      ).at(-1),
    ).toMatch('success')
    const waiting = [asks('10:00', 'dana'), policyLine('2026-01-05T11:00', one)]
    expect(checks(await run(waiting, '2026-01-05T12:00')).at(-1)).toMatch('failure')
    expect(checks(await run([...waiting, asks('12:00', 'zoe')], '2026-01-05T12:00')).at(-1)).toBe(
      '12:00 success',
    )
  })

  test('a guard lets changes through from the second person on', async () => {
    const policy =
      'rules: { qa: { kind: label-guard, labels: verified, by: "@rex", override: { count: 2 } } }'
    const told = [
      wrote('10:00', 'dana', '/reeve override qa because QA is away'),
      issue('2026-01-05T10:10').labeled('verified'),
      wrote('10:20', 'zoe', '/reeve override qa because QA is away'),
      issue('2026-01-05T10:30').labeled('verified'),
    ]
    expect(effects(await commanded(policy, told), 'label.remove')).toEqual([
      '01-05T10:10 acme/app#7 label.remove verified <qa>',
    ])
  })

  test('on an issue the notice says who is wanted, and its author counts like anybody', async () => {
    const policy =
      'rules: { one: { kind: label-group, when: is:issue, of: [a, b], override: { by: "@eve", count: 2 } } }'
    const first = wrote('10:00', 'dana', '/reeve override one because @eve said so')
    expect(notice(await commanded(policy, [first]))).toMatchInlineSnapshot(`
      "<!-- reeve:reeve -->

      **one**

      It has none of \`a\` or \`b\`. Set one of \`a\` or \`b\`. To let it through takes 2 people. So far, until Tue 6 Jan 2026, 10:00 (UTC): dana (because @​eve said so). It is let through as soon as 1 more of eve or whoever maintains this repository writes \`/reeve override one because <why>\`.

      <sub>Reeve keeps this comment up to date, and takes it away when nothing is left to say.</sub>"
    `)
    const both = await commanded(policy, [first, wrote('10:30', 'eve', '/reeve override one because so')])
    expect(notice(both)).toContain(
      'Let through by dana (because @\u200beve said so) and eve (because so) until',
    )
  })

  test('duplicated and shuffled, the same is done', async () => {
    const told = [
      asks('10:00', 'dana', 'so for 3h'),
      asks('10:30', 'tina', 'so for 1h'),
      wroteOnPull('11:00', 'zoe', '/reeve revoke logged'),
    ]
    const straight = await run(told)
    const turned = await run([...told].reverse().flatMap((line) => [line, line]))
    expect(turned.output).toBe(straight.output)
  })

  test('help says how many it takes', async () => {
    const ran = await run([wroteOnPull('10:00', 'dana', '/reeve help')], '2026-01-05T10:00')
    expect(answers(ran, 'acme/app#12').join()).toContain('It is recorded and shown. `logged` takes 2 people.')
  })
})

describe('D16 an override that has ended', () => {
  const one = logged.replace(', count: 2', '')
  const told = [asks('10:00', 'dana', 'so for 2h')]

  test('is said where it let through, at the instant it ends', async () => {
    const ran = await run(told, '2026-01-05T12:00', one)
    expect(checks(ran)).toEqual(['09:00 failure', '10:00 success', '12:00 failure'])
    expect(summary(ran)).toMatchInlineSnapshot(`
      "❌ **logged** — It names no issue. It was let through by dana until Mon 5 Jan 2026, 12:00 (UTC). Write \`fixes #<number>\` in the description, or link the issue under Development.

      > Work is logged"
    `)
  })

  test.each([
    ['by another', 'zoe', 'It was let through by dana; zoe revoked that at Mon 5 Jan 2026, 11:00 (UTC).'],
    [
      'by who made it',
      'dana',
      'It was let through by dana; they revoked that at Mon 5 Jan 2026, 11:00 (UTC).',
    ],
  ])('revoked %s, so is that', async (_, by, said) => {
    const ran = await run(
      [...told, wroteOnPull('11:00', by, '/reeve revoke logged')],
      '2026-01-05T11:00',
      one,
    )
    expect(checks(ran)).toEqual(['09:00 failure', '10:00 success', '11:00 failure'])
    expect(summary(ran)).toContain(said)
  })

  test('not of what came to be so only afterwards', async () => {
    const policy = 'rules: { one: { kind: label-group, when: is:issue, of: [a, b] } }'
    const told = [
      wrote('10:00', 'dana', '/reeve override one because so for 1h'),
      issue('2026-01-05T11:30').labeled('a'),
      issue('2026-01-05T12:00').unlabeled('a'),
    ]
    const said = async (until: string) => notice(await commanded(policy, told, { until }))
    expect(await said('2026-01-05T11:00')).toContain(
      'It was let through by dana until Mon 5 Jan 2026, 11:00 (UTC).',
    )
    expect(await said('2026-01-05T12:00')).toContain('It has none of')
    expect(await said('2026-01-05T12:00')).not.toContain('let through')
  })

  test('and no more once the rule is kept', async () => {
    const closing = { 'acme/app#12': ['acme/app#7'] }
    const ran = await replayed({
      policy: one,
      world: { permissions, closing },
      told: [pull('2026-01-05T09:00').opened(), ...told],
      until: '2026-01-05T13:00',
    })
    expect(summary(ran)).not.toContain('let through')
  })
})
