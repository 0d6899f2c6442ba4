import type { Entry } from './history.ts'
import type { Login } from './item.ts'

type Told = Omit<Entry, 'id'>

/** Webhooks and timeline may differ by so much about one change (D5). */
const apartMilliseconds = 60_000

/**
 * Entries as they are known, with the logins that people have now. GitHub's timeline names everybody as they are called
 * today: whoever it no longer names, and who did just what it says of somebody new, has taken another login, or none
 * (`ghost`): then they stay who they were.
 */
export function withLoginsNow(known: readonly Entry[], timeline: readonly Told[]): readonly Entry[] {
  const now = namesIn(timeline)
  const left = [...namesIn(known)].filter((name) => !now.has(name))
  if (left.length === 0) return known
  const renamed = renamings(known, timeline)
  if (renamed.size === 0) return known
  const nameNow = (login: Login) => renamed.get(login.toLowerCase()) ?? login
  const isOfRenamed = (entry: Entry) => [...namesIn([entry])].some((name) => renamed.has(name))
  return known.map((entry) => {
    if (!isOfRenamed(entry)) return entry
    const target = isAboutPerson(entry) ? nameNow(entry.target) : entry.target
    return { ...entry, target, ...(entry.actor === undefined ? {} : { actor: nameNow(entry.actor) }) }
  })
}

/** A line of the timeline by an account that is no more is whatever it was known to be. */
export function isByGone(known: Entry, line: Told, timeline: readonly Told[]): boolean {
  const { actor } = known
  if (line.actor !== undefined || actor === undefined || !isAtOnce(known, line)) return false
  return (
    known.what === line.what &&
    known.target.toLowerCase() === line.target.toLowerCase() &&
    !timeline.some((other) => other.actor?.toLowerCase() === actor.toLowerCase())
  )
}

/** Old logins, in lower case, to what those people are called now. */
function renamings(known: readonly Entry[], timeline: readonly Told[]): ReadonlyMap<string, Login> {
  const [before, now] = [namesIn(known), namesIn(timeline)]
  const found = new Map<string, Set<Login>>()
  const pair = (old: Login | undefined, login: Login | undefined) => {
    if (old === undefined || login === undefined) return
    if (now.has(old.toLowerCase()) || before.has(login.toLowerCase())) return
    found.set(old.toLowerCase(), (found.get(old.toLowerCase()) ?? new Set()).add(login))
  }
  for (const entry of known) {
    const same = timeline.filter((line) => isSameButWho(entry, line))
    // Of several it could be no one is surely it.
    const [line] = same
    if (same.length !== 1 || !line) continue
    pair(entry.actor, line.actor)
    if (isAboutPerson(entry)) pair(entry.target, line.target)
  }
  return new Map(
    [...found].flatMap(([old, logins]) => {
      const [login] = logins
      return logins.size === 1 && login !== undefined ? [[old, login]] : []
    }),
  )
}

function isSameButWho(known: Entry, line: Told): boolean {
  if (known.what !== line.what || !isAtOnce(known, line)) return false
  return isAboutPerson(known) || known.target.toLowerCase() === line.target.toLowerCase()
}

function isAtOnce(known: Entry, line: Told): boolean {
  const apart = Math.abs(known.at - line.at)
  return known.source === 'timeline' ? apart === 0 : apart <= apartMilliseconds
}

function isAboutPerson({ what }: Pick<Entry, 'what'>): boolean {
  return what === 'assigned' || what === 'unassigned'
}

function namesIn(entries: readonly Told[]): Set<string> {
  const names = new Set<string>()
  for (const { actor, target, what } of entries) {
    if (actor !== undefined) names.add(actor.toLowerCase())
    if (isAboutPerson({ what })) names.add(target.toLowerCase())
  }
  return names
}
