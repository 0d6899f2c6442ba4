import { describe, expect, test } from 'vitest'
import { effects, replayed, type Told } from '../builders/replayed.ts'
import { checkRun, mergeGroup, pull } from '../builders/told.ts'

const policy = 'rules: { ready: { when: is:pr, must: "label:ready" } }'
const opened = pull('2026-01-05T09:00').opened()

function asked(event: 'check_run' | 'check_suite', app: string | undefined): Told {
  const more = { head_sha: 'abc1', ...(app === undefined ? {} : { app: { slug: app } }) }
  return {
    at: '2026-01-05T10:00',
    event,
    payload: {
      action: 'rerequested',
      repository: { full_name: 'acme/app' },
      sender: { login: 'dana' },
      [event]: event === 'check_run' ? { name: 'Reeve', ...more } : more,
    },
  }
}

describe('D17 Check runs', () => {
  test.each([
    ['check_run', 'reeve'],
    ['check_run', undefined],
    ['check_suite', 'reeve'],
    ['check_suite', undefined],
  ] as const)('a re-requested %s of %s is put once more, as any other put', async (event, app) => {
    const ran = await replayed({ policy, told: [opened, asked(event, app)] })
    expect(effects(ran, 'check.put')).toEqual([
      '01-05T09:00 acme/app@abc1 check.put failure <ready>',
      '01-05T10:00 acme/app@abc1 check.put failure <ready>',
    ])
    const keys = ['at', 'subject', 'rules', 'do', 'name', 'sha', 'conclusion', 'title', 'summary']
    for (const line of ran.said) expect(Object.keys(line)).toEqual(keys)
  })

  test('our own runs tell nothing new', async () => {
    const ran = await replayed({
      policy,
      told: [opened, checkRun('2026-01-05T10:00', 'abc1', 'Reeve', 'failure')],
    })
    expect(effects(ran, 'check.put')).toHaveLength(1)
  })

  test('a commit may have any name', async () => {
    const ran = await replayed({
      policy,
      told: [pull('2026-01-05T09:00', 12, { sha: 'head-12.b_1' }).opened()],
    })
    expect(effects(ran)).toEqual(['01-05T09:00 acme/app@head-12.b_1 check.put failure <ready>'])
  })

  test('a merge group that nothing is left of does not wait for its check', async () => {
    const ran = await replayed({
      policy,
      world: { groups: { 'acme/app@g1': [] } },
      told: [mergeGroup('2026-01-05T09:00', 'g1')],
    })
    expect(effects(ran)).toEqual(['01-05T09:00 acme/app@g1 check.put success <>'])
  })
})
