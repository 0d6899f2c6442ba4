import type { Goal, Length, Period } from '../core/length.ts'
import { type Parsed, read, refused } from './parsed.ts'

export {
  parseDate,
  parseHoliday,
  parseHours,
  parseLine,
  parseLines,
  parseMoment,
  parseTime,
  parseWeeklyLines,
} from './parse-lines.ts'
export type { Parsed } from './parsed.ts'

const SECONDS_OF = { h: 3600, m: 60, s: 1 } as const
const HUNDRED_YEARS_IN = {
  seconds: 3_155_760_000,
  days: 36_525,
  weeks: 5_218,
  months: 1_200,
  hours: 876_600,
} as const
const LENGTHS = '`30m`, `4h`, `1h30m`, `2d`, `1w`, `2 calendar days` or `6 months`'

// What people write for a unit, and what is meant.
const SPELLINGS: Readonly<Record<string, string>> = {
  second: 's',
  seconds: 's',
  sec: 's',
  secs: 's',
  minute: 'm',
  minutes: 'm',
  min: 'm',
  mins: 'm',
  hour: 'h',
  hours: 'h',
  hr: 'h',
  hrs: 'h',
  day: 'd',
  days: 'd',
  'working days': 'd',
  'working day': 'd',
  'business days': 'd',
  'business day': 'd',
  week: 'w',
  weeks: 'w',
  wk: 'w',
  wks: 'w',
  mo: ' months',
  mon: ' months',
}

/** Reads a length as a policy writes it: `90s` `30m` `4h` `1h30m` `2d` `1w` `2 calendar days` `6 months`. */
export function parseLength(text: string): Parsed<Length> {
  const written = text.trim()
  const clock = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(written)
  if (clock !== null && written !== '') return clockLength(written, clock)
  const counted = /^(\d+)(?:([dw])|\s+(calendar days?|months?))$/.exec(written)
  if (counted === null) return refused(...whyNoLength(written))
  const count = Number(counted[1])
  const unit =
    counted[2] === 'd'
      ? 'days'
      : counted[2] === 'w'
        ? 'weeks'
        : counted[3]?.startsWith('m')
          ? 'months'
          : 'calendar days'
  if (count > HUNDRED_YEARS_IN[unit === 'calendar days' ? 'days' : unit]) return tooLong(written)
  return read({ unit, count })
}

function clockLength(written: string, [, hours, minutes, seconds]: RegExpExecArray): Parsed<Length> {
  const total = Number(hours ?? 0) * SECONDS_OF.h + Number(minutes ?? 0) * SECONDS_OF.m + Number(seconds ?? 0)
  return total > HUNDRED_YEARS_IN.seconds ? tooLong(written) : read({ unit: 'seconds', seconds: total })
}

function tooLong(written: string) {
  return refused(
    `\`${written}\` is more than a hundred years.`,
    'Write the length that is meant; leave it out where there is no limit.',
  )
}

function whyNoLength(written: string): [what: string, fix: string] {
  if (written === '') return ['There is no length here.', `Write one, such as ${LENGTHS}.`]
  if (/^\d+$/.test(written))
    return [`\`${written}\` has no unit.`, `Write a unit, such as ${written}h or ${written}d.`]
  if (/^-/.test(written))
    return [`\`${written}\` is less than nothing.`, `Write a length from \`0m\` on, such as ${LENGTHS}.`]
  if (/^\d+[.,]\d+/.test(written))
    return [`\`${written}\` is not a whole number.`, 'Write whole numbers: `1h30m` for one and a half hours.']
  if (/^(\d+[a-z]+\s*){2,}$/i.test(written) && /\d[dw]/i.test(written)) {
    return [
      `\`${written}\` mixes units of different kinds.`,
      'Working days and weeks stand alone (`2d`); only hours, minutes and seconds add up (`1h30m`).',
    ]
  }
  const spelt = /^(\d+)\s*([a-z][a-z ]*)$/i.exec(written)
  const unit = SPELLINGS[spelt?.[2]?.toLowerCase() ?? '']
  if (spelt !== null && unit !== undefined) {
    const days = unit === 'd' ? ` for working days, or \`${spelt[1]} calendar days\`` : ''
    return [`\`${written}\` is not how a length is written.`, `Write \`${spelt[1]}${unit}\`${days}.`]
  }
  if (/^(\d+[hms]\s*)+$/i.test(written)) {
    return [
      `\`${written}\` is not how a length is written.`,
      'Write hours, then minutes, then seconds, without spaces: `1h30m`.',
    ]
  }
  return [`\`${written}\` is not a length.`, `Write one such as ${LENGTHS}.`]
}

