import { describe, expect, test } from 'vitest'
import { anItem, aPullItem } from '../../../test/builders/item.ts'
import { evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'
import { type PolicyCase, wrongWith } from '../../../test/builders/policy.ts'

const head = 'a'.repeat(40)
const older = 'b'.repeat(40)
const review = (author: string, state = 'approved', sha = head, at = '2026-01-05T10:00:00Z') => ({
  id: 1,
  author,
  state,
  sha,
  at: Date.parse(at),
})

const rule = (keys = '', when = 'is:pr') =>
  `rules: { agreed: { kind: sign-off, when: "${when}", from: "@acme/qa"${keys} } }`

interface Given {
  policy?: string
  reviews?: unknown
  history?: readonly string[]
  facts?: GivenFacts
  author?: string
}

const team = { 'team:acme/qa': ['ann', 'bo', 'cy'] }

function judge({ policy = rule(), reviews = [], history = [], facts = team, author = 'eve' }: Given) {
  return evaluateRule({
    policy,
    item: aPullItem({ author }),
    history,
    facts: { 'reviews:acme/app#12': reviews, ...facts },
    now: 'Mon 12:00',
  })
}

describe('who agreed', () => {
  test.each<[string, Given, string]>([
    ['nobody', {}, 'fail'],
    ['one of them, by a review', { reviews: [review('ann')] }, 'pass'],
    ['one of them, by a command', { history: ['Mon 10:00 bo commented MEMBER /reeve approve'] }, 'pass'],
    ['somebody else', { reviews: [review('zoe')] }, 'fail'],
    ['somebody else by a command', { history: ['Mon 10:00 zoe commented MEMBER /reeve approve'] }, 'fail'],
    ['a remark', { reviews: [review('ann', 'commented')] }, 'fail'],
    [
      'taken back',
      { reviews: [review('ann'), review('ann', 'changes_requested', head, '2026-01-05T11:00:00Z')] },
      'fail',
    ],
    ['dismissed', { reviews: [review('ann', 'dismissed')] }, 'fail'],
    ['the author, who is one of them', { reviews: [review('ann')], author: 'ann' }, 'fail'],
    [
      'the author, where that counts',
      { reviews: [review('ann')], author: 'ann', policy: rule(', not-author: false') },
      'pass',
    ],
    ['reviews could not be read', { reviews: unread() }, 'unknown'],
    [
      'reviews could not be read, but one was heard',
      { reviews: unread(), history: ['Mon 10:00 ann reviewed MEMBER approved'] },
      'pass',
    ],
    [
      'the team could not be read',
      { reviews: [review('ann')], facts: { 'team:acme/qa': unread() } },
      'unknown',
    ],
    ['none is needed', { policy: rule(', count: 0') }, 'pass'],
  ])('%s', (_, given, expected) => {
    expect(judge(given).verdict).toBe(expected)
  })
})

describe('count', () => {
  const policy = rule(', count: 2')

  test.each<[string, Given, string]>([
    ['two', { reviews: [review('ann'), review('bo')] }, 'pass'],
    ['one', { reviews: [review('ann')] }, 'fail'],
    [
      'one twice',
      { reviews: [review('ann')], history: ['Mon 10:30 ann commented MEMBER /reeve approve'] },
      'fail',
    ],
    [
      'one by review, one by command',
      { reviews: [review('ann')], history: ['Mon 10:30 bo commented MEMBER /reeve approve'] },
      'pass',
    ],
  ])('%s', (_, given, expected) => {
    expect(judge({ policy, ...given }).verdict).toBe(expected)
  })

  test('says who did and how many are missing', () => {
    expect(judge({ policy, reviews: [review('ann')] })).toMatchObject({
      what: 'It is to be signed off by 2 of `acme/qa`; ann has so far.',
      fix: 'Ask `acme/qa` for an approving review, or to write `/reeve approve`.',
    })
  })
})

describe('void-on-push', () => {
  const pushed = `Mon 10:30 eve synchronized ${head}`

  test.each<[string, Given, string]>([
    ['a review of the newest commit', { reviews: [review('ann')] }, 'pass'],
    ['of an older one', { reviews: [review('ann', 'approved', older)] }, 'fail'],
    [
      'of an older one, where that counts',
      { reviews: [review('ann', 'approved', older)], policy: rule(', void-on-push: false') },
      'pass',
    ],
    [
      'a command before the push',
      { history: ['Mon 10:00 bo commented MEMBER /reeve approve', pushed] },
      'fail',
    ],
    ['after it', { history: [pushed, 'Mon 11:00 bo commented MEMBER /reeve approve'] }, 'pass'],
  ])('%s', (_, given, expected) => {
    expect(judge(given).verdict).toBe(expected)
  })

  test('says whose word was about an older commit', () => {
    expect(judge({ reviews: [review('ann', 'approved', older)] }).what).toBe(
      'It is to be signed off by `acme/qa`. What ann agreed to was an older commit.',
    )
  })
})

describe('distinct-from', () => {
  const people = rule(', distinct-from: ["@ann"]')
  const first = '{ kind: sign-off, when: is:issue, from: "@acme/qa" }'
  const second = '{ kind: sign-off, when: is:issue, from: "@acme/qa", distinct-from: rule:first }'
  const twice = `rules:\n  first: ${first}\n  second: ${second}`
  const onIssue = (history: readonly string[]) =>
    evaluateRule({ policy: twice, item: anItem({ author: 'eve' }), history, facts: team, now: 'Mon 12:00' })
      .verdict

  test('nobody of these people', () => {
    expect(judge({ policy: people, reviews: [review('ann')] }).verdict).toBe('fail')
    expect(judge({ policy: people, reviews: [review('bo')] }).verdict).toBe('pass')
  })

  test('nobody who signed off there: the second has to be another', () => {
    const ann = 'Mon 10:00 ann commented MEMBER /reeve approve'
    expect(onIssue([ann])).toBe('fail')
    expect(onIssue([ann, 'Mon 11:00 ann commented MEMBER /reeve approve'])).toBe('fail')
    expect(onIssue([ann, 'Mon 11:00 bo commented MEMBER /reeve approve'])).toBe('pass')
  })
})

test.each<PolicyCase>([
  ['nobody is asked', 'rules: { a: { kind: sign-off, from: "@x", count: 0 } }', ['1:50 no-effect']],
  ['one', 'rules: { a: { kind: sign-off, from: "@x", count: 1 } }', []],
  [
    'nobody, before an environment',
    'environments: { live: { sign-off: { from: "@x", count: 0 } } }',
    ['1:56 no-effect'],
  ],
  [
    'twice the same, before an environment',
    'environments: { live: { checklist: { items: [A, a] } } }',
    ['1:49 same-item!'],
  ],
])('what asks for nothing is told: %s', (_, text, expected) => {
  expect(wrongWith(text)).toEqual(expected)
})

test('an issue is signed off by commands', () => {
  const asked = (history: readonly string[]) =>
    evaluateRule({
      policy: rule('', 'is:issue'),
      item: anItem({ author: 'eve' }),
      history,
      facts: team,
      now: 'Mon 12:00',
    })
  expect(asked([])).toMatchObject({ verdict: 'fail', fix: 'Ask `acme/qa` to write `/reeve approve`.' })
  expect(asked(['Mon 10:00 ann commented MEMBER /reeve approve'])).toMatchObject({
    verdict: 'pass',
    what: 'Signed off by ann.',
  })
})
