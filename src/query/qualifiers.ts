import type { ItemPart } from '../core/switches.ts'

/** What reading a term takes: nothing but the item, facts about the item, or facts about other items too. */
export type Cost = 0 | 1 | 2

/** How the text after the colon is read. */
export type Shape =
  /** Any values: `label:a,b`. */
  | 'names'
  /** Only the listed values: `is:open`. */
  | 'choices'
  /** `ann`, `@ann`, `@acme/qa`, `app/dependabot`, or a name under people. */
  | 'people'
  /** `>2026-01-01`, `a..b`, `@today-7d`. */
  | 'dates'
  /** `>3`, `1..3`. */
  | 'numbers'
  /** `src/**`. */
  | 'globs'
  /** `owner/name`. */
  | 'repos'
  /** What may be missing: `no:label`, `no:field:Status`. */
  | 'presence'
  /** `check:build=success`. */
  | 'check'
  /** `field:Status=Done`, `field:Points>3`. */
  | 'field'
  /** Where words are looked for: `in:title,body`. */
  | 'scope'
  /** Only a query in parentheses: `parent:( … )`. */
  | 'query'

export interface Qualifier {
  name: string
  shape: Shape
  /** One line for people: what it takes. */
  takes: string
  choices?: readonly string[]
  /** Reeve's own: not for pasting into GitHub's search box († in D12). */
  ours?: true
  /** Whether its truth at a past instant can be told from the item's history. */
  historical?: true
  /** The part of the item that decides, where no passing of time, no person and no other item does; none: it never changes. */
  asksAbout?: ItemPart | 'none' | Readonly<Record<string, ItemPart | 'none'>>
  /** Values of a historical qualifier that history says nothing about. */
  notHistorical?: readonly string[]
  cost: Cost
  /** Values of a costly kind, where the others are free. */
  costlyValues?: readonly string[]
  /** `@this` may stand as a value. */
  this?: true
  /** `*` may stand for any value. */
  any?: true
  /** A query may follow in parentheses. */
  query?: true
  /** Issues have no such thing: on them it is no, and nothing is read. */
  pullOnly?: true
}

const presence = ['label', 'assignee', 'milestone', 'project', 'parent', 'sub-issue', 'field'] as const
const readPresence = ['project', 'parent', 'sub-issue', 'field'] as const
const pastless = ['locked', 'unlocked', 'rollback'] as const

