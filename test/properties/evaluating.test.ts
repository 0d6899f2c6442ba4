import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Memory } from '../../src/core/decision.ts'
import type { LedgerLine } from '../../src/core/effect.ts'
import { type FactRef, factKey } from '../../src/core/fact.ts'
import { addEntry, type Past } from '../../src/core/past.ts'
import { known, unknown } from '../../src/core/truth.ts'
import { type Evaluation, evaluate } from '../../src/engine/evaluate.ts'
import { withEffects } from '../../src/pipeline/effects-in-history.ts'
import { emptyRow } from '../../src/pipeline/take-in.ts'
import { type Plan, plan } from '../../src/planner/plan.ts'
import { somePolicy } from '../builders/generated.ts'
import { anItem, aPullItem } from '../builders/item.ts'
import { load } from '../builders/policy.ts'

const start = Date.parse('2026-01-05T09:00:00Z')
const app = 'reeve[bot]'

const entry = fc.record({
  what: fc.constantFrom('labeled', 'unlabeled', 'assigned', 'unassigned', 'closed', 'reopened', 'commented'),
  target: fc.constantFrom('critical', 'major', 'verified', 'done', 'ready', 'x', 'y', 'ann', 'low'),
  actor: fc.constantFrom('ann', 'bo', 'dana', 'eve', app),
  minutes: fc.integer({ min: 0, max: 4000 }),
})

const somePast: fc.Arbitrary<Past> = fc
  .record({
    labels: fc.uniqueArray(fc.constantFrom('critical', 'major', 'verified', 'x', 'y'), { maxLength: 3 }),
    isPull: fc.boolean(),
    entries: fc.array(entry, { maxLength: 12 }),
  })
  .map(({ labels, isPull, entries }) =>
    entries.reduce<Past>(
      (past, { minutes, ...each }) =>
        addEntry(past, {
          ...each,
          target: each.what === 'closed' || each.what === 'reopened' ? '' : each.target,
          at: start + minutes * 60_000,
          source: each.actor === app ? 'reeve' : 'webhook',
        }),
      { item: isPull ? aPullItem({ labels }) : anItem({ labels }), history: [] },
    ),
  )

/** A world in which some things cannot be read. */
function factOf({ name, key }: FactRef) {
  switch (name) {
    case 'team':
      return known(['ann', 'cy'])
    case 'permission':
      return key.endsWith('eve') ? unknown('not read') : known('write')
    case 'turns':
      return known({})
    case 'closing':
    case 'closers':
    case 'reviews':
      return known([])
    default:
      return unknown('not read')
  }
}

interface Standing {
  past: Past
  memory: readonly Memory[]
  ledger: readonly LedgerLine[]
}

function judge(
  policy: NonNullable<ReturnType<typeof load>['policy']>,
  standing: Standing,
  now: number,
): Evaluation {
  const facts = new Map<string, ReturnType<typeof factOf>>()
  const ask = () =>
    evaluate({ policy, since: new Map(), past: standing.past, facts, memory: standing.memory, now, app })
  let evaluation = ask()
  while (evaluation.missing.length > 0) {
    for (const ref of evaluation.missing) facts.set(factKey(ref), factOf(ref))
    evaluation = ask()
  }
  return evaluation
}

function planned(evaluation: Evaluation, { past, ledger }: Standing): Plan {
  return plan({ item: past.item, history: past.history, decisions: evaluation.decisions, ledger, app })
}

function applied(
  { past, ledger, memory }: Standing,
  evaluation: Evaluation,
  { effects, settled, forget }: Plan,
  now: number,
): Standing {
  const row = withEffects(
    { ...emptyRow('acme/app#7'), ...past },
    effects.map(({ change }) => change),
    now,
    app,
  )
  const lines = [
    ...ledger.filter(({ key }) => !forget.includes(key)),
    ...[...settled, ...effects].map(
      (line): LedgerLine => ({ owned: false, ...line, at: now, state: 'confirmed' }),
    ),
  ]
  return {
    past: { item: row.item ?? past.item, history: row.history, ...(row.idle ? { idle: row.idle } : {}) },
    ledger: [...new Map(lines.map((line) => [line.key, line])).values()],
    memory: [...memory, ...evaluation.remember],
  }
}

const at = fc.integer({ min: 0, max: 6000 }).map((minutes) => start + minutes * 60_000)

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const part of Object.values(value)) frozen(part)
  }
  return value
}

describe('evaluate and plan', () => {
  test('the same input gives the same output, and nothing of it is changed', () => {
    fc.assert(
      fc.property(somePolicy, somePast, at, (text, past, now) => {
        const { policy } = load(text)
        if (!policy) throw new Error('The policy of this test is wrong')
        const standing = frozen({ past, memory: [], ledger: [] })
        const one = judge(policy, standing, now)
        const other = judge(policy, standing, now)
        expect(other).toEqual(one)
        expect(planned(frozen(one), standing)).toEqual(planned(other, standing))
      }),
      { numRuns: 150 },
    )
  })

  test('planning after applying comes to rest, and asks for nothing twice', () => {
    fc.assert(
      fc.property(somePolicy, somePast, at, (text, past, now) => {
        const { policy } = load(text)
        if (!policy) throw new Error('The policy of this test is wrong')
        let standing: Standing = { past, memory: [], ledger: [] }
        const done: string[] = []
        for (let round = 0; ; round++) {
          expect(round).toBeLessThan(8)
          const evaluation = judge(policy, standing, now)
          const next = planned(evaluation, standing)
          if (next.effects.length === 0) {
            standing = applied(standing, evaluation, next, now)
            break
          }
          done.push(
            ...next.effects
              .filter(({ change }) => !change.do.startsWith('notice.'))
              .map(({ change }) => JSON.stringify(change)),
          )
          standing = applied(standing, evaluation, next, now)
        }
        expect(new Set(done).size).toBe(done.length)
        // What is remembered and settled does not change the answer either.
        const evaluation = judge(policy, standing, now)
        expect(planned(evaluation, standing).effects).toEqual([])
        expect(evaluation.remember).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('an answer holds until the instant it names, and no instant it names has passed', () => {
    fc.assert(
      fc.property(
        somePolicy,
        somePast,
        at,
        fc.integer({ min: 1, max: 3_600_000 }),
        (text, past, now, later) => {
          const { policy } = load(text)
          if (!policy) throw new Error('The policy of this test is wrong')
          const standing: Standing = {
            past: { ...past, history: past.history.filter((one) => one.at <= now) },
            memory: [],
            ledger: [],
          }
          const first = judge(policy, standing, now)
          if (first.next !== undefined) expect(first.next).toBeGreaterThan(now)
          const before = Math.min(now + later, (first.next ?? Number.POSITIVE_INFINITY) - 1)
          const second = judge(policy, { ...standing, memory: first.remember }, before)
          const verdicts = (evaluation: Evaluation) =>
            evaluation.decisions.map(({ rule, verdict }) => `${rule} ${verdict}`)
          expect(verdicts(second)).toEqual(verdicts(first))
        },
      ),
      { numRuns: 200 },
    )
  })
})
