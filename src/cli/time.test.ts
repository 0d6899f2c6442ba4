import { describe, expect, it } from 'vitest'
import { must } from '../../test/vectors/calendars.ts'
import type { PeopleEntry, PeopleRef } from '../core/people.ts'
import { createCalendar } from '../time/calendar.ts'
import { parseLines, parseMoment, parsePeriod, parseWeeklyLines } from '../time/parse.ts'
import { createRotation } from '../time/rotation.ts'
import { createWindow } from '../time/window.ts'
import { runTime, runTimeLine, type TimeAnswer, type TimeNames } from './time.ts'

function login(name: string): PeopleRef {
  return { who: 'login', login: name }
}

const ops = must(
  createCalendar({
    name: 'ops',
    timezone: 'Europe/Berlin',
    hours: must(parseWeeklyLines('Mon-Fri 09:00-17:00')),
    holidays: [],
    include: [],
  }),
)
const sprint = must(
  createCalendar({
    name: 'sprint',
    timezone: 'UTC',
    hours: [],
    holidays: [],
    include: [],
    every: must(parsePeriod('2w')),
    from: '2025-12-28',
  }),
)
const rotation = {
  timezone: 'UTC',
  rotation: [[login('ann')], [login('bo')]],
  every: must(parsePeriod('1w')),
  from: must(parseMoment('2026-01-05T09:00')),
  backup: [],
  overrides: [],
}

const names: TimeNames = {
  timezone: 'UTC',
  calendars: new Map([
    ['ops', ops],
    ['sprint', sprint],
  ]),
  windows: new Map([
    [
      'release',
      must(createWindow({ name: 'release', timezone: 'UTC', open: must(parseLines('Sun-Wed 00:00-24:00')) })),
    ],
    [
      'freeze',
      must(
        createWindow({ name: 'freeze', timezone: 'UTC', closed: must(parseLines('2026-12-18..2027-01-03')) }),
      ),
    ],
  ]),
  people: new Map<string, PeopleEntry>([
    ['qa', { entry: 'list', people: [{ who: 'team', team: 'acme/qa' }] }],
    ['oncall', { entry: 'rotation', rotation: must(createRotation(rotation)) }],
    [
      'weekdays',
      {
        entry: 'rotation',
        rotation: must(createRotation({ ...rotation, calendar: ops, backup: [{ who: 'name', name: 'qa' }] })),
      },
    ],
    [
      'support',
      {
        entry: 'list',
        people: [
          { who: 'name', name: 'oncall' },
          login('ann'),
          { who: 'name', name: 'qa' },
          { who: 'author' },
        ],
      },
    ],
    ['circle', { entry: 'list', people: [{ who: 'name', name: 'circle' }, login('cy')] }],
  ]),
}

function text(answer: TimeAnswer): string {
  return answer.ok ? answer.output : answer.message
}

