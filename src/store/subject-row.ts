import { ownerOf, parseSubject, repoOf, type SubjectKey } from '../core/subject.ts'
import type { SubjectRow } from '../pipeline/ports.ts'
import { type Priority, priorities } from './context.ts'
import { fromJson, toJson } from './json.ts'

/** The columns of a subject that hold what is known of it. */
export interface HeldColumns {
  key: string
  repo: string | null
  installation: number | null
  state: string | null
  history: string | null
  heard: number | null
  missed: boolean
}

export const heldColumns = 'key, repo, installation, state, history, heard, missed'

type State = Pick<
  SubjectRow,
  'item' | 'idle' | 'complete' | 'cameFrom' | 'group' | 'counts' | 'run' | 'releases' | 'unsure' | 'risk'
>

/** A subject's row; undefined while only work is known of it, and no state. */
export function toRow(columns: HeldColumns): SubjectRow | undefined {
  if (columns.state === null) return undefined
  const { item, ...state } = fromJson<State>(columns.state)
  const repo = columns.repo ?? ''
  return {
    key: columns.key,
    repo,
    ...(columns.installation === null ? {} : { installation: columns.installation }),
    ...(columns.heard === null ? {} : { heard: columns.heard }),
    ...state,
    // What lies there may be of before the repository had its name.
    ...(item ? { item: { ...item, repo } } : {}),
    ...(columns.missed ? { missed: true } : {}),
    history: columns.history === null ? [] : fromJson<SubjectRow['history']>(columns.history),
  }
}

export function stateOf(row: SubjectRow): string {
  const { item, idle, complete, cameFrom, group, counts, run, releases, unsure, risk } = row
  return toJson({
    item,
    idle,
    complete,
    cameFrom,
    group,
    counts,
    run,
    releases,
    unsure,
    risk,
  } satisfies Record<keyof State, unknown>)
}

/** Where a key belongs. What is no subject's key is refused before it reaches the database. */
export function placeOf(key: SubjectKey): { repo: string | null; owner: string; number: number | null } {
  const subject = parseSubject(key)
  if (subject === undefined) throw new Error(`'${key}' names no subject.`)
  return {
    repo: repoOf(subject) ?? null,
    owner: ownerOf(subject),
    number: subject.kind === 'item' ? subject.number : null,
  }
}

/** A commit is a merge group's head, or is asked about by one: others wait for it. */
export function priorityOf(key: SubjectKey, asked: Priority): number {
  return parseSubject(key)?.kind === 'commit' ? priorities.gate : priorities[asked]
}
