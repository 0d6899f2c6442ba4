import { formatInstant } from '../core/instant.ts'
import { type Item, includesName, sameName } from '../core/item.ts'
import type { QueryTerm } from '../core/query.ts'
import type { SubjectKey } from '../core/subject.ts'
import type { Known } from '../core/truth.ts'
import { qualifierNamed } from './qualifiers.ts'
import type { QueryView } from './query-view.ts'

type Describe = (view: QueryView, term: QueryTerm, matched: boolean) => string | undefined

/** What is true of the item in the matter a term asks about, for people; undefined where it could not be read. */
export function factOf(term: QueryTerm, view: QueryView, matched: boolean): string | undefined {
  if (!view.item.pull && qualifierNamed(term.qualifier)?.pullOnly) return 'it is an issue'
  return facts[term.qualifier]?.(view, term, matched)
}

const facts: Readonly<Record<string, Describe>> = {
  is: ({ item }) => `it is ${stateOf(item)}`,
  state: ({ item }) => `it is ${item.state}`,
  draft: ({ item }) => `it is ${stateOf(item)}`,
  label: ({ item }, { values }, matched) => labelledSo(item, values, matched),
  author: ({ item }) => (item.author ? `its author is ${item.author}` : 'its author is not there any more'),
  assignee: ({ item }) => assigneesOf(item),
  milestone: ({ item }) =>
    item.milestone ? `its milestone is ${item.milestone.title}` : 'it has no milestone',
  base: ({ item }) => `its base is ${item.pull?.base ?? ''}`,
  head: ({ item }) => `its head is ${item.pull?.head ?? ''}`,
  in: (_, term, matched) =>
    `the words are ${matched ? '' : 'not '}in its ${(term.name ?? '').replace(',', ' or ')}`,
  type: ({ item }) =>
    `it is ${item.pull ? 'a pull request' : item.type ? `of the type ${item.type}` : 'an issue without a type'}`,
  repo: ({ item }) => `it is in ${item.repo}`,
  reason: ({ item }) => reasonOf(item),
  created: ({ item }) => `it was created ${formatInstant(item.createdAt)}`,
  closed: ({ item }) =>
    item.closedAt === undefined ? `it is ${item.state}` : `it was closed ${formatInstant(item.closedAt)}`,
  merged: ({ item }) =>
    item.pull?.merged && item.closedAt !== undefined
      ? `it was merged ${formatInstant(item.closedAt)}`
      : 'it is not merged',
  updated: (view) => told(view.updatedAt(), (at) => `it was updated ${formatInstant(at)}`),
  active: (view) => told(view.lastActive(), (at) => `a person last did something ${formatInstant(at)}`),
  comments: (view) =>
    told(view.commentCount(), (count) => `it has ${count} ${count === 1 ? 'comment' : 'comments'}`),
  commenter: (view) =>
    told(view.commenters(), (who) => listed([...new Set(who)], 'comments are by', 'nobody commented')),
  review: (view) => reviewsOf(view),
  status: (view) => checksOf(view),
  check: (view, term) => checksOf(view, term.name),
  path: (view) => told(view.files(), (files) => listed(files, 'it changes', 'it changes no files')),
  linked: (view) =>
    told(view.linked(), (related) =>
      listed(
        related.map(({ key }) => shortKey(key, view.item)),
        'linked are',
        'nothing is linked',
      ),
    ),
  no: (view, term, matched) => presenceOf(view, term, !matched),
  has: (view, term, matched) => presenceOf(view, term, matched),
  deployed: (_, { values }, matched) =>
    `what it ships is ${matched ? '' : 'not '}deployed to ${values.join(' or ')}`,
  step: (_, { values }, matched) => `it is ${matched ? '' : 'not '}in the state ${values.join(' or ')}`,
  sla: (_, { values }, matched) =>
    `its clocks are ${matched ? '' : 'not '}${values.join(' or ').replace('-', ' ')}`,
  rule: (_, { values }, matched) => `${values.join(' or ')} is ${matched ? '' : 'not '}kept`,
  field: (view, { name = '' }) =>
    told(view.field(name), (values) => listed(values, `its ${name} is`, `its ${name} is empty`)),
}

function told<T>(fact: Known<T>, say: (value: T) => string): string | undefined {
  return fact.ok ? say(fact.value) : undefined
}

/** At most five of them, so that a reason stays short. */
function listed(names: readonly string[], beginning: string, none: string): string {
  if (names.length === 0) return none
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return `${beginning} ${names.slice(0, 5).join(', ')}${more}`
}

/** `#7` in its own repository. */
export function shortKey(key: SubjectKey, { repo }: Item): string {
  return key.startsWith(`${repo}#`) ? key.slice(repo.length) : key
}

