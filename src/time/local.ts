import type { Instant } from '../core/instant.ts'

/** Local time for people: `Thu 4 Dec 2026, 17:00 (Africa/Cairo)`. */
export function formatLocal(at: Instant, timezone: string): string {
  const parts = new Map<string, string>(
    new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }): [string, string] => [type, value]),
  )
  const part = (name: string) => parts.get(name) ?? ''
  return `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}, ${part('hour')}:${part('minute')} (${timezone})`
}
