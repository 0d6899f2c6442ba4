import type { Interval } from '../core/calendar.ts'
import type { Instant } from '../core/instant.ts'
import { yearOf, yearStart } from './zone.ts'

/** The open stretches of one UTC year, joined and cut at its ends, with the open time that lies before each. */
export interface OpenYear {
  starts: readonly Instant[]
  ends: readonly Instant[]
  before: readonly number[]
  total: number
  /** The stretches as they were written, neither joined nor cut, by their beginning. */
  segments: readonly Interval[]
}

/** Something that is open at times, indexed year by year when a year is first asked for. */
export interface OpenYears {
  of(year: number): OpenYear
  /** From the year after this one on, only weekly hours matter. */
  lastDatedYear: number
}

// Weekly hours and the changes of the clocks come round every year: what has not happened in three, never will.
const YEARS_WITHOUT_NEWS = 3
// Whoever asks for more open time than four centuries hold is told "not before the end of 9999".
const MOST_YEARS = 400

/** The latest instant that can be written, 9999-12-31T23:59:59Z: stands for "not in our time". */
export const LATEST: Instant = Date.UTC(9999, 11, 31, 23, 59, 59)

export function createOpenYears(
  segmentsIn: (year: number) => readonly Interval[],
  lastDatedYear: number,
): OpenYears {
  const years = new Map<number, OpenYear>()
  return {
    lastDatedYear,
    of(year) {
      const held = years.get(year)
      if (held !== undefined) return held
      const built = buildYear(year, segmentsIn(year))
      years.set(year, built)
      return built
    },
  }
}

function buildYear(year: number, written: readonly Interval[]): OpenYear {
  const segments = [...written].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const starts: Instant[] = []
  const ends: Instant[] = []
  for (const [from, to] of joined(segments, yearStart(year), yearStart(year + 1))) {
    starts.push(from)
    ends.push(to)
  }
  const before: number[] = []
  let total = 0
  for (const [i, start] of starts.entries()) {
    before.push(total)
    total += (ends[i] ?? start) - start
  }
  return { starts, ends, before, total, segments }
}

/** Intervals in order of their start, cut to [from, to), touching and overlapping ones made one. */
export function joined(sorted: readonly Interval[], from: Instant, to: Instant): Interval[] {
  const result: Interval[] = []
  for (const [segmentStart, segmentEnd] of sorted) {
    const start = Math.max(segmentStart, from)
    const end = Math.min(segmentEnd, to)
    if (start >= end) continue
    const last = result.at(-1)
    if (last !== undefined && start <= last[1]) result[result.length - 1] = [last[0], Math.max(last[1], end)]
    else result.push([start, end])
  }
  return result
}

/** The place of the last number that is not greater; -1 where all are. */
export function lastNotAfter(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

function openBefore(year: OpenYear, at: Instant): number {
  const i = lastNotAfter(year.starts, at)
  const start = year.starts[i]
  const end = year.ends[i]
  if (start === undefined || end === undefined) return 0
  return (year.before[i] ?? 0) + Math.min(at, end) - start
}

export function isOpenAt(years: OpenYears, at: Instant): boolean {
  const year = years.of(yearOf(at))
  const end = year.ends[lastNotAfter(year.starts, at)]
  return end !== undefined && at < end
}

function lastYearToSearch(years: OpenYears, first: number): number {
  return Math.max(first, years.lastDatedYear) + YEARS_WITHOUT_NEWS
}

/** `at` itself while open; undefined when it never opens again. */
export function nextOpening(years: OpenYears, at: Instant): Instant | undefined {
  const first = yearOf(at)
  const last = lastYearToSearch(years, first)
  for (let number = first; number <= last; number += 1) {
    const year = years.of(number)
    const i = lastNotAfter(year.starts, at)
    if (at < (year.ends[i] ?? at)) return at
    const start = year.starts[i + 1]
    if (start !== undefined) return start
  }
  return undefined
}

/** The end of the stretch that `at` lies in, or of the next one; undefined when it never closes, or never opens again. */
export function nextClosing(years: OpenYears, at: Instant): Instant | undefined {
  const open = nextOpening(years, at)
  if (open === undefined) return undefined
  const first = yearOf(open)
  const last = lastYearToSearch(years, first)
  for (let number = first, start = open; number <= last; number += 1) {
    const year = years.of(number)
    const i = lastNotAfter(year.starts, start)
    const end = year.ends[i]
    // A stretch that reaches the end of the year may go on in the next one.
    if (end === undefined || end <= start) return start
    if (end < yearStart(number + 1)) return end
    start = end
  }
  return undefined
}

export function openTime(years: OpenYears, from: Instant, to: Instant): number {
  if (to <= from) return 0
  const first = yearOf(from)
  const last = yearOf(to)
  let sum = openBefore(years.of(last), to) - openBefore(years.of(first), from)
  for (let year = first; year < last; year += 1) sum += years.of(year).total
  return sum
}

/** The earliest instant by which so much open time has passed since `from`; nothing at all gives the next opening. */
export function addOpenTime(years: OpenYears, from: Instant, milliseconds: number): Instant {
  if (milliseconds <= 0) return nextOpening(years, from) ?? LATEST
  const first = yearOf(from)
  let wanted = openBefore(years.of(first), from) + milliseconds
  for (let number = first; number <= first + MOST_YEARS; number += 1) {
    const year = years.of(number)
    if (wanted <= year.total) {
      // The stretch in which the last of it passes: the end of one, not the start of the next, where both would do.
      let i = lastNotAfter(year.before, wanted)
      if (year.before[i] === wanted) i -= 1
      return (year.starts[i] ?? LATEST) + wanted - (year.before[i] ?? 0)
    }
    wanted -= year.total
  }
  return LATEST
}

/** The latest instant from which so much open time passes until `from`; nothing at all gives the last closing. */
export function subtractOpenTime(years: OpenYears, from: Instant, milliseconds: number): Instant {
  const first = yearOf(from)
  let wanted = milliseconds
  for (let number = first; number >= first - MOST_YEARS; number -= 1) {
    const year = years.of(number)
    const held = number === first ? openBefore(year, from) : year.total
    if (held > 0 && wanted <= 0) {
      const i = lastNotAfter(year.starts, from - 1)
      return Math.min(year.ends[i] ?? from, from)
    }
    if (wanted > 0 && held >= wanted) {
      const left = held - wanted
      const i = lastNotAfter(year.before, left)
      return (year.starts[i] ?? from) + left - (year.before[i] ?? 0)
    }
    wanted -= held
  }
  return -LATEST
}

export function openIntervals(years: OpenYears, from: Instant, to: Instant): Interval[] {
  if (to <= from) return []
  const all: Interval[] = []
  for (let number = yearOf(from); number <= yearOf(to); number += 1) {
    const year = years.of(number)
    const first = number === yearOf(from) ? Math.max(0, lastNotAfter(year.starts, from)) : 0
    for (let i = first; i < year.starts.length; i += 1) {
      const start = year.starts[i] ?? to
      if (start >= to) break
      all.push([start, year.ends[i] ?? start])
    }
  }
  return joined(all, from, to)
}
