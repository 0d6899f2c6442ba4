/** A name that a repository (`acme/app`) or an owner (`acme`) no longer has. */
export interface FormerName {
  was: string
  now: string
  /** GitHub's ids of the repository and of its owner, by which it is told from another that takes the name. */
  repoId?: number
  ownerId?: number
  /** Another repository or owner has that name now. */
  taken?: boolean
}

/** What may follow the name of a repository, or of an owner, in the key of a subject. */
export function endsOfName(name: string): string {
  return name.includes('/') ? '#@!' : '/'
}

/** A subject's key, or the name of a repository or owner, under the present name; as it is where it is another's. */
export function renamed(
  key: string,
  { was, now }: Pick<FormerName, 'was' | 'now'>,
  ends = endsOfName(was),
): string {
  if (key === was) return now
  return key.startsWith(was) && ends.includes(key.charAt(was.length)) ? `${now}${key.slice(was.length)}` : key
}

/** The key of a fact, `checks:acme/app@<sha>`, or of what was made, `made:notice:acme/app#7:reeve`, likewise. */
export function renamedFact(fact: string, name: Pick<FormerName, 'was' | 'now'>): string {
  const kind = /^(?:made:)?[^:]+:/.exec(fact)?.[0] ?? ''
  const ends = name.was.includes('/') ? '#@!/:' : '/'
  return `${kind}${renamed(fact.slice(kind.length), name, ends)}`
}
