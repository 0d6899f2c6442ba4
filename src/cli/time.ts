import type { Calendar, ReleaseWindow } from '../core/calendar.ts'
import { earliest, formatInstant, type Instant, parseInstant } from '../core/instant.ts'
import type { PeopleEntry, PeopleRef } from '../core/people.ts'
import { always } from '../time/calendar.ts'
import { clockDue, due } from '../time/due.ts'
import { parseGoal } from '../time/parse.ts'
import { decideWindows } from '../time/window.ts'
import { SECOND } from '../time/zone.ts'

export const timeCommands = ['due', 'spent', 'open', 'window', 'who'] as const
export type TimeCommand = (typeof timeCommands)[number]

/** What a policy names that `reeve time` can be asked about. */
export interface TimeNames {
  /** The policy's, for `always`. */
  timezone: string
  calendars: ReadonlyMap<string, Calendar>
  windows: ReadonlyMap<string, ReleaseWindow>
  people: ReadonlyMap<string, PeopleEntry>
}

/** What to print, or one sentence that says what is missing and how to put it right. */
export type TimeAnswer = { ok: true; output: string } | { ok: false; message: string }

type Input = Readonly<Record<string, string>>
type Found<T> = { ok: true; value: T } | { ok: false; message: string }

/** Answers one question of `reeve time`; `input` holds its options by name, without dashes. */
export function runTime(command: TimeCommand, names: TimeNames, input: Input): TimeAnswer {
  switch (command) {
    case 'due':
      return answerDue(names, input)
    case 'spent':
      return answerSpan(
        names,
        input,
        (calendar, from, to) => `${Math.floor(calendar.spent(from, to) / SECOND)}`,
      )
    case 'open':
      return answerSpan(names, input, (calendar, from, to) =>
        JSON.stringify(calendar.intervals(from, to).map((interval) => interval.map(formatInstant))),
      )
    case 'window':
      return answerWindow(names, input)
    case 'who':
      return answerWho(names, input)
  }
}

/** Answers one line of `--batch`: a JSON object of options in, on one line what the same question alone would answer. */
export function runTimeLine(command: TimeCommand, names: TimeNames, line: string): TimeAnswer {
  const input = readLine(line)
  if (!input.ok) return input
  return runTime(command, names, input.value)
}

function readLine(line: string): Found<Record<string, string>> {
  const broken = {
    ok: false,
    message:
      'A line is not a JSON object of texts. Write one such as {"calendar":"ops","from":"2026-01-05T09:00:00Z","for":"2h"}.',
  } as const
  const input: Record<string, string> = {}
  try {
    const parsed: unknown = JSON.parse(line)
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return broken
    for (const [key, value] of Object.entries(parsed)) {
      if (typeof value !== 'string') return broken
      input[key] = value
    }
  } catch {
    return broken
  }
  return { ok: true, value: input }
}

function answerDue(names: TimeNames, input: Input): TimeAnswer {
  const calendar = findCalendar(names, input.calendar)
  if (!calendar.ok) return calendar
  const from = readInstant(input, 'from')
  if (!from.ok) return from
  if (input.for === undefined) return missing('for', '2h')
  const goal = parseGoal(input.for)
  if (!goal.ok) return { ok: false, message: `${goal.what} ${goal.fix}` }
  if (goal.value.goal === 'length') {
    return { ok: true, output: formatInstant(due(calendar.value, from.value, goal.value.length)) }
  }
  if (goal.value.goal === 'end of calendar') {
    const named = findCalendar(names, goal.value.calendar)
    if (!named.ok) return named
  }
  const calendars = (name: string) => findNamed(names, name)
  const answer = clockDue({
    calendar: calendar.value,
    start: from.value,
    goal: goal.value,
    paused: [],
    calendars,
  })
  if (answer.due === undefined)
    return {
      ok: false,
      message: `\`${input.for}\` never comes here. Ask for a length, or for a calendar that closes.`,
    }
  return { ok: true, output: formatInstant(answer.due) }
}

function answerSpan(
  names: TimeNames,
  input: Input,
  print: (calendar: Calendar, from: Instant, to: Instant) => string,
): TimeAnswer {
  const calendar = findCalendar(names, input.calendar)
  if (!calendar.ok) return calendar
  const from = readInstant(input, 'from')
  if (!from.ok) return from
  const to = readInstant(input, 'to')
  if (!to.ok) return to
  return { ok: true, output: print(calendar.value, from.value, to.value) }
}

