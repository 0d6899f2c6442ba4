import type { ReleaseWindow } from '../core/calendar.ts'
import { createWindow, decideWindows } from '../time/window.ts'
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
    else if (isNeverOpen(window.value)) reader.error(place, neverOpen(name))
    else made.set(name, window.value)
  }
  return made
}

/** The distant past, before any date a policy can name: what is closed there and never changes is never open. */
const longAgo = Date.UTC(1900, 0, 1)

function isNeverOpen(window: ReleaseWindow): boolean {
  const first = decideWindows([window], longAgo)
  return !first.open && first.changes === undefined
}

function neverOpen(name: string) {
  return {
    code: 'never-open',
    message: `Window \`${name}\` is never open.`,
    why: 'Whatever waits for this window would wait for ever.',
    fix: 'Look at its `closed` lines: together they leave no time.',
  }
}
