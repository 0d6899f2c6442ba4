import { describe, expect, test } from 'vitest'
import { gates, lastSaidAtGate, replayed, type Told } from '../builders/replayed.ts'
import { comment, gateAsked, pull } from '../builders/told.ts'

const list = '- [ ] Notes read'
const done = '- [x] Notes read'
const opened = pull('2026-01-08T08:00', 12, { sha: 'c1', body: list }).opened()
const merged = pull('2026-01-08T09:00', 12, { sha: 'c1' }).merged()
const world = { deployments: [], ships: { 'acme/app@c1': [12] }, checks: { 'acme/app@c1': {} } }

const ask = (item: string, told: readonly Told[] = []) =>
  replayed({
    policy: `people: { pm: "@pat" }\nenvironments: { production: { checklist: { items: [${item}] } } }`,
    world,
    told: [opened, merged, gateAsked('2026-01-08T10:00', 'c1'), ...told],
  })
const manual = '{ text: Notes read, by: pm }'

describe('what is to be ticked before an environment', () => {
  const edited = (at: string, by: string, from = list, body = done) =>
    pull(at, 12, { sha: 'c1', by }).edited({ body: { from } }, { body, state: 'closed', merged: true })

  test.each<[string, readonly Told[], string[]]>([
    ['by hand in the description', [edited('2026-01-08T11:00', 'pat')], ['01-08T11:00 approved']],
    ['by hand, by somebody else', [edited('2026-01-08T11:00', 'eve')], []],
    [
      'by hand, and taken back before anybody looked again',
      [edited('2026-01-08T11:00', 'pat'), edited('2026-01-08T11:00:00', 'pat', done, list)],
      [],
    ],
    [
      'by the command',
      [comment('2026-01-08T11:00', 12, '/reeve approve "notes  READ"', 'pat', { onPull: true, id: 1 })],
      ['01-08T11:00 approved'],
    ],
    [
      'by the command, elsewhere',
      [comment('2026-01-08T11:00', 13, '/reeve approve "Notes read"', 'pat', { onPull: true, id: 1 })],
      [],
    ],
  ])('is ticked %s', async (_, told, expected) => {
    expect(gates(await ask(manual, told)).filter((line) => !line.endsWith('report'))).toEqual(expected)
  })

  test('says where; of what is worked out there is nothing to tick', async () => {
    const where =
      'Ticks belong on #12: by the command in a comment there, or by hand in a task list of its description.'
    expect(lastSaidAtGate(await ask(manual))).toContain(where)
    expect(lastSaidAtGate(await ask('{ text: Fast, check: bench }'))).not.toContain('Ticks belong')
  })
})
