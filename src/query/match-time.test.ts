import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anItem } from '../../test/builders/item.ts'
import { aView } from '../../test/builders/view.ts'
import { formatInstant } from '../core/instant.ts'
import { known } from '../core/truth.ts'
import { type Match, matchQuery } from './match-query.ts'
import { parseQuery } from './parse-query.ts'

interface Asked {
  text: string
  created: string
  now: string
  timezone?: string
}

function match({ text, created, now, timezone = 'UTC' }: Asked): Match {
  const { query } = parseQuery(text)
  if (!query) throw new Error(`${text} was not read`)
  const item = anItem({ createdAt: Date.parse(created) })
  return matchQuery(query, aView({ item, now: Date.parse(now), timezone }))
}

describe('dates and times', () => {
  const cases: [text: string, created: string, matches: boolean][] = [
    ['created:2026-01-05', '2026-01-05T00:00:00Z', true],
    ['created:2026-01-05', '2026-01-05T23:59:59Z', true],
    ['created:2026-01-05', '2026-01-04T23:59:59Z', false],
    ['created:2026-01-05', '2026-01-06T00:00:00Z', false],
    ['created:>2026-01-05', '2026-01-05T23:59:59Z', false],
    ['created:>2026-01-05', '2026-01-06T00:00:00Z', true],
    ['created:>=2026-01-05', '2026-01-04T23:59:59Z', false],
    ['created:>=2026-01-05', '2026-01-05T00:00:00Z', true],
    ['created:<2026-01-05', '2026-01-04T23:59:59Z', true],
    ['created:<2026-01-05', '2026-01-05T00:00:00Z', false],
    ['created:<=2026-01-05', '2026-01-05T23:59:59Z', true],
    ['created:<=2026-01-05', '2026-01-06T00:00:00Z', false],
    ['created:2026-01-05..2026-01-06', '2026-01-04T23:59:59Z', false],
    ['created:2026-01-05..2026-01-06', '2026-01-05T00:00:00Z', true],
    ['created:2026-01-05..2026-01-06', '2026-01-06T23:59:59Z', true],
    ['created:2026-01-05..2026-01-06', '2026-01-07T00:00:00Z', false],
    ['created:*..2026-01-06', '2020-01-01T00:00:00Z', true],
    ['created:*..2026-01-06', '2026-01-07T00:00:00Z', false],
    ['created:2026-01-06..*', '2026-01-05T23:59:59Z', false],
    ['created:2026-01-06..*', '2026-01-07T00:00:00Z', true],
    ['created:2026-01-03,2026-01-05', '2026-01-05T09:00:00Z', true],
    ['created:2026-01-03,2026-01-05', '2026-01-04T09:00:00Z', false],
    ['created:>2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z', false],
    ['created:>2026-01-05T09:00:00Z', '2026-01-05T09:00:01Z', true],
    ['created:>=2026-01-05T11:00:00+02:00', '2026-01-05T08:59:59Z', false],
    ['created:>=2026-01-05T11:00:00+02:00', '2026-01-05T09:00:00Z', true],
    ['created:2026-01-05T09:00:00Z', '2026-01-05T09:00:00Z', true],
  ]
  it.each(cases)('%s, created %s: %s', (text, created, matches) => {
    expect(match({ text, created, now: '2026-02-01T00:00:00Z' })).toEqual({ truth: matches ? 'yes' : 'no' })
  })

  it.each([
    ['closed:2026-01-06', 'closed', 'yes'],
    ['closed:2026-01-07', 'closed', 'no'],
    ['closed:2026-01-06', 'open', 'no'],
  ] as const)('%s on what is %s: %s', (text, state, truth) => {
    const { query } = parseQuery(text)
    const item = anItem({ state, closedAt: Date.parse('2026-01-06T10:00:00Z') })
    expect(query && matchQuery(query, aView({ item })).truth).toBe(truth)
  })
})

