import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Replayed, replayed, type Told, written } from '../builders/replayed.ts'
import { comment, issue } from '../builders/told.ts'
import { type Deed, itemIn, type Model, type ModelMove } from '../builders/workflow-model.ts'

const states = ['one', 'two', 'three', 'four']
const teams: Readonly<Record<string, string[]>> = { dev: ['dan', 'dot'], qa: ['ann', 'dot'] }
const people = ['dan', 'dot', 'ann', 'eve']
const world = {
  teams: { 'acme/dev': teams.dev, 'acme/qa': teams.qa },
  permissions: { 'acme/app': Object.fromEntries(people.map((who) => [who, 'write'])) },
}

const state = fc.constantFrom(...states)
const who = fc.constantFrom(...people)
const some = fc.subarray(states, { minLength: 1, maxLength: 3 })

const someMove = fc.record({
  from: fc.oneof({ weight: 4, arbitrary: some }, { weight: 1, arbitrary: fc.constant(['*']) }),
  to: some,
  team: fc.constantFrom('dev', 'qa', 'everyone'),
  requires: fc.option(fc.constant('tested'), { nil: undefined, freq: 3 }),
  needsReason: fc.oneof(
    { weight: 5, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
})
const someWorkflow = fc.record({
  moves: fc.array(someMove, { minLength: 3, maxLength: 6 }),
  closeFrom: fc.option(some, { nil: undefined, freq: 4 }),
})

const label = fc.oneof({ weight: 4, arbitrary: state }, { weight: 1, arbitrary: fc.constant('tested') })
const someChange: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('sets' as const), label, who }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('takes off' as const), label, who }) },
)
const asking = fc.record({ does: fc.constant('asks for' as const), label: state, who, why: fc.boolean() })
const ending = fc.record({ does: fc.constantFrom('closes' as const, 'reopens' as const), who })
/** What happens in one second: each label is changed once at most, and all else comes by itself. */
const someSecond: fc.Arbitrary<Deed[]> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.uniqueArray(someChange, {
      minLength: 1,
      maxLength: 3,
      selector: (deed) => ('label' in deed ? deed.label : ''),
    }),
  },
  { weight: 1, arbitrary: asking.map((deed) => [deed]) },
  { weight: 1, arbitrary: ending.map((deed) => [deed]) },
)

type Written = ReturnType<(typeof someWorkflow)['generate']>['value']

function modelOf({ moves, closeFrom }: Written): Model {
  return {
    states,
    moves: moves.map(
      ({ team, from, to, requires, needsReason }, index): ModelMove => ({
        from,
        to,
        needsReason,
        by: team === 'everyone' ? team : (teams[team] ?? []),
        ...(requires ? { requires } : {}),
        ...(index < 3 ? { sets: `at-${index + 1}` } : {}),
      }),
    ),
    ...(closeFrom ? { closeFrom } : {}),
  }
}

function policyOf({ moves, closeFrom }: Written): string {
  const lines = moves.map(({ from, to, team, requires, needsReason }, index) => {
    const more = [
      ...(team === 'everyone' ? [] : [`by: "@acme/${team}"`]),
      ...(requires ? [`requires: "label:${requires}"`] : []),
      ...(needsReason ? ['needs-reason: true'] : []),
      ...(index < 3 ? [`do: [{ label: at-${index + 1} }]`] : []),
    ]
    return `      - { ${[`from: ${JSON.stringify(from)}`, `to: ${JSON.stringify(to)}`, ...more].join(', ')} }\n`
  })
  const ends = closeFrom ? `    close-from: [${closeFrom.join(', ')}]\n` : ''
  return `rules:\n  flow:\n    kind: workflow\n    states: [${states.join(', ')}]\n    moves:\n${lines.join('')}${ends}`
}

/** Longer than a day between them, so that nothing is a fight. */
const timeOf = (index: number) =>
  new Date(Date.parse('2026-01-05T09:00:00Z') + (index + 1) * 90_000_000).toISOString().replace('.000', '')

function told(deed: Deed, at: string): Told {
  const by = issue(at, 7, { by: deed.who })
  switch (deed.does) {
    case 'sets':
      return by.labeled(deed.label)
    case 'takes off':
      return by.unlabeled(deed.label)
    case 'asks for':
      return comment(at, 7, `/reeve move ${deed.label}${deed.why ? ' because it is so' : ''}`, deed.who)
    case 'closes':
      return by.closed()
    case 'reopens':
      return by.reopened()
  }
}

/** What Reeve changed, by instant. */
function changesOf({ said }: Replayed, at: string): string[] {
  const words: Readonly<Record<string, string>> = { 'label.add': '+', 'label.remove': '-' }
  return said
    .filter((line) => line.at === at)
    .flatMap((line) => {
      if (line.do === 'issue.reopen') return ['reopened']
      const sign = words[line.do ?? '']
      return sign ? [`${sign}${line.label}`] : []
    })
    .toSorted()
}

test('a workflow does what a few lines say it does, however its deliveries are doubled and shuffled', async () => {
  await fc.assert(
    fc.asyncProperty(
      someWorkflow,
      fc.array(someSecond, { minLength: 3, maxLength: 10 }),
      async (workflow, seconds) => {
        const lines = [
          issue('2026-01-05T09:00', 7).opened(),
          ...seconds.flatMap((deeds, index) => deeds.map((deed) => told(deed, timeOf(index)))),
        ]
        const story = { policy: policyOf(workflow), world }
        const ran = await replayed({ ...story, told: lines })
        expect(ran.complained).toBe('')
        const item = itemIn(modelOf(workflow))
        const expected = seconds.map((deeds) => item.together(deeds))
        expect(seconds.map((_, index) => changesOf(ran, timeOf(index)))).toEqual(expected)
        const again = written(lines).split('\n').toReversed()
        const twice = await replayed({ ...story, told: [...again, ...again].join('\n') })
        expect(twice.output).toBe(ran.output)
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 40) },
  )
})
