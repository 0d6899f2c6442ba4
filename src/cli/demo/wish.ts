import { parseInstant } from '../../core/instant.ts'
import { shortTime } from '../../practice/view/plain-text.ts'
import { DAY, fromLocal, HOUR, localMilliseconds, MINUTE } from '../../time/zone.ts'
import type { Diary } from './diary.ts'
import type { PracticeClock } from './practice-clock.ts'
import type { Winding } from './winding.ts'

/** How far the clock is to be wound: to an instant, or to whatever Reeve does next. */
export type Wish = { to: number } | { to: 'next'; latest: number }

/** What came of it. */
export interface Wound {
  /** What Reeve did on the way. */
  lines: readonly string[]
  /** What time it is then, in words. */
  ends: string
}

type Units = 'days' | 'hours' | 'minutes'

const lengths: Readonly<Record<Units, number>> = { days: DAY, hours: HOUR, minutes: MINUTE }

/** A clock wound by years would say nothing that one wound by months does not. */
const longest = 366 * DAY

const help =
  'Say how far: hours=4, days=3, minutes=30 (or several of them), to=next, to=monday, or to=2026-12-14T09:00:00Z.'

/** What is asked for in the address or the form: `hours=4`, `to=next`. */
export function readWish(
  asked: ReadonlyMap<string, string>,
  { clock, timezone }: { clock: PracticeClock; timezone: string },
): { ok: true; wish: Wish } | { ok: false; message: string } {
  const now = clock.now()
  const to = asked.get('to')
  if (to !== undefined) return readTarget(to, now, timezone)
  let by = 0
  for (const [name, text] of asked) {
    const amount = Number(text)
    if (!isUnit(name) || text.trim() === '' || !(amount >= 0))
      return { ok: false, message: `"${name}=${text}" is no way to wind the clock. ${help}` }
    by += amount * lengths[name]
  }
  return by > 0 ? within(now + by, now) : { ok: false, message: help }
}

/** Winds as wished, and tells what happened. */
export async function wind(
  {
    winding,
    diary,
    clock,
    timezone,
  }: { winding: Winding; diary: Diary; clock: PracticeClock; timezone: string },
  wish: Wish,
): Promise<Wound> {
  const before = diary.lines.length
  const happened = () => diary.lines.length > before
  if (wish.to === 'next') await winding.forwardUntil(happened, wish.latest)
  else await winding.forwardTo(wish.to)
  const now = shortTime(clock.now(), timezone)
  return {
    lines: diary.lines.slice(before),
    ends: happened() ? `${now}  now, and running on` : `${now}  nothing was to be done`,
  }
}

function isUnit(name: string): name is Units {
  return Object.hasOwn(lengths, name)
}

function readTarget(
  to: string,
  now: number,
  timezone: string,
): { ok: true; wish: Wish } | { ok: false; message: string } {
  if (to === 'next') return { ok: true, wish: next(now) }
  if (to === 'monday') return { ok: true, wish: { to: nextMonday(now, timezone) } }
  const instant = parseInstant(to)
  if (instant === undefined) return { ok: false, message: `"to=${to}" is no time. ${help}` }
  return instant > now ? within(instant, now) : { ok: false, message: 'The clock goes forward only.' }
}

function within(instant: number, now: number): { ok: true; wish: Wish } | { ok: false; message: string } {
  return instant - now <= longest
    ? { ok: true, wish: { to: instant } }
    : { ok: false, message: 'A year at once is the most.' }
}

export function next(now: number): Wish {
  return { to: 'next', latest: now + 60 * DAY }
}

/** The next Monday at nine, local time. */
export function nextMonday(now: number, timezone: string): number {
  const local = localMilliseconds(now, timezone)
  const midnight = local - (local % DAY)
  // 1970 began on a Thursday.
  const days = (((4 - Math.floor(local / DAY)) % 7) + 7) % 7
  const monday = fromLocal(midnight + days * DAY + 9 * HOUR, timezone)
  return monday > now ? monday : fromLocal(midnight + (days + 7) * DAY + 9 * HOUR, timezone)
}
