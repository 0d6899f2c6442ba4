import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { checkRun, comment, gateAsked, issue, pull } from '../builders/told.ts'

// What an environment asks of what it ships, of the repository and of whoever began it, and what a hotfix lifts of that: a
// model asks all of it anew at each hour, remembering nothing.
const hour = 60 * 60_000
const start = Date.parse('2026-01-05T00:00:00Z')
const steps = 24 * 6
const instant = (step: number) => new Date(start + step * hour).toISOString().replace('.000Z', 'Z')

const liftable = ['by', 'checks', 'requires', 'blocked-by', 'window'] as const
type Key = (typeof liftable)[number]

type Act =
  | { what: 'label' | 'unlabel'; label: 'verified' | 'hotfix' | 'sev-1'; number: 12 | 13 | 20 | 30 }
  | { what: 'approve'; number: 12 | 13; by: 'dana' | 'eve' }
  | { what: 'close' | 'reopen' }
  | { what: 'check'; state: 'success' | 'failure' | 'neutral' }
type Dated = Act & { step: number }

interface Town {
  keys: readonly Key[]
  lifts: readonly Key[]
  acts: readonly Dated[]
  asked: number
  starter: 'ann' | 'bo'
}

const written: Record<Key, string> = {
  by: 'by: oncall',
  checks: 'checks: unit',
  requires: 'requires: "label:verified"',
  'blocked-by': 'blocked-by: "is:issue is:open label:sev-1"',
  window: 'window: day',
}

const policyOf = ({ keys, lifts }: Town) => `
windows: { day: { open: [Mon-Fri 09:00-17:00] } }
people:
  lead: ["@dana", "@eve"]
  oncall: { rotation: ["@ann", "@bo"], every: 1d, from: 2026-01-05T06:00 }
environments:
  production: { ${[
    ...keys.map((key) => written[key]),
    ...(lifts.length > 0
      ? [`hotfix: { when: "label:hotfix", approved-by: lead, lifts: [${lifts.join(', ')}] }`]
      : []),
  ].join(', ')} }`

/** Since when a label is on: what was there at the opening is there from the beginning. */
function labelSince({ acts }: Town, step: number, number: number, label: string): number | undefined {
  let since: number | undefined
  for (const act of acts) {
    if (act.step > step || (act.what !== 'label' && act.what !== 'unlabel')) continue
    if (act.number !== number || act.label !== label) continue
    since = act.what === 'unlabel' ? undefined : (since ?? act.step)
  }
  return since
}

function hotfixOf(town: Town, step: number): 'none' | 'asked' | 'approved' {
  if (town.lifts.length === 0) return 'none'
  const each = [12, 13].map((number) => {
    const since = labelSince(town, step, number, 'hotfix')
    if (since === undefined) return 'none'
    const isApproved = town.acts.some(
      (act) =>
        act.what === 'approve' &&
        act.number === number &&
        act.by === 'dana' &&
        act.step <= step &&
        act.step > since,
    )
    return isApproved ? 'approved' : 'asked'
  })
  if (each.includes('none')) return 'none'
  return each.includes('asked') ? 'asked' : 'approved'
}

function holds(town: Town, step: number, key: Key): boolean {
  const { acts } = town
  const has = (number: number) => labelSince(town, step, number, 'verified') !== undefined
  switch (key) {
    case 'by': {
      const day = Math.floor((town.asked - 6) / 24)
      return town.starter === (((day % 2) + 2) % 2 === 0 ? 'ann' : 'bo') && town.asked >= 6
    }
    case 'checks': {
      const last = acts.findLast((act) => act.what === 'check' && act.step <= step)
      return last?.what === 'check' && last.state === 'success'
    }
    case 'requires':
      return (has(12) || has(20)) && has(13)
    case 'blocked-by': {
      const told = acts.filter((act) => (act.what === 'close' || act.what === 'reopen') && act.step <= step)
      return told.at(-1)?.what === 'close' || labelSince(town, step, 30, 'sev-1') === undefined
    }
    case 'window': {
      const [day, at] = [Math.floor(step / 24) % 7, step % 24]
      return day < 5 && at >= 9 && at < 17
    }
    default:
      return key satisfies never
  }
}

