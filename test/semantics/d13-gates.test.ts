import { describe, expect, test } from 'vitest'
import { effects, notice, replayed, type Story } from '../builders/replayed.ts'
import { comment, issue, mergeGroup, policyLine, pull } from '../builders/told.ts'

const conclusions = async (story: Story) =>
  effects(await replayed(story), 'check.put').map((line) =>
    line.replace(/ acme\/app@/, ' ').replace('check.put ', ''),
  )

describe('D13 Gates', () => {
  const rule = (id: string, must: string, more = '') => `  ${id}: { when: is:pr, must: "${must}"${more} }\n`
  const fail = rule('bad', 'label:no')
  const wait = rule('waits', 'label:no', ', grace: 1d')
  const unknown = rule('unsure', 'path:src/**')
  const pass = rule('good', 'is:pr')

  test.each([
    ['any fail', fail + wait + unknown + pass, 'failure <bad waits unsure good>'],
    ['else any wait', wait + unknown + pass, 'action_required <waits unsure good>'],
    ['else any unknown', unknown + pass, 'in_progress <unsure good>'],
    ['else success', pass, 'success <good>'],
    ['none applies', '  other: { when: is:issue }\n', 'success <>'],
    ['only warned about', rule('bad', 'label:no', ', mode: warn') + pass, 'success <good>'],
    ['gate: false', rule('bad', 'label:no', ', gate: false') + pass, 'success <good>'],
    ['observed', rule('bad', 'label:no', ', mode: observe') + pass, 'success <good>'],
  ])('%s', async (_, rules, expected) => {
    expect(
      await conclusions({ policy: `rules:\n${rules}`, told: [pull('2026-01-05T09:00').opened()] }),
    ).toEqual([`01-05T09:00 abc1 ${expected}`])
  })

  test('`gate: true` makes a clock count', async () => {
    expect(
      await conclusions({
        policy: 'rules: { a: { kind: sla, gate: true, when: is:pr, clock: respond, within: 1h } }',
        told: [pull('2026-01-05T09:00').opened()],
        until: '2026-01-05T12:00',
      }),
    ).toEqual(['01-05T09:00 abc1 success <a>', '01-05T10:00 abc1 failure <a>'])
  })

  test('others are listed only, with what is wrong and why', async () => {
    const ran = await replayed({
      policy: `rules:\n${rule('soft', 'label:x', ', mode: warn, why: Because.')}${rule('hard', 'label:y', ', why: Therefore.')}  elsewhere: { when: is:issue }\n  seen: { mode: observe, when: is:pr, must: "label:z" }\n`,
      told: [pull('2026-01-05T09:00').opened()],
    })
    const summary = ran.said[0]?.summary ?? ''
    for (const part of ['**soft**', '**hard**', '> Because.', '> Therefore.', 'elsewhere', '`label:y`'])
      expect(summary).toContain(part)
    expect(summary).not.toContain('label:z')
    expect(summary.indexOf('hard')).toBeLessThan(summary.indexOf('elsewhere'))
  })

  test('a message is said of what is broken, not of what is kept', async () => {
    const policy = `rules:\n${rule('hard', 'label:y', ', message: Ask the release team.')}`
    const ran = await replayed({
      policy,
      told: [pull('2026-01-05T09:00').opened(), pull('2026-01-05T10:00').labeled('y')],
    })
    expect(ran.said[0]?.summary).toContain('Ask the release team.')
    expect(ran.said.at(-1)?.summary).not.toContain('Ask the release team.')
  })

  test('the check says the worst of all open pull requests with that head', async () => {
    const policy = `rules:\n${rule('r', 'label:ok')}`
    const told = [
      pull('2026-01-05T09:00', 12, { labels: ['ok'] }).opened(),
      pull('2026-01-05T10:00', 13).opened(),
      pull('2026-01-05T11:00', 13, { state: 'closed' }).closed(),
      pull('2026-01-05T12:00', 13).reopened(),
      pull('2026-01-05T13:00', 13).labeled('ok'),
    ]
    expect(await conclusions({ policy, told })).toEqual([
      '01-05T09:00 abc1 success <r>',
      '01-05T10:00 abc1 failure <r>',
      '01-05T11:00 abc1 success <r>',
      '01-05T12:00 abc1 failure <r>',
      '01-05T13:00 abc1 success <r>',
    ])
  })

  test('new commits: the new head is answered, the old one left as it is', async () => {
    expect(
      await conclusions({
        policy: `rules:\n${rule('r', 'label:ok')}`,
        told: [
          pull('2026-01-05T09:00').opened(),
          pull('2026-01-05T10:00').pushed('abc2'),
          pull('2026-01-05T11:00', 12, { sha: 'abc2' }).labeled('ok'),
        ],
      }),
    ).toEqual([
      '01-05T09:00 abc1 failure <r>',
      '01-05T10:00 abc2 failure <r>',
      '01-05T11:00 abc2 success <r>',
    ])
  })

  test('a draft gets the same check; a closed pull request none', async () => {
    const policy = `rules:\n${rule('r', 'label:ok')}`
    expect(
      await conclusions({ policy, told: [pull('2026-01-05T09:00', 12, { draft: true }).opened()] }),
    ).toEqual(['01-05T09:00 abc1 failure <r>'])
    expect(
      await conclusions({
        policy,
        told: [pull('2026-01-05T09:00').merged(), pull('2026-01-05T10:00').labeled('ok')],
      }),
    ).toEqual([])
  })

  test('what is broken says nothing of other labels, so their changes put nothing', async () => {
    const told = [
      pull('2026-01-05T09:00').opened(),
      pull('2026-01-05T10:00').labeled('other'),
      pull('2026-01-05T11:00').unlabeled('other'),
    ]
    expect(await conclusions({ policy: `rules:\n${rule('r', 'label:ok')}`, told })).toHaveLength(1)
  })

  test('it is put only when something differs', async () => {
    expect(
      await conclusions({
        policy: `rules:\n${rule('r', 'label:ok')}`,
        told: [
          pull('2026-01-05T09:00', 12, { labels: ['ok'] }).opened(),
          comment('2026-01-05T10:00', 12, 'Hello', 'ann', { onPull: true }),
          pull('2026-01-05T11:00').assigned('ann'),
        ],
      }),
    ).toHaveLength(1)
  })

  test('a check of its own', async () => {
    const policy = (check: string) => `rules:\n${rule('one', 'label:a', check)}${rule('two', 'label:b')}`
    const ran = await replayed({
      policy: policy(', check: own'),
      told: [
        pull('2026-01-05T09:00', 12, { labels: ['b'] }).opened(),
        pull('2026-01-05T10:00').labeled('a'),
        pull('2026-01-05T11:00').unlabeled('a'),
        policyLine('2026-01-05T12:00', policy('')),
        policyLine('2026-01-05T13:00', `rules:\n${rule('two', 'label:b')}`),
      ],
    })
    expect(ran.said.map(({ at, name, conclusion }) => `${at.slice(11, 16)} ${name} ${conclusion}`)).toEqual([
      '09:00 Reeve failure',
      '09:00 Reeve / one failure',
      '10:00 Reeve success',
      '10:00 Reeve / one success',
      '11:00 Reeve failure',
      '11:00 Reeve / one failure',
      // A required check is never left unreported (D17).
      '12:00 Reeve / one success',
      '13:00 Reeve success',
    ])
  })

  test('a rule that goes lets its pull requests through', async () => {
    expect(
      await conclusions({
        policy: `rules:\n${fail}${pass}`,
        told: [
          pull('2026-01-05T09:00').opened(),
          policyLine('2026-01-05T10:00', `rules:\n${fail}${pass}`),
          policyLine('2026-01-05T11:00', `rules:\n${pass}`),
          policyLine('2026-01-05T12:00', 'rules: {}'),
        ],
      }),
    ).toEqual([
      '01-05T09:00 abc1 failure <bad good>',
      '01-05T11:00 abc1 success <good>',
      '01-05T12:00 abc1 success <>',
    ])
  })

  test('on a pull request the check speaks; a notice only where Reeve changed something of a person’s', async () => {
    const ran = await replayed({
      policy: `rules:\n${fail}  g: { kind: label-guard, labels: v, by: "@ann" }\n`,
      told: [pull('2026-01-05T09:00').opened(), pull('2026-01-05T10:00').labeled('v')],
    })
    expect(effects(ran, 'notice.put')).toEqual(['01-05T10:00 acme/app#12 notice.put reeve <g>'])
    expect(notice(ran, 'acme/app#12')).not.toContain('bad')
  })

  test('on an issue what is broken stands in the notice, until it is mended', async () => {
    const ran = await replayed({
      policy:
        'rules: { r: { when: "is:issue is:open", must: has:assignee, why: Nothing is nobody’s., message: Please own it. } }',
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').assigned('ann')],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 notice.put reeve <r>',
      '01-05T10:00 acme/app#7 notice.remove reeve <r>',
    ])
    expect(ran.said[0]?.body).toMatch(/^<!-- reeve:reeve -->/)
    expect(ran.said[0]?.body).toContain('Please own it.')
    expect(ran.said[0]?.body).toContain('> Nothing is nobody’s.')
  })
})

