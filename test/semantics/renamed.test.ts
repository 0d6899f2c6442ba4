import { describe, expect, test } from 'vitest'
import { fixCritical } from '../builders/fix-critical.ts'
import { effects, replayed, type Told, written } from '../builders/replayed.ts'
import { comment, issue, pull } from '../builders/told.ts'

const policy = `
rules:
  ${fixCritical}
  hand-over:
    kind: require
    why: QA tests what is done
    when: is:issue label:QA
    must: label:QA
    do:
      - { assign: "@acme/qa" }
      - { open-issue: { title: "Test {{ title }}", once-per: week } }
  verified-by-qa: { kind: label-guard, why: QA says so, labels: verified, by: "@acme/qa" }
`
const world = { teams: { 'acme/qa': ['ann', 'bo'] }, permissions: { 'acme/app': { ann: 'write' } } }

const ids = { repository: { id: 5, full_name: 'acme/shop', owner: { id: 3, login: 'acme' } } }

function renamed(at: string, from = 'app', to = 'acme/shop'): Told {
  return {
    at,
    event: 'repository',
    payload: {
      action: 'renamed',
      repository: { ...ids.repository, full_name: to },
      changes: { repository: { name: { from } } },
      sender: { login: 'zoe' },
    },
  }
}

const shop = { repo: 'acme/shop' }
const week = [
  issue('2026-01-05T09:00').opened(),
  issue('2026-01-05T09:00').labeled('critical'),
  issue('2026-01-05T09:05').labeled('QA'),
  renamed('2026-01-05T10:30'),
  // Told under the old name, later: its repository was called so when it was written.
  issue('2026-01-05T10:40', 20).opened(),
  issue('2026-01-05T10:50', 7, shop).unassigned('ann'),
  issue('2026-01-05T11:30', 20, shop).labeled('QA'),
  issue('2026-01-05T11:45', 7, { ...shop, by: 'eve' }).labeled('verified'),
]

describe('a repository that is renamed in the middle of things', () => {
  test('everything goes on under its new name, and nothing is done again', async () => {
    expect(effects(await replayed({ policy, told: week, world, until: '2026-01-06T09:00' }))).toEqual([
      '01-05T09:05 acme/app#7 assignee.add ann <hand-over>',
      '01-05T09:05 acme/app#7 issue.open <hand-over>',
      '01-05T10:00 acme/app#7 comment.add <fix-critical>',
      '01-05T11:00 acme/shop#7 label.add overdue <fix-critical>',
      '01-05T11:00 acme/shop#7 notice.put reeve <fix-critical>',
      '01-05T11:30 acme/shop#20 assignee.add bo <hand-over>',
      '01-05T11:45 acme/shop#7 label.remove verified <verified-by-qa>',
      '01-05T11:45 acme/shop#7 notice.put reeve <fix-critical verified-by-qa>',
    ])
  })

  test('in any order of lines, and told twice, it is the same', async () => {
    const lines = written(week).split('\n')
    const { output } = await replayed({ policy, told: lines.join('\n'), world })
    expect(output).not.toBe('')
    for (const shuffled of [lines.toReversed(), [...lines, ...lines].sort((a, b) => a.length - b.length)])
      expect((await replayed({ policy, told: shuffled.join('\n'), world })).output).toBe(output)
  })

  test.each([
    ['by its id', { id: 6, full_name: 'acme/app' }, ['acme/app#7', 'acme/shop#8']],
    ['the same', { id: 5, full_name: 'acme/app' }, ['acme/shop#7', 'acme/shop#8']],
  ])('who has the old name now is told %s', async (_, repository, subjects) => {
    const told = [
      issue('2026-01-05T09:00').opened(),
      renamed('2026-01-05T10:30'),
      {
        ...issue('2026-01-05T11:00').labeled('QA'),
        payload: { ...issue('2026-01-05T11:00').labeled('QA').payload, repository },
      },
      issue('2026-01-05T12:00', 8, shop).opened(),
      issue('2026-01-05T12:00', 8, shop).labeled('QA'),
    ]
    const { said } = await replayed({ policy, told, world })
    expect(said.filter((line) => line.do === 'assignee.add').map((line) => line.subject)).toEqual(subjects)
  })

  test('in the same second as other lines, all are about the same', async () => {
    const told = [
      issue('2026-01-05T09:00').opened(),
      issue('2026-01-05T10:30').labeled('QA'),
      renamed('2026-01-05T10:30'),
      issue('2026-01-05T10:30', 7, { ...shop, by: 'eve' }).labeled('verified'),
      comment('2026-01-05T10:30', 7, 'Hello'),
    ]
    for (const lines of [told, told.toReversed()]) {
      expect(effects(await replayed({ policy, told: lines, world }), 'assignee.add', 'label.remove')).toEqual(
        [
          '01-05T10:30 acme/shop#7 label.remove verified <verified-by-qa>',
          '01-05T10:30 acme/shop#7 assignee.add ann <hand-over>',
        ],
      )
    }
  })

  test('moved to another owner, and with its whole owner', async () => {
    const transferred: Told = {
      at: '2026-01-05T10:30',
      event: 'repository',
      payload: {
        action: 'transferred',
        repository: { id: 5, full_name: 'apex/app' },
        changes: { owner: { from: { organization: { login: 'acme' } } } },
        sender: { login: 'zoe' },
      },
    }
    const organization: Told = {
      at: '2026-01-05T10:30',
      event: 'organization',
      payload: {
        action: 'renamed',
        organization: { id: 3, login: 'apex' },
        changes: { login: { from: 'acme' } },
        sender: { login: 'zoe' },
      },
    }
    for (const change of [transferred, organization]) {
      const told = [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T09:00').labeled('critical'),
        change,
        issue('2026-01-05T12:00', 7, { repo: 'apex/app' }).closed(),
      ]
      expect(
        effects(await replayed({ policy, told, world }), 'label.add', 'comment.add', 'label.remove'),
      ).toEqual([
        '01-05T10:00 acme/app#7 comment.add <fix-critical>',
        '01-05T11:00 apex/app#7 label.add overdue <fix-critical>',
        '01-05T12:00 apex/app#7 label.remove overdue <fix-critical>',
      ])
    }
  })

  test('who names one of its issues as it was called goes on being answered', async () => {
    const linked = `rules: { linked: { kind: require, when: is:pr, must: "linked:(label:critical)", do: [{ label: urgent }] } }`
    const told = [
      issue('2026-01-05T09:00').opened(),
      renamed('2026-01-05T10:30'),
      pull('2026-01-05T11:00', 12, { repo: 'acme/web', body: 'Fixes acme/app#7' }).opened(),
      issue('2026-01-05T12:00', 7, shop).labeled('critical'),
    ]
    expect(effects(await replayed({ policy: linked, told, world }), 'label.add')).toEqual([
      '01-05T12:00 acme/web#12 label.add urgent <linked>',
    ])
  })
})
