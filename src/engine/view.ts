import type { FactReader, FactTypes } from '../core/fact.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Item, includesName, isBot, type Login } from '../core/item.ts'
import { originIn } from '../core/origin.ts'
import type { PeopleRef } from '../core/people.ts'
import type { Names } from '../core/policy.ts'
import { referencesIn, tasksIn } from '../core/references.ts'
import { itemKey, type SubjectKey } from '../core/subject.ts'
import { type Known, known, type Truth, truthOf, unknown } from '../core/truth.ts'
import type { QueryView, Related } from '../query/query-view.ts'
import { isDeployed } from './deployed.ts'
import { fieldOf } from './fields.ts'
import { handsOverAt, isOneOf } from './people.ts'

/** What one item looks like to a query: the item and its past, the names of the rule's file, the facts. */
export interface ViewInput {
  item: Item
  /** The whole past; what lies after `now` is not looked at. */
  history: readonly Entry[]
  unsureLabels: readonly string[]
  now: Instant
  timezone: string
  names: Names
  facts: FactReader
  /** Reeve's own login: what it does is nobody's activity. */
  app: Login
  /** How other rules of the policy stand for this item; absent for related items. */
  rule?(id: string): Truth
  sla?(state: 'at-risk' | 'breached'): { truth: Truth; next?: Instant }
}

export function createView(input: ViewInput): QueryView {
  return new ItemView(input)
}

/** A class because very many are made: one for each instant of the past that a rule asks about. */
class ItemView implements QueryView {
  readonly item: Item
  readonly now: Instant
  readonly timezone: string
  readonly unsureLabels: readonly string[]
  readonly #input: ViewInput

  constructor(input: ViewInput) {
    this.item = input.item
    this.now = input.now
    this.timezone = input.timezone
    this.unsureLabels = input.unsureLabels
    this.#input = input
  }

