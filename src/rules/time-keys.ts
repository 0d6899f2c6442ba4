import type { z } from 'zod'
import type { Goal, Length, Period } from '../core/length.ts'
import {
  parseDate,
  parseGoal,
  parseLength,
  parseLine,
  parseMoment,
  parsePeriod,
  parseTime,
  parseWeeklyLines,
} from '../time/parse.ts'
import type { Line } from '../time/parse-lines.ts'
import type { Parsed } from '../time/parsed.ts'
import type { WeeklyLine } from '../time/segments.ts'
import type { Wall } from '../time/zone.ts'
import { oneOrMany } from './basic-keys.ts'
import { type Leaf, parsed, type Reference } from './leaves.ts'

/** How long: `30m`, `2d`, `6 months`. */
export function length(): z.ZodType<Length> {
  return reading(parseLength, {
    code: 'bad-duration',
    why: 'How long something may take is a whole number and its unit.',
  })
}

/** `30d left`: a mark on the way to a due instant. */
export function left(): z.ZodType<{ text: string; left: Length }> {
  return reading(
    (text) => {
      const before = /^(.+\S)\s+left$/.exec(text.trim())?.[1]
      const length = before === undefined ? undefined : parseLength(before)
      if (length === undefined) return { ok: false, what: `"${text}" is no mark.`, fix: 'Write `30d left`.' }
      return length.ok ? { ok: true, value: { text, left: length.value } } : length
    },
    { code: 'bad-mark', why: 'A warning comes when so much time is left.' },
  )
}

const goalLeaf: Leaf = { is: 'goal', references: calendarInGoal }

/** A length, or an instant such as `end of sprint`. */
export function goal(): z.ZodType<Goal> {
  const said = {
    code: 'bad-duration',
    why: 'A clock counts towards a length, or towards the end of something.',
  }
  return reading(parseGoal, said, goalLeaf)
}

/** What repeats: `1h`, `1d`, `2w`, `3 months`. */
export function period(): z.ZodType<Period> {
  return reading(parsePeriod, {
    code: 'bad-period',
    why: 'What repeats is a whole number and hours, days, weeks or months.',
  })
}

/** `2026-12-01`, a date that exists. The output is that text. */
export function date(): z.ZodType<string> {
  return reading(parseDate, { code: 'bad-date', why: 'A date is a year, a month and a day that exist.' })
}

/** `09:00`. The output is minutes after midnight. */
export function time(): z.ZodType<number> {
  return reading(parseTime, { code: 'bad-time', why: 'A time of day is hours from 00 to 24, and minutes.' })
}

/** `2026-12-01T09:00`. The output is that wall time, for the zone that holds there. */
export function moment(): z.ZodType<Wall> {
  return reading(parseMoment, {
    code: 'bad-moment',
    why: 'A moment is a date and a local time, joined by T.',
  })
}

/** One or a list of `Mon-Fri 09:00-17:00`, dates, and ranges of dates or moments. */
export function lines(): z.ZodType<readonly Line[]> {
  return oneOrMany(
    reading(parseLine, {
      code: 'bad-hours',
      why: 'Hours are weekly lines, dates, or ranges A..B of dates or moments.',
    }),
  )
}

/** One or a list of weekly lines and nothing else. */
export function weeklyLines(): z.ZodType<readonly WeeklyLine[]> {
  const said = {
    code: 'bad-hours',
    why: 'Hours are days of the week and the times between which it is open.',
  }
  return oneOrMany(
    reading((text) => {
      const read = parseWeeklyLines(text)
      const [line] = read.ok ? read.value : []
      return line
        ? { ok: true, value: line }
        : read.ok
          ? { ok: false, what: 'No hours.', fix: 'Write some.' }
          : read
    }, said),
  )
}

/** Reads with a parser of `time/`; what it refuses becomes an issue. */
export function reading<T>(
  parse: (text: string) => Parsed<T>,
  said: { code: string; why: string },
  leaf?: Leaf,
): z.ZodType<T> {
  return parsed<T>((text) => {
    const blank = { ...said, what: 'There is nothing here.', fix: 'Write a value, or take the key out.' }
    if (text.trim() === '') return { refusals: [blank] }
    const result = parse(text)
    return result.ok ? result : { refusals: [{ ...said, what: result.what, fix: result.fix }] }
  }, leaf)
}

function calendarInGoal(text: string): readonly Reference[] {
  const read = parseGoal(text)
  if (!read.ok || read.value.goal !== 'end of calendar') return []
  const name = read.value.calendar
  return [{ to: 'calendar', name, column: Math.max(0, text.lastIndexOf(name)) }]
}
