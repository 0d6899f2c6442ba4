import { referencesIn } from '../../core/references.ts'
import { commitKey, type SubjectKey } from '../../core/subject.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'

/** Answers about many rows at once: heads of open pull requests, who names an issue, the highest number. */
export class RowIndex {
  readonly #heads = new Map<SubjectKey, Set<number>>()
  readonly #namedBy = new Map<SubjectKey, Set<SubjectKey>>()
  readonly #highest = new Map<string, number>()

  /** A row was another one before; either may be absent. */
  change(before: SubjectRow | undefined, now: SubjectRow | undefined): void {
    const headBefore = headOf(before)
    const head = headOf(now)
    if (headBefore !== head) {
      if (headBefore !== undefined && before?.item) this.#heads.get(headBefore)?.delete(before.item.number)
      if (head !== undefined && now?.item) put(this.#heads, head, now.item.number)
    }
    if (before?.item?.body !== now?.item?.body || !before?.item?.pull !== !now?.item?.pull) {
      for (const issue of namedIn(before)) this.#namedBy.get(issue)?.delete(before?.key ?? '')
      for (const issue of namedIn(now)) put(this.#namedBy, issue, now?.key ?? '')
    }
    if (now?.item) this.#highest.set(now.repo, Math.max(this.highest(now.repo), now.item.number))
  }

  pullsWithHead(repo: string, sha: string): number[] {
    return [...(this.#heads.get(commitKey(repo, sha)) ?? [])]
  }

  /** Pull requests whose body closes an issue. */
  naming(issue: SubjectKey): SubjectKey[] {
    return [...(this.#namedBy.get(issue) ?? [])]
  }

  highest(repo: string): number {
    return this.#highest.get(repo) ?? 0
  }
}

function headOf(row: SubjectRow | undefined): SubjectKey | undefined {
  const { item } = row ?? {}
  return row && item?.pull && item.state === 'open' ? commitKey(row.repo, item.pull.sha) : undefined
}

function namedIn(row: SubjectRow | undefined): readonly SubjectKey[] {
  return row?.item?.pull ? referencesIn(row.item.body, row.repo) : []
}

function put<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const known = map.get(key)
  if (known) known.add(value)
  else map.set(key, new Set([value]))
}
