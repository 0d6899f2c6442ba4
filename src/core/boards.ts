import type { Entry } from './history.ts'
import type { Instant } from './instant.ts'
import { type Login, sameName } from './item.ts'
import type { Known } from './truth.ts'

/** What a field of a board is given: a value as people read it; null takes away what it has. */
export type FieldValues = Readonly<Record<string, string | null>>

/** A field's value on a board, and when it was given. */
export interface FieldValue {
  /** As people read them: an option's or an iteration's name, a text, `2026-12-01`, a number; of people several. */
  values: readonly string[]
  at?: Instant
}

/** What one board says of an item. */
export interface Placement {
  /** `acme/205`; absent where only the values are known, as in a world file. */
  board?: string
  /** A field without a value is not listed. */
  fields: Readonly<Record<string, FieldValue>>
}

/** What an entry about a board's field has as its target. A board's name holds no space. */
export function fieldTarget(board: string, field: string): string {
  return `${board} ${field}`
}

/** The board that an entry is about. */
export function boardOf({ target }: Pick<Entry, 'target'>): string {
  return target.split(' ', 1)[0] ?? target
}

function fieldOf({ target }: Pick<Entry, 'target'>): string {
  return target.slice(boardOf({ target }).length + 1)
}

/** It was put on a board, taken off, or a field of it there was changed. */
export function isAboutBoard({ what }: Pick<Entry, 'what'>): boolean {
  return what === 'boarded' || what === 'unboarded' || what === 'fielded'
}

/** `acme/*` is one of acme's boards, and nobody said which. */
function sameBoard(a: string, b: string): boolean {
  if (sameName(a, b)) return true
  const [owner = '', number] = a.split('/')
  const [other = '', otherNumber] = b.split('/')
  return (number === '*' || otherNumber === '*') && sameName(owner, other)
}

/** The part of an item's past that is about one field of a board, oldest first. */
export function entriesOfField(
  history: readonly Entry[],
  { board, field }: { board: string; field: string },
): Entry[] {
  return history.filter(
    (entry) =>
      entry.what === 'fielded' && sameBoard(boardOf(entry), board) && sameName(fieldOf(entry), field),
  )
}

/**
 * What was read of boards, with what has happened since: Reeve's own changes from when they are planned, people's from
 * their webhooks. INVARIANT: taking the same past in again changes nothing.
 */
export function withTold(read: readonly Placement[], history: readonly Entry[]): readonly Placement[] {
  return history.reduce(takeEntry, read)
}

function takeEntry(placements: readonly Placement[], entry: Entry): readonly Placement[] {
  if (!isAboutBoard(entry)) return placements
  const board = boardOf(entry)
  const there = placementOn(placements, board)
  const others = placements.filter((placement) => placement !== there)
  if (entry.what === 'unboarded') return others
  const placement = { board: there?.board ?? board, fields: there?.fields ?? {} }
  return [...others, entry.what === 'boarded' ? placement : withField(placement, entry)]
}

function withField(placement: Placement, entry: Entry): Placement {
  const field = fieldOf(entry)
  const [written = field, before] =
    Object.entries(placement.fields).find(([name]) => sameName(name, field)) ?? []
  // What was read later knows better.
  if (before?.at !== undefined && before.at > entry.at) return placement
  const { [written]: _before, ...fields } = placement.fields
  const value = entry.detail?.value
  if (value === undefined) return { ...placement, fields }
  return { ...placement, fields: { ...fields, [written]: { values: [value], at: entry.at } } }
}

/** Where nobody says which board it is, it may be this one. */
function placementOn(placements: readonly Placement[], board: string): Placement | undefined {
  return (
    placements.find((placement) => placement.board !== undefined && sameBoard(placement.board, board)) ??
    placements.find((placement) => placement.board === undefined)
  )
}

/** How an item stands on one board. */
export interface Standing {
  isOn: boolean | undefined
  /** A field's values, none where it has none; undefined where that is not known. */
  field(name: string): readonly string[] | undefined
  /** When a field was last given, or lost, its value, and by whom where that is known. */
  changed(name: string): { at: Instant; id: string; actor?: Login } | undefined
}

/** From what was read of all boards and from the item's past; the past tells something also where nothing could be read. */
export function standingOn(
  board: string,
  { read, history }: { read: Known<readonly Placement[]>; history: readonly Entry[] },
): Standing {
  const placement = placementOn(withTold(read.ok ? read.value : [], history), board)
  const about = history.filter((entry) => isAboutBoard(entry) && sameBoard(boardOf(entry), board))
  const valueIn = (name: string) =>
    Object.entries(placement?.fields ?? {}).find(([field]) => sameName(field, name))?.[1]
  const lastOf = (name: string) => entriesOfField(about, { board, field: name }).at(-1)
  return {
    isOn: read.ok || about.length > 0 ? placement !== undefined : undefined,
    field(name) {
      const value = valueIn(name)
      if (value) return value.values
      const isTold = lastOf(name) !== undefined || about.at(-1)?.what === 'unboarded'
      return read.ok || isTold ? [] : undefined
    },
    changed(name) {
      const last = lastOf(name)
      const value = valueIn(name)
      // Read later than anybody told, and another value: somebody changed it, and no webhook said so.
      if (value?.at !== undefined && (last === undefined || value.at > last.at)) {
        const isTold = last?.detail?.value !== undefined && hasValue(value.values, last.detail.value)
        if (!isTold) return { at: value.at, id: `${fieldTarget(board, name)}@${value.at}` }
      }
      return last
    },
  }
}

/** Whether a field has this value and no other; null: none. */
export function hasValue(values: readonly string[], value: string | null): boolean {
  const [only] = values
  return value === null
    ? only === undefined
    : values.length === 1 && only !== undefined && sameValue(only, value)
}

/** Numbers are the same however they are written. */
function sameValue(a: string, b: string): boolean {
  return sameName(a, b) || (a.trim() !== '' && b.trim() !== '' && Number(a) === Number(b))
}

/**
 * What is still to be put on a board so that it has these values; undefined where nothing is. People win: what somebody
 * changed since the cause began is theirs, and so is where they took it off (D2).
 */
export function stillToPut(
  standing: Standing,
  asked: { fields: FieldValues; began: Instant; takenOff: Instant | undefined; app: Login },
): FieldValues | undefined {
  if (asked.takenOff !== undefined && asked.takenOff > asked.began) return undefined
  const left = Object.entries(asked.fields).filter(([name, value]) => {
    const values = standing.field(name)
    const changed = standing.changed(name)
    const isTheirs = changed !== undefined && changed.actor !== asked.app && changed.at > asked.began
    return !isTheirs && (values === undefined || !hasValue(values, value))
  })
  return standing.isOn === true && left.length === 0 ? undefined : Object.fromEntries(left)
}

/** When somebody other than Reeve last took it off a board, if it was not put there again since. */
export function takenOffAt(history: readonly Entry[], board: string, app: Login): Instant | undefined {
  const last = history.findLast(
    (entry) => (entry.what === 'boarded' || entry.what === 'unboarded') && sameBoard(boardOf(entry), board),
  )
  return last?.what === 'unboarded' && last.actor !== app ? last.at : undefined
}
