import type { Instant } from '../core/instant.ts'
import type { Period } from '../core/length.ts'
import { addMonths, DAY, dateOf, dayNumber, fromLocal, HOUR, type Wall, wallMilliseconds } from './zone.ts'

/** What comes round: turn 0 begins at `from`, turn 1 one period later, turn -1 one before. */
export interface Cycle {
  start(turn: number): Instant
  /** The turn an instant lies in; negative before the first. */
  turnAt(at: Instant): number
}

const AVERAGE_MONTH = 30.436875 * DAY
const ABOUT: Record<Period['unit'], number> = {
  hours: HOUR,
  days: DAY,
  weeks: 7 * DAY,
  months: AVERAGE_MONTH,
}

/** Days, weeks and months keep the wall time of `from`; hours are hours, whatever the clocks do. */
export function createCycle({
  from,
  timezone,
  every,
}: {
  from: Wall
  timezone: string
  every: Period
}): Cycle {
  const local = wallMilliseconds(from)
  const first = fromLocal(local, timezone)
  const firstDate = dateOf(Math.floor(local / DAY))
  const timeOfDay = local - dayNumber(firstDate) * DAY

  function start(turn: number): Instant {
    const count = turn * every.count
    if (every.unit === 'hours') return first + count * HOUR
    // Counted from the first and not from the one before: the 31st comes back after February.
    if (every.unit === 'months')
      return fromLocal(dayNumber(addMonths(firstDate, count)) * DAY + timeOfDay, timezone)
    return fromLocal(local + count * ABOUT[every.unit], timezone)
  }

  function turnAt(at: Instant): number {
    let turn = Math.floor((at - first) / (ABOUT[every.unit] * every.count))
    while (start(turn) > at) turn -= 1
    while (start(turn + 1) <= at) turn += 1
    return turn
  }

  return { start, turnAt }
}