/** Every qualifier that Reeve knows. One that is not here is an error, never ignored. */
export const qualifiers: readonly Qualifier[] = [
  {
    name: 'is',
    shape: 'choices',
    takes: 'a kind or state of the item',
    choices: ['issue', 'pr', 'open', 'closed', 'merged', 'unmerged', 'draft', ...pastless],
    historical: true,
    asksAbout: {
      issue: 'none',
      pr: 'none',
      open: 'closing',
      closed: 'closing',
      merged: 'merging',
      unmerged: 'merging',
      draft: 'draft',
    },
    notHistorical: pastless,
    cost: 0,
    costlyValues: ['rollback'],
  },
  {
    name: 'state',
    shape: 'choices',
    takes: 'open or closed',
    choices: ['open', 'closed'],
    historical: true,
    asksAbout: 'closing',
    cost: 0,
  },
  {
    name: 'draft',
    shape: 'choices',
    takes: 'true or false, for pull requests',
    choices: ['true', 'false'],
    historical: true,
    asksAbout: 'draft',
    cost: 0,
    pullOnly: true,
  },
  {
    name: 'label',
    shape: 'names',
    takes: 'names of labels',
    historical: true,
    asksAbout: 'label',
    cost: 0,
    this: true,
  },
  { name: 'author', shape: 'people', takes: 'people', historical: true, cost: 1, this: true },
  {
    name: 'assignee',
    shape: 'people',
    takes: 'people, or *',
    historical: true,
    cost: 1,
    this: true,
    any: true,
  },
  { name: 'commenter', shape: 'people', takes: 'people', historical: true, cost: 1 },
  {
    name: 'base',
    shape: 'names',
    takes: 'the branch it merges into',
    historical: true,
    asksAbout: 'none',
    cost: 0,
    pullOnly: true,
    this: true,
  },
  {
    name: 'head',
    shape: 'names',
    takes: 'how its branch’s name begins',
    historical: true,
    asksAbout: 'none',
    cost: 0,
    pullOnly: true,
    this: true,
  },
  {
    name: 'milestone',
    shape: 'names',
    takes: 'a milestone’s title, or *',
    historical: true,
    asksAbout: 'milestone',
    cost: 0,
    this: true,
    any: true,
  },
  {
    name: 'in',
    shape: 'scope',
    takes: 'title, body, or both, beside words',
    choices: ['title', 'body'],
    cost: 0,
  },
  {
    name: 'type',
    shape: 'names',
    takes: 'an issue type, or issue or pr',
    historical: true,
    asksAbout: 'none',
    cost: 0,
    this: true,
  },
  { name: 'created', shape: 'dates', takes: 'dates', historical: true, cost: 0 },
  { name: 'closed', shape: 'dates', takes: 'dates', historical: true, cost: 0 },
  { name: 'merged', shape: 'dates', takes: 'dates', historical: true, cost: 0, pullOnly: true },
  { name: 'updated', shape: 'dates', takes: 'dates', cost: 1 },
  { name: 'comments', shape: 'numbers', takes: 'a number of comments', historical: true, cost: 1 },
  {
    name: 'review',
    shape: 'choices',
    takes: 'how its reviews stand',
    choices: ['approved', 'none', 'required', 'changes_requested'],
    cost: 1,
    pullOnly: true,
  },
  {
    name: 'status',
    shape: 'choices',
    takes: 'how the checks of its newest commit stand',
    choices: ['success', 'failure', 'pending'],
    cost: 1,
    pullOnly: true,
  },
  {
    name: 'linked',
    shape: 'choices',
    takes: 'issue or pr, or a query in parentheses',
    choices: ['issue', 'pr'],
    cost: 2,
    query: true,
  },
  {
    name: 'reason',
    shape: 'choices',
    takes: 'why the issue was closed',
    choices: ['completed', 'not planned', 'duplicate'],
    historical: true,
    asksAbout: 'closing',
    cost: 0,
  },
  {
    name: 'repo',
    shape: 'repos',
    takes: 'owner/name',
    historical: true,
    asksAbout: 'none',
    cost: 0,
    this: true,
  },
  {
    name: 'no',
    shape: 'presence',
    takes: 'what is missing',
    choices: presence,
    historical: true,
    asksAbout: { label: 'label', assignee: 'assignee', milestone: 'milestone' },
    notHistorical: readPresence,
    cost: 0,
    costlyValues: readPresence,
  },
  {
    name: 'has',
    shape: 'presence',
    takes: 'what is there',
    choices: presence,
    historical: true,
    asksAbout: { label: 'label', assignee: 'assignee', milestone: 'milestone' },
    notHistorical: readPresence,
    cost: 0,
    costlyValues: readPresence,
  },
  { name: 'path', shape: 'globs', takes: 'globs of changed files', ours: true, cost: 1, pullOnly: true },
  { name: 'deployed', shape: 'names', takes: 'environments', ours: true, cost: 2 },
  { name: 'step', shape: 'names', takes: 'states of a workflow', ours: true, historical: true, cost: 0 },
  { name: 'active', shape: 'dates', takes: 'dates', ours: true, cost: 1 },
  {
    name: 'sla',
    shape: 'choices',
    takes: 'how its clocks stand',
    choices: ['at-risk', 'breached'],
    ours: true,
    cost: 1,
  },
  {
    name: 'check',
    shape: 'check',
    takes: 'name=success, name=failure or name=pending',
    choices: ['success', 'failure', 'pending'],
    ours: true,
    cost: 1,
    pullOnly: true,
  },
  { name: 'rule', shape: 'names', takes: 'ids of rules', ours: true, cost: 2 },
  { name: 'field', shape: 'field', takes: 'name=value, or name>number', ours: true, cost: 1 },
  { name: 'sub-issue', shape: 'query', takes: 'a query in parentheses', ours: true, cost: 2, query: true },
  { name: 'parent', shape: 'query', takes: 'a query in parentheses', ours: true, cost: 2, query: true },
]

const byName = new Map(qualifiers.map((qualifier) => [qualifier.name, qualifier]))

/** The qualifier of this name, whatever its case. */
export function qualifierNamed(name: string): Qualifier | undefined {
  return byName.get(name.toLowerCase())
}
