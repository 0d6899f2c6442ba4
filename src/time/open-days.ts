import type { Instant } from '../core/instant.ts'
import { LATEST, lastNotAfter, nextOpening, type OpenYears } from './open-years.ts'
import { DAY, dateOf, dayNumber, localDay, yearOf, yearStart } from './zone.ts'

// A guard against counting without end; no policy asks for centuries of open days.
const MOST_YEARS = 400

/** Counts the local dates on which hours begin; indexed by local year when first asked for. */
export function createOpenDays(years: OpenYears, timezone: string): (date: string, count: number) => string {
  const daysByYear = new Map<number, readonly number[]>()

  function daysOf(year: number): readonly number[] {
    const held = daysByYear.get(year)
    if (held !== undefined) return held
    const built = openDaysOf(years, timezone, year)
    daysByYear.set(year, built)
    return built
  }

  return (date, count) => {
    if (count <= 0) return date
    const from = dayNumber(date)
    const firstYear = yearOf(from * DAY)
    let left = count
    for (let year = firstYear; year < firstYear + MOST_YEARS; year += 1) {
      const days = daysOf(year)
      const passed = year === firstYear ? lastNotAfter(days, from) + 1 : 0
      const found = days[passed + left - 1]
      if (found !== undefined) return dateOf(found)
      left -= days.length - passed
    }
    return dateOf(Math.floor(LATEST / DAY))
  }
}

/** The numbers of the open days of one local year, which reaches into the UTC years beside it. */
function openDaysOf(years: OpenYears, timezone: string, year: number): number[] {
  const first = yearStart(year) / DAY
  const last = yearStart(year + 1) / DAY - 1
  const days = new Set<number>()
  for (const near of [year - 1, year, year + 1]) {
    for (const [start] of years.of(near).segments) {
      const day = localDay(start, timezone)
      if (day >= first && day <= last) days.add(day)
    }
  }
  return [...days].sort((a, b) => a - b)
}

/** The last closing among the hours that begin on the open day `at` lies in, else on the next open day. */
export function endOfDay(years: OpenYears, timezone: string, at: Instant): Instant {
  const open = nextOpening(years, at) ?? LATEST
  const year = yearOf(open)
  const near = [year - 1, year, year + 1]
    .flatMap((number) => years.of(number).segments)
    .filter(([start]) => Math.abs(start - open) < 3 * DAY)
  const holding = near.filter(([start, end]) => start <= open && open < end)
  // Where last night's shift and today's hours overlap, the day is today.
  const day = Math.max(...holding.map(([start]) => localDay(start, timezone)))
  return Math.max(open, ...near.filter(([start]) => localDay(start, timezone) === day).map(([, end]) => end))
}