function expected(town: Town): string | undefined {
  for (let step = town.asked; step < steps; step++) {
    const hotfix = hotfixOf(town, step)
    const wanting = town.keys.filter(
      (key) => !holds(town, step, key) && !(hotfix === 'approved' && town.lifts.includes(key)),
    )
    if (wanting.length === 0) return `${instant(step)} approved`
    const mayBeLifted = hotfix === 'asked' && town.lifts.includes('by')
    if (wanting.includes('by') && !mayBeLifted) return `${instant(step)} rejected`
  }
  return undefined
}

function toldOf(act: Dated): Told {
  const at = instant(act.step)
  switch (act.what) {
    case 'label':
    case 'unlabel': {
      const on = act.number < 20 ? pull(at, act.number, { sha: `h${act.number}` }) : issue(at, act.number)
      return act.what === 'label' ? on.labeled(act.label) : on.unlabeled(act.label)
    }
    case 'approve':
      return comment(at, act.number, '/reeve approve', act.by, { onPull: true, id: act.step })
    case 'close':
      return issue(at, 30).closed('completed')
    case 'reopen':
      return issue(at, 30).reopened()
    case 'check':
      return checkRun(at, 'c1', 'unit', act.state)
    default:
      return act satisfies never
  }
}

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    what: fc.constantFrom('label' as const, 'label' as const, 'unlabel' as const),
    label: fc.constant('verified' as const),
    number: fc.constantFrom(12 as const, 13 as const, 20 as const),
  }),
  fc.record({
    what: fc.constantFrom('label' as const, 'label' as const, 'unlabel' as const),
    label: fc.constant('hotfix' as const),
    number: fc.constantFrom(12 as const, 13 as const),
  }),
  fc.record({
    what: fc.constantFrom('label' as const, 'unlabel' as const),
    label: fc.constant('sev-1' as const),
    number: fc.constant(30 as const),
  }),
  fc.record({
    what: fc.constant('approve' as const),
    number: fc.constantFrom(12 as const, 13 as const),
    by: fc.constantFrom('dana' as const, 'dana' as const, 'eve' as const),
  }),
  fc.record({ what: fc.constantFrom('close' as const, 'reopen' as const) }),
  fc.record({
    what: fc.constant('check' as const),
    state: fc.constantFrom('success' as const, 'success' as const, 'failure' as const, 'neutral' as const),
  }),
)

const town: fc.Arbitrary<Town> = fc.record({
  keys: fc.subarray([...liftable]),
  lifts: fc.subarray([...liftable]),
  acts: fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: steps - 2 }), act), {
      maxLength: 14,
      selector: ([step]) => step,
    })
    .map((all) => all.toSorted(([a], [b]) => a - b).map(([step, one]): Dated => ({ ...one, step }))),
  asked: fc.integer({ min: 7, max: 100 }),
  starter: fc.constantFrom('ann', 'ann', 'bo'),
})

test('D19: what a gate waits for is what a model without timers or memory says', async () => {
  await fc.assert(
    fc.asyncProperty(town, async (one) => {
      const ran = await replayed({
        policy: policyOf(one),
        world: {
          deployments: [],
          ships: { 'acme/app@c1': [12, 13] },
          closing: { 'acme/app#12': ['acme/app#20'], 'acme/app#13': [] },
          checks: { 'acme/app@c1': {} },
          permissions: { 'acme/app': { dana: 'maintain', eve: 'write' } },
        },
        told: [
          ...[12, 13].map((number) => pull(instant(0), number, { sha: `h${number}` }).opened()),
          ...[20, 30].map((number) => issue(instant(0), number).opened()),
          ...one.acts.map(toldOf),
          gateAsked(instant(one.asked), 'c1', { by: one.starter, id: 5 }),
        ],
        until: instant(steps - 1),
      })
      expect(ran.complained).toBe('')
      const answer = ran.said.find((line) => line.do === 'gate.answer')
      const found = answer && `${answer.at} ${answer.state}`
      expect([found, found === expected(one) ? '' : lastSaidAtGate(ran)]).toEqual([expected(one), ''])
      expect(gates(ran).filter((line) => line.endsWith('report')).length).toBeLessThanOrEqual(8)
    }),
    { numRuns: 60 },
  )
})