function stateOf(item: Item): string {
  const locked = item.locked ? 'locked ' : ''
  if (!item.pull) return `${item.state === 'open' ? 'an open' : 'a closed'} ${locked}issue`
  if (item.pull.merged) return `a merged ${locked}pull request`
  const draft = item.pull.draft ? 'draft ' : ''
  return `${item.state === 'open' ? 'an open' : 'a closed'} ${locked}${draft}pull request`
}

/** Of the labels asked about only: else every other label would change what is said. */
function labelledSo({ labels }: Item, asked: readonly string[], matched: boolean): string | undefined {
  const named = asked.filter((value) => value !== '@this')
  if (matched)
    return listed(
      labels.filter((label) => includesName(named, label)),
      'it is labelled',
      '',
    )
  if (named.length === 1) return `it is not labelled ${named[0]}`
  return named.length === 0 ? undefined : `it has none of the labels ${named.join(', ')}`
}

function labelsOf({ labels }: Item): string {
  if (labels.length === 0) return 'it has no labels'
  return labels.length === 1 ? `its label is ${labels[0]}` : `its labels are ${labels.join(', ')}`
}

function assigneesOf({ assignees }: Item): string {
  return assignees.length === 0 ? 'nobody is assigned' : `it is assigned to ${assignees.join(', ')}`
}

function reasonOf(item: Item): string {
  if (item.pull || item.state === 'open') return `it is ${stateOf(item)}`
  return item.stateReason
    ? `it was closed as ${item.stateReason.replace('_', ' ')}`
    : 'it was closed without a reason'
}

function reviewsOf(view: QueryView): string | undefined {
  return told(view.reviews(), (reviews) => {
    const words = {
      approved: 'approved',
      changes_requested: 'asked for changes',
      commented: 'commented',
      dismissed: 'was dismissed',
    }
    const opinions = reviews.map(({ author, state }) => `${author} ${words[state]}`)
    return opinions.length === 0 ? 'it has no review' : listed([...new Set(opinions)], 'in its reviews', '')
  })
}

function checksOf(view: QueryView, name?: string): string | undefined {
  return told(view.checks(), (checks) => {
    const others = checks.filter((check) => !check.own && (name === undefined || sameName(check.name, name)))
    const states = others.map((check) => `${check.name} (${check.state})`)
    return listed(
      states,
      'its checks are',
      name === undefined ? 'it has no checks' : `it has no check ${name}`,
    )
  })
}

/** What is there of all that `no:` or `has:` asks about. */
function presenceOf(view: QueryView, term: QueryTerm, present: boolean): string {
  const { item } = view
  const parts = term.values.map((value) => {
    if (value === 'label') return labelsOf(item)
    if (value === 'assignee') return assigneesOf(item)
    if (value === 'milestone')
      return item.milestone ? `its milestone is ${item.milestone.title}` : 'it has no milestone'
    if (value === 'field') return `its ${term.name ?? ''} is ${present ? 'filled in' : 'empty'}`
    return `it has ${present ? 'a' : 'no'} ${value}`
  })
  return parts.join(', ')
}

const reads: Readonly<Record<string, (view: QueryView, term: QueryTerm) => Known<unknown>>> = {
  commenter: (view) => view.commenters(),
  updated: (view) => view.updatedAt(),
  active: (view) => view.lastActive(),
  comments: (view) => view.commentCount(),
  review: (view) => view.reviews(),
  status: (view) => view.checks(),
  check: (view) => view.checks(),
  path: (view) => view.files(),
  linked: (view) => view.linked(),
  field: (view, { name = '' }) => view.field(name),
}

/** Why a term's truth is not known; undefined where only its truth was asked for. */
export function whyUnknown(term: QueryTerm, view: QueryView): string | undefined {
  if (term.qualifier === 'label') {
    const unsure = term.values.filter((value) => includesName(view.unsureLabels, value))
    return unsure.length === 0 ? undefined : `it is not known whether ${unsure.join(', ')} may stay`
  }
  if (term.qualifier === 'no' || term.qualifier === 'has') return whyPresenceUnknown(term, view)
  const fact = reads[term.qualifier]?.(view, term)
  return fact && !fact.ok ? fact.why : undefined
}

function whyPresenceUnknown(term: QueryTerm, view: QueryView): string | undefined {
  const asked: Record<string, () => Known<unknown>> = {
    parent: () => view.parent(),
    'sub-issue': () => view.subIssues(),
    field: () => view.field(term.name ?? ''),
  }
  for (const value of term.values) {
    const fact = asked[value]?.()
    if (fact && !fact.ok) return fact.why
  }
  return undefined
}
