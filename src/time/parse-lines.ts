import { type Parsed, read, readEach, refused } from './parsed.ts'
import type { Holiday, Hours, WeeklyLine } from './segments.ts'
import { MINUTES_A_DAY } from './segments.ts'
import { DAY, dateOf, dayNumber, type Wall, wallMilliseconds } from './zone.ts'

/** `A..B`: dates, both whole, or moments, the second left out. */
export type DatedLine =
  | { line: 'dates'; from: string; to: string }
  | { line: 'moments'; from: Wall; to: Wall }

/** One line of `hours`, `open` or `closed`. */
export type Line = WeeklyLine | DatedLine

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const MOST_DAYS = 36_525

/** Reads a date, `2026-12-01`. */
export function parseDate(text: string): Parsed<string> {
  const written = text.trim()
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written)
  if (found === null)
    return refused(`\`${written}\` is not a date.`, 'Write year, month and day: `2026-12-01`.')
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const name = MONTHS[month - 1]
  if (name === undefined)
    return refused(`\`${written}\` has a month ${found[2]}.`, 'Write year, month and day: `2026-12-01`.')
  if (year < 1900) return refused(`\`${written}\` is too long ago.`, 'Write a year from 1900 on.')
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (day < 1 || day > last)
    return refused(`There is no ${day} ${name} ${year}.`, `${name} ${year} has the days 1 to ${last}.`)
  return read(written)
}

/** Reads a time of day, `09:00`, as minutes after midnight; `24:00` is the end of the day. */
export function parseTime(text: string): Parsed<number> {
  const written = text.trim()
  const found = /^(\d\d?):(\d\d)$/.exec(written)
  const minutes = Number(found?.[1]) * 60 + Number(found?.[2])
  if (found === null || Number(found[2]) > 59 || minutes > MINUTES_A_DAY) {
    return refused(
      `\`${written}\` is not a time of day.`,
      'Write hours and minutes from `00:00` to `24:00`, such as `09:00`.',
    )
  }
  return read(minutes)
}

/** Reads a moment, `2026-12-01T09:00`: wall time of the zone that holds there. */
export function parseMoment(text: string): Parsed<Wall> {
  const written = text.trim()
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d))?$/.exec(written)
  if (found === null) return refused(...whyNoMoment(written))
  const date = parseDate(found[1] ?? '')
  if (!date.ok) return date
  const time = parseTime(found[2] ?? '')
  if (!time.ok) return time
  const second = Number(found[3] ?? 0)
  if (second > 59)
    return refused(`\`${written}\` has ${second} seconds.`, 'Leave the seconds out: `2026-12-01T09:00`.')
  const [year = 0, month = 1, day = 1] = date.value.split('-').map(Number)
  const hour = Math.floor(time.value / 60)
  const wall = { year, month, day, hour, minute: time.value % 60 }
  return read(second === 0 ? wall : { ...wall, second })
}

function whyNoMoment(written: string): [what: string, fix: string] {
  if (/^\d{4}-\d\d-\d\d$/.test(written))
    return [`\`${written}\` has no time.`, `Write one behind it: \`${written}T09:00\`.`]
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(written)) {
    return [`\`${written}\` names an offset.`, 'Leave it out: the time is read in `timezone`.']
  }
  return [`\`${written}\` is not a moment.`, 'Write date and time with a T between: `2026-12-01T09:00`.']
}

/** Reads hours of a day, `09:00-17:00`; an end at or before the start is on the next day. */
export function parseHours(text: string): Parsed<Hours> {
  const written = text.trim()
  const [first, second, ...more] = written.split('-')
  if (!first?.trim() || !second?.trim() || more.length > 0) {
    return refused(`\`${written}\` is not a pair of times.`, 'Write when it begins and ends: `09:00-17:00`.')
  }
  const from = parseTime(first)
  if (!from.ok) return from
  const to = parseTime(second)
  if (!to.ok) return to
  if (from.value === MINUTES_A_DAY)
    return refused(`\`${written}\` begins at the end of the day.`, 'Begin at `00:00` of the next one.')
  return read({ from: from.value, to: to.value > from.value ? to.value : to.value + MINUTES_A_DAY })
}

function parseDays(text: string): Parsed<number[]> {
  const days = new Set<number>()
  for (const part of text.split(',')) {
    const ends = readEach(part.split('-'), parseDay)
    if (!ends.ok) return ends
    const [first, last = first, ...more] = ends.value
    if (first === undefined || last === undefined || more.length > 0) {
      return refused(`\`${part.trim()}\` is not a range of days.`, 'Write the first and the last: `Mon-Fri`.')
    }
    // Days may wrap: Thu-Sun goes on past Saturday.
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === last) break
    }
  }
  return read([...days].sort((a, b) => a - b))
}

function parseDay(text: string): Parsed<number> {
  const written = text.trim()
  const day = DAYS.indexOf(written.toLowerCase())
  if (day >= 0) return read(day)
  const meant = DAYS.find((name) => written.toLowerCase().startsWith(name))
  const fix =
    meant === undefined
      ? 'Write Mon, Tue, Wed, Thu, Fri, Sat or Sun.'
      : `Write ${meant.charAt(0).toUpperCase()}${meant.slice(1)}.`
  return refused(`\`${written}\` is not a day of the week.`, fix)
}

