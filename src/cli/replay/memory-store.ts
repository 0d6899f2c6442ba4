import type { Decision, Memory } from '../../core/decision.ts'
import type { LedgerLine } from '../../core/effect.ts'
import type { Instant } from '../../core/instant.ts'
import type { SubjectKey } from '../../core/subject.ts'
import type { Delivery, Lease, Outcome, Past, Store, SubjectRow } from '../../pipeline/ports.ts'

interface Held {
  row: SubjectRow | undefined
  memory: Map<string, Memory>
  ledger: Map<string, LedgerLine>
  decisions: Map<string, Decision>
  deliveries: Delivery[]
  lookAt: Instant | undefined
  depends: readonly string[]
}

/** The store of a replay: the same port as the server's, in memory. Effects are done and confirmed when they are planned. */
export class MemoryStore implements Store {
  readonly #held = new Map<SubjectKey, Held>()

  constructor(rows: readonly SubjectRow[]) {
    for (const row of rows) this.#of(row.key).row = row
  }

  *rows(): Iterable<SubjectRow> {
    for (const { row } of this.#held.values()) if (row) yield row
  }

  get(key: SubjectKey): SubjectRow | undefined {
    return this.#held.get(key)?.row
  }

  /** Takes a delivery in for its subject, which is then due. */
  deliver(delivery: Delivery): void {
    const held = this.#of(delivery.subject)
    held.deliveries.push(delivery)
    held.lookAt = delivery.at
  }

  /** Puts a subject's row as it came to be by an effect elsewhere: an issue that was opened. */
  put(row: SubjectRow): void {
    this.#of(row.key).row = row
  }

  wake(key: SubjectKey, at: Instant): void {
    const held = this.#of(key)
    held.lookAt = Math.min(held.lookAt ?? at, at)
  }

  /** Wakes whatever leans on a fact. */
  wakeDependants(key: string, at: Instant): void {
    for (const [subject, held] of this.#held) if (held.depends.includes(key)) this.wake(subject, at)
  }

  /** Subjects that are due at an instant. */
  due(at: Instant): SubjectKey[] {
    return [...this.#held]
      .filter(([, { lookAt }]) => lookAt !== undefined && lookAt <= at)
      .map(([key]) => key)
  }

  nextDue(): Instant | undefined {
    const instants = [...this.#held.values()].flatMap(({ lookAt }) => lookAt ?? [])
    return instants.length === 0 ? undefined : instants.reduce((a, b) => Math.min(a, b))
  }

  async past(subject: SubjectKey): Promise<Past> {
    const held = this.#of(subject)
    return {
      row: held.row,
      memory: [...held.memory.values()],
      ledger: [...held.ledger.values()],
      deliveries: held.deliveries,
      decisions: [...held.decisions.values()],
    }
  }

  async record(lease: Lease, outcome: Outcome): Promise<void> {
    const held = this.#of(lease.subject)
    const taken = new Set(outcome.taken)
    held.row = outcome.row
    held.deliveries = held.deliveries.filter(({ id }) => !taken.has(id))
    held.lookAt = outcome.next
    held.depends = outcome.depends
    for (const memory of outcome.remember)
      held.memory.set(`${memory.rule}\n${memory.kind}\n${memory.key}`, memory)
    for (const decision of outcome.decisions) held.decisions.set(decision.rule, decision)
    for (const key of outcome.forget) held.ledger.delete(key)
    for (const line of outcome.ledger) held.ledger.set(line.key, line)
    for (const { key, change, rules, owned } of outcome.effects) {
      held.ledger.set(key, { key, change, rules, owned, at: outcome.at, state: 'confirmed' })
    }
    for (const { key } of outcome.changed) this.wakeDependants(key, outcome.at)
    for (const key of outcome.wake) this.wake(key, outcome.at)
  }

  async row(subject: SubjectKey): Promise<SubjectRow | undefined> {
    return this.get(subject)
  }

  async decisionsOf(subject: SubjectKey): Promise<readonly Decision[]> {
    return [...(this.#held.get(subject)?.decisions.values() ?? [])]
  }

  async pullsWithHead(repo: string, sha: string): Promise<readonly number[]> {
    return [...this.rows()].flatMap(({ repo: other, item }) =>
      other === repo && item?.pull?.sha === sha && item.state === 'open' ? [item.number] : [],
    )
  }

  /** Nothing is cached: the world answers at once and changes with every line. */
  async cached(): Promise<undefined> {
    return undefined
  }

  async remember(): Promise<void> {}

  async turns(repo: string, rule: string): Promise<Readonly<Record<string, Instant>>> {
    const turns: Record<string, Instant> = {}
    for (const { row, ledger } of this.#held.values()) {
      if (row?.repo !== repo) continue
      for (const { change, rules, at } of ledger.values()) {
        if (change.do !== 'assignee.add' || !rules.includes(rule)) continue
        turns[change.login] = Math.max(turns[change.login] ?? 0, at)
      }
    }
    return turns
  }

  #of(key: SubjectKey): Held {
    const known = this.#held.get(key)
    if (known) return known
    const held: Held = {
      row: undefined,
      memory: new Map(),
      ledger: new Map(),
      decisions: new Map(),
      deliveries: [],
      lookAt: undefined,
      depends: [],
    }
    this.#held.set(key, held)
    return held
  }
}
