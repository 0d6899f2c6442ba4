import { describe, expect, test } from 'vitest'
import type { Override } from './override.ts'
import { listOverrides } from './override-list.ts'

const one = (by: string, more: Partial<Override> = {}): Override => ({
  subject: 'acme/app#1',
  rule: 'logged',
  by,
  because: 'so',
  from: 10,
  until: 20,
  count: 1,
  cause: `${by}-${more.subject ?? ''}-${more.rule ?? ''}-${more.from ?? ''}`,
  ...more,
})

/** Each as `logged 1: in force until 20, ann of 1`. */
const lines = (overrides: readonly Override[], at: number, nameOf?: Parameters<typeof listOverrides>[2]) =>
  listOverrides(overrides, at, nameOf).map(
    ({ count, made, rule, state, subject, until }) =>
      `${rule} ${subject.split('#')[1]}: ${state} until ${until}, ${made.map(({ by }) => by).join('+')} of ${count}`,
  )

describe('how recorded overrides are listed', () => {
  test('one that lasts, to its last moment', () => {
    expect(lines([one('ann')], 9)).toEqual([])
    expect(lines([one('ann')], 10)).toEqual(['logged 1: in force until 20, ann of 1'])
    expect(lines([one('ann')], 19)).toEqual(['logged 1: in force until 20, ann of 1'])
    expect(lines([one('ann')], 20)).toEqual(['logged 1: ended until 20, ann of 1'])
  })

  test('of several people together, waiting until there are as many as it takes', () => {
    const two = [one('ann', { count: 2 }), one('bo', { count: 2, from: 12, until: 15 })]
    expect(lines(two, 11)).toEqual(['logged 1: waiting until 20, ann of 2'])
    expect(lines(two, 12)).toEqual(['logged 1: in force until 15, ann+bo of 2'])
    expect(lines(two, 15)).toEqual([
      'logged 1: waiting until 20, ann of 2',
      'logged 1: ended until 15, bo of 2',
    ])
  })

  test('by item and by rule', () => {
    const three = [one('ann'), one('bo', { subject: 'acme/app#2' }), one('cy', { rule: 'other' })]
    expect(lines(three, 11)).toHaveLength(3)
  })

  test('a rule that was renamed is one', () => {
    const renamed = [one('ann', { rule: 'old', count: 2 }), one('bo', { count: 2 })]
    expect(lines(renamed, 11)).toHaveLength(2)
    expect(lines(renamed, 11, () => 'logged')).toEqual(['logged 1: in force until 20, ann+bo of 2'])
  })

  test('what has ended comes last, the newest first', () => {
    const revoked = one('bo', { ended: { by: 'cy', at: 12, how: 'revoked' } })
    expect(lines([one('zoe', { until: 11 }), revoked, one('ann')], 12)).toEqual([
      'logged 1: in force until 20, ann of 1',
      'logged 1: ended until 12, bo of 1',
      'logged 1: ended until 11, zoe of 1',
    ])
  })
})
