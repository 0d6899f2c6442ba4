import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { deploymentTold, gateAsked } from '../builders/told.ts'

// A second, tiny answer to "when may this commit go there", written from the text alone: every quarter of an hour of ten days
// is asked anew, with nothing remembered. Whatever Reeve answers by timers and history has to say the same.
const quarter = 15 * 60_000
const start = Date.parse('2026-03-25T00:00:00Z')
const end = start + 10 * 24 * 4 * quarter
const steps = (end - start) / quarter
const instant = (step: number) => new Date(start + step * quarter).toISOString().replace('.000Z', 'Z')

const chain = ['dev', 'test', 'stage', 'production'] as const
type Place = (typeof chain)[number]

/** A state of one deployment, told at one step. */
interface Tells {
  step: number
  place: Place
  id: number
  sha: string
  state: string
}

interface Town {
  tells: readonly Tells[]
  after: Readonly<Record<string, readonly Place[]>>
  any: boolean
  strict: boolean
  soak: number
  open: readonly [number, number][]
  zone: string
  asked: number
}

/** What the newest deployment of a place is at a step. */
function newest(tells: readonly Tells[], place: Place, step: number): Tells | undefined {
  const before = tells.filter((each) => each.place === place && each.step <= step)
  const id = Math.max(...before.map((each) => each.id))
  return before.findLast((each) => each.id === id)
}

const isThere = ({ tells }: Town, place: Place, step: number) => {
  const one = newest(tells, place, step)
  return one?.sha === 'c1' && one.state === 'success'
}

const wasThere = (town: Town, place: Place, step: number) =>
  town.tells.some(
    (each) => each.place === place && each.step <= step && each.sha === 'c1' && each.state === 'success',
  )

function longestStay(town: Town, place: Place, step: number): number {
  let longest = 0
  let begun: number | undefined
  for (let at = 0; at <= step; at++) {
    const here = isThere(town, place, at)
    if (here) begun ??= at
    else if (begun !== undefined) {
      longest = Math.max(longest, at - begun)
      begun = undefined
    }
    if (begun !== undefined) longest = Math.max(longest, at - begun)
  }
  return longest
}

function passed(town: Town, place: Place, step: number): boolean {
  const here = town.strict ? isThere(town, place, step) : wasThere(town, place, step)
  return here && reached(town, place, step)
}

function reached(town: Town, place: Place, step: number): boolean {
  const ways = town.after[place] ?? []
  if (ways.length === 0) return true
  const each = ways.map((way) => passed(town, way, step))
  return place === 'production' && town.any ? each.some(Boolean) : each.every(Boolean)
}

function soaked(town: Town, step: number): boolean {
  if (town.soak === 0) return true
  const ways = town.after.production ?? []
  const each = ways.map(
    (way) => longestStay(town, way, step) >= town.soak && (!town.any || passed(town, way, step)),
  )
  return town.any ? each.some(Boolean) : each.every(Boolean)
}

function opened({ open, zone }: Town, step: number): boolean {
  if (open.length === 0) return true
  const local = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  const parts = Object.fromEntries(
    local.formatToParts(start + step * quarter).map(({ type, value }) => [type, value]),
  )
  const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(parts.weekday ?? '')
  return open.some(([on, from]) => on === day && Number(parts.hour) >= from && Number(parts.hour) < from + 3)
}

function expected(town: Town): string | undefined {
  for (let step = town.asked; step < steps; step++)
    if (reached(town, 'production', step) && soaked(town, step) && opened(town, step)) return instant(step)
  return undefined
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const two = (hour: number) => String(hour).padStart(2, '0')

function policyOf({ after, any, strict, soak, open, zone }: Town): string {
  const lines = open.map(([on, from]) => `"${days[on]} ${two(from)}:00-${two(from + 3)}:00"`)
  const keys = (place: Place) => {
    const ways = after[place] ?? []
    const last = place === 'production'
    return [
      ...(ways.length === 0 ? [] : [`after: ${last && any ? `{ any: [${ways}] }` : `[${ways}]`}`]),
      ...(ways.length === 0 || strict ? [] : ['strict: false']),
      ...(last && soak > 0 ? [`soak: ${soak * 15}m`] : []),
      ...(last && open.length > 0 ? ['window: w'] : []),
    ]
  }
  return [
    ...(open.length === 0 ? [] : [`windows: { w: { open: [${lines}], timezone: ${zone} } }`]),
    'environments:',
    ...chain.map((place) => `  ${place}: { ${keys(place).join(', ')} }`),
  ].join('\n')
}

const afters = fc.constantFrom<Record<string, readonly Place[]>>(
  { test: ['dev'], stage: ['test'], production: ['stage'] },
  { production: ['dev', 'test', 'stage'] },
  { stage: ['dev', 'test'], production: ['stage'] },
  { test: ['dev'], production: ['test', 'stage'] },
)

const tellsOf = fc
  .array(
    fc.record({
      step: fc.integer({ min: 0, max: 400 }),
      place: fc.constantFrom<Place>('dev', 'test', 'stage'),
      sha: fc.constantFrom('c1', 'c1', 'c1', 'c2'),
      state: fc.constantFrom('success', 'success', 'success', 'failure', 'in_progress'),
      later: fc.option(
        fc.record({
          after: fc.integer({ min: 1, max: 60 }),
          state: fc.constantFrom('success', 'failure', 'inactive', 'error'),
        }),
      ),
    }),
    { minLength: 2, maxLength: 10 },
  )
  .map((many) =>
    many
      .toSorted((a, b) => a.step - b.step)
      // Two of one instant are in no order that anybody could know.
      .filter((one, index, all) => all.findIndex((other) => other.step === one.step) === index)
      .flatMap(({ later, ...one }, index): Tells[] => [
        { ...one, id: index + 1 },
        ...(later ? [{ ...one, id: index + 1, state: later.state, step: one.step + later.after }] : []),
      ])
      .toSorted((a, b) => a.step - b.step || a.id - b.id)
      .filter((one, index, all) => all.findIndex((other) => other.step === one.step) === index),
  )

const town: fc.Arbitrary<Town> = fc.record({
  tells: tellsOf,
  after: afters,
  any: fc.boolean(),
  strict: fc.boolean(),
  soak: fc.constantFrom(0, 0, 4, 30),
  open: fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 20 })), { maxLength: 3 }),
  zone: fc.constantFrom('UTC', 'Europe/Brussels', 'Asia/Kolkata', 'America/New_York'),
  asked: fc.integer({ min: 0, max: 500 }),
})

describe('D19: when a commit may go where', () => {
  test('is what a model without timers or memory says', async () => {
    await fc.assert(
      fc.asyncProperty(town, async (one) => {
        const told: Told[] = [
          ...one.tells.map(({ step, place, id, sha, state }) =>
            deploymentTold(instant(step), sha, state, { environment: place, id }),
          ),
          gateAsked(instant(one.asked), 'c1', { id: 1000 }),
        ]
        const ran = await replayed({
          policy: policyOf(one),
          world: { deployments: [] },
          told,
          until: instant(steps - 1),
        })
        expect(ran.complained).toBe('')
        const approved = ran.said.find((line) => line.state === 'approved')?.at
        expect([approved, approved ? '' : lastSaidAtGate(ran)]).toEqual([
          expected(one),
          expected(one) ? '' : lastSaidAtGate(ran),
        ])
        expect(gates(ran).length).toBeLessThanOrEqual(10)
      }),
      { numRuns: 60 },
    )
  })
})
