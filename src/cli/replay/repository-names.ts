import { type FormerName, renamed } from '../../core/former-name.ts'

/** Names that repositories had in a replay, as the server's store keeps them. */
export class RepositoryNames {
  readonly #former = new Map<string, FormerName>()
  readonly #first = new Map<string, string>()

  /** `repos`: those that have another name by it. */
  note(name: FormerName, repos: ReadonlySet<string>): void {
    for (const former of [...this.#former.values()]) {
      if (former.now === name.was) this.#former.set(former.was, { ...former, now: name.now })
    }
    const back = this.#former.get(name.now)
    if (back?.now === name.now) this.#former.delete(name.now)
    else if (back) this.takeName(name.now)
    this.#former.set(name.was, { ...this.#former.get(name.was), ...name, taken: false })
    for (const repo of repos) {
      const now = renamed(repo, name)
      if (!this.#first.has(now)) this.#first.set(now, this.#first.get(repo) ?? repo)
      this.#first.delete(repo)
    }
  }

  formerly(repo: string): FormerName | undefined {
    return this.#former.get(repo) ?? this.#former.get(repo.split('/')[0] ?? repo)
  }

  takeName(was: string): void {
    const former = this.#former.get(was)
    if (former) this.#former.set(was, { ...former, taken: true })
  }

  nameNow(repo: string): string {
    const former = this.formerly(repo)
    return former && !former.taken ? renamed(repo, former) : repo
  }

  knownAs(repo: string): string | undefined {
    return this.#first.get(repo)
  }
}