/** Reads what a clock counts towards: a length, `end of <calendar>`, `end of next <calendar>`, `end of day`, `end of milestone`. */
export function parseGoal(text: string): Parsed<Goal> {
  const written = text.trim().replace(/\s+/g, ' ')
  const end = /^end of(?: (next)(?= ))?(?: (.+))?$/.exec(written)
  if (end === null) {
    const length = parseLength(written)
    return length.ok ? read({ goal: 'length', length: length.value }) : length
  }
  const next = end[1] !== undefined
  const name = end[2]
  if (name === undefined || name === 'next') {
    return refused(
      `\`${written}\` does not say the end of what.`,
      'Write `end of day`, `end of milestone` or `end of <calendar>`.',
    )
  }
  if (name !== 'day' && name !== 'milestone') return read({ goal: 'end of calendar', calendar: name, next })
  if (next) {
    return refused(
      `\`${written}\`: \`next\` goes with a calendar.`,
      `Write \`end of ${name}\`, or \`end of next <calendar>\`.`,
    )
  }
  return read({ goal: name === 'day' ? 'end of day' : 'end of milestone' })
}

const PERIOD_UNIT = { h: 'hours', d: 'days', w: 'weeks' } as const

/** Reads what repeats: `1h` `1d` `2w` `3 months`. */
export function parsePeriod(text: string): Parsed<Period> {
  const written = text.trim()
  const found = /^(\d+)(?:([hdw])|\s+months?)$/.exec(written)
  if (found === null) {
    if (/^\d+$/.test(written))
      return refused(`\`${written}\` has no unit.`, `Write a unit, such as ${written}d or ${written}w.`)
    return refused(`\`${written}\` is not a period.`, 'Write one such as `1h`, `1d`, `2w` or `3 months`.')
  }
  const count = Number(found[1])
  const letter = found[2]
  const unit = letter === 'h' || letter === 'd' || letter === 'w' ? PERIOD_UNIT[letter] : 'months'
  if (count === 0)
    return refused(`\`${written}\` never moves on.`, 'Write a period from one on, such as `1d`.')
  if (count > HUNDRED_YEARS_IN[unit]) return tooLong(written)
  return read({ unit, count })
}

/** Writes a length so that `parseLength` reads the same: `1h30m`, `2d`, `1 calendar day`. */
export function printLength(length: Length): string {
  switch (length.unit) {
    case 'seconds':
      return printSeconds(length.seconds)
    case 'days':
      return `${length.count}d`
    case 'weeks':
      return `${length.count}w`
    case 'calendar days':
      return length.count === 1 ? '1 calendar day' : `${length.count} calendar days`
    case 'months':
      return length.count === 1 ? '1 month' : `${length.count} months`
  }
}

function printSeconds(seconds: number): string {
  const hours = Math.floor(seconds / SECONDS_OF.h)
  const minutes = Math.floor((seconds % SECONDS_OF.h) / SECONDS_OF.m)
  const rest = seconds % SECONDS_OF.m
  const parts = [hours > 0 ? `${hours}h` : '', minutes > 0 ? `${minutes}m` : '', rest > 0 ? `${rest}s` : '']
  return parts.join('') || '0m'
}

/** Writes a goal as a policy does. */
export function printGoal(goal: Goal): string {
  if (goal.goal === 'length') return printLength(goal.length)
  if (goal.goal === 'end of calendar') return `end of ${goal.next ? 'next ' : ''}${goal.calendar}`
  return goal.goal
}

/** Writes a period as a policy does. */
export function printPeriod({ unit, count }: Period): string {
  if (unit === 'months') return count === 1 ? '1 month' : `${count} months`
  return `${count}${unit.charAt(0)}`
}
