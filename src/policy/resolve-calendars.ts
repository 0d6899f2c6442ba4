import type { Calendar } from '../core/calendar.ts'
import { always, boardCalendar, createCalendar } from '../time/calendar.ts'
import type { FileReader, Said } from './file-reader.ts'
import { findLoops } from './find-loop.ts'
import { type CalendarEntry, calendarSchema } from './sections/calendars.ts'

const example = '`calendars: { ops: { hours: Mon-Fri 09:00-17:00 } }`'

/** Makes the calendars of a file, each after those that it includes; `always` is there in every file. */
export function resolveCalendars(reader: FileReader, timezone: string): Map<string, Calendar> {
  const entries = readEntries(reader)
  const includes = (name: string) => entries.get(name)?.include ?? []
  const looping = new Set<string>()
  for (const loop of findLoops([...entries.keys()], includes)) {
    for (const name of loop) looping.add(name)
    reader.error({ path: ['calendars', loop[0] ?? '', 'include'] }, inALoop(loop))
  }
  const made = new Map<string, Calendar>([['always', always(timezone)]])
  const make = (name: string): void => {
    const entry = entries.get(name)
    if (entry === undefined || made.has(name) || looping.has(name)) return
    for (const other of entry.include) make(other)
    makeCalendar({ reader, name, entry, timezone, made })
  }
  for (const name of entries.keys()) make(name)
  return made
}

function readEntries(reader: FileReader): Map<string, CalendarEntry> {
  const entries = new Map<string, CalendarEntry>()
  for (const name of reader.entries(['calendars'], example)) {
    if (['always', 'day', 'milestone'].includes(name))
      reader.error({ path: ['calendars', name], at: 'key' }, builtIn(name))
    const entry = reader.read(calendarSchema, ['calendars', name])
    if (entry !== undefined) entries.set(name, entry)
  }
  return entries
}

interface Making {
  reader: FileReader
  name: string
  entry: CalendarEntry
  timezone: string
  made: Map<string, Calendar>
}

function makeCalendar({ reader, name, entry, timezone, made }: Making): void {
  const path = ['calendars', name]
  if (entry.board !== undefined || entry.field !== undefined) {
    const { board, field } = entry
    if (board === undefined || field === undefined) reader.error({ path, at: 'key' }, fromBoard(entry))
    else made.set(name, boardCalendar(name, entry.timezone ?? timezone, { board, field }))
    return
  }
  const include = entry.include.flatMap((other) => made.get(other) ?? [])
  // What it includes is wrong and said there already; without it this one would be another calendar.
  if (include.length < entry.include.length) return
  const calendar = createCalendar({
    name,
    timezone: entry.timezone ?? timezone,
    hours: entry.hours,
    holidays: entry.holidays,
    include,
    ...(entry.every === undefined ? {} : { every: entry.every }),
    ...(entry.from === undefined ? {} : { from: entry.from }),
  })
  if (calendar.ok) made.set(name, calendar.value)
  else reader.error({ path, at: 'key' }, notMade(calendar))
}

function notMade({ what, fix }: { what: string; fix: string }): Said {
  return {
    code: 'bad-calendar',
    message: what,
    why: 'A clock that counts in it would never come to its end.',
    fix,
  }
}

function builtIn(name: string): Said {
  return {
    code: 'reserved-name',
    message: `\`${name}\` means something already.`,
    why:
      name === 'always'
        ? '`always` is open all the time, in every policy.'
        : `\`end of ${name}\` is a goal of its own.`,
    fix: 'Give this calendar another name.',
  }
}

function inALoop(loop: readonly string[]): Said {
  return {
    code: 'loop',
    message: `These calendars include each other: ${loop.join(' → ')}.`,
    why: 'Which hours they have cannot be told.',
    fix: 'Take one `include` out of the circle.',
  }
}

function fromBoard(entry: CalendarEntry): Said {
  const missing = entry.board === undefined ? 'board' : 'field'
  return {
    code: 'missing-key',
    message: `\`${missing}\` is missing.`,
    why: 'The periods of an iteration field need the board and the name of the field.',
    fix: `Add \`${missing}: …\`.`,
  }
}
