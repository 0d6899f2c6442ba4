import type { Instant } from '../core/instant.ts'
import type { Override } from '../core/override.ts'
import type { ListedOverride } from '../core/override-list.ts'
import { formatLocal } from '../time/local.ts'

type When = (at: Instant) => string

/** What is overridden, as lines of text for a terminal. */
export function overrideLines(listed: readonly ListedOverride[], timezone: string): string[] {
  const when: When = (at) => formatLocal(at, timezone)
  return listed.flatMap((one) => [
    `${one.subject}  ${one.rule}  ${stateOf(one, when)}`,
    ...one.made.map(
      (made) => `  ${made.by}, ${when(made.from)}: ${onOneLine(made.because)}${endOf(made, one, when)}`,
    ),
  ])
}

function stateOf({ count, made, state, until }: ListedOverride, when: When): string {
  if (state === 'ended') return `ended ${when(until)}`
  if (state === 'in force') return `let through until ${when(until)}`
  return `waits until ${when(until)}: it takes ${count} people, ${count - made.length} more`
}

function endOf({ ended }: Override, { state }: ListedOverride, when: When): string {
  if (!ended) return state === 'ended' ? ' (its time was up)' : ''
  return ended.how === 'revoked'
    ? ` (revoked by ${ended.by} ${when(ended.at)})`
    : ` (another, by ${ended.by}, took its place ${when(ended.at)})`
}

/** People wrote it: nothing in it moves a terminal's cursor. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
}
