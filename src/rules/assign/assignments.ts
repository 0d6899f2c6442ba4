import type { Memory } from '../../core/decision.ts'
import type { Entry } from '../../core/history.ts'
import { formatInstant, type Instant } from '../../core/instant.ts'
import { includesName, type Login, sameName } from '../../core/item.ts'
import { isLifted } from '../../core/override.ts'
import { entriesAbout, lastAbout } from '../../core/past.ts'
import type { Judging, NotAllowed } from '../../core/rule-kind.ts'
import { isApproved } from './hear.ts'
import { concernedAt, type Matching, matchingOf, truthAt } from './matching.ts'
import type { Options } from './options.ts'

/**
 * How somebody comes to be assigned: `given` by Reeve, for whatever rule; one of those it is for (`theirs`); somebody else
 * who may (`allowed`) or may not (`refused`).
 */
export type Ruling = 'given' | 'theirs' | 'allowed' | 'refused' | 'unknown'

/** Somebody who is assigned, or was until Reeve took them off. */
export interface Assignment {
  login: Login
  /** The entry that assigned them. */
  entry: Pick<Entry, 'id' | 'at' | 'actor'>
  /** When the rule was first about it, and through what. */
  at: Instant
  cause: string
  ruling: Ruling
  stands: boolean
  remember: readonly Memory[]
}

/** Everybody about whom there is something to say, in order of assignment. */
export function assignmentsOf(judging: Judging<Options>, matching: Matching): Assignment[] {
  const { actual } = judging
  const mentioned = actual.history.flatMap(({ what, target }) => (what === 'assigned' ? [target] : []))
  const logins: Login[] = []
  for (const login of [...actual.item.assignees, ...mentioned])
    if (!includesName(logins, login)) logins.push(login)
  return logins
    .flatMap((login) => assignmentOf(judging, matching, login) ?? [])
    .sort((a, b) => a.entry.at - b.entry.at)
}

function assignmentOf(judging: Judging<Options>, matching: Matching, login: Login): Assignment | undefined {
  const { actual, app, item } = judging
  const about = entriesAbout(actual.history, 'assignee', login)
  const stands = includesName(actual.item.assignees, login)
  const assigned = about.findLast(({ what }) => what === 'assigned')
  // What a person has taken off is settled.
  if (!stands && about.at(-1)?.actor !== app) return undefined
  const { createdAt } = item
  const entry = assigned ?? { id: `assigned:${login}@${formatInstant(createdAt)}`, at: createdAt }
  const concerned = concernedAt(matching, entry.at)
  const at = concerned?.at ?? entry.at
  const made = ruledOn(judging, matching, { login, entry, at: concerned?.at })
  const isLet = (made.ruling === 'refused' || made.ruling === 'unknown') && isApproved(judging, login)
  return {
    login,
    entry,
    at,
    cause: concerned?.cause ?? entry.id,
    stands,
    ...made,
    ...(isLet ? { ruling: 'allowed' } : {}),
  }
}

type Ruled = Pick<Assignment, 'ruling' | 'remember'>

/** Made once, by what held when the rule was first about it, and kept (D3). What Reeve does is not judged. */
function ruledOn(
  judging: Judging<Options>,
  matching: Matching,
  { login, entry, at }: { login: Login; entry: Assignment['entry']; at: Instant | undefined },
): Ruled {
  if (entry.actor === judging.app) return { ruling: 'given', remember: [] }
  const key = `${ruled}${entry.id}`
  const kept = judging.memory.find((memory) => memory.kind === 'ruling' && memory.key === key)
  const known = keptRulings.find((each) => each === kept?.value)
  if (known) return { ruling: known, remember: [] }
  const ruling = at === undefined ? 'unknown' : rulingAt(judging, matching, { login, at })
  if (at === undefined || ruling === 'unknown' || at < judging.inForce) return { ruling, remember: [] }
  return { ruling, remember: [{ rule: judging.rule.id, kind: 'ruling', key, value: ruling, at }] }
}

/** What a ruling is kept by, before the entry it is about. */
const ruled = 'assigned '

const keptRulings = ['theirs', 'allowed', 'refused'] as const

function rulingAt(
  judging: Judging<Options>,
  { lifted }: Matching,
  { login, at }: { login: Login; at: Instant },
): Exclude<Ruling, 'given'> {
  const { only, to } = judging.options
  const theirs = judging.isOneOf(to, login, at)
  if (theirs === 'yes') return 'theirs'
  // What came while the rule was overridden may stay, as with a guard.
  if (isLifted(judging.commands, at)) return 'allowed'
  const free = only ? truthAt(lifted, at) : 'yes'
  if (theirs === 'unknown') return 'unknown'
  if (free === 'unknown') return 'unknown'
  return free === 'yes' ? 'allowed' : 'refused'
}

/** When somebody was last assigned; since ever where nobody told. */
export function assignedAt(
  { actual, item }: Pick<Judging<Options>, 'actual' | 'item'>,
  login: Login,
): Instant {
  const entry = actual.history.findLast(({ what, target }) => what === 'assigned' && sameName(target, login))
  return entry?.at ?? item.createdAt
}

/** What may not be, now or in the past. Whatever stands when the rule is no longer about the item may stand. */
export function unlawful(judging: Judging<Options>): NotAllowed[] {
  const { actual, inForce, memory, options, rule } = judging
  if (!options.only) return []
  const isHere = rule.when === undefined || judging.match(rule.when).truth === 'yes'
  const newest = isHere ? assignmentsOf(judging, matchingOf(judging)) : []
  const present = newest.flatMap(({ at, entry, login, ruling }) =>
    ruling === 'refused' && at >= inForce ? [{ entry: entry.id, login, from: at }] : [],
  )
  const earlier = memory.flatMap(({ at, key, kind, value }): NotAllowed[] => {
    if (kind !== 'ruling' || value !== 'refused' || !key.startsWith(ruled)) return []
    const entry = actual.history.find(({ id }) => id === key.slice(ruled.length))
    if (!entry || lastAbout(actual.history, 'assignee', entry.target)?.id === entry.id) return []
    return [{ entry: entry.id, login: entry.target, from: at }]
  })
  const isPresent = ({ entry }: NotAllowed) => newest.some((one) => one.entry.id === entry)
  return [...present, ...earlier.filter((one) => !isPresent(one))]
}
