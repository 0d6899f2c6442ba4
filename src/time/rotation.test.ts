import { describe, expect, it } from 'vitest'
import { must } from '../../test/vectors/calendars.ts'
import ceremonies from '../../test/vectors/ceremonies.json' with { type: 'json' }
import vectors from '../../test/vectors/oncall.json' with { type: 'json' }
import { formatInstant, parseInstant } from '../core/instant.ts'
import type { PeopleRef, Rotation } from '../core/people.ts'
import { createCalendar } from './calendar.ts'
import { createCycle } from './cycle.ts'
import { parseMoment, parsePeriod, parseWeeklyLines } from './parse.ts'
import { createRotation, type RotationSpec } from './rotation.ts'
import { localDate, localTime } from './zone.ts'

function at(text: string): number {
  return parseInstant(text) ?? Number.NaN
}

function person(login: string): PeopleRef {
  return { who: 'login', login }
}

function aRotation(spec: Partial<RotationSpec>): Rotation {
  return must(
    createRotation({
      timezone: 'UTC',
      rotation: [[person('ann')], [person('bo')], [person('cy')]],
      every: { unit: 'weeks', count: 1 },
      from: must(parseMoment('2026-03-02T09:00')),
      backup: [],
      overrides: [],
      ...spec,
    }),
  )
}

/** Who is on and until when, as one line. */
function on(rotation: Rotation, when: string): string {
  const { who, until } = rotation.on(at(when))
  const names = who.map((ref) => (ref.who === 'login' ? ref.login : ref.who))
  return `${names.join('+') || 'nobody'} until ${until === undefined ? 'ever' : formatInstant(until)}`
}

describe('hand-overs, worked cases', () => {
  it.each(vectors.handoffs)('$id', ({ tz, start_local, every_weeks, handoffs }) => {
    const cycle = createCycle({
      from: must(parseMoment(start_local)),
      timezone: tz,
      every: { unit: 'weeks', count: every_weeks },
    })
    expect(handoffs.map((_, turn) => formatInstant(cycle.start(turn)))).toEqual(handoffs)
  })

  it.each(ceremonies.cases)('$id: $name', ({ tz, first_local, every_days, occurrences }) => {
    const every = { unit: 'days', count: every_days } as const
    const cycle = createCycle({ from: must(parseMoment(first_local)), timezone: tz, every })
    expect(occurrences.map((_, turn) => formatInstant(cycle.start(turn)))).toEqual(occurrences)
  })

  // A second layer above the first is an override in our language, and has no vector's shape: oc-11 is left out.
  it.each(vectors.who.filter(({ rotation }) => rotation.layers.length === 1))('$id: $on_call', (vector) => {
    const [layer] = vector.rotation.layers
    if (layer === undefined) throw new Error('no layer')
    const rotation = aRotation({
      timezone: layer.tz,
      rotation: layer.users.map((login) => [person(login)]),
      from: must(parseMoment(layer.start)),
      // The vectors' overrides are in UTC, and London is on UTC at the time of them.
      overrides: (vector.rotation.overrides ?? []).map(({ start, end, user }) => ({
        who: [person(user)],
        from: must(parseMoment(start.slice(0, -1))),
        to: must(parseMoment(end.slice(0, -1))),
      })),
    })
    expect(rotation.on(at(vector.at)).who).toEqual([person(vector.on_call)])
  })
})

