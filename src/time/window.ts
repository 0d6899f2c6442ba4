import type { Interval, ReleaseWindow, Schedule, WindowAnswer } from '../core/calendar.ts'
import { earliest, type Instant } from '../core/instant.ts'
import { createOpenYears, isOpenAt, nextClosing, nextOpening } from './open-years.ts'
import type { DatedLine, Line } from './parse-lines.ts'
import { type Parsed, read, refused } from './parsed.ts'
import { openingSegments } from './segments.ts'
import { DAY, dayNumber, isZone, midnight, wallToInstant, yearOf, yearStart } from './zone.ts'

/** A window as a policy writes it: lines when releases are allowed, lines when they are not (policy.md, windows). */
export interface WindowSpec {
  name: string
  timezone: string
  open?: readonly Line[]
  closed?: readonly Line[]
  because?: string
  mayFinish?: boolean
}

/** Makes a window; one without any line, or in no zone, is refused with the reason. */
export function createWindow({
  name,
  timezone,
  open,
  closed,
  because,
  mayFinish,
}: WindowSpec): Parsed<ReleaseWindow> {
  if (!isZone(timezone)) {
    return refused(`\`${timezone}\` is no time zone.`, 'Write one such as `Europe/Berlin` or `UTC`.')
  }
  if ((open ?? []).length === 0 && (closed ?? []).length === 0) {
    return refused(
      `Window \`${name}\` says neither when it is open nor when it is closed.`,
      'Give it `open` or `closed` lines.',
    )
  }
  return read({
    name,
    timezone,
    mayFinish: mayFinish ?? false,
    ...(because === undefined ? {} : { because }),
    ...(open === undefined ? {} : { open: createSchedule(open, timezone) }),
    ...(closed === undefined ? {} : { closed: createSchedule(closed, timezone) }),
  })
}

function createSchedule(lines: readonly Line[], timezone: string): Schedule {
  const weekly = openingSegments(
    lines.filter((line) => line.line === 'weekly'),
    [],
    timezone,
  )
  const dated = lines.flatMap((line) => (line.line === 'weekly' ? [] : [datedInterval(line, timezone)]))
  const years = createOpenYears(
    (year) => [
      ...weekly(year),
      ...dated.filter(([from, to]) => from < yearStart(year + 1) && to > yearStart(year)),
    ],
    Math.max(0, ...dated.map(([, to]) => yearOf(to))),
  )
  return {
    contains: (at) => isOpenAt(years, at),
    changesAfter: (at) => (isOpenAt(years, at) ? nextClosing(years, at) : nextOpening(years, at)),
  }
}

function datedInterval(line: DatedLine, timezone: string): Interval {
  if (line.line === 'dates')
    return [midnight(dayNumber(line.from), timezone), midnight(dayNumber(line.to) + 1, timezone)]
  return [wallToInstant(line.from, timezone), wallToInstant(line.to, timezone)]
}

// What weekly lines and the changes of the clocks have not brought about in so long, they never will.
const WITHOUT_CHANGE = 20 * 366 * DAY

/** Whether all these windows together allow it, and when that answer next becomes another one. */
export function decideWindows(windows: readonly ReleaseWindow[], at: Instant): WindowAnswer {
  const denying = denyingAt(windows, at)
  const open = denying.length === 0
  const changes = nextFlip(windows, at)
  return changes === undefined ? { open, denying } : { open, denying, changes }
}

/** The closed windows in force; where there are none, all open ones if none of those is. */
function denyingAt(windows: readonly ReleaseWindow[], at: Instant): readonly ReleaseWindow[] {
  const closed = windows.filter((window) => window.closed?.contains(at))
  if (closed.length > 0) return closed
  const opening = windows.filter((window) => window.open !== undefined)
  return opening.some((window) => window.open?.contains(at)) ? [] : opening
}

function nextFlip(windows: readonly ReleaseWindow[], at: Instant): Instant | undefined {
  const open = denyingAt(windows, at).length === 0
  let next = nextChange(windows, at)
  while (next !== undefined && next < at + WITHOUT_CHANGE) {
    if ((denyingAt(windows, next).length === 0) !== open) return next
    next = nextChange(windows, next)
  }
  return undefined
}

/** The first instant after `at` that could bring another answer; what cannot is skipped, not looked at. */
function nextChange(windows: readonly ReleaseWindow[], at: Instant): Instant | undefined {
  const closed = windows.flatMap((window) => (window.closed === undefined ? [] : [window.closed]))
  const opening = windows.flatMap((window) => (window.open === undefined ? [] : [window.open]))
  const denying = closed.filter((schedule) => schedule.contains(at))
  if (denying.length > 0) return latestChange(denying, at)
  const closes = earliest(...closed.map((schedule) => schedule.changesAfter(at)))
  const inForce = opening.filter((schedule) => schedule.contains(at))
  if (opening.length > 0 && inForce.length === 0)
    return earliest(...opening.map((schedule) => schedule.changesAfter(at)))
  return inForce.length === 0 ? closes : earliest(closes, latestChange(inForce, at))
}

/** When the last of these changes; undefined when one of them never does. */
function latestChange(schedules: readonly Schedule[], at: Instant): Instant | undefined {
  let latest = at
  for (const schedule of schedules) {
    const change = schedule.changesAfter(at)
    if (change === undefined) return undefined
    latest = Math.max(latest, change)
  }
  return latest
}

/** Whether what began earlier may go on: denied only by windows that all say `may-finish`, if it was allowed to begin. */
export function decideRunning(
  windows: readonly ReleaseWindow[],
  startedAllowed: boolean,
  at: Instant,
): boolean {
  const denying = denyingAt(windows, at)
  if (denying.length === 0) return true
  return startedAllowed && denying.every((window) => window.mayFinish)
}
