import type { Absence } from '../../core/absence.ts'
import type { Census, Member } from '../../core/counting.ts'
import type { Decision } from '../../core/decision.ts'
import type { LedgerLine } from '../../core/effect.ts'
import { type FormerName, renamed } from '../../core/former-name.ts'
import type { Instant } from '../../core/instant.ts'
import type { EnvironmentLock } from '../../core/lock.ts'
import type { Override } from '../../core/override.ts'
import { isAskedAbout, isUnderWay, type Run } from '../../core/run.ts'
import { itemKey, parseSubject, type SubjectKey } from '../../core/subject.ts'
import { underNewName } from '../../github/normalise/index.ts'
import { isOfAnother } from '../../pipeline/former-names.ts'
import { goneKey } from '../../pipeline/gone.ts'
import type { Delivery, Lease, Outcome, Past, Store, SubjectRow } from '../../pipeline/ports.ts'
import { Agenda } from './agenda.ts'
import { type Held, renameKept, repoNamed } from './rename-kept.ts'
import { RepositoryNames } from './repository-names.ts'
import { RowIndex } from './row-index.ts'

/** What is held of a subject, and what was delivered for it and not yet taken in. */
export interface Told {
  row: SubjectRow | undefined
  waiting: readonly Delivery[]
  /** Since when it is no longer there. */
  goneSince?: Instant | undefined
}

/** The store of a replay: the same port as the server's, in memory. Effects are done and confirmed when they are planned. */
export class MemoryStore implements Store {
  readonly #held = new Map<SubjectKey, Held>()
  readonly #agenda = new Agenda()
  readonly #index = new RowIndex()
  readonly #dependants = new Map<string, Set<SubjectKey>>()
  readonly #turns = new Map<string, Record<string, Instant>>()
  readonly #overrides = new Map<string, Override>()
  readonly #locks = new Map<string, EnvironmentLock>()
  readonly #made = new Map<string, { value: unknown; at: Instant }>()
  readonly #names = new RepositoryNames()
  #turn = 0
  /** The instant of the newest line. */
  #newest = 0

  readonly #toldSoFar: (key: SubjectKey, told: Told) => SubjectRow | undefined

  constructor(
    rows: readonly SubjectRow[],
    toldSoFar: (key: SubjectKey, told: Told) => SubjectRow | undefined,
  ) {
    this.#toldSoFar = toldSoFar
    for (const row of rows) this.put(row)
  }

