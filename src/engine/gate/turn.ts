import type { Environment } from '../../core/environment.ts'
import type { Instant } from '../../core/instant.ts'
import { sameName } from '../../core/item.ts'
import { newestLock } from '../../core/lock.ts'
import { longestTurn, type Run, underWayUntil } from '../../core/run.ts'
import { always } from '../../time/calendar.ts'
import { due } from '../../time/due.ts'
import { formatLocal } from '../../time/local.ts'
import { type Gate, starterOf } from './gate.ts'
import { say } from './messages.ts'
import { type Stand, stand } from './stand.ts'

/** One deployment at a time: whoever is under way first, then those that lack nothing else, the oldest first (D19). */
export function turn(gate: Gate, { oneAtATime, timezone }: Environment): Stand | undefined {
  const { now, reader, repo, run } = gate
  if (!oneAtATime) return undefined
  const queue = reader.read('queue', `${repo}/${run.environment}`)
  if (!queue.ok) return stand('unknown', say.unread('What else is being deployed'))
  const others = queue.value.filter((other) => other.number !== run.number && !other.ended)
  for (const other of others) {
    const until = underWayUntil(other)
    if (until === undefined || until <= now) continue
    const from = other.answered?.at ?? other.askedAt
    const times = { from: formatLocal(from, timezone), until: formatLocal(until, timezone) }
    return stand('wait', say.underWay(named(gate, other), run.environment, times), until)
  }
  const ahead = others.find((other) => run.gated && isWaiting(other) && isBefore(other, run))
  // It goes at once, and who is under way is told then.
  if (ahead) return { ...stand('wait', say.behind(named(gate, ahead), run.environment)), quiet: true }
  return stand('pass', say.kept(say.itsTurn))
}

/** Until when a deployment that is let through now keeps others waiting: what lasts longest of what is written about it. */
export function turnEnds({ now }: Gate, entries: readonly Environment[]): Instant | undefined {
  const ends = entries
    .filter(({ mode, oneAtATime }) => oneAtATime && mode === 'enforce')
    .map(({ timezone, turnLasts }) =>
      turnLasts === undefined ? longestTurn(now) : due(always(timezone), now, turnLasts),
    )
  return ends.length === 0 ? undefined : Math.max(...ends)
}

/** A deployment as others are told of it: with who began it, where that is known. */
function named(gate: Gate, run: Run): string {
  const starter = starterOf(gate, run)
  return say.run(run.sha, run.number, starter === 'unread' ? run.creator : starter)
}

function isWaiting({ answered, gated, ready }: Run): boolean {
  return gated && answered === undefined && ready === true
}

function isBefore(a: Run, b: Run): boolean {
  return a.askedAt < b.askedAt || (a.askedAt === b.askedAt && a.number < b.number)
}

/** Whether somebody keeps the environment to themselves; whoever does may deploy. Undefined where nobody ever did. */
export function lock(gate: Gate, { timezone }: Environment): Stand | undefined {
  const { reader, repo, run } = gate
  const locks = reader.read('locks', repo)
  if (!locks.ok) return stand('unknown', say.unread('Whether somebody locked it'))
  const about = (name: string) =>
    newestLock(locks.value.filter(({ environment }) => sameName(environment, name)))
  const words = [about(run.environment), about('*')].filter((word) => word !== undefined)
  if (words.length === 0) return undefined
  const standing = words.filter(({ locked }) => locked)
  if (standing.length === 0) return stand('pass', say.kept(say.unlocked))
  const starter = starterOf(gate, run)
  if (starter === 'unread' || starter === undefined) return stand('unknown', say.nobodyKnown())
  const other = standing.find(({ by }) => !sameName(by, starter))
  if (!other) return stand('pass', say.kept(say.ownLock(starter)))
  return stand('wait', say.locked(other.by, formatLocal(other.at, timezone), other.why, other.environment))
}
