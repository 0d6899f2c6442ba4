import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, follow, type GivenFacts, unread } from '../../../test/builders/judged.ts'

const leads = `
people: { leads: "@acme/leads" }
rules:
  lead-writes-stories: { when: is:issue label:story, must: "author:leads" }
`
const story = anItem({ labels: ['story'] })

describe('must', () => {
  test.each<[string, GivenFacts, string]>([
    ['yes: the author is in the team', { 'team:acme/leads': ['ann'] }, 'pass'],
    ['no: the author is not', { 'team:acme/leads': ['bo'] }, 'fail'],
    ['unknown: the team could not be read', { 'team:acme/leads': unread() }, 'unknown'],
  ])('%s', (_, facts, verdict) => {
    expect(evaluateRule({ policy: leads, item: story, facts, now: 'Mon 10:00' }).verdict).toBe(verdict)
  })

  test('absent: matching `when` is enough', () => {
    const policy = 'rules: { sev: { when: "label:sev-1", do: [{ label: incident }] } }'
    expect(evaluateRule({ policy, item: anItem({ labels: ['sev-1'] }), now: 'Mon 10:00' })).toMatchObject({
      verdict: 'pass',
      wants: ['+incident'],
    })
  })

  test('what `when` does not match is none of its business', () => {
    expect(evaluateRule({ policy: leads, item: anItem(), now: 'Mon 10:00' }).verdict).toBe('not-applicable')
  })

  test('an unknown `when` is unknown', () => {
    const policy = 'rules: { x: { when: "author:@acme/leads", must: "label:story" } }'
    const asked = { policy, facts: { 'team:acme/leads': unread() }, now: 'Mon 10:00' }
    expect(evaluateRule(asked).verdict).toBe('unknown')
  })
})

describe('what it says', () => {
  const said = (policy: string, item = anItem(), facts: GivenFacts = {}) => {
    const { what, fix } = evaluateRule({ policy, item, facts, now: 'Mon 10:00' })
    return `${what} ${fix}`.trim()
  }

  test('broken', () => {
    expect(said(leads, story, { 'team:acme/leads': [] })).toMatchInlineSnapshot(
      `"Its author is ann (\`author:leads\`). Have somebody open it who matches \`author:leads\`."`,
    )
    expect(said('rules: { x: { must: "has:assignee label:ready" } }')).toMatchInlineSnapshot(
      `"Nobody is assigned (\`has:assignee\`). Bring it to match \`has:assignee label:ready\`."`,
    )
  })

  test('kept and unknown', () => {
    expect(said(leads, story, { 'team:acme/leads': ['ann'] })).toMatchInlineSnapshot(
      `"It is as the rule asks."`,
    )
    expect(said(leads, story, { 'team:acme/leads': unread() })).toMatchInlineSnapshot(
      `"Whether it matches \`author:leads\` could not be read (502 from GitHub). Nothing to do: Reeve tries again by itself."`,
    )
  })
})

describe('do and on-fail', () => {
  const owned = `
rules:
  owned:
    when: is:issue label:bug
    must: has:assignee
    do: [{ comment: Taken. }]
    on-fail: [{ label: needs-owner }, { comment: Who takes it? }]
`

  test('each time it comes to be kept or broken, and once each time', () => {
    const history = [
      'Mon 10:00 ann labeled bug',
      'Mon 11:00 bo assigned bo',
      'Mon 12:00 bo labeled ui',
      'Mon 13:00 bo unassigned bo',
      'Mon 14:00 cy assigned cy',
    ]
    expect(follow({ policy: owned, history, until: 'Mon 15:00' })).toEqual([
      'Mon 09:00 not-applicable',
      'Mon 10:00 fail',
      'Mon 10:00 +needs-owner',
      'Mon 10:00 comment Who takes it?',
      'Mon 11:00 pass',
      'Mon 11:00 no longer +needs-owner',
      'Mon 11:00 comment Taken.',
      'Mon 13:00 fail',
      'Mon 13:00 +needs-owner',
      'Mon 13:00 comment Who takes it?',
      'Mon 14:00 pass',
      'Mon 14:00 no longer +needs-owner',
      'Mon 14:00 comment Taken.',
    ])
  })

  test('a condition that history cannot tell is new when it is seen again', () => {
    const policy = 'rules: { seen: { must: "path:docs/**", do: [{ comment: Documented. }] } }'
    const item = aPullItem()
    const look = (files: string[], now: string, memory = first.remember) =>
      evaluateRule({ policy, item, facts: { 'files:acme/app#12': files }, memory, now })
    const first = evaluateRule({ policy, item, facts: { 'files:acme/app#12': ['docs/a'] }, now: 'Mon 10:00' })
    const away = look(['src/a'], 'Mon 11:00')
    const again = look(['docs/a'], 'Mon 12:00', [...first.remember, ...away.remember])
    const cause = ({ decision }: typeof first) => decision.wants.map((want) => want.cause)
    expect(cause(first)).toEqual(['seen@2026-01-05T10:00:00Z'])
    expect(cause(look(['docs/a'], 'Mon 10:30'))).toEqual(cause(first))
    expect(cause(again)).toEqual(['seen@2026-01-05T12:00:00Z'])
  })

  test('what came to be so before the rule was in force is listed, and nothing is done', () => {
    const asked = { policy: owned, history: ['Mon 10:00 ann labeled bug'], now: 'Mon 12:00' }
    expect(evaluateRule({ ...asked, inForce: 'Mon 10:01' })).toMatchObject({
      verdict: 'fail',
      wants: [],
      quiet: true,
    })
    expect(evaluateRule({ ...asked, inForce: 'Mon 10:00' }).wants).toEqual([
      '+needs-owner',
      'comment Who takes it?',
    ])
  })
})

describe('grace', () => {
  const policy = `
rules:
  owned: { when: label:bug, must: has:assignee, grace: 1h, on-fail: [{ label: needs-owner }] }
`
  const history = ['Mon 10:00 ann labeled bug']

  test.each([
    ['Mon 10:59:59', { verdict: 'wait', wants: [], next: 'Mon 11:00' }],
    ['Mon 11:00', { verdict: 'fail', wants: ['+needs-owner'], next: undefined }],
  ])('an hour after it came to be broken: %s', (now, expected) => {
    expect(evaluateRule({ policy, history, now })).toMatchObject(expected)
  })

  test('mended within it: nothing is ever done', () => {
    expect(follow({ policy, history: [...history, 'Mon 10:59 bo assigned bo'], until: 'Mon 13:00' })).toEqual(
      ['Mon 09:00 not-applicable', 'Mon 10:00 wait', 'Mon 10:59 pass'],
    )
  })

  test('counts open time of the calendar', () => {
    const withHours = `calendars: { ops: { hours: Mon-Fri 09:00-17:00 } }\n${policy.replace('grace: 1h', 'grace: 1h, calendar: ops')}`
    const late = ['Fri 16:30 ann labeled bug']
    expect(evaluateRule({ policy: withHours, history: late, now: 'Fri 18:00' })).toMatchObject({
      verdict: 'wait',
      next: '2026-01-12 09:30',
    })
  })
})
