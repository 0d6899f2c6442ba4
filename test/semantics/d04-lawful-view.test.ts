import { describe, expect, test } from 'vitest'
import { effects, replayed, verdicts } from '../builders/replayed.ts'
import { issue, membership, pull } from '../builders/told.ts'

const qa = 'people: { qa: "@acme/qa" }\nrules:\n  g: { kind: label-guard, labels: [verified], by: qa }\n'
const world = { teams: { 'acme/qa': ['ann'] } }

describe('D4 Lawful view', () => {
  test('an unlawful label opens no gate, starts no clock and hands nothing over, not even for a second', async () => {
    const ran = await replayed({
      policy: `${qa}
  clock: { kind: sla, when: "label:verified", within: 4h, on-breach: [{ label: overdue }] }
  hands: { when: "label:verified", do: [{ assign: "@dana" }, { label: ready }] }
  gate: { when: is:pr, must: "label:verified" }
`,
      world,
      decisions: true,
      told: [pull('2026-01-05T09:00').opened(), pull('2026-01-05T10:00').labeled('verified')],
      until: '2026-01-07T00:00',
    })
    expect(effects(ran, 'label.add', 'label.remove', 'assignee.add')).toEqual([
      '01-05T10:00 acme/app#12 label.remove verified <g>',
    ])
    expect(effects(ran, 'check.put')).toEqual(['01-05T09:00 acme/app@abc1 check.put failure <gate>'])
  })

  test('a clock that runs is not stopped by an unlawful label', async () => {
    const ran = await replayed({
      policy: `${qa}  clock: { kind: sla, when: "label:critical", clock: "label:verified", within: 4h, on-breach: [{ label: overdue }] }`,
      world,
      told: [
        issue('2026-01-05T09:00', 7, { labels: ['critical'] }).opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T11:00', 7, { by: 'ann' }).labeled('other'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T13:00 acme/app#7 label.add overdue <clock>'])
  })

  test('a lawful label counts from the instant at which it was set', async () => {
    const ran = await replayed({
      policy: `${qa}  clock: { kind: sla, when: "label:verified", within: 4h, on-breach: [{ label: overdue }] }`,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T11:00', 7, { by: 'ann' }).labeled('verified'),
      ],
      until: '2026-01-06T00:00',
    })
    expect(effects(ran, 'label.add')).toEqual(['01-05T15:00 acme/app#7 label.add overdue <clock>'])
  })

  test('while a ruling is unknown its label is neither there nor not', async () => {
    const ran = await replayed({
      policy: `${qa}  gate: { when: is:pr, must: "label:verified" }`,
      decisions: true,
      told: [
        pull('2026-01-05T09:00').opened(),
        pull('2026-01-05T10:00', 12, { by: 'ann' }).labeled('verified'),
        membership('2026-01-05T11:00', 'added', 'ann'),
      ],
    })
    expect(verdicts(ran, 'gate')).toEqual(['01-05T09:00 fail', '01-05T10:00 unknown', '01-05T11:00 pass'])
    expect(effects(ran, 'check.put')).toEqual([
      '01-05T09:00 acme/app@abc1 check.put failure <gate>',
      '01-05T10:00 acme/app@abc1 check.put in_progress <gate>',
      '01-05T11:00 acme/app@abc1 check.put success <gate>',
    ])
  })

  test('whether a guard is about the item may be unknown too', async () => {
    const ran = await replayed({
      policy: `
people: { qa: "@ann" }
rules:
  g: { kind: label-guard, when: "path:src/**", labels: [verified], by: qa }
  gate: { when: is:pr, must: "label:verified" }
`,
      decisions: true,
      told: [pull('2026-01-05T09:00').opened(), pull('2026-01-05T10:00').labeled('verified')],
    })
    expect(verdicts(ran, 'gate')).toEqual(['01-05T09:00 fail', '01-05T10:00 unknown'])
  })

  test('a guard may lean on another rule, as it stood before the change', async () => {
    const policy = `
people: { qa: "@ann" }
rules:
  g: { kind: label-guard, labels: [done], by: "@ann", requires: "rule:tested" }
  tested: { when: is:issue, must: "label:tested -label:done" }
`
    const ran = await replayed({
      policy,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('done'),
        issue('2026-01-05T11:00').labeled('tested'),
        issue('2026-01-05T12:00', 7, { by: 'ann' }).labeled('done'),
      ],
    })
    expect(effects(ran, 'label.remove')).toEqual(['01-05T10:00 acme/app#7 label.remove done <g>'])
  })

  test('what is only observed or warned about shapes nobody else’s view', async () => {
    for (const mode of ['observe', 'warn']) {
      const ran = await replayed({
        policy: `${qa.replace('by: qa', `by: qa, mode: ${mode}`)}  hands: { when: "label:verified", do: [{ label: ready }] }`,
        world,
        decisions: true,
        told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').labeled('verified')],
      })
      expect(effects(ran, 'label.add', 'label.remove')).toEqual([
        '01-05T10:00 acme/app#7 label.add ready <hands>',
      ])
      expect(verdicts(ran, 'g')).toEqual(['01-05T09:00 pass', '01-05T10:00 fail'])
    }
  })
})

describe('D4 across items', () => {
  const shop = (more = '') => `${qa}
  parent: { when: "is:issue sub-issue:(label:verified)", do: [{ label: ready }]${more} }
  below: { kind: sla, when: "parent:(label:verified)", within: 4h, on-breach: [{ label: late }] }
`
  const related = { ...world, 'sub-issues': { 'acme/app#5': ['acme/app#7'] } }
  const begun = [issue('2026-01-05T09:00', 5).opened(), issue('2026-01-05T09:00', 7).opened()]
  /** The child is labelled, and at the same time something happens to its parent, which is looked at first. */
  const labelledBy = (by: string) => [
    issue('2026-01-05T10:00', 7, { by }).labeled('verified'),
    issue('2026-01-05T10:00', 5).labeled('other'),
  ]

  test('what is not allowed on one item opens nothing on another that looks at it', async () => {
    const told = [...begun, ...labelledBy('eve')]
    const ran = await replayed({ policy: shop(), world: related, told, decisions: true })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.remove verified <g>',
    ])
    expect(verdicts(ran, 'parent', 'acme/app#5')).not.toContain('01-05T10:00 pass')
  })

  test('what is allowed does', async () => {
    const ran = await replayed({ policy: shop(), world: related, told: [...begun, ...labelledBy('ann')] })
    expect(effects(ran, 'label.add', 'label.remove')).toEqual([
      '01-05T10:00 acme/app#5 label.add ready <parent>',
    ])
  })

  test('while it is not known whether it was allowed there, the other is not known either, and is looked at when it is', async () => {
    const ran = await replayed({
      policy: shop(),
      world: { 'sub-issues': related['sub-issues'] },
      decisions: true,
      told: [...begun, ...labelledBy('ann'), membership('2026-01-05T11:00', 'added', 'ann')],
    })
    expect(verdicts(ran, 'parent', 'acme/app#5').slice(-2)).toEqual([
      '01-05T10:00 unknown',
      '01-05T11:00 pass',
    ])
    expect(effects(ran, 'label.add')).toEqual(['01-05T11:00 acme/app#5 label.add ready <parent>'])
  })
})
