import { describe, expect, test } from 'vitest'
import { replayed, type Told, verdicts } from '../builders/replayed.ts'
import { checkRun, comment, issue, pull } from '../builders/told.ts'

/** How `must` stands in the end. */
async function stands(
  must: string,
  { when, told, world, on }: { when: string; told: readonly Told[]; world?: unknown; on?: string },
): Promise<string | undefined> {
  const policy = `rules: { r: { when: '${when}', must: '${must}' } }`
  const ran = await replayed({ policy, told, decisions: true, ...(world === undefined ? {} : { world }) })
  return verdicts(ran, 'r', on).at(-1)?.split(' ')[1]
}

function subIssue(at: string, action: string, child: number): Told {
  return {
    at,
    event: 'sub_issues',
    payload: {
      action,
      parent_issue: { number: 7 },
      sub_issue: { number: child },
      repository: { full_name: 'acme/app' },
      sender: { login: 'dana' },
    },
  }
}

describe('D12 Related items', () => {
  const opened = [pull('2026-01-05T09:00').opened()]

  test.each([
    ['linked:issue', { closing: { 'acme/app#12': ['acme/app#7'] } }, 'pass'],
    ['linked:issue', { closing: { 'acme/app#12': [] } }, 'fail'],
    ['linked:issue', undefined, 'unknown'],
    ['linked:pr', { closing: { 'acme/app#12': ['acme/app#7'] } }, 'fail'],
    ['linked:(is:open)', { closing: { 'acme/app#12': ['acme/app#7'] } }, 'unknown'],
  ])('%s with %j: that one is linked is known without knowing more of it', async (must, world, expected) => {
    expect(await stands(must, { when: 'is:pr', told: opened, world })).toBe(expected)
  })

  const epic = issue('2026-01-05T09:00', 7, { labels: ['epic'] }).opened()
  const children = { 'sub-issues': { 'acme/app#7': ['acme/app#8', 'acme/app#9'] } }
  test.each([
    ['has:sub-issue', [epic], 'pass'],
    ['sub-issue:(is:open)', [epic], 'unknown'],
    ['sub-issue:(is:open)', [epic, issue('2026-01-05T09:00', 9).opened()], 'pass'],
    ['sub-issue:(is:closed)', [epic, issue('2026-01-05T09:00', 9).opened()], 'unknown'],
  ])('%s: one that matches decides, though another could not be read', async (must, told, expected) => {
    expect(await stands(must, { when: 'label:epic', told, world: children, on: 'acme/app#7' })).toBe(expected)
  })

  test('sub-issues come and go by their own lines', async () => {
    const told = [
      epic,
      issue('2026-01-05T09:00', 8).opened(),
      subIssue('2026-01-05T10:00', 'sub_issue_added', 8),
      issue('2026-01-05T11:00', 8).closed(),
      issue('2026-01-05T12:00', 8).reopened(),
      subIssue('2026-01-05T13:00', 'sub_issue_removed', 8),
    ]
    const policy = 'rules: { r: { when: "label:epic", must: "sub-issue:(is:open)" } }'
    for (const world of [{}, { 'sub-issues': { 'acme/app#7': [] } }]) {
      const ran = await replayed({ policy, told, world, decisions: true })
      expect(verdicts(ran, 'r', 'acme/app#7').slice(1)).toEqual([
        '01-05T10:00 pass',
        '01-05T11:00 fail',
        '01-05T12:00 pass',
        '01-05T13:00 fail',
      ])
    }
  })
})

describe('D12 comments', () => {
  const policy = `
rules:
  busy: { when: "is:issue comments:>1", do: [{ label: busy }] }
  link: { when: is:pr, must: "linked:(comments:>1)" }
  calm: { kind: checklist, when: is:pr, items: [{ text: Calm, blocked-by: "is:issue is:open comments:>1" }] }`

  test('the comment that makes them enough is heard at once by all that lean on it', async () => {
    const told = [
      issue('2026-01-05T09:00', 7).opened(),
      pull('2026-01-05T09:01', 12, { body: 'Fixes #7' }).opened(),
      comment('2026-01-05T10:00', 7, 'One', 'eve', { id: 1 }),
      comment('2026-01-05T11:00', 7, 'Two', 'ann', { id: 2 }),
    ]
    const ran = await replayed({ policy, told, decisions: true })
    expect(verdicts(ran, 'busy', 'acme/app#7').at(-1)).toBe('01-05T11:00 pass')
    expect(verdicts(ran, 'link', 'acme/app#12')).toEqual(['01-05T09:01 fail', '01-05T11:00 pass'])
    expect(verdicts(ran, 'calm', 'acme/app#12')).toEqual(['01-05T09:01 pass', '01-05T11:00 fail'])
  })
})

describe('D12 Checks', () => {
  const told = [pull('2026-01-05T09:00').opened(), checkRun('2026-01-05T10:00', 'abc1', 'unit', 'success')]
  test.each([
    ['check:unit=success', undefined, 'pass'],
    ['check:unit=failure', undefined, 'fail'],
    ['check:e2e=success', undefined, 'unknown'],
    ['check:e2e=success', { checks: { 'acme/app@abc1': {} } }, 'fail'],
  ])(
    '%s with %j: of a commit that is not listed only what was told is known',
    async (must, world, expected) => {
      expect(await stands(must, { when: 'is:pr', told, world })).toBe(expected)
    },
  )
})
