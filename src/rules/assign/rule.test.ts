import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { evaluateRule, follow, type GivenFacts, unread } from '../../../test/builders/judged.ts'
import { wrongWith } from '../../../test/builders/policy.ts'

const free = (...logins: string[]) =>
  Object.fromEntries(logins.map((login) => [`assignable:acme/app/${login}`, true]))
const facts: GivenFacts = {
  'team:acme/qa': ['cy', 'ann', 'bo'],
  'turns:acme/app/qa': {},
  ...free('ann', 'bo', 'cy', 'dana'),
}

interface Given {
  keys?: string
  history?: readonly string[]
  facts?: GivenFacts
  item?: Parameters<typeof anItem>[0]
  mode?: string
  inForce?: string
  now?: string
}

const rule = (keys = '', mode = 'enforce') =>
  `rules: { qa: { mode: ${mode}, kind: assign, when: is:issue label:QA, to: "@acme/qa"${keys} } }`

function judge({ keys, mode, history = [], facts: more = {}, item = {}, ...rest }: Given) {
  return evaluateRule({
    policy: rule(keys, mode),
    item: anItem({ labels: ['QA'], ...item }),
    history,
    facts: { ...facts, ...more },
    now: 'Mon 12:00',
    ...rest,
  })
}

describe('who gets it', () => {
  const passedOver =
    'say ann cannot be assigned in this repository, so it goes to bo. GitHub assigns only people who have access here.'
  const nobodyLeft =
    'say Nobody could be assigned: ann, bo and cy have no access to this repository. Whoever reads this, please assign somebody.'
  const none = {
    'assignable:acme/app/ann': false,
    'assignable:acme/app/bo': false,
    'assignable:acme/app/cy': false,
  }

  test.each<[string, Given, string, string[]]>([
    ['the first by login', {}, 'wait', ['assign ann']],
    [
      'whoever had work least recently',
      { facts: { 'turns:acme/app/qa': { ann: 2, bo: 1, cy: 3 } } },
      'wait',
      ['assign bo'],
    ],
    ['whoever never had any', { facts: { 'turns:acme/app/qa': { ann: 2, Bo: 1 } } }, 'wait', ['assign cy']],
    ['whose turns are not known', { facts: { 'turns:acme/app/qa': unread() } }, 'unknown', []],
    ['the team is not known', { facts: { 'team:acme/qa': unread() } }, 'unknown', []],
    [
      'who is passed over is named',
      { facts: { 'assignable:acme/app/ann': false } },
      'wait',
      ['assign bo', passedOver],
    ],
    [
      'who is passed over, once it is closed',
      { facts: { 'assignable:acme/app/ann': false }, item: { state: 'closed' } },
      'wait',
      ['assign bo'],
    ],
    [
      'however a login is written',
      { keys: ', pick: least-loaded', facts: { 'loads:acme/app': { ann: 2, BO: 3, cy: 4 } } },
      'wait',
      ['assign ann'],
    ],
    [
      'whether somebody can be assigned is not known',
      { facts: { 'assignable:acme/app/ann': unread() } },
      'unknown',
      [],
    ],
    ['nobody can be assigned', { facts: none }, 'fail', [nobodyLeft]],
    [
      'nobody can be, but the owner',
      { keys: ', owner: "@dana"', facts: none },
      'wait',
      [
        'assign dana',
        passedOver.replace('ann cannot', 'ann, bo and cy cannot').replace('goes to bo', 'goes to dana'),
      ],
    ],
    [
      'the fewest open issues',
      { keys: ', pick: least-loaded', facts: { 'loads:acme/app': { ann: 2, BO: 3, cy: 1 } } },
      'wait',
      ['assign cy'],
    ],
    [
      'of equals whoever had work least recently',
      {
        keys: ', pick: least-loaded',
        facts: { 'loads:acme/app': { ann: 2, bo: 1, cy: 1 }, 'turns:acme/app/qa': { bo: 1 } },
      },
      'wait',
      ['assign cy'],
    ],
    ['everybody', { keys: ', pick: all' }, 'wait', ['assign cy ann bo']],
    [
      'everybody who can be',
      { keys: ', pick: all', facts: { 'assignable:acme/app/ann': false } },
      'wait',
      ['assign cy bo', passedOver.replace('goes to bo', 'goes to cy and bo')],
    ],
    ['one of them has it', { item: { assignees: ['bo'] } }, 'pass', ['assign bo']],
    ['somebody else has it', { item: { assignees: ['zoe'] } }, 'wait', ['assign ann']],
    ['only told', { mode: 'warn' }, 'fail', ['assign ann']],
  ])('%s', (_, given, verdict, wants) => {
    const { verdict: came, wants: wanted } = judge(given)
    expect({ verdict: came, wants: wanted }).toEqual({ verdict, wants })
  })

  test('facts about many are asked for together', () => {
    const { evaluation } = judge({
      keys: ', pick: all',
      facts: { ...facts, 'team:acme/qa': ['p1', 'p2', 'p3'] },
    })
    expect(evaluation.missing.map(({ key }) => key)).toEqual(['acme/app/p1', 'acme/app/p2', 'acme/app/p3'])
  })

  test('it is chosen once: whose turn it is later, and who joins, changes nothing', () => {
    const { remember } = judge({})
    const again = evaluateRule({
      policy: rule(),
      item: anItem({ labels: ['QA'] }),
      facts: { ...facts, 'turns:acme/app/qa': { ann: 9 }, 'team:acme/qa': unread() },
      memory: remember,
      now: 'Tue 12:00',
    })
    expect(again.wants).toEqual(['assign ann'])
  })

  test('what matched before the rule was in force is listed', () => {
    const { verdict, wants, decision, fix } = judge({ inForce: 'Mon 11:00' })
    expect([verdict, wants, decision.old, fix]).toEqual([
      'fail',
      [],
      true,
      'It has been so since before this rule was in force. Assign one of them.',
    ])
  })
})

