import type { Decision, Memory } from '../../core/decision.ts'
import type { LedgerLine } from '../../core/effect.ts'
import { type FormerName, renamed, renamedFact } from '../../core/former-name.ts'
import { earliest, type Instant } from '../../core/instant.ts'
import type { EnvironmentLock } from '../../core/lock.ts'
import type { Override } from '../../core/override.ts'
import { parseSubject, repoOf, type SubjectKey } from '../../core/subject.ts'
import type { Delivery, SubjectRow } from '../../pipeline/ports.ts'
import type { Agenda } from './agenda.ts'
import type { RepositoryNames } from './repository-names.ts'
import type { RowIndex } from './row-index.ts'

/** What a replay holds of one subject. */
export interface Held {
  row: SubjectRow | undefined
  memory: Map<string, Memory>
  ledger: Map<string, LedgerLine>
  decisions: Map<string, Decision>
  deliveries: Delivery[]
  depends: readonly string[]
  /** A line was about it, or something else made Reeve look at it (D10.5). */
  lookedAt: boolean
}

/** All that a replay's store keeps by the names of repositories. */
interface Kept {
  held: Map<SubjectKey, Held>
  agenda: Agenda
  index: RowIndex
  dependants: Map<string, Set<SubjectKey>>
  turns: Map<string, Record<string, Instant>>
  overrides: Map<string, Override>
  locks: Map<string, EnvironmentLock>
  made: Map<string, { value: unknown; at: Instant }>
  names: RepositoryNames
}

/** Carries all that is kept of a repository, or of an owner's, over to its new name: as the server's store does. */
export function renameKept(kept: Kept, name: FormerName): void {
  const { held, dependants, turns, overrides, made, names } = kept
  const old = [...held.keys()].filter((key) => renamed(key, name) !== key)
  names.note(name, new Set(old.map(repoNamed).filter((repo) => repo.includes('/'))))
  for (const key of old) moveSubject(kept, key, renamed(key, name))
  moveKeys(dependants, (fact) => renamedFact(fact, name), union)
  for (const [fact, subjects] of dependants)
    dependants.set(fact, new Set([...subjects].map((subject) => renamed(subject, name))))
  for (const each of held.values()) {
    each.depends = each.depends.map((fact) => renamedFact(fact, name))
    for (const [key, line] of each.ledger) each.ledger.set(key, renamedLine(line, name))
  }
  moveKeys(turns, (key) => renamed(key, name, '/'), latestOf)
  moveKeys(
    made,
    (key) => renamedFact(key, name),
    (older) => older,
  )
  moveSaid(overrides, name)
  moveSaid(kept.locks, name)
}

/** What somebody said by a command, by the subject and the comment in which they did. */
function moveSaid<T extends { subject: SubjectKey; cause: string }>(
  map: Map<string, T>,
  name: FormerName,
): void {
  for (const [key, said] of [...map]) {
    const subject = renamed(said.subject, name)
    map.delete(key)
    map.set(`${subject}\n${said.cause}`, { ...said, subject })
  }
}

/** What is held under both names is one; of that the older stays. */
function moveSubject({ held, agenda, index }: Kept, was: SubjectKey, now: SubjectKey): void {
  const [old, there] = [held.get(was), held.get(now)]
  if (!old) return
  const row = old.row ? rowNamed(old.row, now) : there?.row
  index.change(old.row, undefined)
  index.change(there?.row, row)
  const at = earliest(agenda.get(was), agenda.get(now))
  agenda.set(was, undefined)
  agenda.set(now, at)
  held.delete(was)
  held.set(now, {
    row,
    memory: new Map([...(there?.memory ?? []), ...old.memory]),
    ledger: new Map([...(there?.ledger ?? []), ...old.ledger]),
    decisions: new Map([...(there?.decisions ?? []), ...old.decisions]),
    deliveries: [...old.deliveries, ...(there?.deliveries ?? [])].map((each) => ({ ...each, subject: now })),
    depends: [...new Set([...old.depends, ...(there?.depends ?? [])])],
    lookedAt: old.lookedAt || there?.lookedAt === true,
  })
}

/** The repository of a subject; an owner's own name. */
export function repoNamed(key: SubjectKey): string {
  const subject = parseSubject(key)
  return (subject && repoOf(subject)) ?? key
}

function rowNamed(row: SubjectRow, key: SubjectKey): SubjectRow {
  const repo = repoNamed(key)
  return { ...row, key, repo, ...(row.item ? { item: { ...row.item, repo } } : {}) }
}

/** An issue that was opened there is in the same repository as before. */
function renamedLine(line: LedgerLine, name: FormerName): LedgerLine {
  const { change } = line
  return change.do === 'issue.open'
    ? { ...line, change: { ...change, repo: renamed(change.repo, name) } }
    : line
}

function moveKeys<T>(
  map: Map<string, T>,
  moved: (key: string) => string,
  merge: (older: T, newer: T) => T,
): void {
  for (const [key, value] of [...map]) {
    const now = moved(key)
    if (now === key) continue
    const there = map.get(now)
    map.delete(key)
    map.set(now, there === undefined ? value : merge(value, there))
  }
}

function union<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): Set<T> {
  return new Set([...a, ...b])
}

function latestOf(a: Record<string, Instant>, b: Record<string, Instant>): Record<string, Instant> {
  const latest = { ...a }
  for (const [login, at] of Object.entries(b)) latest[login] = Math.max(latest[login] ?? at, at)
  return latest
}