  get #key(): SubjectKey {
    return itemKey(this.item.repo, this.item.number)
  }

  person(ref: string, login: Login): Truth {
    return isOneOf({ ...this.#input, item: this.item }, [peopleRef(this.#input.names, ref)], login)
  }

  handsOver(ref: string): Instant | undefined {
    return handsOverAt({ ...this.#input, item: this.item }, [peopleRef(this.#input.names, ref)])
  }

  files() {
    return this.item.pull ? this.#input.facts.read('files', this.#key) : known([])
  }

  checks() {
    const { pull, repo } = this.item
    return pull ? this.#input.facts.read('checks', `${repo}@${pull.sha}`) : known([])
  }

  checksAreWhole(): Truth {
    const { pull, repo } = this.item
    if (!pull) return 'yes'
    const whole = this.#input.facts.read('checks-whole', `${repo}@${pull.sha}`)
    return whole.ok ? truthOf(whole.value) : 'unknown'
  }

  reviews() {
    return this.item.pull ? this.#input.facts.read('reviews', this.#key) : known([])
  }

  commenters(): Known<readonly Login[]> {
    return known([...new Set(commentsIn(this.#input).flatMap(({ actor }) => actor ?? []))])
  }

  commentCount(): Known<number> {
    return known(commentsIn(this.#input).length)
  }

  lastActive(): Known<Instant> {
    return known(lastActive(this.#input))
  }

  updatedAt(): Known<Instant> {
    return known(this.#input.history.findLast(({ at }) => at <= this.now)?.at ?? this.item.createdAt)
  }

  linked(): Known<readonly Related[]> {
    return linkedItems(this.#input, this.#key)
  }

  subIssues(): Known<readonly Related[]> {
    const listed = this.#input.facts.read('sub-issues', this.#key)
    const tasks = tasksIn(this.item.body, this.item.repo).filter((key) => key !== this.#key)
    if (!listed.ok && tasks.length === 0) return listed
    const keys = [...new Set([...(listed.ok ? listed.value : []), ...tasks])]
    const found = keys.map((key) => relatedTo(this.#input, key, false))
    // There may be more than the task list names.
    return known(listed.ok ? found : [...found, { key: this.#key, isPull: false, view: () => listed }])
  }

  parent(): Known<Related | undefined> {
    const parent = this.#input.facts.read('parent', this.#key)
    if (!parent.ok) return parent
    return known(parent.value === null ? undefined : relatedTo(this.#input, parent.value, false))
  }

  deployed(environment: string): Truth {
    return isDeployed(this.#input.facts, this.item, environment)
  }

  sla(state: 'at-risk' | 'breached'): { truth: Truth; next?: Instant } {
    return this.#input.sla?.(state) ?? { truth: 'no' }
  }

  rule(id: string): Truth {
    return this.#input.rule?.(id) ?? 'unknown'
  }

  /** Of the states of a workflow it lawfully has one, so the label tells. */
  step(state: string): Truth {
    if (includesName(this.unsureLabels, state)) return 'unknown'
    return truthOf(includesName(this.item.labels, state))
  }

  field(name: string): Known<readonly string[]> {
    return fieldOf(this.#input.facts, this.item, name)
  }

  hasProject(): Truth {
    const boards = this.#input.facts.read('fields', this.#key)
    return boards.ok ? truthOf(boards.value.length > 0) : 'unknown'
  }
}

/** A bare name is a name under people if there is one, else a login (D12). */
function peopleRef(names: Names, ref: string): PeopleRef {
  if (names.people.has(ref)) return { who: 'name', name: ref }
  const plain = ref.replace(/^@/, '')
  if (ref.startsWith('@') && plain.includes('/')) return { who: 'team', team: plain }
  return { who: 'login', login: plain }
}

/** What was deleted is there no more. What Reeve itself writes counts for nothing: else a rule on comments would answer to its own notice. */
function commentsIn({ app, history, now }: ViewInput): readonly Entry[] {
  const deleted = new Set(
    history.flatMap(({ what, target, at }) => (what === 'uncommented' && at <= now ? [target] : [])),
  )
  return history.filter(
    ({ what, actor, at, target }) =>
      what === 'commented' && actor !== app && at <= now && !deleted.has(target),
  )
}

/** The last thing a person did; writing it counts, bots and Reeve itself do not. */
function lastActive(input: ViewInput): Instant {
  const last = input.history.findLast(
    ({ actor, at }) => at <= input.now && actor !== undefined && actor !== input.app && !isBot(actor),
  )
  return last?.at ?? input.item.createdAt
}

/** An issue and the pull requests that close it, a pull request and the issues it closes. */
function linkedItems(input: ViewInput, key: SubjectKey): Known<readonly Related[]> {
  const { item, facts } = input
  if (!item.pull) {
    const closers = facts.read('closers', key)
    const opened = openedWith(input, key).map((other) => relatedTo(input, other, false))
    if (!closers.ok && opened.length === 0) return closers
    const closing = closers.ok ? closers.value.map((other) => relatedTo(input, other, true)) : []
    return known([...closing, ...opened])
  }
  const listed = facts.read('closing', key)
  const closes = listed.ok ? listed.value : []
  const named = referencesIn(item.body, item.repo).filter((other) => !closes.includes(other))
  if (!listed.ok && named.length === 0) return listed
  return known([
    ...closes.map((other) => relatedTo(input, other, false)),
    ...named.map((other) => relatedTo(input, other, isPull(facts, other))),
  ])
}

/** What Reeve opened for an issue, and for which issue Reeve opened this one: its marker counts only in what it wrote (D21). */
function openedWith({ app, facts, item }: ViewInput, key: SubjectKey): readonly SubjectKey[] {
  const opened = facts.read('opened', key)
  const origin = item.author === app ? originIn(item.body) : undefined
  return [...(opened.ok ? opened.value.map(({ child }) => child) : []), ...(origin ? [origin] : [])]
}

/** What a closing word names counts as an issue unless it is known to be none (D10.7). */
function isPull(facts: FactReader, key: SubjectKey): boolean {
  const found = facts.read('issue', key)
  return found.ok && found.value.item.pull !== undefined
}

function relatedTo(input: ViewInput, key: SubjectKey, isPull: boolean): Related {
  return { key, isPull, view: () => viewOf(input, key) }
}

function viewOf(input: ViewInput, key: SubjectKey): Known<QueryView> {
  const found = input.facts.read('issue', key)
  if (!found.ok) return unknown(found.why)
  const { rule: _rule, sla: _sla, ...rest } = input
  const { item, history, unsure: unsureLabels } = lawfullySeen(found.value)
  return known(createView({ ...rest, item, history, unsureLabels }))
}

const nothing: readonly string[] = []

/** Another item without what was not allowed there (D4). */
export function lawfullySeen({
  item,
  history,
  lawful,
}: FactTypes['issue']): NonNullable<FactTypes['issue']['lawful']> {
  return lawful ?? { item, history, unsure: nothing }
}