describe('reeve time', () => {
  const week = { calendar: 'ops', from: '2026-03-27T15:00:00Z', to: '2026-03-30T09:00:00Z' }
  it.each([
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z', for: '2h' },
      is: '2026-03-30T08:00:00Z',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z', for: '2d' },
      is: '2026-03-31T14:00:00Z',
    },
    {
      command: 'due',
      input: { calendar: 'always', from: '2026-03-27T15:00:00Z', for: '90s' },
      is: '2026-03-27T15:01:30Z',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-01-05T15:00:00Z', for: 'end of next sprint' },
      is: '2026-01-25T00:00:00Z',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-01-05T10:00:00Z', for: 'end of day' },
      is: '2026-01-05T16:00:00Z',
    },
    { command: 'spent', input: week, is: '10800' },
    { command: 'spent', input: { ...week, from: week.to, to: week.from }, is: '0' },
    {
      command: 'open',
      input: week,
      is: '[["2026-03-27T15:00:00Z","2026-03-27T16:00:00Z"],["2026-03-30T07:00:00Z","2026-03-30T09:00:00Z"]]',
    },
    { command: 'open', input: { ...week, from: week.to, to: week.from }, is: '[]' },
    {
      command: 'window',
      input: { window: 'release', at: '2026-01-08T10:00:00Z' },
      is: '{"open":false,"changes":"2026-01-11T00:00:00Z"}',
    },
    {
      command: 'window',
      input: { window: 'release,freeze', at: '2026-12-17T10:00:00Z' },
      is: '{"open":false,"changes":"2027-01-04T00:00:00Z"}',
    },
    {
      command: 'window',
      input: { window: 'freeze', at: '2027-01-08T10:00:00Z' },
      is: '{"open":true,"changes":null}',
    },
    {
      command: 'who',
      input: { people: 'oncall', at: '2026-01-12T09:00:00Z' },
      is: '{"who":["bo"],"until":"2026-01-19T09:00:00Z"}',
    },
    {
      command: 'who',
      input: { people: 'qa', at: '2026-01-12T09:00:00Z' },
      is: '{"who":["acme/qa"],"until":null}',
    },
    {
      command: 'who',
      input: { people: 'weekdays', at: '2026-01-10T09:00:00Z' },
      is: '{"who":["acme/qa"],"until":"2026-01-12T08:00:00Z"}',
    },
    {
      command: 'who',
      input: { people: 'support', at: '2026-01-05T09:00:00Z' },
      is: '{"who":["ann","acme/qa","author"],"until":"2026-01-12T09:00:00Z"}',
    },
    {
      command: 'who',
      input: { people: 'oncall', at: '2026-01-01T09:00:00Z' },
      is: '{"who":[],"until":"2026-01-05T09:00:00Z"}',
    },
    {
      command: 'who',
      input: { people: 'circle', at: '2026-01-01T09:00:00Z' },
      is: '{"who":["cy"],"until":null}',
    },
  ] as const)('$command $input', ({ command, input, is }) => {
    const answer = runTime(command, names, input)
    expect([answer.ok, text(answer)]).toEqual([true, is])
  })

  it.each([
    {
      command: 'due',
      input: { from: '2026-03-27T15:00:00Z', for: '2h' },
      is: 'There is no `calendar`. Give one, such as --calendar ops.',
    },
    {
      command: 'due',
      input: { calendar: 'opps', from: '2026-03-27T15:00:00Z', for: '2h' },
      is: 'There is no calendar `opps`. This policy names: ops, sprint, always.',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00', for: '2h' },
      is: '`2026-03-27T15:00` is not an instant. Write `from` with its offset, such as 2026-01-05T09:00:00Z.',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z', for: '2' },
      is: '`2` has no unit. Write a unit, such as 2h or 2d.',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z' },
      is: 'There is no `for`. Give one, such as --for 2h.',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z', for: 'end of play' },
      is: 'There is no calendar `play`. This policy names: ops, sprint, always.',
    },
    {
      command: 'due',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z', for: 'end of milestone' },
      is: '`end of milestone` never comes here. Ask for a length, or for a calendar that closes.',
    },
    {
      command: 'spent',
      input: { calendar: 'ops', from: '2026-03-27T15:00:00Z' },
      is: 'There is no `to`. Give one, such as --to 2026-01-05T09:00:00Z.',
    },
    {
      command: 'window',
      input: { window: 'weekend', at: '2026-03-27T15:00:00Z' },
      is: 'There is no window `weekend`. This policy names: release, freeze.',
    },
    {
      command: 'who',
      input: { people: 'dev', at: '2026-03-27T15:00:00Z' },
      is: 'There is no entry under people `dev`. This policy names: qa, oncall, weekdays, support, circle.',
    },
  ] as const)('$command $input is answered', ({ command, input, is }) => {
    const answer = runTime(command, names, input)
    expect([answer.ok, text(answer)]).toEqual([false, is])
  })
})

describe('reeve time --batch', () => {
  it.each([
    {
      command: 'due',
      line: '{"calendar":"ops","from":"2026-03-27T15:00:00Z","for":"2h"}',
      is: '2026-03-30T08:00:00Z',
    },
    {
      command: 'spent',
      line: '{"calendar":"ops","from":"2026-03-27T15:00:00Z","to":"2026-03-27T15:30:00Z"}',
      is: '1800',
    },
    {
      command: 'window',
      line: '{"window":"freeze","at":"2027-01-08T10:00:00Z"}',
      is: '{"open":true,"changes":null}',
    },
  ] as const)('$command', ({ command, line, is }) => {
    const answer = runTimeLine(command, names, line)
    expect([answer.ok, text(answer)]).toEqual([true, is])
  })

  it.each(['', 'ops', '[]', 'null', '{"calendar":1}'])('%j is no line', (line) => {
    expect(runTimeLine('due', names, line)).toMatchObject({ ok: false })
  })
})
