import type { FactReader } from '../core/fact.ts'
import type { Entry } from '../core/history.ts'
import { isBot, type Item, type Login } from '../core/item.ts'
import type { Instant } from '../core/instant.ts'
import type { PeopleRef } from '../core/people.ts'
import type { Names } from '../core/policy.ts'
import { referencesIn } from '../core/references.ts'
import { itemKey, type SubjectKey } from '../core/subject.ts'
import { known, unknown, type Known, type Truth } from '../core/truth.ts'
import type { QueryView } from '../query/query-view.ts'
import { isOneOf } from './people.ts'

/** What one item looks like to a query: the item and its past, the names of the rule's file, the facts. */
export interface ViewInput {
  item: Item
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
  const { item, facts } = input
  const key = itemKey(item.repo, item.number)
  return {
    item,
    now: input.now,
    timezone: input.timezone,
    unsureLabels: input.unsureLabels,
    person: (ref, login) => isOneOf({ ...input, item }, [peopleRef(input.names, ref)], login),
    files: () => (item.pull ? facts.read('files', key) : known([])),
    checks: () => (item.pull ? facts.read('checks', `${item.repo}@${item.pull.sha}`) : known([])),
    reviews: () => (item.pull ? facts.read('reviews', key) : known([])),
    commenters: () => known([...new Set(commentsIn(input).flatMap(({ actor }) => actor ?? []))]),
    commentCount: () => known(commentsIn(input).length),
    lastActive: () => known(lastActive(input)),
    updatedAt: () => known(input.history.at(-1)?.at ?? item.createdAt),
    linked: () => linkedViews(input, key),
    subIssues: () => viewsOf(input, facts.read('sub-issues', key)),
    parent: () => parentView(input, key),
    deployed: () => 'unknown',
    sla: input.sla ?? (() => ({ truth: 'no' })),
    rule: input.rule ?? (() => 'unknown'),
    step: (state) => (item.labels.some((label) => label.toLowerCase() === state.toLowerCase()) ? 'yes' : 'no'),
    field: (name) => fieldValues(facts.read('fields', key), name),
    hasProject: () => hasProject(facts.read('fields', key)),
  }
}

/** A bare name is a name under people if there is one, else a login (D12). */
function peopleRef(names: Names, ref: string): PeopleRef {
  if (names.people.has(ref)) return { who: 'name', name: ref }
  const plain = ref.replace(/^@/, '')
  if (ref.startsWith('@') && plain.includes('/')) return { who: 'team', team: plain }
  return { who: 'login', login: plain }
}

function commentsIn(input: ViewInput): readonly Entry[] {
  return input.history.filter(({ what }) => what === 'commented')
}

/** The last thing a person did; writing it counts, bots and Reeve itself do not. */
function lastActive(input: ViewInput): Instant {
  const last = input.history.findLast(
    ({ actor }) => actor !== undefined && actor !== input.app && !isBot(actor),
  )
  return last?.at ?? input.item.createdAt
}

/** An issue and the pull requests that close it, a pull request and the issues it closes. */
function linkedViews(input: ViewInput, key: SubjectKey): Known<readonly QueryView[]> {
  const { item, facts } = input
  if (!item.pull) return viewsOf(input, facts.read('closers', key))
  const named = referencesIn(item.body, item.repo)
  const listed = facts.read('closing', key)
  if (!listed.ok) return named.length > 0 ? viewsOf(input, known(named)) : listed
  return viewsOf(input, known([...new Set([...named, ...listed.value])]))
}

function viewsOf(input: ViewInput, keys: Known<readonly SubjectKey[]>): Known<readonly QueryView[]> {
  if (!keys.ok) return keys
  const views: QueryView[] = []
  for (const key of keys.value) {
    const view = viewOf(input, key)
    if (!view.ok) return view
    views.push(view.value)
  }
  return known(views)
}

function viewOf(input: ViewInput, key: SubjectKey): Known<QueryView> {
  const found = input.facts.read('issue', key)
  if (!found.ok) return unknown(found.why)
  const { rule: _rule, sla: _sla, ...rest } = input
  return known(createView({ ...rest, item: found.value.item, history: found.value.history, unsureLabels: [] }))
}

function parentView(input: ViewInput, key: SubjectKey): Known<QueryView | undefined> {
  const parent = input.facts.read('parent', key)
  if (!parent.ok) return parent
  return parent.value === null ? known(undefined) : viewOf(input, parent.value)
}

function fieldValues(fields: Known<Readonly<Record<string, readonly string[]>>>, name: string): Known<readonly string[]> {
  return fields.ok ? known(fields.value[name] ?? []) : fields
}

function hasProject(fields: Known<Readonly<Record<string, readonly string[]>>>): Truth {
  if (!fields.ok) return 'unknown'
  return Object.keys(fields.value).length > 0 ? 'yes' : 'no'
}
