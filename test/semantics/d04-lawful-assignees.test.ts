import { describe, expect, test } from 'vitest'
import { wrote } from '../builders/commanded.ts'
import { anItem } from '../builders/item.ts'
import { evaluateRule } from '../builders/judged.ts'
import { comments, effects, replayed } from '../builders/replayed.ts'
import { issue } from '../builders/told.ts'

const only = 'only-ann: { kind: assign, when: label:support, to: "@ann", only: true }'
const rules = (more: string) => `rules: { ${only}, ${more} }`
const on = (time: string, by = 'eve') => issue(`2026-01-05T${time}`, 7, { by })
const opened = issue('2026-01-05T09:00', 7, { labels: ['support'] }).opened()
const moves = ['assignee.add', 'assignee.remove', 'label.add', 'label.remove', 'comment.add']

describe('D4 who may not be assigned is not assigned for any other rule', () => {
  test('it stops no clock', async () => {
    const ran = await replayed({
      policy: rules(
        'taken: { kind: sla, when: label:QA, clock: assign, within: 1h, on-breach: [{ label: overdue }] }',
      ),
      told: [opened, on('10:00').unassigned('ann'), on('10:30').labeled('QA'), on('11:00').assigned('zoe')],
      until: '2026-01-05T13:00',
      decisions: true,
    })
    const taken = ran.said.flatMap(({ reason, rule }) => (rule === 'taken' ? [reason?.what] : []))
    expect(taken).not.toContainEqual(expect.stringMatching(/^It was assigned/))
    expect(effects(ran, ...moves)).toEqual([
      '01-05T09:00 acme/app#7 assignee.add ann <only-ann>',
      '01-05T11:00 acme/app#7 assignee.remove zoe <only-ann>',
      '01-05T11:30 acme/app#7 label.add overdue <taken>',
    ])
  })

  test('and hands nothing over; whoever may be assigned does', async () => {
    const told = [
      opened,
      on('10:00').assigned('zoe'),
      on('11:00').unlabeled('support'),
      on('12:00').assigned('zoe'),
    ]
    const policy = rules('hers: { when: assignee:zoe, do: [{ comment: Hers }] }')
    const ran = await replayed({ policy, told })
    expect(effects(ran, ...moves)).toEqual([
      '01-05T09:00 acme/app#7 assignee.add ann <only-ann>',
      '01-05T10:00 acme/app#7 assignee.remove zoe <only-ann>',
      '01-05T12:00 acme/app#7 comment.add <hers>',
    ])
    expect(comments(ran)).toHaveLength(1)
  })

  test('nor does a rule that this one leans on see them', async () => {
    const policy = `rules: {
      free: { when: is:issue, must: "-assignee:zoe", on-fail: [{ comment: Hers }] },
      mine: { kind: assign, when: "-rule:free", to: "@ann", only: true } }`
    const ran = await replayed({ policy, told: [opened, on('10:00').assigned('zoe')] })
    expect(effects(ran, 'assignee.add', 'assignee.remove')).toHaveLength(2)
    expect(comments(ran)).toEqual([])
  })

  test('what only watches shapes no view', async () => {
    const policy = rules('hers: { when: assignee:zoe, do: [{ comment: Hers }] }').replace(
      'kind: assign',
      'mode: warn, kind: assign',
    )
    expect(comments(await replayed({ policy, told: [opened, on('10:00').assigned('zoe')] }))).toHaveLength(1)
  })

  test('who had it before it matched had it until then', async () => {
    const policy = rules('hers: { when: "label:QA -assignee:zoe", do: [{ comment: Free }] }')
    const ran = await replayed({
      policy,
      told: [
        on('09:00').opened(),
        on('09:10').labeled('QA'),
        on('09:20').assigned('zoe'),
        on('10:00').labeled('support'),
      ],
    })
    expect(effects(ran, 'comment.add')).toEqual([
      '01-05T09:10 acme/app#7 comment.add <hers>',
      '01-05T10:00 acme/app#7 comment.add <hers>',
    ])
  })

  test('the rule itself is judged on what is there', async () => {
    const policy = 'rules: { mine: { kind: assign, when: has:assignee, to: "@ann", only: true } }'
    const ran = await replayed({ policy, told: [on('09:00').opened(), on('10:00').assigned('zoe')] })
    expect(effects(ran, ...moves)).toEqual([
      '01-05T10:00 acme/app#7 assignee.add ann <mine>',
      '01-05T10:00 acme/app#7 assignee.remove zoe <mine>',
    ])
  })

  test('however long Reeve took to take them off, and when the rule is about it no more', () => {
    const policy = rules('taken: { kind: sla, when: label:QA, clock: assign, within: 1d }')
    const asked = (labels: readonly string[], refused: boolean) =>
      evaluateRule({
        policy,
        item: anItem({ labels: ['QA', ...labels] }),
        history: ['Mon 11:00 eve assigned zoe', 'Mon 11:05 reeve[bot] unassigned zoe'],
        facts: { 'assignable:acme/app/ann': true },
        memory: refused
          ? [
              {
                rule: 'only-ann',
                kind: 'ruling',
                key: 'assigned assigned:zoe@2026-01-05T11:00:00Z',
                value: 'refused',
                at: Date.parse('2026-01-05T11:00:00Z'),
              },
            ]
          : [],
        now: 'Mon 12:00',
      }).what
    const runs = asked(['support'], true)
    expect(runs).toContain('It is to be assigned by Tue')
    expect(asked(['support'], false)).toBe(runs)
    expect(asked([], true)).toBe(runs)
    expect(asked([], false)).not.toBe(runs)
  })
})

test('D16 who came while the rule was overridden may stay', async () => {
  const permissions = { 'acme/app': { dana: 'maintain' } }
  const ran = await replayed({
    policy: rules('other: { when: label:none }'),
    world: { permissions },
    told: [
      opened,
      wrote('10:00', 'dana', '/reeve override only-ann because we drown for 1h'),
      on('10:30').assigned('zoe'),
      on('12:00').assigned('yan'),
    ],
  })
  expect(effects(ran, 'assignee.remove')).toEqual(['01-05T12:00 acme/app#7 assignee.remove yan <only-ann>'])
})
