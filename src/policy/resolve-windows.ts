import type { ReleaseWindow } from '../core/calendar.ts'
import { earliest, type Instant } from '../core/instant.ts'
import type { DatedLine, Line } from '../time/parse-lines.ts'
import { createWindow } from '../time/window.ts'
import { DAY, dayNumber, midnight, wallToInstant } from '../time/zone.ts'
import type { FileReader } from './file-reader.ts'
import { windowSchema } from './sections/windows.ts'

const example = '`windows: { release: { open: Mon-Wed 00:00-24:00 } }`'

/** Makes the windows of a file. */
export function resolveWindows(reader: FileReader, timezone: string): Map<string, ReleaseWindow> {
  const made = new Map<string, ReleaseWindow>()
  for (const name of reader.entries(['windows'], example)) {
    const entry = reader.read(windowSchema, ['windows', name])
    if (entry === undefined) continue
    const window = createWindow({
      name,
      timezone: entry.timezone ?? timezone,
      mayFinish: entry['may-finish'],
      ...(entry.open === undefined ? {} : { open: entry.open }),
      ...(entry.closed === undefined ? {} : { closed: entry.closed }),
      ...(entry.because === undefined ? {} : { because: entry.because }),
    })
    const place = { path: ['windows', name], at: 'key' as const }
    const why = 'Whatever waits for this window would wait for ever, or for nothing.'
    if (!window.ok) reader.error(place, { code: 'bad-window', message: window.what, why, fix: window.fix })
    else if (isNeverOpen(window.value, entry.open)) reader.error(place, neverOpen(name))
    else made.set(name, window.value)
  }
  return made
}

/** Before any date that a policy can name: there only weekly lines count. */
const longAgo = Date.UTC(1900, 0, 1)
const threeWeeks = 21 * DAY

/** Weekly lines show all they do within some weeks; dated `open` lines are looked at where each begins. */
function isNeverOpen(window: ReleaseWindow, lines: readonly Line[] = []): boolean {
  const dated = lines.flatMap((line) => (line.line === 'weekly' ? [] : [startOf(line, window.timezone)]))
  return ![longAgo, ...dated].some((from) => opensWithin(window, from, from + threeWeeks))
}

function startOf(line: DatedLine, timezone: string): Instant {
  return line.line === 'dates' ? midnight(dayNumber(line.from), timezone) : wallToInstant(line.from, timezone)
}

function opensWithin(window: ReleaseWindow, from: Instant, to: Instant): boolean {
  let at: Instant | undefined = from
  while (at !== undefined && at < to) {
    if ((window.open?.contains(at) ?? true) && !window.closed?.contains(at)) return true
    at = earliest(window.open?.changesAfter(at), window.closed?.changesAfter(at))
  }
  return false
}

function neverOpen(name: string) {
  return {
    code: 'never-open',
    message: `Window \`${name}\` is never open.`,
    why: 'Whatever waits for this window would wait for ever.',
    fix: 'Look at its `closed` lines: together they leave no time.',
  }
}
