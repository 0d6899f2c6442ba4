import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { evaluateRule, type GivenFacts, unread } from '../../../test/builders/judged.ts'

const policy = `
rules:
  board: { kind: project, when: "is:issue label:support", board: acme/205, set: { Status: Queue, Sprint: } }
`
const labelled = ['Mon 10:00 ann labeled support']
const on = (fields: Record<string, string>): GivenFacts => ({
  'fields:acme/app#7': [
    {
      board: 'acme/205',
      fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { values: [value] }])),
    },
  ],
})
const nowhere: GivenFacts = { 'fields:acme/app#7': [] }
const all = '{"Status":"Queue","Sprint":null}'

function judged(history: readonly string[], facts: GivenFacts, mode = 'enforce') {
  return evaluateRule({
    policy: `mode: ${mode}\n${policy}`,
    history,
    facts,
    now: 'Mon 12:00',
    item: anItem(),
  })
}

describe('what is put on the board', () => {
  test.each<[string, readonly string[], GivenFacts, string]>([
    ['it is on none', labelled, nowhere, 'put acme/205 {"Status":"Queue"}'],
    ['that could not be read', labelled, { 'fields:acme/app#7': unread() }, `put acme/205 ${all}`],
    ['it is there, elsewhere', labelled, on({ Status: 'Doing' }), 'put acme/205 {"Status":"Queue"}'],
    [
      'it is there as asked, whatever the case',
      labelled,
      on({ status: 'queue' }),
      `so already acme/205 ${all}`,
    ],
    [
      'a field has a value that it is to lose',
      labelled,
      on({ Status: 'Queue', Sprint: '3' }),
      'put acme/205 {"Sprint":null}',
    ],
    [
      'somebody moved it on since',
      [...labelled, 'Mon 10:01 bo fielded acme/205 Status=Doing'],
      on({ Status: 'Doing' }),
      `so already acme/205 ${all}`,
    ],
    [
      'somebody moved it before, in the same second',
      ['Mon 10:00 bo fielded acme/205 Status=Doing', ...labelled],
      on({ Status: 'Doing' }),
      'put acme/205 {"Status":"Queue"}',
    ],
    [
      'Reeve moved it since, for another rule',
      [...labelled, 'Mon 10:01 reeve[bot] fielded acme/205 Status=Doing'],
      on({ Status: 'Doing' }),
      'put acme/205 {"Status":"Queue"}',
    ],
    [
      'somebody took it off since',
      [...labelled, 'Mon 10:01 bo unboarded acme/205'],
      nowhere,
      `so already acme/205 ${all}`,
    ],
    [
      'somebody took it off another board',
      [...labelled, 'Mon 10:01 bo unboarded acme/9'],
      nowhere,
      'put acme/205 {"Status":"Queue"}',
    ],
    [
      'Reeve put it there already',
      [...labelled, 'Mon 10:00 reeve[bot] boarded acme/205'],
      nowhere,
      'put acme/205 {"Status":"Queue"}',
    ],
  ])('%s', (_, history, facts, wanted) => {
    expect(judged(history, facts).wants).toEqual([wanted])
  })

  test('nothing while `when` does not match, or matched before the rule was in force', () => {
    expect(judged([], nowhere)).toMatchObject({ verdict: 'not-applicable', wants: [] })
    const asked = { policy, history: labelled, facts: nowhere, now: 'Mon 12:00' }
    expect(evaluateRule({ ...asked, inForce: 'Mon 10:01' }).wants).toEqual([])
    expect(evaluateRule({ ...asked, inForce: 'Mon 10:00' }).wants).toHaveLength(1)
  })
})

describe('what it says', () => {
  const said = (history: readonly string[], facts: GivenFacts, mode: string) => {
    const { verdict, what, fix } = judged(history, facts, mode)
    return `${verdict}: ${what} ${fix}`.trim()
  }

  test('enforced', () => {
    expect(said(labelled, nowhere, 'enforce')).toMatchInlineSnapshot(
      `"pass: It is kept on the board acme/205."`,
    )
    expect(said([...labelled, 'Mon 10:01 bo unboarded acme/205'], nowhere, 'enforce')).toMatchInlineSnapshot(
      `"pass: Somebody took it off the board acme/205; it stays off."`,
    )
  })

  test('where Reeve only speaks', () => {
    expect(said(labelled, nowhere, 'warn')).toMatchInlineSnapshot(
      `"fail: It is not on the board acme/205. Put it there, with Status Queue."`,
    )
    expect(said(labelled, on({ Status: 'Doing', Sprint: '3' }), 'warn')).toMatchInlineSnapshot(
      `"fail: On the board acme/205 it is not as the rule asks. On that board, set Status to Queue and clear Sprint."`,
    )
    expect(said(labelled, on({ Status: 'Queue' }), 'warn')).toMatchInlineSnapshot(
      `"pass: It is kept on the board acme/205."`,
    )
    expect(said(labelled, { 'fields:acme/app#7': unread() }, 'warn')).toMatchInlineSnapshot(
      `"unknown: Whether it is on the board acme/205 could not be read (502 from GitHub). Nothing to do: Reeve tries again by itself."`,
    )
  })
})
