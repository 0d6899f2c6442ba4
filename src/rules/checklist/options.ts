import { z } from 'zod'
import { oncePer } from '../../core/once-per.ts'
import type { PeopleRef } from '../../core/people.ts'
import type { Query, QueryNode, QueryTerm } from '../../core/query.ts'
import { checklistShape } from '../gate-keys.ts'

/** One thing that has to be so. With several keys all of them must hold. */
export interface ChecklistItem {
  text: string
  by?: readonly PeopleRef[]
  query?: Query
  'blocked-by'?: Query
  check?: string
  changed?: readonly string[]
  docs?: readonly string[]
}

export interface Options {
  items: readonly ChecklistItem[]
  'void-on-push': boolean
}

export const options = z.strictObject(checklistShape())

const everyone: readonly PeopleRef[] = [{ who: 'everyone' }]

/** Who may tick it; undefined where it is worked out and nobody has to. */
export function tickers(item: ChecklistItem): readonly PeopleRef[] | undefined {
  return item.by ?? (isComputed(item) ? undefined : everyone)
}

/** Ticked in the list too, and not only by a command: nothing but a person can say it. */
export function isTickedByHand(item: ChecklistItem): boolean {
  return !isComputed(item)
}

function isComputed({ query, 'blocked-by': blockedBy, check, changed, docs }: ChecklistItem): boolean {
  return [query, blockedBy, check, changed, docs].some((key) => key !== undefined)
}

/** Conditions on the issue or pull request itself, as queries: what GitHub's search can say is asked as it is there. */
export type Condition = { about: 'query' | 'check' | 'changed' | 'docs'; query: Query }

export const conditionsOf = oncePer((item: ChecklistItem): readonly Condition[] => {
  const { query, check, changed, docs } = item
  return [
    ...(query ? [{ about: 'query', query } as const] : []),
    ...(check === undefined ? [] : [{ about: 'check', query: succeeded(check) } as const]),
    ...(changed ? [{ about: 'changed', query: { text: 'changed', root: touching(changed) } } as const] : []),
    ...(docs ? [{ about: 'docs', query: { text: 'docs', root: documented(docs) } } as const] : []),
  ]
})

function succeeded(name: string): Query {
  return { text: `check:${name}`, root: { ...term('check', ['success']), name } }
}

function touching(paths: readonly string[]): QueryTerm {
  return { ...term('path', paths), isExact: true }
}

/** Here, in a pull request that is linked, or in another one for the same issue; not in one that was given up. */
function documented(paths: readonly string[]): QueryNode {
  const alive: QueryNode = { node: 'any', of: [term('is', ['open']), term('is', ['merged'])] }
  const elsewhere: QueryNode = { node: 'all', of: [touching(paths), alive] }
  const forSameIssue: QueryNode = { node: 'all', of: [term('is', ['pr']), linked(linked(elsewhere))] }
  return { node: 'any', of: [touching(paths), linked(elsewhere), forSameIssue] }
}

function linked(of: QueryNode): QueryNode {
  return { node: 'related', relation: 'linked', of, column: 0 }
}

function term(qualifier: string, values: readonly string[]): QueryTerm {
  return { node: 'term', qualifier, operator: '=', values, column: 0 }
}
