import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../src/core/history.ts'
import { addEntry, mergeTimeline, type Past } from '../../src/core/past.ts'
import { anItem } from '../builders/item.ts'
import { entry, when } from '../builders/past.ts'

/** A webhook is one line, the timeline all of its lines. */
type Told = string | readonly string[]

function past(told: readonly Told[], labels: readonly string[] = []): Past {
  return told.reduce<Past>(
    (held, one) =>
      typeof one === 'string'
        ? addEntry(held, entry(one))
        : mergeTimeline(
            held,
            one.map((line) => ({ ...entry(line), source: 'timeline' as const })),
          ),
    { item: anItem({ labels }), history: [] },
  )
}

function lines({ history }: Past): string[] {
  return history.map(({ at, actor, what, target }) => `${when(at)} ${actor} ${what} ${target}`)
}

const ids = ({ history }: Past) => history.map(({ id }) => id.replace('2026-01-05T', ''))

describe('D5 what webhooks and the timeline tell of the same changes', () => {
  const toggled = [
    'Mon 10:00 ann labeled a',
    'Mon 10:00:10 ann unlabeled a',
    'Mon 10:00:20 ann labeled a',
  ] as const
  const late = [
    'Mon 10:00:12 ann labeled a',
    'Mon 10:00:22 ann unlabeled a',
    'Mon 10:00:32 ann labeled a',
  ] as const

  test.each<{ name: string; told: readonly Told[]; ids: readonly string[] }>([
    {
      name: 'the n-th is the n-th: first id, the timeline’s instant',
      told: [...late, toggled],
      ids: ['labeled:a@10:00:12Z', 'unlabeled:a@10:00:22Z', 'labeled:a@10:00:32Z'],
    },
    {
      name: 'webhooks that come after the timeline tell nothing new',
      told: [toggled, ...late],
      ids: ['labeled:a@10:00:00Z', 'unlabeled:a@10:00:10Z', 'labeled:a@10:00:20Z'],
    },
    {
      name: 'and neither do some before it and some after',
      told: [late[0], toggled, late[1], late[2]],
      ids: ['labeled:a@10:00:12Z', 'unlabeled:a@10:00:10Z', 'labeled:a@10:00:20Z'],
    },
    {
      name: 'one that came late and changed nothing is still the n-th',
      told: [late[2], late[0], toggled],
      ids: ['labeled:a@10:00:12Z', 'unlabeled:a@10:00:10Z', 'labeled:a@10:00:32Z'],
    },
    {
      name: 'the timeline read once more matches itself, not the webhooks again',
      told: [late[0], toggled, toggled, late[1], toggled],
      ids: ['labeled:a@10:00:12Z', 'unlabeled:a@10:00:10Z', 'labeled:a@10:00:20Z'],
    },
  ])('$name', ({ told, ids: expected }) => {
    expect(lines(past(told))).toEqual(toggled)
    expect(ids(past(told))).toEqual(expected)
  })

  test.each([
    ['60 s', 'Mon 10:01 ann labeled a', ['Mon 10:00 ann labeled a', 'Mon 10:00:10 ann unlabeled a']],
    [
      '61 s',
      'Mon 10:01:01 ann labeled a',
      ['Mon 10:00 ann labeled a', 'Mon 10:00:10 ann unlabeled a', 'Mon 10:01:01 ann labeled a'],
    ],
    [
      'another person',
      'Mon 10:00:30 bo labeled a',
      ['Mon 10:00 ann labeled a', 'Mon 10:00:10 ann unlabeled a', 'Mon 10:00:30 bo labeled a'],
    ],
    [
      'another spelling',
      'Mon 10:00:30 ANN labeled A',
      ['Mon 10:00 ann labeled a', 'Mon 10:00:10 ann unlabeled a'],
    ],
  ])('a webhook %s after what the timeline told', (_, webhook, expected) => {
    const known = past([toggled.slice(0, 2), webhook])
    expect(lines(known)).toEqual(expected)
  })

  test('a removal that comes late leaves what was set after it', () => {
    expect(past(['Mon 10:00 ann labeled a', 'Mon 12:00 bo labeled a']).item.labels).toEqual(['a'])
    const told = past(['Mon 10:00 ann labeled a', 'Mon 12:00 bo labeled a', 'Mon 11:00 ann unlabeled a'])
    expect(told.item.labels).toEqual(['a'])
    expect(lines(told)).toEqual([
      'Mon 10:00 ann labeled a',
      'Mon 11:00 ann unlabeled a',
      'Mon 12:00 bo labeled a',
    ])
  })

  test('what was on already stays on since then: labelled again adds nothing, also once it was taken off', () => {
    const told = past(['Mon 10:00 ann labeled a', 'Mon 11:00 bo unlabeled a'], ['a'])
    expect(lines(told)).toEqual(['Mon 11:00 bo unlabeled a'])
  })

  test('an item first seen as it is reopened is open', () => {
    const closed: Past = { item: anItem({ state: 'closed' }), history: [] }
    expect(addEntry(closed, entry('Mon 10:00 ann reopened')).item.state).toBe('open')
  })

  test('any order of arrival, with or without the timeline, ends in the same past', () => {
    const changes = fc
      .array(fc.record({ of: fc.constantFrom('a', 'b', 'state'), gap: fc.integer({ min: 1, max: 90 }) }), {
        minLength: 1,
        maxLength: 7,
      })
      .map(alternating)
    const arrivals = changes.chain((entries) =>
      fc.record({
        entries: fc.constant(entries),
        order: fc.shuffledSubarray(entries, { minLength: entries.length }),
        read: fc.option(fc.integer({ min: 0, max: entries.length }), { nil: undefined }),
      }),
    )
    fc.assert(
      fc.property(arrivals, ({ entries, order, read }) => {
        const start: Past = { item: anItem(), history: [] }
        const plain = entries.reduce<Past>(addEntry, start)
        const timeline = entries.map((one) => ({ ...one, source: 'timeline' as const }))
        const other = [...order.keys(), order.length].reduce<Past>((held, index) => {
          const complete = index === read ? mergeTimeline(held, timeline) : held
          const next = order[index]
          return next ? addEntry(complete, next) : complete
        }, start)
        expect(lines(other)).toEqual(lines(plain))
        expect(lines(other)).toHaveLength(entries.length)
        expect([...other.item.labels].sort()).toEqual([...plain.item.labels].sort())
        expect(other.item.state).toBe(plain.item.state)
      }),
    )
  })
})

/** What is set is taken off next, and set again: only such pasts are on GitHub. */
function alternating(steps: readonly { of: string; gap: number }[]): Omit<Entry, 'id'>[] {
  const on = new Set<string>()
  let at = entry('Mon 10:00 ann labeled a').at
  return steps.map(({ of, gap }) => {
    at += gap * 1000
    const isOn = !on.delete(of)
    if (isOn) on.add(of)
    const what = of === 'state' ? (isOn ? 'closed' : 'reopened') : isOn ? 'labeled' : 'unlabeled'
    return { what, target: of === 'state' ? '' : of, at, actor: 'ann', source: 'webhook' }
  })
}
