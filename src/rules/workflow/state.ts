import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import { includesName, type Login, sameName } from '../../core/item.ts'
import { type Past, statesOf } from '../../core/past.ts'
import type { Options } from './options.ts'

/** How an item came into the state it is in. */
export interface Entered {
  state: string
  /** Absent: it was there before anything is known. */
  entry?: Entry
  /** What its label is called now, where it was renamed in the repository since. */
  renamed?: string
}

interface Asked {
  options: Pick<Options, 'states'>
  /** Since when the rule is in force: what people took off before, they could. */
  inForce: Instant
  app: Login
}

/** A label of a state that was set. */
interface Setting {
  state: string
  entry: Entry
}

/**
 * The state an item lawfully is in; undefined where it never had one. The newest that is there counts. One that went
 * without anybody taking it off, because its label was deleted, is still the place where the work stands.
 */
export function enteredState(asked: Asked, { item, history }: Past): Entered | undefined {
  const { states } = asked.options
  const set = history.flatMap((entry) => settingOf(states, entry) ?? [])
  const newest = set.findLastIndex(({ entry }) => includesName(item.labels, entry.target))
  if (newest >= 0) return enteredBy(set.slice(0, newest + 1))
  const first = states.find((state) => includesName(item.labels, state))
  if (first !== undefined) return { state: first }
  const last = history.findLast(({ what, target }) => what === 'unlabeled' && includesName(states, target))
  if (!last || wasTakenOff(asked, last)) return undefined
  const before = set.findLastIndex(({ entry }) => sameName(entry.target, last.target))
  return before < 0 ? { state: asWritten(states, last.target) } : enteredBy(set.slice(0, before + 1))
}

/** By the last of these; one that gave back what had only gone from the repository is no new entry. */
function enteredBy(set: readonly Setting[]): Entered | undefined {
  const last = set.at(-1)
  if (!last) return undefined
  const { state, entry: shown } = last
  const other = set.findLastIndex((each) => each.state !== state)
  const entry = set[other + 1]?.entry
  return {
    state,
    ...(entry ? { entry } : {}),
    ...(sameName(shown.target, state) ? {} : { renamed: shown.target }),
  }
}

/** The id of an entry keeps the name that its label had when it was set, whatever that is called now. */
function settingOf(states: readonly string[], entry: Entry): Setting | undefined {
  if (entry.what !== 'labeled') return undefined
  const { id, target } = entry
  const state =
    states.find((each) => sameName(each, target)) ??
    states.find((each) => id.toLowerCase().startsWith(`labeled:${each.toLowerCase()}@`))
  return state === undefined ? undefined : { state, entry }
}

function wasTakenOff({ app, inForce }: Asked, { actor, at }: Entry): boolean {
  return actor !== undefined && !sameName(actor, app) && at < inForce
}

/** The state before an entry of the past. */
export function stateBefore(asked: Asked, past: Past, entry: Entry): string | undefined {
  const index = past.history.indexOf(entry)
  const item = statesOf(past)[index]
  return item && enteredState(asked, { item, history: past.history.slice(0, index) })?.state
}

function asWritten(states: readonly string[], label: string): string {
  return states.find((state) => sameName(state, label)) ?? label
}
