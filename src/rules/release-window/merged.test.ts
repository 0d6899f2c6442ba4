import { describe, expect, test } from 'vitest'
import { aPullItem } from '../../../test/builders/item.ts'
import { type Asked, evaluateRule, unread } from '../../../test/builders/judged.ts'
import { on } from '../../../test/builders/past.ts'
import type { Act } from '../../core/decision.ts'

const freeze = (keys = '', mayFinish = false) => `
people: { ops-lead: "@dana" }
windows:
  release: { open: Sun-Wed 00:00-24:00, because: No release after Wednesday, may-finish: ${mayFinish} }
rules:
  freeze: { kind: release-window, when: is:pr base:production, window: release${keys} }
`
const hotfix = freeze(', hotfix: { when: label:hotfix, approved-by: ops-lead }')
const merged = aPullItem({ state: 'closed' }, { base: 'production', merged: true })
const reviews = (...given: [author: string, at: string][]) => ({
  'reviews:acme/app#12': given.map(([author, at], id) => ({
    id,
    author,
    state: 'approved',
    sha: 'a',
    at: on(at),
  })),
})

function judge(more: Partial<Asked> & Pick<Asked, 'history'>) {
  return evaluateRule({ policy: freeze(), item: merged, now: 'Fri 12:00', facts: reviews(), ...more })
}

/** What is recorded, if anything. */
function violations({ decision }: ReturnType<typeof judge>): string[] {
  return decision.wants.flatMap((want): string[] => (want.want === 'act' ? [inWords(want.act)] : [want.want]))
}

function inWords(act: Act): string {
  return act.act === 'violation' ? act.what : act.act
}

describe('a merged pull request is judged as of that instant', () => {
  test.each([
    ['in the last open second', 'Wed 23:59:59', 'pass', 0],
    ['in the first closed second', 'Thu 00:00', 'fail', 1],
    ['in the last closed second', 'Sat 23:59:59', 'fail', 1],
    ['in the first open second', '2026-01-11 00:00', 'pass', 0],
  ])('%s', (_, at, verdict, recorded) => {
    const found = judge({ history: [`${at} zoe merged`], now: '2026-01-11 10:00' })
    expect(found).toMatchObject({ verdict, next: undefined })
    expect(violations(found)).toHaveLength(recorded)
  })

  test('what is recorded says when, and why that was closed', () => {
    expect(violations(judge({ history: ['Thu 10:00 zoe merged'] }))).toEqual([
      'It was merged on Thu 8 Jan 2026, 10:00 (UTC), while the window was closed (No release after Wednesday).',
    ])
  })

  test('it was ruled once: another policy later accuses nobody, and forgives nothing', () => {
    const history = ['Wed 10:00 zoe merged']
    const { remember } = judge({ history })
    const everClosed = freeze().replace('open: Sun-Wed', 'open: Fri-Sat')
    expect(judge({ history, policy: everClosed }).verdict).toBe('fail')
    expect(judge({ history, policy: everClosed, memory: remember }).verdict).toBe('pass')
    const late = judge({ history: ['Thu 10:00 zoe merged'] })
    expect(
      judge({
        history: ['Thu 10:00 zoe merged'],
        policy: freeze().replace('Sun-Wed', 'Sun-Sat'),
        memory: late.remember,
      }).verdict,
    ).toBe('fail')
  })

  test('before the rule was in force: none of its business', () => {
    const history = ['Thu 10:00 zoe merged']
    expect(judge({ history, inForce: 'Thu 10:00:01' }).verdict).toBe('not-applicable')
    expect(judge({ history, inForce: 'Thu 10:00' }).verdict).toBe('fail')
  })
})

describe('what was let through is no violation', () => {
  const history = ['Thu 09:00 eve labeled hotfix', 'Thu 10:00 eve merged']
  test.each<[string, NonNullable<Asked['facts']>, string]>([
    ['a hotfix approved before', reviews(['dana', 'Thu 09:30']), 'pass'],
    ['at the very second', reviews(['dana', 'Thu 10:00']), 'pass'],
    ['afterwards', reviews(['dana', 'Thu 10:00:01']), 'fail'],
    ['by somebody else', reviews(['bo', 'Thu 09:30']), 'fail'],
    ['reviews that could not be read accuse nobody', { 'reviews:acme/app#12': unread() }, 'unknown'],
  ])('%s', (_, facts, verdict) => {
    expect(judge({ policy: hotfix, history, facts }).verdict).toBe(verdict)
  })

  test('a label that came after the merge makes it no hotfix', () => {
    const found = judge({
      policy: hotfix,
      history: ['Thu 10:00 eve merged', 'Thu 10:01 eve labeled hotfix'],
      facts: reviews(['dana', 'Thu 09:30']),
    })
    expect(found.verdict).toBe('fail')
  })

  test.each([
    ['from the queue, which it entered in time', 'Wed 23:59', true, 'pass'],
    ['which it entered too late', 'Thu 00:00', true, 'fail'],
    ['where the window does not say so', 'Wed 23:59', false, 'fail'],
  ])('`may-finish`: %s', (_, at, mayFinish, verdict) => {
    const lines = [`${at} eve queued`, 'Thu 00:10 zoe merged']
    expect(judge({ policy: freeze('', mayFinish), history: lines }).verdict).toBe(verdict)
  })

  test.each([
    ['by the queue, which it leaves with its merge', 'Thu 00:09', 'pass'],
    ['by hand, after it was taken out of the queue', 'Thu 00:08:59', 'fail'],
  ])('`may-finish`: merged %s', (_, at, verdict) => {
    const lines = ['Wed 23:59 eve queued', `${at} eve dequeued`, 'Thu 00:10 zoe merged']
    expect(judge({ policy: freeze('', true), history: lines }).verdict).toBe(verdict)
  })
})
