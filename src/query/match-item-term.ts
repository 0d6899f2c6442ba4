import { foldedNames, type Item, includesName, sameName } from '../core/item.ts'
import type { QueryTerm } from '../core/query.ts'
import { not, some, type Truth, truthOf } from '../core/truth.ts'
import { timeTest } from './match-time.ts'
import { type Ask, answer, type Match } from './query-answer.ts'
import type { QueryView } from './query-view.ts'

export type Run = (ask: Ask) => Match
type Decide = (ask: Ask) => Truth

/** Terms that the item itself answers, without a further call. */
export const itemTerms: Readonly<Record<string, (term: QueryTerm) => Run>> = {
  is: (term) => whether(oneOf(term.values.map(isThat))),
  state: (term) => whether(({ view }) => truthOf(term.values.includes(view.item.state))),
  draft: (term) =>
    whether(({ view: { item } }) => truthOf(!!item.pull && term.values.includes(`${item.pull.draft}`))),
  label: (term) => whether(oneOf(term.values.map(hasLabel))),
  base: (term) => own(term, ({ pull }) => pull?.base, sameName),
  head: (term) => own(term, ({ pull }) => pull?.head, beginsWith),
  milestone: (term) => own(term, ({ milestone }) => milestone?.title, sameName),
  type: (term) =>
    whether(({ view, self }) => truthOf(term.values.some((value) => isOfType(value, view.item, self)))),
  repo: (term) => own(term, ({ repo }) => repo, sameName),
  reason: (term) => whether(({ view }) => truthOf(term.values.some((value) => closedAs(value, view.item)))),
  in: (term) => words(term),
  created: (term) => timeTest(term, ({ view }) => view.item.createdAt),
  closed: (term) =>
    timeTest(term, ({ view: { item } }) => (item.state === 'closed' ? item.closedAt : undefined)),
  merged: (term) => timeTest(term, ({ view: { item } }) => (item.pull?.merged ? item.closedAt : undefined)),
}

export function whether(decide: Decide): Run {
  return (ask) => answer(decide(ask))
}

/** One value is what nearly every term has. */
function oneOf(deciders: readonly Decide[]): Decide {
  const [only] = deciders
  if (only && deciders.length === 1) return only
  return (ask) => some(deciders.map((decide) => decide(ask)))
}

function isThat(value: string): Decide {
  switch (value) {
    case 'issue':
      return ofItem((item) => !item.pull)
    case 'pr':
      return ofItem((item) => !!item.pull)
    case 'merged':
      return ofItem((item) => item.pull?.merged === true)
    case 'unmerged':
      return ofItem((item) => item.pull?.merged === false)
    case 'draft':
      return ofItem((item) => item.pull?.draft === true)
    case 'locked':
      return ofItem((item) => item.locked)
    case 'unlocked':
      return ofItem((item) => !item.locked)
    case 'rollback':
      return ({ view }) => view.rollback?.() ?? 'no'
    default:
      return ofItem((item) => item.state === value)
  }
}

function ofItem(decide: (item: Item) => boolean): Decide {
  return ({ view }) => truthOf(decide(view.item))
}

function hasLabel(value: string): Decide {
  if (value === '@this') return ({ view, self }) => some(self.labels.map((label) => isLabelled(view, label)))
  const folded = value.toLowerCase()
  return ({ view }) => isLabelled(view, value, folded)
}

function isLabelled(view: QueryView, label: string, folded = label.toLowerCase()): Truth {
  if (includesName(view.unsureLabels, label)) return 'unknown'
  return truthOf(foldedNames(view.item.labels).has(folded))
}

/** Whether it has any label at all. */
export function hasAnyLabel({ view }: Ask): Truth {
  if (view.item.labels.some((label) => !includesName(view.unsureLabels, label))) return 'yes'
  return view.unsureLabels.length > 0 ? 'unknown' : 'no'
}

/** A term about one text of the item, which `@this` compares with the other item's. */
function own(
  term: QueryTerm,
  read: (item: Item) => string | undefined,
  same: (a: string, b: string) => boolean,
): Run {
  return whether(({ view, self }) => {
    const text = read(view.item)
    if (text === undefined) return 'no'
    return truthOf(
      term.values.some((value) => {
        if (value === '*' && term.qualifier === 'milestone') return true
        const wanted = value === '@this' ? read(self) : value
        return wanted !== undefined && same(text, wanted)
      }),
    )
  })
}

function beginsWith(text: string, beginning: string): boolean {
  return text.toLowerCase().startsWith(beginning.toLowerCase())
}

function isOfType(value: string, item: Item, self: Item): boolean {
  if (sameName(value, 'issue')) return !item.pull
  if (sameName(value, 'pr')) return !!item.pull
  const wanted = value === '@this' ? self.type : value
  return item.type !== undefined && wanted !== undefined && sameName(item.type, wanted)
}

function closedAs(value: string, item: Item): boolean {
  return item.state === 'closed' && item.stateReason?.replace('_', ' ') === value
}

/** Whole words, whatever their case; a phrase may be broken over lines. */
function words(term: QueryTerm): Run {
  const patterns = term.values.map(wordPattern)
  const places = term.name ?? ''
  return whether(({ view: { item } }) => {
    const texts = [places.includes('title') ? item.title : '', places.includes('body') ? item.body : '']
    return truthOf(patterns.some((pattern) => texts.some((text) => pattern.test(text))))
  })
}

function wordPattern(word: string): RegExp {
  const parts = word
    .trim()
    .split(/\s+/)
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const edge = '[\\p{L}\\p{N}_]'
  const before = /^[\p{L}\p{N}_]/u.test(word.trim()) ? `(?<!${edge})` : ''
  const after = /[\p{L}\p{N}_]$/u.test(word.trim()) ? `(?!${edge})` : ''
  return new RegExp(`${before}${parts.join('\\s+')}${after}`, 'iu')
}

/** Whether `no:` or `has:` can be told from the item alone, and how. */
export function isPresent(value: string, ask: Ask): Truth | undefined {
  const { item } = ask.view
  if (value === 'label') return hasAnyLabel(ask)
  if (value === 'assignee') return truthOf(item.assignees.length > 0)
  if (value === 'milestone') return truthOf(item.milestone !== undefined)
  return undefined
}

export function negatedFor(qualifier: string, truth: Truth): Truth {
  return qualifier === 'no' ? not(truth) : truth
}
