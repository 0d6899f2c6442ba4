import { describe, expect, test } from 'vitest'
import { permissions, wroteOnPull } from '../builders/commanded.ts'
import { effects, gates, replayed, type Told } from '../builders/replayed.ts'
import { gateAsked, mergeGroup, pull } from '../builders/told.ts'

/** Whatever lets something pass by a label: what it says, and what beside the label lifts it. */
interface Lifting {
  policy: string
  label: string
  /** Who may, with the label: after it. */
  lifts: Told
  /** Somebody who may set labels and nothing more, and what they write. */
  tries?: Told
}

const people = 'people: { lead: ["@dana"] }\n'
const window = 'windows: { never: { closed: 2026-01-01..2026-12-31 } }\n'
const guard = (label: string) => `  guard: { kind: label-guard, when: is:pr, labels: ${label}, by: lead }\n`
const labeled = (time: string, by: string, label: string) =>
  pull(`2026-01-05T${time}`, 12, { by }).labeled(label)

const world = {
  permissions,
  closing: { 'acme/app#12': [] },
  files: { 'acme/app#12': ['src/a.ts'] },
  groups: { 'acme/app@group1': [12] },
  deployments: [],
  reviews: { 'acme/app#12': [] },
}

const liftings: readonly [string, Lifting][] = [
  [
    'the hotfix of a window',
    {
      policy: `${people}${window}rules:\n  freeze: { kind: release-window, when: is:pr, window: never, hotfix: { when: "label:hotfix", approved-by: lead } }\n`,
      label: 'hotfix',
      tries: wroteOnPull('11:00', 'zoe', '/reeve approve'),
      lifts: wroteOnPull('12:00', 'dana', '/reeve approve'),
    },
  ],
  [
    'an override',
    {
      policy: `${people}rules:\n  logged: { kind: linked-issue, when: is:pr, override: { by: lead } }\n`,
      label: 'override',
      tries: wroteOnPull('11:00', 'bo', '/reeve override logged because so'),
      lifts: wroteOnPull('12:00', 'dana', '/reeve override logged because so'),
    },
  ],
  [
    'an override that takes two, with one',
    {
      policy: `${people}rules:\n  logged: { kind: linked-issue, when: is:pr, override: { count: 2 } }\n`,
      label: 'logged',
      tries: wroteOnPull('11:00', 'zoe', '/reeve override logged because so'),
      lifts: wroteOnPull('12:00', 'dana', '/reeve override logged because so'),
    },
  ],
  [
    '`unless` of paths',
    {
      policy: `${people}rules:\n${guard('no-tests')}  tests: { kind: paths, when: is:pr, changed: src/**, also: tests/**, unless: "label:no-tests" }\n`,
      label: 'no-tests',
      lifts: labeled('12:00', 'dana', 'no-tests'),
    },
  ],
  [
    'a label that `when` leaves out',
    {
      policy: `${people}rules:\n${guard('skip')}  logged: { kind: linked-issue, when: "is:pr -label:skip" }\n`,
      label: 'skip',
      lifts: labeled('12:00', 'dana', 'skip'),
    },
  ],
  [
    'a label that `must` asks for',
    {
      policy: `${people}rules:\n${guard('verified')}  ready: { when: is:pr, must: "label:verified" }\n`,
      label: 'verified',
      lifts: labeled('12:00', 'dana', 'verified'),
    },
  ],
  [
    'a computed item of a checklist',
    {
      policy: `${people}rules:\n${guard('verified')}  ship: { kind: checklist, when: is:pr, items: [{ text: Verified, query: "label:verified" }] }\n`,
      label: 'verified',
      lifts: labeled('12:00', 'dana', 'verified'),
    },
  ],
  [
    'a label that another rule leans on',
    {
      policy: `${people}rules:\n${guard('verified')}  ready: { when: is:pr, must: "label:verified", gate: false }\n  ship: { when: is:pr, must: "rule:ready" }\n`,
      label: 'verified',
      lifts: labeled('12:00', 'dana', 'verified'),
    },
  ],
  [
    'a label that only comes while a window is open',
    {
      policy: `${people}${window}rules:\n  guard: { kind: label-guard, when: is:pr, labels: go, by: lead, within: never, override: { by: lead } }\n  ready: { when: is:pr, must: "label:go" }\n`,
      label: 'go',
      tries: wroteOnPull('11:00', 'dana', '/reeve override guard because it burns'),
      lifts: labeled('12:00', 'dana', 'go'),
    },
  ],
]

const opened = pull('2026-01-05T09:00', 12, { body: 'A change' }).opened()

describe('D13 a label alone never lifts a gate, not even for a second', () => {
  test.each(liftings)('%s', async (_, { label, lifts, policy, tries }) => {
    const conclusions = async (told: readonly Told[]) => {
      const ran = await replayed({ policy, world, told: [opened, ...told] })
      return effects(ran, 'check.put').map((line) => line.replace(/^.*check.put (\S+) .*/, '$1'))
    }
    const byAnybody = labeled('10:00', 'bo', label)
    const without = await conclusions([byAnybody, ...(tries ? [tries] : [])])
    expect(without.length).toBeGreaterThan(0)
    expect(without).not.toContain('success')
    expect((await conclusions([byAnybody, ...(tries ? [tries] : []), lifts])).at(-1)).toBe('success')
  })

  test('nor in a merge group', async () => {
    const [, { policy }] = liftings[0] ?? ['', { policy: '' }]
    const group = mergeGroup('2026-01-05T13:00', 'group1')
    const last = async (...told: Told[]) =>
      effects(
        await replayed({ policy, world, told: [opened, labeled('10:00', 'bo', 'hotfix'), ...told, group] }),
        'check.put',
      ).at(-1)
    expect(await last()).toContain('acme/app@group1 check.put failure')
    expect(await last(wroteOnPull('12:00', 'dana', '/reeve approve'))).toContain(
      'acme/app@group1 check.put success',
    )
  })

  test.each([
    [
      'an environment',
      `${people}${window}environments:\n  production: { window: never, hotfix: { when: "label:hotfix", approved-by: lead, lifts: window } }\n`,
    ],
    [
      'a rule about deployments',
      `${people}${window}rules:\n  freeze: { kind: release-window, when: is:pr, deployments: production, window: never, hotfix: { when: "label:hotfix", approved-by: lead } }\n`,
    ],
  ])('nor before %s', async (_, policy) => {
    const ships = { ships: { 'acme/app@abc1': [12] } }
    const asked = gateAsked('2026-01-05T13:00', 'abc1')
    const answered = async (...told: Told[]) =>
      gates(
        await replayed({
          policy,
          world: { ...world, ...ships },
          told: [opened, labeled('10:00', 'bo', 'hotfix'), ...told, asked],
        }),
      )
    expect(await answered()).toEqual(['01-05T13:00 report'])
    expect(await answered(wroteOnPull('12:00', 'dana', '/reeve approve'))).toEqual(['01-05T13:00 approved'])
  })
})