function answerWindow(names: TimeNames, input: Input): TimeAnswer {
  if (input.window === undefined) return missing('window', 'release')
  const windows: ReleaseWindow[] = []
  // Several, as in a rule that names several: `release,year-end`.
  for (const name of input.window.split(',').map((part) => part.trim())) {
    const window = names.windows.get(name)
    if (window === undefined) return notNamed('window', name, names.windows.keys())
    windows.push(window)
  }
  const at = readInstant(input, 'at')
  if (!at.ok) return at
  const { open, changes } = decideWindows(windows, at.value)
  return {
    ok: true,
    output: JSON.stringify({ open, changes: changes === undefined ? null : formatInstant(changes) }),
  }
}

function answerWho(names: TimeNames, input: Input): TimeAnswer {
  if (input.people === undefined) return missing('people', 'oncall')
  if (!names.people.has(input.people))
    return notNamed('entry under people', input.people, names.people.keys())
  const at = readInstant(input, 'at')
  if (!at.ok) return at
  const { who, until } = peopleOn(names, [{ who: 'name', name: input.people }], at.value, [])
  return {
    ok: true,
    output: JSON.stringify({
      who: [...new Set(who)],
      until: until === undefined ? null : formatInstant(until),
    }),
  }
}

interface On {
  who: string[]
  until?: Instant
}

/** Follows names under `people` to logins and teams; `seen` keeps a circle of names from going round. */
function peopleOn(names: TimeNames, people: readonly PeopleRef[], at: Instant, seen: readonly string[]): On {
  const who: string[] = []
  let until: Instant | undefined
  for (const ref of people) {
    const on = ref.who === 'name' ? namedOn(names, ref.name, at, seen) : { who: [printPerson(ref)] }
    who.push(...on.who)
    until = earliest(until, on.until)
  }
  return until === undefined ? { who } : { who, until }
}

function namedOn(names: TimeNames, name: string, at: Instant, seen: readonly string[]): On {
  const entry = names.people.get(name)
  if (entry === undefined) return { who: [name] }
  if (seen.includes(name)) return { who: [] }
  const deeper = [...seen, name]
  if (entry.entry === 'list') return peopleOn(names, entry.people, at, deeper)
  const { who, until } = entry.rotation.on(at)
  const on = peopleOn(names, who.length > 0 ? who : entry.rotation.backup, at, deeper)
  const first = earliest(until, on.until)
  return first === undefined ? { who: on.who } : { who: on.who, until: first }
}

function printPerson(ref: Exclude<PeopleRef, { who: 'name' }>): string {
  switch (ref.who) {
    case 'login':
      return ref.login
    case 'team':
      return ref.team
    case 'field':
      return `field:${ref.field}`
    default:
      return ref.who
  }
}

function findNamed(names: TimeNames, name: string): Calendar | undefined {
  return names.calendars.get(name) ?? (name === 'always' ? always(names.timezone) : undefined)
}

function findCalendar(names: TimeNames, name: string | undefined): Found<Calendar> {
  if (name === undefined) return missing('calendar', 'ops')
  const calendar = findNamed(names, name)
  if (calendar !== undefined) return { ok: true, value: calendar }
  return notNamed('calendar', name, new Set([...names.calendars.keys(), 'always']))
}

function readInstant(input: Input, key: string): Found<Instant> {
  const text = input[key]
  if (text === undefined) return missing(key, '2026-01-05T09:00:00Z')
  const at = parseInstant(text)
  if (at !== undefined) return { ok: true, value: at }
  return {
    ok: false,
    message: `\`${text}\` is not an instant. Write \`${key}\` with its offset, such as 2026-01-05T09:00:00Z.`,
  }
}

function missing(key: string, example: string): { ok: false; message: string } {
  return { ok: false, message: `There is no \`${key}\`. Give one, such as --${key} ${example}.` }
}

function notNamed(what: string, name: string, known: Iterable<string>): { ok: false; message: string } {
  const names = [...known]
  const others = names.length === 0 ? 'This policy names none.' : `This policy names: ${names.join(', ')}.`
  return { ok: false, message: `There is no ${what} \`${name}\`. ${others}` }
}
