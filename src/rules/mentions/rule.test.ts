import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { evaluateRule, follow, type GivenFacts, unread } from '../../../test/builders/judged.ts'

const policy = `people:
  engineers: ["@acme/engineers", "@zoe"]
  rota: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-05T00:00 }
rules: { focus: { kind: mentions, protect: engineers, instead: ["@pia", "@emma"], except: rota } }`
const facts: GivenFacts = { 'team:acme/engineers': ['ann', 'bo', 'cy'] }

function judge(
  body: string,
  { author = 'eve', given = facts }: { author?: string; given?: GivenFacts } = {},
) {
  return evaluateRule({ policy, item: anItem({ body, author }), facts: given, now: 'Mon 09:00' })
}

describe('who is mentioned', () => {
  test.each<[string, string, string]>([
    ['nobody', 'It is slow.', 'pass'],
    ['somebody else', 'It is slow, @pia.', 'pass'],
    ['one of the team', 'It is slow, @cy.', 'fail'],
    ['one by name', 'It is slow, @Zoe.', 'fail'],
    ['the team itself', 'It is slow, @acme/engineers.', 'fail'],
    ['another team', 'It is slow, @acme/support.', 'pass'],
    ['who is on rotation', 'It is slow, @ann.', 'pass'],
    ['who is on rotation tomorrow', 'It is slow, @bo.', 'fail'],
    ['in code', 'It is slow, `@cy`.', 'pass'],
    ['in a quotation', '> @cy\n\nIt is slow.', 'pass'],
  ])('%s', (_, body, expected) => {
    expect(judge(body).verdict).toBe(expected)
  })

  test('among themselves nothing is remarked on', () => {
    expect(judge('Look, @cy', { author: 'bo' })).toMatchObject({ verdict: 'pass', wants: [] })
  })

  test('a bot is told nothing', () => {
    expect(judge('Look, @cy', { author: 'renovate[bot]' })).toMatchObject({ verdict: 'pass', wants: [] })
  })

  test('the team could not be read: nobody is told anything', () => {
    const given = { 'team:acme/engineers': unread() }
    expect(judge('Look, @cy', { given })).toMatchObject({ verdict: 'unknown', wants: [], remember: [] })
  })
})

test('the writer is told once for each writing, and whom to turn to', () => {
  expect(
    follow({
      policy,
      item: anItem({ body: 'It is slow, @cy and @zoe.', author: 'eve' }),
      history: [
        'Mon 10:00 cy commented MEMBER I see, @zoe',
        'Mon 11:00 eve commented MEMBER Thanks @pia',
        'Mon 12:00 dan commented MEMBER @cy any news?',
      ],
      facts,
      until: 'Mon 13:00',
    }),
  ).toEqual([
    'Mon 09:00 fail',
    'Mon 09:00 notify @eve: cy and zoe are not to be mentioned here directly.',
    'Mon 12:00 notify @dan: cy is not to be mentioned here directly.',
  ])
})

test('what was right stays right when the rotation hands over', () => {
  const asked = {
    policy,
    item: anItem({ body: 'Look, @ann' }),
    history: ['Tue 10:00 pia commented MEMBER ok'],
    facts,
  }
  expect(follow({ ...asked, until: 'Tue 12:00' })).toEqual(['Mon 09:00 pass'])
})

test('what was written before the rule was in force is left alone', () => {
  const asked = { policy, item: anItem({ body: 'Look, @cy' }), facts }
  expect(evaluateRule({ ...asked, now: 'Mon 12:00', inForce: 'Mon 10:00' }).wants).toEqual([])
})

test('says whom to turn to', () => {
  expect(judge('Look, @cy').fix).toBe('Please turn to pia or emma.')
})
