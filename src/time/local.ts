import type { Instant } from '../core/instant.ts'

/** Local time for people: `Thu 4 Dec 2026, 17:00 (Africa/Cairo)`. */
export function formatLocal(at: Instant, timezone: string): string {
  const parts = new Map<string, string>(
    formatterOf(timezone)
      .formatToParts(at)
      .map(({ type, value }): [string, string] => [type, value]),
  )
  const part = (name: string) => parts.get(name) ?? ''
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}, ${part('hour')}:${part('minute')} (${timezone})`
}

// Making one costs far more than using one; there are as many as zones in policies.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  const formatter = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formatters.set(timezone, formatter)
  return formatter
}
