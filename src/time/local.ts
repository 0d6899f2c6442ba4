import { type Instant, twoDigits } from '../core/instant.ts'
import { localMilliseconds } from './zone.ts'

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'] as const

/** Local time for people: `Fri 4 Dec 2026, 17:00 (Africa/Cairo)`. */
export function formatLocal(at: Instant, timezone: string): string {
  // Not Intl, which takes longer for one date than a rule for its whole answer.
  const wall = new Date(localMilliseconds(at, timezone))
  const time = `${twoDigits(wall.getUTCHours())}:${twoDigits(wall.getUTCMinutes())}`
  return `${dateOn(wall)}, ${time} (${timezone})`
}

/** A local date for people: `Fri 4 Dec 2026 (Africa/Cairo)`. */
export function formatLocalDate(at: Instant, timezone: string): string {
  return `${dateOn(new Date(localMilliseconds(at, timezone)))} (${timezone})`
}

function dateOn(wall: Date): string {
  return `${weekdays[wall.getUTCDay()]} ${wall.getUTCDate()} ${months[wall.getUTCMonth()]} ${wall.getUTCFullYear()}`
}
