import { describe, expect, test } from 'vitest'
import { comments, effects, notice, replayed } from '../builders/replayed.ts'
import { issue, membership } from '../builders/told.ts'

const qaVerifies = `
people: { qa: "@acme/qa" }
rules:
  only-qa-verifies: { kind: label-guard, why: QA puts stories on 'verified', labels: [verified], by: qa }
`
const world = { teams: { 'acme/qa': ['ann'] } }

describe('D1 Firm and soft', () => {
  test('a guarded label that is added is put back each time, with the reason', async () => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T11:00').labeled('verified'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.remove verified <only-qa-verifies>',
      '01-05T10:00 acme/app#7 notice.put reeve <only-qa-verifies>',
      '01-05T11:00 acme/app#7 label.remove verified <only-qa-verifies>',
    ])
    expect(notice(ran)).toContain("> QA puts stories on 'verified'")
    expect(notice(ran)).toContain('`verified`')
  })

  test('what Reeve does for another rule is a lawful change, and ends the notice', async () => {
    const ran = await replayed({
      policy: `${qaVerifies}  r: { when: "label:x", do: [{ label: verified }] }`,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T11:00').labeled('x'),
        issue('2026-01-05T12:00').unlabeled('verified'),
        issue('2026-01-05T13:00').unlabeled('x'),
      ],
    })
    expect(effects(ran).map((line) => line.replace('acme/app#7 ', '').replace('01-05T', ''))).toEqual([
      '10:00 label.remove verified <only-qa-verifies>',
      '10:00 notice.put reeve <only-qa-verifies>',
      '11:00 label.add verified <r>',
      '11:00 notice.remove reeve <only-qa-verifies>',
      '12:00 label.add verified <only-qa-verifies>',
      '12:00 notice.put reeve <only-qa-verifies>',
      '13:00 label.remove verified <only-qa-verifies r>',
      '13:00 notice.remove reeve <only-qa-verifies>',
    ])
  })

  test('a guarded label that is taken off is put back once, without a loop, and stays', async () => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00', 7, { by: 'ann' }).labeled('verified'),
        issue('2026-01-05T11:00').unlabeled('verified'),
        issue('2026-01-05T12:00').closed(),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T11:00 acme/app#7 label.add verified <only-qa-verifies>',
      '01-05T11:00 acme/app#7 notice.put reeve <only-qa-verifies>',
      '01-05T12:00 acme/app#7 notice.remove reeve <only-qa-verifies>',
    ])
  })

  test('undone three times within a day it is left alone, and said; the rule stays broken', async () => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      decisions: true,
      told: [
        issue('2026-01-05T09:00').opened(),
        ...['10', '11', '12', '13', '14'].map((hour) => issue(`2026-01-05T${hour}:00`).labeled('verified')),
      ],
    })
    // The fourth setting is the third undoing; the fifth adds nothing, for the label is there.
    expect(effects(ran, 'label.remove')).toEqual([
      '01-05T10:00 acme/app#7 label.remove verified <only-qa-verifies>',
      '01-05T11:00 acme/app#7 label.remove verified <only-qa-verifies>',
      '01-05T12:00 acme/app#7 label.remove verified <only-qa-verifies>',
    ])
    expect(notice(ran)).toContain('three times')
    expect(notice(ran)).not.toContain('taken off again')
    // A check, too, must not say that it was done.
    const last = ran.said.findLast((line) => line.decision)
    expect(last).toMatchObject({ verdict: 'fail' })
    expect(last?.reason?.fix).not.toContain('taken off again')
  })

  test.each([
    ['within a day', '2026-01-06T11:00', false],
    ['over more than a day', '2026-01-06T11:01', true],
  ])('three fights %s', async (_, last, removed) => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T11:00').labeled('verified'),
        issue('2026-01-05T12:00').labeled('verified'),
        issue(last).labeled('verified'),
      ],
    })
    expect(effects(ran, 'label.remove')).toHaveLength(removed ? 4 : 3)
  })

  test('a label left alone after three fights opens nothing', async () => {
    const ran = await replayed({
      policy: `${qaVerifies}  ships: { when: label:verified, do: [{ label: ready }] }`,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        ...['10', '11', '12', '13'].map((hour) => issue(`2026-01-05T${hour}:00`).labeled('verified')),
        issue('2026-01-05T14:00').labeled('other'),
      ],
    })
    expect(effects(ran, 'label.add')).toEqual([])
  })

  test('after a fight somebody entitled settles it', async () => {
    const ran = await replayed({
      policy: `${qaVerifies}  ships: { when: label:verified, do: [{ label: ready }] }`,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        ...['10', '11', '12', '13'].map((hour) => issue(`2026-01-05T${hour}:00`).labeled('verified')),
        issue('2026-01-05T14:00', 7, { by: 'ann' }).unlabeled('verified'),
        issue('2026-01-05T15:00', 7, { by: 'ann' }).labeled('verified'),
      ],
    })
    expect(effects(ran).slice(-2)).toEqual([
      '01-05T14:00 acme/app#7 notice.remove reeve <only-qa-verifies>',
      '01-05T15:00 acme/app#7 label.add ready <ships>',
    ])
  })

  test.each([
    ['changed lawfully', issue('2026-01-05T11:00', 7, { by: 'ann' }).labeled('verified')],
    ['closed', issue('2026-01-05T11:00').closed()],
  ])("a refusal's notice goes when the label is next, or the subject is, %s", async (_, next) => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T10:30').labeled('other'),
        next,
      ],
    })
    expect(effects(ran, 'notice.put', 'notice.remove')).toEqual([
      '01-05T10:00 acme/app#7 notice.put reeve <only-qa-verifies>',
      '01-05T11:00 acme/app#7 notice.remove reeve <only-qa-verifies>',
    ])
  })

  test('a refusal that went with the closing does not come back with the reopening', async () => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('verified'),
        issue('2026-01-05T11:00').closed(),
        issue('2026-01-05T12:00').reopened(),
      ],
    })
    expect(effects(ran, 'notice.put')).toHaveLength(1)
    expect(notice(ran)).toBeUndefined()
  })

  test('a change that is refused on what is closed already is said', async () => {
    const ran = await replayed({
      policy: qaVerifies,
      world,
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').closed(),
        issue('2026-01-05T11:00').labeled('verified'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T11:00 acme/app#7 label.remove verified <only-qa-verifies>',
      '01-05T11:00 acme/app#7 notice.put reeve <only-qa-verifies>',
    ])
  })

  test('`do` is soft: a label that a person takes off stays off until the next cause', async () => {
    const ran = await replayed({
      policy: 'rules: { incident: { when: "label:sev-1", do: [{ label: incident }] } }',
      told: [
        issue('2026-01-05T09:00').opened(),
        issue('2026-01-05T10:00').labeled('sev-1'),
        issue('2026-01-05T11:00').unlabeled('incident'),
        issue('2026-01-05T12:00').labeled('other'),
        issue('2026-01-05T13:00').unlabeled('sev-1'),
        issue('2026-01-05T14:00').labeled('sev-1'),
      ],
    })
    expect(effects(ran)).toEqual([
      '01-05T10:00 acme/app#7 label.add incident <incident>',
      '01-05T14:00 acme/app#7 label.add incident <incident>',
    ])
  })

  test('a group is firm: the label it set by default is set again when a person takes it off', async () => {
    const ran = await replayed({
      policy: 'rules: { one: { kind: label-group, of: [major, minor], default: minor } }',
      told: [issue('2026-01-05T09:00').opened(), issue('2026-01-05T10:00').unlabeled('minor')],
    })
    expect(effects(ran)).toEqual([
      '01-05T09:00 acme/app#7 label.add minor <one>',
      '01-05T10:00 acme/app#7 label.add minor <one>',
    ])
    expect(comments(ran)).toEqual([])
  })

  test('membership unknown: left as it is; known later: judged then', async () => {
    const told = [
      issue('2026-01-05T09:00').opened(),
      issue('2026-01-05T10:00', 7, { by: 'bo' }).labeled('verified'),
    ]
    const left = await replayed({ policy: qaVerifies, told })
    expect(effects(left)).toEqual([])
    const known = await replayed({
      policy: qaVerifies,
      told: [...told, membership('2026-01-05T11:00', 'removed', 'bo')],
    })
    expect(effects(known)).toEqual([
      '01-05T11:00 acme/app#7 label.remove verified <only-qa-verifies>',
      '01-05T11:00 acme/app#7 notice.put reeve <only-qa-verifies>',
    ])
    const other = await replayed({
      policy: qaVerifies,
      told: [...told, membership('2026-01-05T11:00', 'added', 'ann')],
    })
    expect(effects(other)).toEqual([])
  })
})