describe('@today', () => {
  const cases: (Asked & { truth: string; next?: string })[] = [
    {
      text: 'created:<@today-7d',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-12T23:59:59Z',
      truth: 'no',
      next: '2026-01-13T00:00:00Z',
    },
    {
      text: 'created:<@today-7d',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-13T00:00:00Z',
      truth: 'yes',
    },
    {
      text: 'created:>@today-1w',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-11T12:00:00Z',
      truth: 'yes',
      next: '2026-01-12T00:00:00Z',
    },
    { text: 'created:>@today-1w', created: '2026-01-05T09:00:00Z', now: '2026-01-12T00:00:00Z', truth: 'no' },
    {
      text: 'created:@today',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-05T12:00:00Z',
      truth: 'yes',
      next: '2026-01-06T00:00:00Z',
    },
    { text: 'created:@today', created: '2026-01-05T09:00:00Z', now: '2026-01-06T00:00:00Z', truth: 'no' },
    {
      text: 'created:@today-2d',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-05T12:00:00Z',
      truth: 'no',
      next: '2026-01-07T00:00:00Z',
    },
    {
      text: 'created:@today-2d..@today',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-05T12:00:00Z',
      truth: 'yes',
      next: '2026-01-08T00:00:00Z',
    },
    {
      text: 'created:2026-01-01..@today-1d',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-05T12:00:00Z',
      truth: 'no',
      next: '2026-01-06T00:00:00Z',
    },
    {
      text: 'created:<@today+1w',
      created: '2026-01-05T09:00:00Z',
      now: '2026-01-05T12:00:00Z',
      truth: 'yes',
    },
    // 22:30 in UTC is half past midnight in Cairo: already the next date there.
    {
      text: 'created:@today',
      created: '2026-01-05T22:30:00Z',
      now: '2026-01-06T10:00:00Z',
      timezone: 'Africa/Cairo',
      truth: 'yes',
      next: '2026-01-06T22:00:00Z',
    },
    {
      text: 'created:@today',
      created: '2026-01-05T21:30:00Z',
      now: '2026-01-06T10:00:00Z',
      timezone: 'Africa/Cairo',
      truth: 'no',
    },
    // Cairo's clocks skip the midnight of 24 April 2026, and put that of 30 October an hour later.
    {
      text: 'created:<@today',
      created: '2026-04-23T10:00:00Z',
      now: '2026-04-23T12:00:00Z',
      timezone: 'Africa/Cairo',
      truth: 'no',
      next: '2026-04-23T22:00:00Z',
    },
    {
      text: 'created:<@today',
      created: '2026-10-29T10:00:00Z',
      now: '2026-10-29T21:30:00Z',
      timezone: 'Africa/Cairo',
      truth: 'no',
      next: '2026-10-29T22:00:00Z',
    },
  ]
  it.each(cases)('$text, created $created, at $now $timezone: $truth', (asked) => {
    const { truth, next } = match(asked)
    expect({ truth, next: next === undefined ? undefined : formatInstant(next) }).toEqual({
      truth: asked.truth,
      next: asked.next,
    })
  })

  it('compares the dates that fields hold by the calendar', () => {
    const { query } = parseQuery('field:Due<@today')
    const view = (now: string) =>
      aView({ now: Date.parse(now), timezone: 'Africa/Cairo', field: () => known(['2026-01-09']) })
    expect(query && matchQuery(query, view('2026-01-09T21:59:59Z'))).toEqual({
      truth: 'no',
      next: Date.parse('2026-01-09T22:00:00Z'),
    })
    expect(query && matchQuery(query, view('2026-01-09T22:00:00Z'))).toEqual({ truth: 'yes' })
  })
})

describe('when time alone changes a query', () => {
  const created = '2026-01-05T09:00:00Z'
  const now = '2026-01-06T12:00:00Z'
  const cases: { text: string; next: string | undefined }[] = [
    { text: 'created:<@today-7d OR created:<@today-9d', next: '2026-01-13T00:00:00Z' },
    { text: 'created:<@today-7d created:<@today-9d', next: '2026-01-15T00:00:00Z' },
    { text: 'created:>@today-7d created:>@today-9d', next: '2026-01-12T00:00:00Z' },
    { text: '-created:<@today-7d', next: '2026-01-13T00:00:00Z' },
    { text: 'created:<@today-7d label:missing', next: undefined },
    { text: 'created:<@today-7d OR is:open', next: undefined },
    { text: 'created:<@today-7d is:open', next: '2026-01-13T00:00:00Z' },
  ]
  it.each(cases)('$text: $next', ({ text, next }) => {
    expect(match({ text, created, now }).next).toBe(next === undefined ? undefined : Date.parse(next))
  })

  it('is no later than any change, and a change where one term is asked', () => {
    const day = 86_400_000
    const start = Date.parse('2026-03-01T00:00:00Z')
    const bound = fc.integer({ min: -20, max: 20 }).map((days) => `@today${days < 0 ? days : `+${days}`}d`)
    const term = fc.oneof(
      fc.tuple(fc.constantFrom('', '>', '>=', '<', '<='), bound).map((parts) => `created:${parts.join('')}`),
      bound.map((from) => `created:${from}..2026-05-20`),
      bound.map((to) => `created:2026-03-20..${to}`),
    )
    const zone = fc.constantFrom('UTC', 'Africa/Cairo', 'America/New_York', 'Pacific/Auckland')
    fc.assert(
      fc.property(
        term,
        zone,
        fc.integer({ min: 0, max: 100 * day }),
        fc.integer({ min: 0, max: 40 * day }),
        (text, timezone, from, age) => {
          const created = new Date(start + from - age).toISOString()
          const at = (now: number): Match =>
            match({ text, created, now: new Date(now).toISOString(), timezone })
          const { truth, next } = at(start + from)
          const until = next ?? start + from + 60 * day
          for (const part of [0.01, 0.3, 0.7, 0.99]) {
            expect(at(Math.floor(start + from + (until - start - from) * part)).truth).toBe(truth)
          }
          if (next !== undefined) {
            expect(at(next - 1).truth).toBe(truth)
            expect(at(next).truth).not.toBe(truth)
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