describe('only', () => {
  const refused = 'say zoe was assigned; this is for `acme/qa`. zoe was taken off again.'
  const given = ['assign ann']

  test.each<[string, Given, string, string[]]>([
    ['nobody else', { history: ['Mon 10:00 reeve[bot] assigned ann'] }, 'pass', given],
    [
      'one more of them',
      { history: ['Mon 10:00 reeve[bot] assigned ann', 'Mon 11:00 eve assigned bo'] },
      'pass',
      ['assign ann bo'],
    ],
    [
      'somebody else',
      { history: ['Mon 10:00 reeve[bot] assigned ann', 'Mon 11:00 eve assigned zoe'] },
      'fail',
      [...given, 'hold -@zoe', refused],
    ],
    [
      'somebody else, by nobody known',
      { item: { assignees: ['zoe'] } },
      'fail',
      [...given, 'hold -@zoe', refused],
    ],
    [
      'somebody else, taken off again',
      {
        history: [
          'Mon 10:00 reeve[bot] assigned ann',
          'Mon 11:00 eve assigned zoe',
          'Mon 11:00 reeve[bot] unassigned zoe',
        ],
      },
      'pass',
      [...given, refused],
    ],
    [
      'taken off by a person',
      {
        history: [
          'Mon 10:00 reeve[bot] assigned ann',
          'Mon 11:00 eve assigned zoe',
          'Mon 11:30 eve unassigned zoe',
        ],
      },
      'pass',
      given,
    ],
    [
      'given by Reeve for another rule',
      { history: ['Mon 10:00 reeve[bot] assigned ann', 'Mon 11:00 reeve[bot] assigned zoe'] },
      'pass',
      given,
    ],
    [
      'taken off and closed',
      {
        history: [
          'Mon 10:00 reeve[bot] assigned ann',
          'Mon 11:00 eve assigned zoe',
          'Mon 11:00 reeve[bot] unassigned zoe',
          'Mon 11:30 ann closed',
        ],
      },
      'pass',
      given,
    ],
    [
      'whether it is for somebody is not known',
      {
        keys: ', only: true, owner: "@dana"',
        history: ['Mon 10:00 eve assigned zoe'],
        facts: { 'team:acme/qa': unread(), 'member:acme/qa/zoe': unread() },
      },
      'unknown',
      [],
    ],
  ])('%s', (_, { keys = ', only: true', ...more }, verdict, wants) => {
    const { verdict: came, wants: wanted } = judge({ keys, ...more })
    expect({ verdict: came, wants: wanted }).toEqual({ verdict, wants })
  })

  test('a person took off whoever had it: said to nobody, and nobody else is given it', () => {
    const { verdict, quiet, what } = judge({
      keys: ', only: true',
      history: ['Mon 10:00 reeve[bot] assigned ann', 'Mon 11:00 eve unassigned ann'],
    })
    expect([verdict, quiet, what]).toEqual([
      'fail',
      true,
      'It is for `acme/qa`, and none of them is assigned any more.',
    ])
  })

  test('the rotation as it was when somebody was assigned, however late Reeve looks', () => {
    const policy = `
people: { rota: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-05T09:00 } }
rules: { support: { kind: assign, to: rota, only: true } }`
    const late = follow({
      policy,
      history: ['Mon 23:00 eve assigned ann', 'Mon 23:30 eve assigned bo'],
      facts: { ...free('ann', 'bo') },
      from: 'Tue 10:00',
      until: 'Tue 10:00',
    })
    expect(late.filter((line) => line.includes('hold'))).toEqual(['Tue 10:00 hold -@bo'])
  })
})

describe('mistakes', () => {
  test.each<[string, string, string[]]>([
    ['none', 'to: em, pick: all, only: true, unless: label:x, spill-over-with: em', []],
    ['everyone', 'to: everyone', ['2:33 everyone-assigned!']],
    ['`unless` without `only`', 'to: em, unless: is:open', ['2:45 no-effect']],
    ['`spill-over-with` without `only`', 'to: em, spill-over-with: em', ['2:54 no-effect']],
    ['the assignees', 'to: assignees', ['2:33 no-effect']],
    ['nobody at all', 'only: true', ['2:10 missing-key!']],
    ['another way to pick', 'to: em, pick: two', ['2:43 unknown-word!']],
  ])('%s', (_, keys, expected) => {
    expect(wrongWith(`people: { em: "@erin" }\nrules: { a: { kind: assign, ${keys} } }`)).toEqual(expected)
  })
})
