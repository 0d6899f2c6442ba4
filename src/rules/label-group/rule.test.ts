import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { evaluateRule, follow, unread } from '../../../test/builders/judged.ts'

const group = (keys = '') => `
rules:
  one-priority: { kind: label-group, when: is:issue is:open, of: [critical, major, minor]${keys} }
`
const labelled = (...labels: string[]) => anItem({ labels })

describe('pick', () => {
  const verdicts = (pick: string) =>
    [[], ['major'], ['major', 'minor'], ['ui']].map(
      (labels) =>
        evaluateRule({ policy: group(`, pick: ${pick}`), item: labelled(...labels), now: 'Mon 10:00' })
          .verdict,
    )

  test.each([
    ['exactly one', ['fail', 'pass', 'fail', 'fail']],
    ['at most one', ['pass', 'pass', 'fail', 'pass']],
    ['at least one', ['fail', 'pass', 'pass', 'fail']],
  ])('%s, of none, one, two, and only a label that is not of the group', (pick, expected) => {
    expect(verdicts(pick)).toEqual(expected)
  })

  test('labels are the same whatever their case', () => {
    expect(evaluateRule({ policy: group(), item: labelled('Critical'), now: 'Mon 10:00' }).verdict).toBe(
      'pass',
    )
  })
})

describe('two at once', () => {
  const history = ['Mon 10:00 ann labeled minor', 'Mon 11:00 bo labeled critical']

  test.each([
    ['newest', ['hold +critical', 'hold -minor']],
    ['first', ['hold -critical', 'hold +minor']],
    ['ask', []],
  ])('conflict: %s', (conflict, holds) => {
    const { verdict, wants } = evaluateRule({
      policy: group(`, conflict: ${conflict}`),
      history,
      now: 'Mon 11:00',
    })
    expect(verdict).toBe('fail')
    expect(wants.filter((want) => want.startsWith('hold'))).toEqual(holds)
  })

  test('a label that was set again is the newest', () => {
    const again = [...history, 'Mon 12:00 bo unlabeled minor', 'Mon 12:01 bo labeled minor']
    expect(evaluateRule({ policy: group(), history: again, now: 'Mon 13:00' }).wants).toContain('hold +minor')
  })

  test('set at the same instant, and there at the opening: the first in `of` stays', () => {
    const tied = ['Mon 09:00 ann labeled minor', 'Mon 09:00 ann labeled major']
    for (const conflict of ['newest', 'first']) {
      const policy = group(`, conflict: ${conflict}`)
      const expected = expect.arrayContaining(['hold +major', 'hold -minor'])
      expect(evaluateRule({ policy, history: tied, now: 'Mon 09:00' }).wants).toEqual(expected)
      expect(evaluateRule({ policy, item: labelled('minor', 'major'), now: 'Mon 09:00' }).wants).toEqual(
        expected,
      )
    }
  })

  test('is mended at once, whatever the grace; where it is left to people they have their grace', () => {
    expect(evaluateRule({ policy: group(', grace: 1h'), history, now: 'Mon 11:00' }).verdict).toBe('fail')
    const ask = group(', grace: 1h, conflict: ask')
    expect(evaluateRule({ policy: ask, history, now: 'Mon 11:59' })).toMatchObject({
      verdict: 'wait',
      next: 'Mon 12:00',
    })
    expect(evaluateRule({ policy: ask, history, now: 'Mon 12:00' })).toMatchObject({
      verdict: 'fail',
      next: undefined,
    })
  })

  test('why one was taken off is said until a label of the group changes again or the item is closed', () => {
    const mended = [...history, 'Mon 11:00 reeve[bot] unlabeled minor']
    const said = (more: string[], now: string) =>
      evaluateRule({ policy: group(), history: [...mended, ...more], now }).wants.filter((want) =>
        want.startsWith('say'),
      )
    expect(said([], 'Mon 12:00')).toHaveLength(1)
    expect(said(['Mon 11:30 bo labeled ui'], 'Mon 12:00')).toHaveLength(1)
    expect(said(['Mon 11:30 bo unlabeled critical', 'Mon 11:31 bo labeled major'], 'Mon 12:00')).toEqual([])
    expect(said(['Mon 11:30 bo closed'], 'Mon 12:00')).toEqual([])
  })

  test('before the rule was in force: listed, left alone', () => {
    const asked = { policy: group(), history, now: 'Mon 12:00' }
    expect(evaluateRule({ ...asked, inForce: 'Mon 11:01' })).toMatchObject({
      verdict: 'fail',
      wants: [],
      quiet: true,
    })
    expect(evaluateRule({ ...asked, inForce: 'Mon 11:00' }).wants).toContain('hold -minor')
  })
})

