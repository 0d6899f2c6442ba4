import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gates, type Replayed, replayed, type Told } from '../builders/replayed.ts'
import { comment, deploymentTold, gateAsked, mergeGroup, pull } from '../builders/told.ts'

// One window and one hotfix, asked at all gates: what a model that remembers nothing says at each quarter of an hour is what the
// check of a pull request, that of a merge group, a deployment's gate, a deployment past it and a merge are held to.
const quarter = 15 * 60_000
const start = Date.parse('2026-10-23T00:00:00Z')
const steps = 4 * 24 * 5
const instant = (step: number) => new Date(start + step * quarter).toISOString().replace('.000Z', 'Z')

const acts = ['label', 'unlabel', 'approve', 'review', 'object', 'dismiss', 'remark'] as const
interface Act {
  step: number
  what: (typeof acts)[number]
  by: string
}

interface Town {
  open: readonly [number, number][]
  closed: readonly [number, number][]
  zone: string
  labeled: boolean
  acts: readonly Act[]
  asked: number
}

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const two = (hour: number) => String(hour).padStart(2, '0')
const lines = (some: Town['open']) =>
  some.map(([on, from]) => `"${days[on]} ${two(from)}:00-${two(from + 4)}:00"`).join(', ')

function policyOf({ open, closed, zone }: Town): string {
  const windows = [
    ...(open.length > 0 ? [`  yes: { open: [${lines(open)}] }`] : []),
    ...(closed.length > 0 ? [`  no: { closed: [${lines(closed)}] }`] : []),
    '  any: { open: [Mon-Sun 00:00-24:00] }',
  ]
  const named = [...(open.length > 0 ? ['yes'] : []), ...(closed.length > 0 ? ['no'] : [])]
  const names = named.length > 0 ? named : ['any']
  return `timezone: ${zone}
people: { lead: ["@dana", "@eve"] }
windows:
${windows.join('\n')}
rules:
  freeze: { kind: release-window, when: is:pr, window: [${names}], deployments: production, releases: v*, hotfix: { when: "label:hotfix", approved-by: lead } }`
}

function isIn(some: Town['open'], zone: string, step: number): boolean {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(start + step * quarter)
  const { weekday = '', hour } = Object.fromEntries(shown.map(({ type, value }) => [type, value]))
  return some.some(([on, from]) => days[on] === weekday && Number(hour) >= from && Number(hour) < from + 4)
}

/** What dana said last in a review is what it says. */
function approved({ labeled, acts: all }: Town, step: number): boolean {
  let since: number | undefined = labeled ? 0 : undefined
  let spoken: number[] = []
  let review: { at: number; says: 'review' | 'object' } | undefined
  for (const { step: at, what, by } of all.filter((act) => act.step <= step)) {
    if (what === 'label') since ??= at
    if (what === 'unlabel') since = undefined
    if (what === 'dismiss') review = undefined
    if (by !== 'dana') continue
    if (what === 'approve') spoken = [...spoken, at]
    if (what === 'review' || what === 'object') review = { at, says: what }
  }
  const from = since
  if (from === undefined) return false
  return spoken.some((at) => at > from) || (review?.says === 'review' && review.at > from)
}

function allowed(town: Town, step: number): boolean {
  const { open, closed, zone } = town
  const isOpen = !isIn(closed, zone, step) && (open.length === 0 || isIn(open, zone, step))
  return isOpen || approved(town, step)
}

function toldOf({ acts: all, labeled }: Town): Told[] {
  const shown = { sha: 'c1', ...(labeled ? { labels: ['hotfix'] } : {}) }
  let review = 0
  return [
    pull(instant(0), 12, shown).opened(),
    ...all.flatMap(({ step, what, by }): Told[] => {
      const on = pull(instant(step), 12, { sha: 'c1' })
      if (what === 'label') return [on.labeled('hotfix')]
      if (what === 'unlabel') return [on.unlabeled('hotfix')]
      if (what === 'approve')
        return [comment(instant(step), 12, '/reeve approve', by, { onPull: true, id: step })]
      if (what === 'dismiss') return review === 0 ? [] : [on.reviewed('dismissed', 'dana', { id: review })]
      if (what === 'remark') return [on.reviewed('commented', by, { id: step })]
      if (by === 'dana') review = step
      return [on.reviewed(what === 'review' ? 'approved' : 'changes_requested', by, { id: step })]
    }),
  ]
}

