import { createCalendar } from '../src/time/calendar.ts'
import { due } from '../src/time/due.ts'
import { type Parsed, parseHoliday, parseLength, parseWeeklyLines } from '../src/time/parse.ts'
import { createWindow, decideWindows } from '../src/time/window.ts'
import { DAY } from '../src/time/zone.ts'

/** One figure: microseconds for one call, the best of several rounds. */
export interface TimeFigure {
  what: string
  microseconds: number
}

const ROUNDS = 5
const CALLS = 50_000
const START = Date.UTC(2026, 0, 5, 9)

/** Measures calendar arithmetic: warm, and from nothing to an answer ten years on. */
export function benchTime(): TimeFigure[] {
  const ops = opsCalendar()
  const window = read(
    createWindow({
      name: 'release',
      timezone: 'Africa/Cairo',
      open: read(parseWeeklyLines('Sun-Wed 00:00-24:00')),
    }),
  )
  // Starts move on by a prime number of seconds, so that no two calls are the same.
  const from = (call: number) => START + call * 601_000
  const lengthFigures = ['2h', '2d', '1w', '2 calendar days', '6 months'].map((text) => {
    const length = read(parseLength(text))
    return figure(`due, ${text}, warm`, CALLS, (call) => due(ops, from(call), length))
  })
  return [
    ...lengthFigures,
    figure('spent over ten years, warm', CALLS, (call) => ops.spent(from(call), from(call) + 3653 * DAY)),
    figure(
      'window and its next change, warm',
      CALLS,
      (call) => decideWindows([window], from(call)).changes ?? 0,
    ),
    figure('a new calendar, then spent over ten years', 5, (call) =>
      opsCalendar().spent(from(call), from(call) + 3653 * DAY),
    ),
  ]
}

function opsCalendar() {
  return read(
    createCalendar({
      name: 'ops',
      timezone: 'Africa/Cairo',
      hours: read(parseWeeklyLines(['Sun-Thu 09:00-13:00', 'Sun-Thu 14:00-17:00'])),
      holidays: [read(parseHoliday('2026-04-13')), read(parseHoliday('2026-12-24', ['09:00-12:00']))],
      include: [],
    }),
  )
}

function figure(what: string, calls: number, call: (number: number) => number): TimeFigure {
  let best = Number.POSITIVE_INFINITY
  let kept = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    for (let number = 0; number < calls; number += 1) kept += call(number)
    best = Math.min(best, ((performance.now() - began) * 1000) / calls)
  }
  // Used, so that no engine may leave the calls out.
  if (Number.isNaN(kept)) throw new Error('An answer is no number')
  return { what, microseconds: best }
}

function read<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(`${parsed.what} ${parsed.fix}`)
  return parsed.value
}