describe('a missing one', () => {
  const policy = group(', grace: 1h, default: minor')

  test.each([
    ['within its grace', 'Mon 09:59:59', { verdict: 'wait', wants: [], next: 'Mon 10:00' }],
    ['after its grace it is set', 'Mon 10:00', { verdict: 'fail', wants: ['hold +minor'], next: undefined }],
  ])('%s', (_, now, expected) => {
    expect(evaluateRule({ policy, now })).toMatchObject(expected)
  })

  test('the default that was set stays wanted, so that it is not tidied away; others are not held', () => {
    const set = ['Mon 10:00 reeve[bot] labeled minor']
    expect(evaluateRule({ policy, history: set, now: 'Mon 11:00' })).toMatchObject({
      verdict: 'pass',
      wants: ['hold +minor'],
    })
    expect(evaluateRule({ policy, item: labelled('major'), now: 'Mon 11:00' }).wants).toEqual([])
  })

  test('without a default it is only said', () => {
    expect(evaluateRule({ policy: group(), now: 'Mon 09:00' })).toMatchObject({ verdict: 'fail', wants: [] })
  })

  test('grace begins when the rule comes to be about the item, not at its creation', () => {
    const incidents =
      'rules: { sev: { kind: label-group, when: "label:incident", of: [sev-1, sev-2], grace: 15m } }'
    expect(
      follow({ policy: incidents, history: ['Tue 10:00 ann labeled incident'], until: 'Wed 09:00' }),
    ).toEqual(['Mon 09:00 not-applicable', 'Tue 10:00 wait', 'Tue 10:15 fail'])
  })

  test('taken off and set again: a new grace each time', () => {
    const history = ['Mon 09:30 ann labeled major', 'Mon 12:00 ann unlabeled major']
    expect(follow({ policy: group(', grace: 1h'), history, until: 'Mon 18:00' })).toEqual([
      'Mon 09:00 wait',
      'Mon 09:30 pass',
      'Mon 12:00 wait',
      'Mon 13:00 fail',
    ])
  })
})

describe('do', () => {
  test('is done when the group comes to be kept, not at every change within it', () => {
    const policy =
      'rules: { x: { kind: label-group, of: [a, b], pick: at least one, do: [{ comment: Sorted. }] } }'
    const history = ['Mon 10:00 ann labeled a', 'Mon 11:00 ann labeled b', 'Mon 12:00 ann unlabeled a']
    expect(follow({ policy, history, until: 'Mon 13:00' })).toEqual([
      'Mon 09:00 fail',
      'Mon 10:00 pass',
      'Mon 10:00 comment Sorted.',
    ])
  })
})

describe('a label that is not sure to stand', () => {
  const policy = `
people: { qa: "@acme/qa" }
rules:
  qa-sets-critical: { kind: label-guard, labels: critical, by: qa }
  one-priority: { kind: label-group, of: [critical, minor] }
`
  const history = ['Mon 10:00 ann labeled minor', 'Mon 11:00 bo labeled critical']

  test.each([
    ['not known who is in the team: nothing is taken off', unread(), { verdict: 'unknown', wants: [] }],
    ['not allowed: as if it were not there', ['ann'], { verdict: 'pass', wants: [] }],
    ['allowed: the newest stays', ['bo'], { verdict: 'fail' }],
  ])('%s', (_, team, expected) => {
    expect(
      evaluateRule({ policy, history, facts: { 'team:acme/qa': team }, now: 'Mon 11:00' }),
    ).toMatchObject(expected)
  })
})

describe('what it says', () => {
  const said = (keys: string, ...labels: string[]) => {
    const { what, fix } = evaluateRule({ policy: group(keys), item: labelled(...labels), now: 'Mon 10:00' })
    return `${what} ${fix}`.trim()
  }

  test('missing', () => {
    expect(said('')).toMatchInlineSnapshot(
      `"It has none of \`critical\`, \`major\` or \`minor\`. Set one of \`critical\`, \`major\` or \`minor\`."`,
    )
    expect(said(', default: minor')).toMatchInlineSnapshot(
      `"It has none of \`critical\`, \`major\` or \`minor\`. Set the one that fits; otherwise it gets \`minor\`."`,
    )
  })

  test('two at once', () => {
    expect(said('', 'critical', 'minor')).toMatchInlineSnapshot(
      `"\`critical\` and \`minor\` exclude each other. The newest, \`critical\`, stays. If another one fits better, set that one."`,
    )
    expect(said(', conflict: first', 'critical', 'minor')).toMatchInlineSnapshot(
      `"\`critical\` and \`minor\` exclude each other. The first, \`critical\`, stays. To change it, take \`critical\` off first."`,
    )
    expect(said(', conflict: ask', 'critical', 'major', 'minor')).toMatchInlineSnapshot(
      `"\`critical\`, \`major\` and \`minor\` exclude each other. Keep the one that fits and take the others off."`,
    )
  })

  test('kept', () => {
    expect(said('', 'major')).toMatchInlineSnapshot(
      `"It has exactly one of \`critical\`, \`major\` or \`minor\`."`,
    )
    expect(said(', pick: at most one')).toMatchInlineSnapshot(
      `"It has at most one of \`critical\`, \`major\` or \`minor\`."`,
    )
  })
})
