import { describe, expect, it } from 'vitest'
import vectors from '../../test/vectors/business_time.json' with { type: 'json' }
import { calendarOfVector, must } from '../../test/vectors/calendars.ts'
import type { Calendar } from '../core/calendar.ts'
import { formatInstant, parseInstant } from '../core/instant.ts'
import type { Length } from '../core/length.ts'
import { due } from './due.ts'
import { parseLength, parseMoment } from './parse.ts'
import { wallToInstant } from './zone.ts'

type Vector = (typeof vectors.vectors)[number]

const calendars = new Map<string, Calendar>(
  Object.entries(vectors.calendars).map(([name, calendar]) => [name, calendarOfVector(name, calendar)]),
)

function instant(text: string | undefined): number {
  const at = parseInstant(text ?? '')
  if (at === undefined) throw new Error(`${text} is no instant`)
  return at
}

/** `PT1H30M` as a policy writes it. */
function length(iso: string | undefined): Length {
  return must(parseLength((iso ?? '').replace(/^PT/, '').toLowerCase()))
}

function answer(vector: Vector): unknown {
  if (vector.op === 'wall_to_instant') {
    return formatInstant(wallToInstant(must(parseMoment(vector.wall ?? '')), vector.tz ?? ''))
  }
  const calendar = calendars.get(vector.calendar ?? '')
  if (calendar === undefined) throw new Error(`no calendar ${vector.calendar}`)
  const start = instant(vector.start)
  switch (vector.op) {
    case 'due':
      return formatInstant(due(calendar, start, length(vector.duration)))
    case 'due_days':
      return formatInstant(due(calendar, start, { unit: 'days', count: vector.days ?? 0 }))
    case 'before': {
      const { unit, ...rest } = length(vector.duration)
      return unit === 'seconds' && 'seconds' in rest
        ? formatInstant(calendar.subtract(start, rest.seconds * 1000))
        : unit
    }
    case 'elapsed':
      return calendar.spent(start, instant(vector.end)) / 1000
    case 'segments':
      return calendar.intervals(start, instant(vector.end)).map((interval) => interval.map(formatInstant))
    case 'is_open':
      return calendar.isOpen(start)
    case 'next_open':
      return formatInstant(calendar.nextOpen(start))
    default:
      throw new Error(`no operation ${vector.op}`)
  }
}

describe('business time, worked cases', () => {
  it.each(vectors.vectors)('$id: $op on $calendar', (vector) => {
    expect(answer(vector)).toEqual(vector.expect)
  })
})
