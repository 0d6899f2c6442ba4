/**
 * What something can be about (semantics D10.9): an issue or pull request `o/r#12`, a commit or merge group
 * `o/r@<sha>`, a deployment `o/r!<environment>/<run>`, a repository `o/r`, an owner `o`.
 */
export type Subject =
  | { kind: 'item'; repo: string; number: number }
  | { kind: 'commit'; repo: string; sha: string }
  | { kind: 'run'; repo: string; environment: string; run: number }
  | { kind: 'repo'; repo: string }
  | { kind: 'owner'; owner: string }

/** A subject as it is written everywhere: in the store, in replay's output, in what people read. */
export type SubjectKey = string

export function subjectKey(subject: Subject): SubjectKey {
  switch (subject.kind) {
    case 'item':
      return itemKey(subject.repo, subject.number)
    case 'commit':
      return commitKey(subject.repo, subject.sha)
    case 'run':
      return `${subject.repo}!${subject.environment}/${subject.run}`
    case 'repo':
      return subject.repo
    case 'owner':
      return subject.owner
    default:
      return subject satisfies never
  }
}

/** Number 0 is the repository itself (`repoAsItem`). */
export function itemKey(repo: string, number: number): SubjectKey {
  return number === 0 ? repo : `${repo}#${number}`
}

export function commitKey(repo: string, sha: string): SubjectKey {
  return `${repo}@${sha}`
}

/** The subject that a key names; undefined when it names none. */
export function parseSubject(key: SubjectKey): Subject | undefined {
  const item = /^([^#@!\s]+\/[^#@!\s]+)#(\d+)$/.exec(key)
  if (item?.[1] && item[2]) return { kind: 'item', repo: item[1], number: Number(item[2]) }
  const commit = /^([^#@!\s]+\/[^#@!\s]+)@([^#@!/:\s]+)$/.exec(key)
  if (commit?.[1] && commit[2]) return { kind: 'commit', repo: commit[1], sha: commit[2] }
  const run = /^([^#@!\s]+\/[^#@!\s]+)!(.+)\/(\d+)$/.exec(key)
  if (run?.[1] && run[2] && run[3])
    return { kind: 'run', repo: run[1], environment: run[2], run: Number(run[3]) }
  if (/^[^#@!/\s]+\/[^#@!/\s]+$/.test(key)) return { kind: 'repo', repo: key }
  if (/^[^#@!/\s]+$/.test(key)) return { kind: 'owner', owner: key }
  return undefined
}

/** The repository a subject belongs to; undefined for an owner. */
export function repoOf(subject: Subject): string | undefined {
  return subject.kind === 'owner' ? undefined : subject.repo
}

export function ownerOf(subject: Subject): string {
  return subject.kind === 'owner' ? subject.owner : (subject.repo.split('/')[0] ?? subject.repo)
}

/** Whose a subject is, by its key. */
export function ownerIn(key: SubjectKey): string {
  const subject = parseSubject(key)
  return subject ? ownerOf(subject) : key
}

const rank = { item: 0, commit: 1, run: 2, repo: 3, owner: 4 } as const

/** Order of subjects in one instant (D10.2): repository name, then number; what has no number comes after. */
export function compareSubjects(a: Subject, b: Subject): number {
  const byRepo = compareText(repoOf(a) ?? '\uffff', repoOf(b) ?? '\uffff')
  if (byRepo !== 0) return byRepo
  if (a.kind === 'item' && b.kind === 'item') return a.number - b.number
  if (a.kind === 'run' && b.kind === 'run' && a.run !== b.run) return a.run - b.run
  if (a.kind !== b.kind) return rank[a.kind] - rank[b.kind]
  return compareText(subjectKey(a), subjectKey(b))
}

/** By code unit: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
