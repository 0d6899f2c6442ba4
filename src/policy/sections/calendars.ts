import { z } from 'zod'
import { board, date, names, oneOrMany, period, plain, reading, weeklyLines, zone } from '../../rules/keys.ts'
import { parseHoliday, parseHours } from '../../time/parse.ts'

const said = { code: 'bad-date', why: 'Holidays are whole dates, or ranges A..B of dates.' }

function holidays() {
  const whole = reading((text) => parseHoliday(text), said).transform((holiday) => [holiday])
  const hours = oneOrMany(
    reading(asWritten, { code: 'bad-hours', why: 'A date that is open has its hours written behind it.' }),
  )
  const partly = z.record(plain(), hours).transform((dates, context) =>
    Object.entries(dates).flatMap(([dated, open]) => {
      const read = parseHoliday(dated, open)
      if (read.ok) return [read.value]
      context.addIssue({
        code: 'custom',
        message: read.what,
        path: [dated],
        params: { ...said, fix: read.fix, at: 'key' },
      })
      return []
    }),
  )
  return oneOrMany(z.union([whole, partly])).transform((list) => list.flat())
}

function asWritten(text: string) {
  const read = parseHours(text)
  return read.ok ? ({ ok: true, value: text } as const) : read
}

const entry = z.strictObject({
  timezone: zone().optional().meta({ description: "The zone its hours are in; the file's if absent." }),
  hours: weeklyLines()
    .default([])
    .meta({ description: 'When it is open, as Mon-Fri 09:00-17:00; several lines add up.' }),
  holidays: holidays().default([]).meta({ description: 'Dates on which its own hours do not hold.' }),
  include: names('calendar').default([]).meta({ description: 'Calendars whose open time is open here too.' }),
  every: period()
    .optional()
    .meta({ description: 'For a calendar of periods, such as sprints: how long one is.' }),
  from: date().optional().meta({ description: 'The date on which the first period begins.' }),
  board: board().optional().meta({ description: 'Or: the board whose iteration field has the periods.' }),
  field: plain().optional().meta({ description: 'The name of that iteration field.' }),
})

/** An entry under `calendars:`. */
export const calendarSchema = entry.superRefine((calendar, context) => {
  const periods = calendar.every !== undefined || calendar.board !== undefined
  const idle = periods
    ? (['hours', 'holidays', 'include'] as const).filter((key) => calendar[key].length > 0)
    : calendar.from === undefined
      ? []
      : (['from'] as const)
  for (const key of idle)
    context.addIssue({
      code: 'custom',
      path: [key],
      message: periods ? `A calendar of periods has no \`${key}\`.` : 'There is `from` here, and no `every`.',
      params: {
        code: 'bad-calendar',
        at: 'key',
        why: periods
          ? 'It only says when one period ends and the next begins; all its time is open.'
          : '`from` is the date on which the first of the periods begins.',
        fix: periods
          ? `Take \`${key}\` out, or make two calendars: one of periods, one with hours.`
          : 'Add how long a period is, as in `every: 2w`, or take `from` out.',
      },
    })
})

export type CalendarEntry = z.output<typeof calendarSchema>
