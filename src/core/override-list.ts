import type { Instant } from './instant.ts'
import { type Override, standingAt } from './override.ts'
import type { SubjectKey } from './subject.ts'

/** What lets one item through a rule, would with other people, or did. */
export interface ListedOverride {
  subject: SubjectKey
  rule: string
  state: 'in force' | 'waiting' | 'ended'
  /** When what stands ends by itself; when what has ended did. */
  until: Instant
  /** How many people it takes. */
  count: number
  made: readonly Override[]
}

/** How recorded overrides stand at an instant: what stands together once, in the order in which it began; then what has ended, newest first. */
export function listOverrides(
  overrides: readonly Override[],
  at: Instant,
  /** What a rule is called now. */
  nameOf: (override: Override) => string = ({ rule }) => rule,
): ListedOverride[] {
  const groups = Map.groupBy(overrides, (one) => JSON.stringify([one.subject, nameOf(one)]))
  const standing = [...groups.values()].flatMap((group): ListedOverride[] => {
    const [first] = group
    const now = standingAt(group, at)
    if (!first || !now) return []
    const { count, lifts, made, until } = now
    return [
      {
        subject: first.subject,
        rule: nameOf(first),
        state: lifts ? 'in force' : 'waiting',
        until,
        count,
        made,
      },
    ]
  })
  const shown = new Set(standing.flatMap(({ made }) => made))
  const ended = overrides
    .filter((one) => !shown.has(one) && one.from <= at)
    .map((one): ListedOverride => {
      const { count, ended, subject, until } = one
      return { subject, rule: nameOf(one), state: 'ended', until: ended?.at ?? until, count, made: [one] }
    })
  return [...standing, ...ended.toSorted((a, b) => b.until - a.until)]
}