const lineOf = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 20 }))
const town: fc.Arbitrary<Town> = fc.record({
  open: fc.array(lineOf, { maxLength: 3 }),
  closed: fc.array(lineOf, { maxLength: 3 }),
  zone: fc.constantFrom('UTC', 'Europe/Brussels', 'Africa/Cairo', 'America/New_York', 'Asia/Kolkata'),
  labeled: fc.boolean(),
  acts: fc
    .uniqueArray(
      fc.record({
        step: fc.integer({ min: 1, max: steps - 5 }),
        what: fc.constantFrom(...acts),
        by: fc.constantFrom('dana', 'dana', 'dana', 'eve', 'bo'),
      }),
      { maxLength: 8, selector: ({ step }) => step },
    )
    .map((all) => all.toSorted((a, b) => a.step - b.step))
    // Whether asking for changes takes back what was said in a comment before, the design leaves open.
    .map((all) => all.filter(({ what }) => what !== 'approve' || all.every((act) => act.what !== 'object'))),
  asked: fc.integer({ min: 1, max: steps - 2 }),
})

const world = {
  deployments: [],
  ships: { 'acme/app@c1': [12], 'acme/app@v1': [12] },
  groups: { 'acme/app@g1': [12] },
  permissions: { 'acme/app': { dana: 'maintain', eve: 'write', bo: 'write' } },
}

const run = async (one: Town, told: readonly Told[]): Promise<Replayed> => {
  const ran = await replayed({
    policy: policyOf(one),
    world,
    told: [...toldOf(one), ...told],
    until: instant(steps - 1),
  })
  expect(ran.complained).toBe('')
  return ran
}

/** How a check went: each answer that differs from the one before, with when it was put. */
function course({ said }: Replayed, sha: string): string[] {
  const put = said.filter((line) => line.do === 'check.put' && line.sha === sha)
  return turns(put.map(({ at, conclusion }) => [at, String(conclusion)]))
}

function turns(all: readonly (readonly [string, string])[]): string[] {
  return all.filter(([, word], index) => word !== all[index - 1]?.[1]).map((each) => each.join(' '))
}

const expected = (one: Town, from: number, closed: string) =>
  turns(range(from).map((step) => [instant(step), allowed(one, step) ? 'success' : closed]))

const range = (from: number) => Array.from({ length: steps - from }, (_, index) => from + index)

const holds = (about: (one: Town) => Promise<void>) =>
  fc.assert(fc.asyncProperty(town, about), { numRuns: 15 })

describe('D13: one decision, at every gate', () => {
  test('the check of a pull request', () =>
    holds(async (one) => {
      const ran = await run(one, [])
      expect(course(ran, 'c1')).toEqual(expected(one, 0, 'action_required'))
    }))

  test('the check of a merge group', () =>
    holds(async (one) => {
      const ran = await run(one, [mergeGroup(instant(one.asked), 'g1')])
      expect(course(ran, 'g1')).toEqual(expected(one, one.asked, 'failure'))
    }))

  test('a deployment at its gate, and one past it', () =>
    holds(async (one) => {
      const first = range(one.asked).find((step) => allowed(one, step))
      const ran = await run(one, [gateAsked(instant(one.asked), 'c1', { id: 5 })])
      expect(ran.said.find((line) => line.state === 'approved')?.at).toBe(
        first === undefined ? undefined : instant(first),
      )
      expect(gates(ran).some((line) => line.endsWith('rejected'))).toBe(false)
      const api = deploymentTold(instant(one.asked), 'c1', 'success', {
        id: 6,
        by: 'ann',
        workflow_run: undefined,
      })
      const past = (await run(one, [api])).said.filter((line) => line.do === 'violation.record')
      expect(past.length).toBe(allowed(one, one.asked) ? 0 : 1)
    }))

  test('a release, and a tag', () =>
    holds(async (one) => {
      const about = { repository: { full_name: 'acme/app' }, sender: { login: 'ann' } }
      const released = { action: 'published', release: { tag_name: 'v1' }, ...about }
      const tagged = { ref: 'v1', ref_type: 'tag', ...about }
      for (const [event, payload] of Object.entries({ release: released, create: tagged })) {
        const ran = await run(one, [{ at: instant(one.asked), event, payload }])
        const recorded = ran.said.filter((line) => line.do === 'violation.record')
        expect(recorded.length).toBe(allowed(one, one.asked) ? 0 : 1)
      }
    }))

  test('what is merged all the same', () =>
    holds(async (one) => {
      const before = { ...one, acts: one.acts.filter(({ step }) => step < one.asked) }
      const ran = await run(before, [pull(instant(one.asked), 12, { sha: 'c1' }).merged()])
      expect(ran.said.filter((line) => line.do === 'violation.record').length).toBe(
        allowed(before, one.asked) ? 0 : 1,
      )
    }))
})
