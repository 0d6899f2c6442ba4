import type { Obeyed } from './commands.ts'
import type { Instant } from './instant.ts'
import { type Login, sameName } from './item.ts'
import type { SubjectKey } from './subject.ts'

/** What one person wrote to let something through a rule (D16). */
export interface Exception {
  by: Login
  because: string
  from: Instant
  until: Instant
  /** How many different people it takes; said when it was written, and kept (D3). */
  count: number
  /** The command that made it. */
  cause: string
  /** Before its end. */
  ended?: { by: Login; at: Instant; how: 'revoked' | 'replaced' }
}

/** A recorded, expiring exception: one rule lets one item through (D16). */
export interface Override extends Exception {
  subject: SubjectKey
  rule: string
}

/** Exceptions to one rule for one item that stand at once, each of somebody else, oldest first; never more than it takes. */
export interface Standing<Made extends Exception = Exception> {
  made: readonly Made[]
  count: number
  /** So many people have made one: it is let through. */
  lifts: boolean
  /** The first of them ends then. */
  until: Instant
}

/**
 * What became of the commands that one rule obeys, oldest first. Whoever makes another ends their own; where as many stand as it
 * takes, the one that would end first makes room. A revoke ends all that stand.
 */
export function exceptionsIn(commands: readonly Obeyed[]): Exception[] {
  let made: Exception[] = []
  for (const command of commands) {
    if (command.name === 'revoke') made = endedBy(made, command, standing(made, command.at))
    const exception = exceptionOf(command)
    if (exception) made = [...endedBy(made, command, making(made, exception)), exception]
  }
  return made
}

function exceptionOf({ at, because = '', by, cause, count = 1, name, until }: Obeyed): Exception | undefined {
  if (name !== 'override' || until === undefined) return undefined
  return { by, because, from: at, until, count, cause }
}

/** Those that end because this one is made. */
function making(made: readonly Exception[], { by, count, from }: Exception): readonly Exception[] {
  const [own, others] = [true, false].map((mine) =>
    standing(made, from).filter((one) => sameName(one.by, by) === mine),
  )
  const soonest = (others ?? []).toSorted((a, b) => a.until - b.until)
  return [...(own ?? []), ...soonest.slice(0, Math.max(0, soonest.length - (count - 1)))]
}

function endedBy(
  made: readonly Exception[],
  { at, by, name }: Obeyed,
  which: readonly Exception[],
): Exception[] {
  const how = name === 'revoke' ? 'revoked' : 'replaced'
  return made.map((one) => (which.includes(one) ? { ...one, ended: { by, at, how } } : one))
}

function standing<Made extends Exception>(made: readonly Made[], at: Instant): Made[] {
  return made.filter((one) => one.from <= at && at < endOf(one))
}

function endOf({ ended, until }: Exception): Instant {
  return Math.min(until, ended?.at ?? until)
}

/** How exceptions to one rule for one item stand at an instant; undefined where there is none. */
export function standingAt<Made extends Exception>(
  exceptions: readonly Made[],
  at: Instant,
): Standing<Made> | undefined {
  const made = standing(exceptions, at).toSorted((a, b) => a.from - b.from)
  const newest = made.at(-1)
  if (!newest) return undefined
  const until = Math.min(...made.map((one) => one.until))
  return { made, count: newest.count, lifts: made.length >= newest.count, until }
}

/** Whether the commands that a rule obeys let an item through it at an instant. */
export function isLifted(commands: readonly Obeyed[], at: Instant): boolean {
  return standingAt(exceptionsIn(commands), at)?.lifts === true
}

/** The last time that it was let through and then no longer was, until an instant; `revokedBy`: before its end. */
export function lastLifted(
  made: readonly Exception[],
  now: Instant,
): (Standing & { endedAt: Instant; revokedBy?: Login }) | undefined {
  const ends = [...new Set(made.map(endOf))].filter((at) => at <= now).sort((a, b) => b - a)
  for (const endedAt of ends) {
    const before = standingAt(made, endedAt - 1)
    if (!before?.lifts || standingAt(made, endedAt)?.lifts) continue
    const revoked = before.made.find(({ ended }) => ended?.how === 'revoked' && ended.at === endedAt)?.ended
    return { ...before, endedAt, ...(revoked ? { revokedBy: revoked.by } : {}) }
  }
  return undefined
}