/** Reads one line: `Mon-Fri 09:00-17:00`, a date, or `A..B` of dates or of moments. */
export function parseLine(text: string): Parsed<Line> {
  const written = text.trim()
  if (/^\d/.test(written)) return parseDated(written)
  const found = /^([a-z]+(?:\s*[-,]\s*[a-z]+)*)(?:\s+(\S+(?:\s*-\s*\S+)?))?$/i.exec(written)
  if (found === null) {
    return refused(
      `\`${written}\` is not a line of hours.`,
      'Write days and times, `Mon-Fri 09:00-17:00`, or dates, `2026-12-18..2027-01-04`.',
    )
  }
  const days = parseDays(found[1] ?? '')
  if (!days.ok) return days
  if (found[2] === undefined)
    return refused(
      `\`${written}\` has no times.`,
      `Write them behind the days: \`${written} 00:00-24:00\` for whole days.${DAYS.includes(written.toLowerCase()) ? inAList : ''}`,
    )
  const hours = parseHours(found[2])
  return hours.ok ? read({ line: 'weekly', days: days.value, ...hours.value }) : hours
}

/** YAML cuts `[Sat,Sun 09:00-12:00]` at the comma. */
const inAList = ' In a list a line with a comma needs quotes: "Sat,Sun 09:00-12:00".'

/** Reads one line or a list of them. */
export function parseLines(text: string | readonly string[]): Parsed<Line[]> {
  return readEach(typeof text === 'string' ? [text] : text, parseLine)
}

/** Reads weekly lines only, as the hours of a calendar are. */
export function parseWeeklyLines(text: string | readonly string[]): Parsed<WeeklyLine[]> {
  return readEach(typeof text === 'string' ? [text] : text, (one) => {
    const line = parseLine(one)
    if (!line.ok) return line
    if (line.value.line === 'weekly') return read(line.value)
    return refused(
      `\`${one.trim()}\` is no weekly line.`,
      'Hours are days and times, `Mon-Fri 09:00-17:00`; hours of one date go under `holidays`.',
    )
  })
}

function parseDated(written: string): Parsed<DatedLine> {
  const [first = '', second = first, ...more] = written.split('..')
  if (more.length > 0)
    return refused(
      `\`${written}\` has more than two ends.`,
      'Write the first and the last: `2026-12-18..2027-01-04`.',
    )
  const moments = [first, second].filter((end) => end.includes('T') || end.includes(':')).length
  if (moments === 0) return parseDates(first, second)
  if (!written.includes('..'))
    return refused(
      `\`${written}\` is a moment and lasts no time.`,
      `Write how long: \`${written}..\` and the moment it ends.`,
    )
  if (moments === 1) {
    return refused(
      `\`${written}\` goes from a date to a moment.`,
      'Write both with a time or both without: `2026-12-18T17:00..2027-01-04T09:00`.',
    )
  }
  const from = parseMoment(first)
  if (!from.ok) return from
  const to = parseMoment(second)
  if (!to.ok) return to
  const length = wallMilliseconds(to.value) - wallMilliseconds(from.value)
  if (length <= 0) return refused(`\`${written}\` ends before it begins.`, 'Write the earlier moment first.')
  return length > MOST_DAYS * DAY
    ? tooLong(written)
    : read({ line: 'moments', from: from.value, to: to.value })
}

function parseDates(first: string, second: string): Parsed<{ line: 'dates'; from: string; to: string }> {
  const from = parseDate(first)
  if (!from.ok) return from
  const to = parseDate(second)
  if (!to.ok) return to
  const written = `${from.value}..${to.value}`
  const count = dayNumber(to.value) - dayNumber(from.value)
  if (count < 0)
    return refused(
      `\`${written}\` ends before it begins.`,
      `Write the earlier date first: \`${to.value}..${from.value}\`.`,
    )
  return count > MOST_DAYS ? tooLong(written) : read({ line: 'dates', from: from.value, to: to.value })
}

function tooLong(written: string) {
  return refused(
    `\`${written}\` is more than a hundred years.`,
    `Write an end that can come: \`..${dateOf(dayNumber(written.slice(0, 10)) + 365)}\`.`,
  )
}

/** Reads a closed date or range of dates; with hours, what is open then instead. */
export function parseHoliday(dates: string, hours: readonly string[] = []): Parsed<Holiday> {
  const [first = '', second = first, ...more] = dates.trim().split('..')
  if (more.length > 0)
    return refused(
      `\`${dates.trim()}\` has more than two ends.`,
      'Write the first and the last: `2027-04-01..2027-04-03`.',
    )
  const range = parseDates(first, second)
  if (!range.ok) return range
  const { from, to } = range.value
  if (hours.length === 0) return read({ from, to })
  const open = readEach(hours, parseHours)
  return open.ok ? read({ from, to, hours: open.value }) : open
}
