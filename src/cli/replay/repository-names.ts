import type { Absence } from '../../core/absence.ts'
import { type FormerName, renamed } from '../../core/former-name.ts'
import type { Instant } from '../../core/instant.ts'
import type { Past } from '../../pipeline/ports.ts'

type Absent = NonNullable<Past['absent']>

/** Names that repositories had in a replay, as the server's store keeps them. */
export class RepositoryNames {
  readonly #former = new Map<string, FormerName>()
  readonly #first = new Map<string, string>()
  /** By name and reason, since when nothing can be done there. */
  readonly #absent = new Map<string, Absent>()

  /** `repos`: those that have another name by it. */
  note(name: FormerName, repos: ReadonlySet<string>): void {
    for (const former of [...this.#former.values()]) {
      if (former.now === name.was) this.#former.set(former.was, { ...former, now: name.now })
    }
    const back = this.#former.get(name.now)
    if (back?.now === name.now) this.#former.delete(name.now)
    else if (back) this.takeName(name.now)
    this.#former.set(name.was, { ...this.#former.get(name.was), ...name, taken: false })
    for (const [key, absent] of [...this.#absent]) {
      this.#absent.delete(key)
      this.setAbsent([renamed(absent.name, name)], { why: absent.why, at: absent.since })
    }
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

  setAbsent(names: readonly string[], { why, at }: { why: Absence; at: Instant }): void {
    for (const name of names) {
      const key = `${name} ${why}`
      if (!this.#absent.has(key)) this.#absent.set(key, { name, why, since: at })
    }
  }

  /** Which of these were away. */
  setPresent(names: readonly string[], lifted: readonly Absence[]): string[] {
    const back = names.filter((name) => lifted.some((why) => this.#absent.has(`${name} ${why}`)))
    for (const name of back) for (const why of lifted) this.#absent.delete(`${name} ${why}`)
    return back
  }

  absenceOf(repo: string): Absent | undefined {
    const owner = repo.split('/')[0] ?? repo
    return [...this.#absent.values()].find(({ name }) => name === repo || name === owner)
  }
}
