import { type Item, includesName, sameName } from '../core/item.ts'
import type { QueryTerm } from '../core/query.ts'
import { not, some, type Truth, truthOf } from '../core/truth.ts'
import { timeTest } from './match-time.ts'
import { type Ask, answer, type Match } from './query-answer.ts'

export type Run = (ask: Ask) => Match

/** Terms that the item itself answers, without a further call. */
export const itemTerms: Readonly<Record<string, (term: QueryTerm) => Run>> = {
  is: (term) => whether((ask) => some(term.values.map((value) => isThat(value, ask)))),
  state: (term) => whether(({ view }) => truthOf(term.values.includes(view.item.state))),
  draft: (term) =>
    whether(({ view: { item } }) => truthOf(!!item.pull && term.values.includes(`${item.pull.draft}`))),
  label: (term) => whether((ask) => some(term.values.map((value) => hasLabel(value, ask)))),
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

export function whether(decide: (ask: Ask) => Truth): Run {
  return (ask) => answer(decide(ask))
}

function isThat(value: string, { view }: Ask): Truth {
  const { item } = view
  switch (value) {
    case 'issue':
      return truthOf(!item.pull)
    case 'pr':
      return truthOf(!!item.pull)
    case 'merged':
      return truthOf(item.pull?.merged === true)
    case 'unmerged':
      return truthOf(item.pull?.merged === false)
    case 'draft':
      return truthOf(item.pull?.draft === true)
    case 'locked':
      return truthOf(item.locked)
    case 'unlocked':
      return truthOf(!item.locked)
    case 'rollback':
      return view.rollback?.() ?? 'no'
    default:
      return truthOf(item.state === value)
  }
}

function hasLabel(value: string, { view, self }: Ask): Truth {
  if (value === '@this') return some(self.labels.map((label) => hasLabel(label, { view, self, reach: 0 })))
  if (includesName(view.unsureLabels, value)) return 'unknown'
  return truthOf(includesName(view.item.labels, value))
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
