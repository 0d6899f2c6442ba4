import type { Entry } from './history.ts'
import type { Instant } from './instant.ts'
import type { Login } from './item.ts'

const dayMilliseconds = 24 * 60 * 60 * 1000
const mostFights = 3

/** Of the entries about one thing: undone by people three times within a day, and the last word was theirs (D1). */
export function isFought(entries: readonly Entry[], app: Login, from: Instant = 0): boolean {
  const undone = entries.filter(
    (entry, index) => entry.at >= from && entry.actor !== app && entries[index - 1]?.actor === app,
  )
  const last = undone.at(-1)
  const third = undone.at(-mostFights)
  return (
    last !== undefined &&
    third !== undefined &&
    undone.length >= mostFights &&
    last === entries.at(-1) &&
    last.at - third.at <= dayMilliseconds
  )
}
