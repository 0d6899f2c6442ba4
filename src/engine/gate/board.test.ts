import { describe, expect, test } from 'vitest'
import { load } from '../../../test/builders/policy.ts'
import type { Deployment } from '../../core/fact.ts'
import { parseInstant } from '../../core/instant.ts'
import type { Run } from '../../core/run.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import { type BoardInput, boardOf } from './board.ts'

const instant = (text: string) => parseInstant(`2026-01-08T${text}:00Z`) ?? 0
const { policy } = load('environments:\n  "*": {}\n  prod: { one-at-a-time: true }')

const run = (number: number, more: Partial<Run> = {}): Run => ({
  number,
  environment: 'prod',
  sha: `c${number}`,
  gated: true,
  ask: String(number),
  askedAt: instant('09:00'),
  pulls: [],
  ...more,
})

function board(more: Partial<BoardInput> = {}, now = '12:00') {
  if (!policy) throw new Error('The policy is wrong.')
  const input = {
    repo: 'acme/app',
    policy,
    since: new Map(),
    now: instant(now),
    app: 'reeve[bot]',
    facts: new Map(),
  }
  return boardOf({ ...input, runs: [], pastGate: [], outdated: new Set(), ...more }).board.environments
}

describe('who holds an environment', () => {
  const underWay = run(1, { answered: { state: 'approved', at: instant('09:00') } })
  test.each<[string, string, object | undefined]>([
    ['one under way', '14:59', { how: 'turn', run: 1, until: instant('15:00') }],
    ['one of which nothing was heard for six hours', '15:00', undefined],
  ])('%s', (_, now, expected) => {
    const [card] = board({ runs: [underWay] }, now)
    if (expected) expect(card?.holder).toMatchObject(expected)
    else expect(card?.holder).toBeUndefined()
  })
  test('where many may be under way, none holds it', () => {
    const cards = board({ runs: [run(1, { ...underWay, environment: 'dev' })] })
    expect(cards.map(({ environment, holder }) => [environment, holder])).toEqual([
      ['prod', undefined],
      ['dev', undefined],
    ])
  })
})

describe('what runs there', () => {
  const there = (...deployments: Partial<Deployment>[]): Map<string, Known<unknown>> =>
    new Map([
      [
        'env:acme/app/prod',
        known(
          deployments.map((each) => ({
            environment: 'prod',
            state: 'success',
            at: instant('08:00'),
            ...each,
          })),
        ),
      ],
    ])
  test.each<[string, Map<string, Known<unknown>>, unknown]>([
    ['the newest that succeeded', there({ sha: 'c2' }, { sha: 'c1', state: 'inactive' }), 'c2'],
    ['a newer one failed', there({ sha: 'c2', state: 'failure' }, { sha: 'c1' }), 'c1'],
    ['a newer one waits', there({ sha: 'c2', state: 'waiting' }, { sha: 'c1' }), 'c1'],
    ['all are gone', there({ sha: 'c1', state: 'inactive' }), undefined],
    ['nothing ever did', there(), undefined],
    ['it is not known', new Map([['env:acme/app/prod', unknown('502')]]), 'not known'],
  ])('%s', (_, facts, expected) => {
    const [card] = board({ facts })
    expect(card?.runs.ok ? card.runs.value?.sha : 'not known').toBe(expected)
  })
  test.each<[string, Map<string, Known<unknown>>, string | undefined]>([
    ['the newest came to nothing', there({ sha: 'c2', state: 'failure' }, { sha: 'c1' }), 'c2'],
    [
      'one that waits has not begun',
      there({ sha: 'c3', state: 'waiting' }, { sha: 'c2', state: 'failure' }),
      'c2',
    ],
    ['one after it succeeded', there({ sha: 'c3' }, { sha: 'c2', state: 'failure' }), undefined],
  ])('and what failed: %s', (_, facts, expected) => {
    const [card] = board({ facts })
    expect(card?.failed?.sha).toBe(expected)
  })
  test('since its success, not since what came after', () => {
    const states = [
      { state: 'pending', at: instant('08:00') },
      { state: 'success', at: instant('08:10') },
    ] as const
    const [card] = board({ facts: there({ sha: 'c1', at: instant('08:30'), states }) })
    expect(card?.runs.ok && card.runs.value?.since).toBe(instant('08:10'))
  })
})

describe('what waits', () => {
  const wanting = (rule: string, next?: string) => ({
    rule,
    verdict: 'wait' as const,
    what: '',
    fix: '',
    ...(next === undefined ? {} : { next: instant(next) }),
  })
  test.each<[string, Run, unknown[]]>([
    [
      'by time alone, until the last of it',
      run(1, { wanting: [wanting('a', '13:00'), wanting('b', '14:00')] }),
      ['14:00'],
    ],
    ['for what people do as well', run(1, { wanting: [wanting('a', '13:00'), wanting('b')] }), ['']],
    [
      'its turn, which may come any time before',
      run(1, { wanting: [wanting('environments.prod.one-at-a-time', '13:00')] }),
      [''],
    ],
    ['nothing: it was let through', run(1, { answered: { state: 'approved', at: 1 } }), []],
    ['nothing: nobody gates it', run(1, { gated: false }), []],
  ])('%s', (_, waiting, expected) => {
    const [card] = board({ runs: [waiting] })
    const opens = card?.waits.map((one) => one.opens)
    expect(opens).toEqual(expected.map((time) => (time === '' ? undefined : instant(String(time)))))
  })
})