  *rows(): Iterable<SubjectRow> {
    for (const { row } of this.#held.values()) if (row) yield row
  }

  /** Everything that was looked at so far. */
  *lookedAt(): Iterable<SubjectKey> {
    for (const [key, { lookedAt }] of this.#held) if (lookedAt) yield key
  }

  /** Whether anything is known of it, or about to be. */
  isTold(key: SubjectKey): boolean {
    const held = this.#held.get(key)
    return held !== undefined && (held.row?.item !== undefined || held.deliveries.length > 0)
  }

  isLookedAt(key: SubjectKey): boolean {
    return this.#held.get(key)?.lookedAt ?? false
  }

  get(key: SubjectKey): SubjectRow | undefined {
    return this.#held.get(key)?.row
  }

  /** A row as it is once what was delivered for it is taken in. */
  told(key: SubjectKey): SubjectRow | undefined {
    const held = this.#held.get(key)
    const goneSince = this.#made.get(goneKey(key))?.at
    return held && this.#toldSoFar(key, { row: held.row, waiting: held.deliveries, goneSince })
  }

  get index(): RowIndex {
    return this.#index
  }

  /** Takes a delivery in for its subject, which is then due. */
  deliver(delivery: Delivery): void {
    this.#newest = Math.max(this.#newest, delivery.at)
    this.#of(delivery.subject).deliveries.push(delivery)
    this.wake(delivery.subject, delivery.at)
  }

  /** Puts a subject's row as it came to be otherwise than by its own look: an issue that was opened, a label deleted. */
  put(row: SubjectRow): void {
    const held = this.#of(row.key)
    this.#index.change(held.row, row)
    held.row = row
  }

  wake(key: SubjectKey, at: Instant): void {
    this.#of(key)
    this.#agenda.set(key, Math.min(this.#agenda.get(key) ?? at, at))
  }

  /** Wakes whatever leans on a fact; `*` in a key stands for any part of one. */
  wakeDependants(key: string, at: Instant): void {
    for (const subject of this.#dependants.get(key) ?? []) this.wake(subject, at)
    if (!key.includes('*')) return
    const pattern = new RegExp(`^${key.split('*').map(escaped).join('[^:]*')}$`)
    for (const [other, subjects] of this.#dependants) {
      if (pattern.test(other)) for (const subject of subjects) this.wake(subject, at)
    }
  }

  /** Whether a commit's pull requests, or a group's members, are still to be looked at in this instant. */
  waitsForOthers(key: SubjectKey, at: Instant): boolean {
    const subject = parseSubject(key)
    if (subject?.kind !== 'commit') return false
    const pulls = this.#index
      .pullsWithHead(subject.repo, subject.sha)
      .map((number) => itemKey(subject.repo, number))
    const leansOn = (this.#held.get(key)?.depends ?? []).flatMap(
      (fact) => /^issue:(.+)$/.exec(fact)?.[1] ?? [],
    )
    return [...pulls, ...leansOn].some((other) => (this.#agenda.get(other) ?? Number.POSITIVE_INFINITY) <= at)
  }

  due(at: Instant): SubjectKey[] {
    return this.#agenda.due(at)
  }

  nextDue(): Instant | undefined {
    return this.#agenda.next()
  }

  async past(subject: SubjectKey): Promise<Past> {
    const held = this.#of(subject)
    const repo = repoNamed(subject)
    const formerly = this.#names.formerly(repo)
    const knownAs = this.#names.knownAs(repo)
    const absent = this.#names.absenceOf(repo)
    return {
      ...(formerly === undefined ? {} : { formerly }),
      ...(knownAs === undefined ? {} : { knownAs }),
      ...(absent === undefined ? {} : { absent }),
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
    this.#index.change(held.row, outcome.row)
    held.row = outcome.row
    held.lookedAt = outcome.row !== undefined
    held.deliveries = held.deliveries.filter(({ id }) => !taken.has(id))
    this.#agenda.set(lease.subject, outcome.next)
    this.#depend(lease.subject, held, outcome.depends)
    if (outcome.row === undefined) forget(held)
    else this.#keep(held, outcome)
    for (const { key } of outcome.changed) this.wakeDependants(key, outcome.at)
    for (const key of outcome.wake) this.wake(key, outcome.at)
  }

  #keep(held: Held, outcome: Outcome): void {
    for (const memory of outcome.remember)
      held.memory.set(`${memory.rule}\n${memory.kind}\n${memory.key}`, memory)
    for (const decision of outcome.decisions) held.decisions.set(decision.rule, decision)
    for (const key of outcome.forget) held.ledger.delete(key)
    for (const lock of outcome.locks) this.#locks.set(`${lock.subject}\n${lock.cause}`, lock)
    for (const override of outcome.overrides)
      this.#overrides.set(`${override.subject}\n${override.cause}`, override)
    const done = outcome.effects.map(
      ({ key, change, rules, owned }): LedgerLine => ({
        key,
        change,
        rules,
        owned,
        at: outcome.at,
        state: 'confirmed',
      }),
    )
    for (const line of [...outcome.ledger, ...done]) {
      held.ledger.set(line.key, line)
      this.#takeTurn(held.row?.repo ?? '', line)
    }
  }

  #takeTurn(repo: string, { change, rules, at }: LedgerLine): void {
    if (change.do !== 'assignee.add') return
    for (const rule of rules) {
      const turns = this.#turns.get(`${repo}/${rule}`) ?? {}
      // In one instant, too, one comes after the other.
      this.#turn += 0.001
      turns[change.login] = Math.max(turns[change.login] ?? 0, at + this.#turn)
      this.#turns.set(`${repo}/${rule}`, turns)
    }
  }

  #depend(subject: SubjectKey, held: Held, depends: readonly string[]): void {
    for (const key of held.depends) this.#dependants.get(key)?.delete(subject)
    for (const key of depends) {
      const others = this.#dependants.get(key)
      if (others) others.add(subject)
      else this.#dependants.set(key, new Set([subject]))
    }
    held.depends = depends
  }

  async row(subject: SubjectKey): Promise<SubjectRow | undefined> {
    return this.told(subject)
  }

  async locks(repo: string): Promise<readonly EnvironmentLock[]> {
    return [...this.#locks.values()].filter(({ subject }) => subject.startsWith(`${repo}#`))
  }

  async runsAt(repo: string, environment: string): Promise<readonly Run[]> {
    const prefix = `${repo}!${environment}/`
    const keys = [...this.#held.keys()].filter((key) => key.startsWith(prefix))
    return keys.flatMap((key) => this.told(key)?.run ?? []).filter(isUnderWay(environment))
  }

  async wasAsked(repo: string, environment: string, ask: string): Promise<boolean> {
    const prefix = `${repo}!${environment}/`
    const keys = [...this.#held.keys()].filter((key) => key.startsWith(prefix))
    return keys.some((key) => isAskedAbout(this.told(key)?.run, environment, ask))
  }

  async runsIn(repo: string): Promise<readonly Run[]> {
    const keys = [...this.#held.keys()].filter((key) => key.startsWith(`${repo}!`))
    return keys.flatMap((key) => this.told(key)?.run ?? []).filter(({ ended }) => !ended)
  }

  async decisionsOf(subject: SubjectKey): Promise<readonly Decision[]> {
    return [...(this.#held.get(subject)?.decisions.values() ?? [])]
  }

  async pullsWithHead(repo: string, sha: string): Promise<readonly number[]> {
    return this.#index.pullsWithHead(repo, sha)
  }

  /** Nothing is cached but what was made: the world answers at once and changes with every line. */
  async cached(key: string): Promise<{ value: unknown; at: Instant } | undefined> {
    return this.#made.get(key)
  }

  async remember(key: string, value: unknown, at: Instant): Promise<void> {
    if (key.startsWith('made:')) this.#made.set(key, { value, at })
  }

  async turns(repo: string, rule: string): Promise<Readonly<Record<string, Instant>>> {
    return this.#turns.get(`${repo}/${rule}`) ?? {}
  }

  /** Of the issues that the world file lists or lines have told of, as they are once this instant's lines are taken in. */
  async loads(repo: string): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {}
    for (const key of this.#held.keys()) {
      const item = this.told(key)?.item
      if (item?.repo !== repo || item.state !== 'open' || item.pull) continue
      for (const login of item.assignees) counts[login] = (counts[login] ?? 0) + 1
    }
    return counts
  }

  /** Issues of the world file are consulted: what was not looked at is asked by whoever counts. */
  async census({ repo, of }: { repo: string; of: string }, asking: SubjectKey): Promise<Census> {
    const members = [...this.#held.keys()].flatMap((key) =>
      key === asking ? [] : this.#memberOf(key, { repo, of: of.slice(repo.length + 1) }),
    )
    return { members, open: 'whole', closedIsWhole: true }
  }

  #memberOf(key: SubjectKey, { repo, of }: { repo: string; of: string }): Member[] {
    const row = this.told(key)
    if (!row?.item || row.repo !== repo) return []
    const isSettled = this.#held.get(key)?.deliveries.length === 0
    const counted = isSettled ? row.counts?.find((count) => count.of === of) : undefined
    if (!counted) return [{ key, truth: 'unjudged' }]
    return counted.truth === 'no' ? [] : [{ key, truth: counted.truth, since: counted.since }]
  }

  async overrides(repo: string, at: Instant): Promise<readonly Override[]> {
    return [...this.#overrides.values()].filter(
      ({ subject, from, until, ended }) =>
        subject.startsWith(`${repo}#`) && from <= at && at < until && (ended === undefined || at < ended.at),
    )
  }

  async rename(name: FormerName): Promise<void> {
    renameKept(
      {
        held: this.#held,
        agenda: this.#agenda,
        index: this.#index,
        dependants: this.#dependants,
        turns: this.#turns,
        overrides: this.#overrides,
        locks: this.#locks,
        made: this.#made,
        names: this.#names,
      },
      name,
    )
  }

  /** A webhook that came under a former name, as it would come now. */
  underNameNow(delivery: Delivery): Delivery {
    const formerly = this.#names.formerly(repoNamed(delivery.subject))
    if (!formerly || isOfAnother(formerly, delivery)) return delivery
    return underNewName({ ...delivery, subject: renamed(delivery.subject, formerly) })
  }

  async setAbsent(names: readonly string[], away: { why: Absence; at: Instant }): Promise<void> {
    this.#names.setAbsent(names, away)
  }

  /** The world is what the lines tell: what is held is as it is, and is judged anew. */
  async setPresent(names: readonly string[], lifted: readonly Absence[]): Promise<readonly string[]> {
    const back = this.#names.setPresent(names, lifted)
    const isBack = (repo: string) => back.includes(repo) || back.includes(repo.split('/')[0] ?? repo)
    for (const key of this.lookedAt()) if (isBack(repoNamed(key))) this.wake(key, this.#newest)
    return []
  }

  async passOn(deliveries: readonly Delivery[], name: FormerName): Promise<void> {
    for (const delivery of deliveries) this.deliver({ ...delivery, subject: renamed(delivery.subject, name) })
  }

  async takeName(was: string): Promise<void> {
    this.#names.takeName(was)
  }

  async nameNow(repo: string): Promise<string> {
    return this.#names.nameNow(repo)
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
      depends: [],
      lookedAt: false,
    }
    this.#held.set(key, held)
    return held
  }
}

/** The subject is gone, and what was held of it goes too. */
function forget(held: Held): void {
  held.memory.clear()
  held.ledger.clear()
  held.decisions.clear()
}

function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')
}
