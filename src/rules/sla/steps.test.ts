import { describe, expect, test } from 'vitest'
import { anItem } from '../../../test/builders/item.ts'
import { type Followed, follow } from '../../../test/builders/judged.ts'
import { wrongWith } from '../../../test/builders/policy.ts'

const head = `
calendars:
  ops: { hours: Mon-Fri 09:00-17:00 }
  half: { hours: [Mon-Thu 09:00-17:00, Fri 09:00-12:00] }
rules:
`
const bug = anItem({ labels: ['bug'] })

function course(keys: string, until: string, more: Partial<Followed> = {}): string[] {
  const policy = `${head}  fix: { kind: sla, when: label:bug, within: 50d, ${keys} }\n`
  return follow({ policy, item: bug, until, ...more }).filter((line) => !/(pass|fail)$/.test(line))
}

const say = (text: string) => `do: [{ comment: ${text} }]`
const hot = 'do: [{ comment: warm }, { label: hot }]'

describe('a step that is repeated', () => {
  test('goes on as long as the clock does, and is not forgotten after months', () => {
    const keys = `escalate: [{ after: 0m, ${say('now')}, every: 30m }]`
    const told = course(keys, '2026-03-15 09:30', { from: '2026-03-15 09:10' })
    // Of all that were missed, the last; then on at every half hour.
    expect(told).toEqual(['2026-03-15 09:10 comment now', '2026-03-15 09:30 comment now'])
  })

  test('working days: each from the one before, however long a day is', () => {
    const keys = `calendar: half, escalate: [{ after: 1d, ${say('day')}, every: 1d }]`
    const thursday = anItem({ labels: ['bug'], createdAt: Date.parse('2026-01-08T11:00:00Z') })
    expect(course(keys, '2026-01-14 11:00', { item: thursday })).toEqual([
      'Fri 11:00 comment day',
      '2026-01-12 11:00 comment day',
      '2026-01-13 11:00 comment day',
      '2026-01-14 11:00 comment day',
    ])
  })

  test('calendar days without open time are passed over', () => {
    const keys = `calendar: ops, escalate: [{ after: 8h, ${say('day')}, every: 1 calendar day }]`
    const friday = anItem({ labels: ['bug'], createdAt: Date.parse('2026-01-09T09:00:00Z') })
    expect(course(keys, '2026-01-13 17:00', { item: friday })).toEqual([
      'Fri 17:00 comment day',
      '2026-01-12 17:00 comment day',
      '2026-01-13 17:00 comment day',
    ])
  })

  test('only until the next step is due', () => {
    const keys = `escalate: [{ after: 1h, ${say('one')}, every: 20m }, { after: 40m, ${say('two')} }]`
    expect(course(keys, 'Mon 12:00')).toEqual([
      'Mon 10:00 comment one',
      'Mon 10:20 comment one',
      'Mon 10:40 comment two',
    ])
  })
})

describe('after downtime', () => {
  const keys = `escalate: [{ after: 1h, ${hot} }, { after: 1h, ${say('two')} }]`

  test('a step that was passed over is not taken, its label neither', () => {
    expect(course(keys, 'Mon 12:00', { from: 'Mon 11:30' })).toEqual(['Mon 11:30 comment two'])
  })

  test('of one that was taken the label stays when the next is due', () => {
    expect(course(keys, 'Mon 12:00')).toEqual([
      'Mon 10:00 +hot',
      'Mon 10:00 comment warm',
      'Mon 11:00 comment two',
    ])
  })
})

describe('while the clock stands still', () => {
  const keys = `pause: label:waiting, escalate: [{ after: 1h, ${hot} }]`
  const history = ['Mon 11:00 bo labeled waiting', 'Mon 13:00 bo unlabeled waiting']

  test('no step is taken, and what a step set stays', () => {
    expect(course(keys, 'Mon 14:00', { history })).toEqual(['Mon 10:00 +hot', 'Mon 10:00 comment warm'])
  })

  test('one that was missed is taken when it goes on', () => {
    expect(course(keys, 'Mon 14:00', { history, from: 'Mon 11:30' })).toEqual([
      'Mon 13:00 +hot',
      'Mon 13:00 comment warm',
    ])
  })
})

test('a goal that starts anew has steps of its own', () => {
  const policy = `${head}  fix: { kind: sla, when: label:bug, on-change: restart, goals: [{ when: "label:major", within: 9h }, { when: label:bug, within: 20h }], escalate: [{ after: 1h, ${say('step')} }] }\n`
  const told = follow({ policy, item: bug, history: ['Mon 12:00 bo labeled major'], until: 'Mon 15:00' })
  expect(told).toEqual(['Mon 09:00 pass', 'Mon 10:00 comment step', 'Mon 13:00 comment step'])
})

test.each([
  ['neither tells nor does anything', '{ after: 1h }', ['2:76 missing-key!']],
  ['is repeated in no time', '{ after: 1h, notify: author, every: 0m }', ['2:112 bad-duration!']],
  ['is repeated after no day', '{ after: 1h, notify: author, every: 0d }', ['2:112 bad-duration!']],
  ['is repeated', '{ after: 1h, notify: author, every: 1m }', []],
  ['does something', '{ after: 0m, do: close }', []],
])('a step that %s', (_, step, expected) => {
  expect(
    wrongWith(
      `rules:\n  fix: { kind: sla, when: is:issue, within: 4h, owner: "@dana", escalate: [${step}] }`,
    ),
  ).toEqual(expected)
})