describe('who is on', () => {
  const london = aRotation({ timezone: 'Europe/London' })

  it.each([
    {
      name: 'nobody before the first hand-over',
      when: '2026-03-02T08:59:59Z',
      is: 'nobody until 2026-03-02T09:00:00Z',
    },
    {
      name: 'the first from that instant on',
      when: '2026-03-02T09:00:00Z',
      is: 'ann until 2026-03-09T09:00:00Z',
    },
    { name: 'the last second of a turn', when: '2026-03-09T08:59:59Z', is: 'ann until 2026-03-09T09:00:00Z' },
    { name: 'round again', when: '2026-03-23T09:00:00Z', is: 'ann until 2026-03-30T08:00:00Z' },
    {
      name: 'an hour earlier in UTC once summer time began',
      when: '2026-03-30T08:00:00Z',
      is: 'bo until 2026-04-06T08:00:00Z',
    },
  ])('$name', ({ when, is }) => expect(on(london, when)).toBe(is))

  const covered = aRotation({
    overrides: [
      {
        who: [person('dee')],
        from: must(parseMoment('2026-03-03T12:00')),
        to: must(parseMoment('2026-03-12T12:00')),
      },
      {
        who: [person('eve')],
        from: must(parseMoment('2026-03-05T00:00')),
        to: must(parseMoment('2026-03-06T00:00')),
      },
    ],
  })

  it.each([
    { name: 'before an override', when: '2026-03-03T11:59:59Z', is: 'ann until 2026-03-03T12:00:00Z' },
    {
      name: 'in one, until the next begins',
      when: '2026-03-03T12:00:00Z',
      is: 'dee until 2026-03-05T00:00:00Z',
    },
    {
      name: 'in two: the one written last',
      when: '2026-03-05T10:00:00Z',
      is: 'eve until 2026-03-06T00:00:00Z',
    },
    { name: 'over a hand-over', when: '2026-03-06T00:00:00Z', is: 'dee until 2026-03-12T12:00:00Z' },
    {
      name: 'after it, whose turn it is by then',
      when: '2026-03-12T12:00:00Z',
      is: 'bo until 2026-03-16T09:00:00Z',
    },
  ])('$name', ({ when, is }) => expect(on(covered, when)).toBe(is))

  const hours = must(parseWeeklyLines('Sat-Sun 08:00-20:00'))
  const weekend = must(createCalendar({ name: 'weekend', timezone: 'UTC', hours, holidays: [], include: [] }))
  const weekends = aRotation({ calendar: weekend, backup: [person('ops')] })

  it.each([
    {
      name: 'nobody while its calendar is closed',
      when: '2026-03-06T12:00:00Z',
      is: 'nobody until 2026-03-07T08:00:00Z',
    },
    { name: 'on until it closes', when: '2026-03-07T08:00:00Z', is: 'ann until 2026-03-07T20:00:00Z' },
    { name: 'closed from then on', when: '2026-03-07T20:00:00Z', is: 'nobody until 2026-03-08T08:00:00Z' },
  ])('$name', ({ when, is }) => expect(on(weekends, when)).toBe(is))

  it('may be several in one turn, and hand over by hours, days or months', () => {
    const pair = aRotation({
      rotation: [[person('ann'), person('bo')], [person('cy')]],
      every: must(parsePeriod('12h')),
    })
    expect(on(pair, '2026-03-02T20:59:59Z')).toBe('ann+bo until 2026-03-02T21:00:00Z')
    expect(on(pair, '2026-03-02T21:00:00Z')).toBe('cy until 2026-03-03T09:00:00Z')
  })

  it('comes back to the 31st after a shorter month', () => {
    const monthly = createCycle({
      from: must(parseMoment('2026-01-31T09:00')),
      timezone: 'America/New_York',
      every: { unit: 'months', count: 1 },
    })
    const dates = [0, 1, 2, 3].map((turn) => `${localDate(monthly.start(turn), 'America/New_York')}`)
    expect(dates).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'])
    expect(localTime(monthly.start(2), 'America/New_York')).toBe('09:00')
    expect(monthly.turnAt(monthly.start(2) - 1)).toBe(1)
    expect(monthly.turnAt(monthly.start(2))).toBe(2)
  })

  it.each([
    { name: 'nobody in it', spec: { rotation: [] }, what: 'Nobody is in this rotation.' },
    { name: 'no zone', spec: { timezone: 'Nowhere' }, what: '`Nowhere` is no time zone.' },
    {
      name: 'hours without backup',
      spec: { calendar: weekend },
      what: 'With `calendar` nobody is on while it is closed.',
    },
    {
      name: 'an override backwards',
      spec: {
        overrides: [
          {
            who: [person('dee')],
            from: must(parseMoment('2026-03-12T12:00')),
            to: must(parseMoment('2026-03-12T12:00')),
          },
        ],
      },
      what: 'An override ends before it begins.',
    },
  ])('is refused with $name', ({ spec, what }) => {
    const made = createRotation({
      timezone: 'UTC',
      rotation: [[person('ann')]],
      every: { unit: 'weeks', count: 1 },
      from: must(parseMoment('2026-03-02T09:00')),
      backup: [],
      overrides: [],
      ...spec,
    })
    expect(made).toMatchObject({ ok: false, what })
  })
})