describe('D13 release-window', () => {
  const policy = `
timezone: Africa/Cairo
people: { lead: "@dana" }
windows: { release: { open: "Sun-Wed 00:00-24:00", because: No releases after Wednesday } }
rules:
  freeze: { kind: release-window, when: is:pr base:production, window: release, hotfix: { when: "label:hotfix", approved-by: lead } }
`
  const open = pull('2026-01-07T10:00', 12, { base: 'production' }).opened()

  test('a pull request waits from the closing on, says when it opens again, and goes on by itself then', async () => {
    const ran = await replayed({ policy, told: [open], until: '2026-01-14T00:00' })
    expect(effects(ran, 'check.put')).toEqual([
      '01-07T10:00 acme/app@abc1 check.put success <freeze>',
      '01-07T22:00 acme/app@abc1 check.put action_required <freeze>',
      '01-10T22:00 acme/app@abc1 check.put success <freeze>',
    ])
    expect(ran.said[1]?.summary).toContain('opens again')
    expect(ran.said[1]?.summary).toContain('Sun 11 Jan 2026, 00:00 (Africa/Cairo)')
    expect(ran.said[1]?.summary).toContain('No releases after Wednesday')
  })

  test('a merge group fails while closed', async () => {
    expect(
      await conclusions({
        policy,
        world: { groups: { 'acme/app@g1': [12], 'acme/app@g2': [12] } },
        told: [
          open,
          mergeGroup('2026-01-07T11:00', 'g1', 'production'),
          mergeGroup('2026-01-08T09:00', 'g2', 'production'),
          mergeGroup('2026-01-09T09:00', 'g2', 'production', 'destroyed'),
        ],
        until: '2026-01-11T00:00',
      }),
    ).toEqual([
      '01-07T10:00 abc1 success <freeze>',
      '01-07T11:00 g1 success <freeze>',
      '01-07T22:00 abc1 action_required <freeze>',
      '01-07T22:00 g1 failure <freeze>',
      '01-08T09:00 g2 failure <freeze>',
      '01-10T22:00 abc1 success <freeze>',
      '01-10T22:00 g1 success <freeze>',
    ])
  })

  test.each([
    ['may-finish: true, ', '01-07T21:00', 'success'],
    ['', '01-07T21:00', 'failure'],
    // What was not allowed when it started is not allowed to go on.
    ['may-finish: true, ', '01-07T22:30', 'failure'],
  ])('a merge group past the edge, %s begun %s: %s', async (finish, began, expected) => {
    const ran = await replayed({
      policy: policy.replace('{ open:', `{ ${finish}open:`),
      world: { groups: { 'acme/app@g1': [12] } },
      told: [open, mergeGroup(`2026-${began}`, 'g1', 'production')],
      until: '2026-01-08T00:00',
    })
    expect(effects(ran, 'check.put').findLast((line) => line.includes('@g1'))).toContain(expected)
    expect(effects(ran, 'check.put').findLast((line) => line.includes('@abc1'))).toContain('action_required')
  })

  test('a merge group whose members were never looked at is judged at once', async () => {
    const ran = await replayed({
      policy,
      world: {
        groups: { 'acme/app@g1': [12] },
        issues: [
          {
            repo: 'acme/app',
            number: 12,
            author: 'eve',
            created_at: '2026-01-01T00:00:00Z',
            pull: { base: 'production', sha: 'abc1' },
          },
        ],
      },
      told: [mergeGroup('2026-01-08T09:00', 'g1', 'production')],
    })
    expect(effects(ran, 'check.put').filter((line) => line.includes('@g1'))).toEqual([
      '01-08T09:00 acme/app@g1 check.put failure <freeze>',
    ])
  })

  test('members that are not known: not completed', async () => {
    expect(await conclusions({ policy, told: [mergeGroup('2026-01-07T09:00', 'g1', 'production')] })).toEqual(
      ['01-07T09:00 g1 in_progress <>'],
    )
    expect(
      await conclusions({
        policy,
        world: { groups: { 'acme/app@g1': [99] } },
        told: [mergeGroup('2026-01-07T09:00', 'g1', 'production')],
      }),
    ).toEqual(['01-07T09:00 g1 in_progress <>'])
  })

  const closed = pull('2026-01-08T09:00', 12, { base: 'production' })
  const at = (time: string) => pull(`2026-01-08T${time}`, 12, { base: 'production' })
  test.each([
    ['a label alone', [at('10:00').labeled('hotfix')], []],
    [
      'approved by one of them after the label',
      [
        at('10:00').labeled('hotfix'),
        comment('2026-01-08T11:00', 12, '/reeve approve', 'dana', { onPull: true }),
      ],
      ['11:00 success'],
    ],
    [
      'approved by a review',
      [at('10:00').labeled('hotfix'), at('11:00').reviewed('approved', 'dana')],
      ['11:00 success'],
    ],
    [
      'approved before the label',
      [
        comment('2026-01-08T09:30', 12, '/reeve approve', 'dana', { onPull: true }),
        at('10:00').labeled('hotfix'),
      ],
      [],
    ],
    [
      'approved by somebody else',
      [
        at('10:00').labeled('hotfix'),
        comment('2026-01-08T11:00', 12, '/reeve approve', 'bo', { onPull: true }),
      ],
      [],
    ],
    [
      'approved without the label',
      [comment('2026-01-08T11:00', 12, '/reeve approve', 'dana', { onPull: true })],
      [],
    ],
    [
      'the label comes off again',
      [
        at('10:00').labeled('hotfix'),
        at('11:00').reviewed('approved', 'dana'),
        at('12:00').unlabeled('hotfix'),
      ],
      ['11:00 success', '12:00 action_required'],
    ],
    [
      'a review that is taken back',
      [
        at('10:00').labeled('hotfix'),
        at('11:00').reviewed('approved', 'dana', { id: 5 }),
        at('12:00').reviewed('dismissed', 'dana', { id: 5 }),
      ],
      ['11:00 success', '12:00 action_required'],
    ],
  ])('hotfix: %s', async (_, more, expected) => {
    const put = await conclusions({ policy, told: [closed.opened(), ...more] })
    const answers = put.map((line) => ({ at: line.slice(6, 11), conclusion: line.split(' ')[2] }))
    const turns = answers.filter(({ conclusion }, index) => conclusion !== answers[index - 1]?.conclusion)
    expect(turns.map(({ at, conclusion }) => `${at} ${conclusion}`)).toEqual([
      '09:00 action_required',
      ...expected,
    ])
  })

  test('the author approves nothing, whoever it is', async () => {
    expect(
      (
        await conclusions({
          policy,
          told: [
            pull('2026-01-08T09:00', 12, { base: 'production', author: 'dana', labels: ['hotfix'] }).opened(),
            comment('2026-01-08T11:00', 12, '/reeve approve', 'dana', { onPull: true }),
          ],
        })
      ).map((line) => line.split(' ')[2]),
    ).toEqual(['action_required'])
  })

  test('a pull request that was not seen opened: a review that was heard counts all the same', async () => {
    const ran = await replayed({
      policy,
      told: [
        pull('2026-01-08T09:00', 12, { base: 'production', created_at: '2026-01-01T00:00:00Z' }).labeled(
          'hotfix',
        ),
        pull('2026-01-08T10:00', 12, { base: 'production' }).reviewed('approved', 'dana'),
      ],
    })
    expect(effects(ran, 'check.put').at(-1)).toContain('success')
  })

  test('issues are none of its business', async () => {
    const ran = await replayed({
      policy: policy.replace('when: is:pr base:production, ', ''),
      told: [issue('2026-01-08T09:00').opened()],
      decisions: true,
    })
    expect(ran.said.find((line) => line.decision)).toMatchObject({ verdict: 'not-applicable' })
  })

  test('merged while the window was closed: a violation, once, and what the policy asks for then', async () => {
    const late = pull('2026-01-08T10:00').merged()
    const story = {
      policy: `
windows: { release: { open: [Sun-Wed 00:00-24:00] } }
rules:
  freeze: { kind: release-window, when: is:pr, window: release, on-fail: [{ label: late }] }
`,
      told: [
        pull('2026-01-07T09:00').opened(),
        late,
        late,
        pull('2026-01-08T11:00').reviewed('commented', 'ann'),
      ],
      until: '2026-01-20T00:00',
    }
    const done = effects(await replayed(story)).filter((line) => !line.includes('check.put'))
    expect(done).toEqual([
      '01-08T10:00 acme/app#12 label.add late <freeze>',
      '01-08T10:00 acme/app#12 violation.record <freeze>',
    ])
  })
})
