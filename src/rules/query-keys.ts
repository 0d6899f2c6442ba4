import type { z } from 'zod'
import type { Query, QueryTerm } from '../core/query.ts'
import { parseQuery } from '../query/parse-query.ts'
import { termsOf } from '../query/query-terms.ts'
import { type Leaf, type Named, parsed, type Reference, type Remark } from './leaves.ts'

const leaf: Leaf = { is: 'query', references: namesInQuery, remarks: remarksOnQuery }

/** A condition, as under Queries. */
export function query(): z.ZodType<Query> {
  return parsed<Query>((text) => {
    const { query: read, problems } = parseQuery(text)
    const errors = problems.filter((problem) => problem.level === 'error')
    if (read && errors.length === 0) return { value: read }
    return {
      refusals: errors.map(({ column, what, fix }) => ({
        code: 'bad-query',
        what,
        why: 'A condition that cannot be read would match nothing, or everything.',
        fix,
        column,
      })),
    }
  }, leaf)
}

/** `rule:<id>`, where a key takes a rule. The output is the id. */
export function ruleId(): z.ZodType<string> {
  return parsed<string>(
    (text) => {
      if (text.startsWith('rule:') && text.length > 5) return { value: text.slice(5) }
      return {
        refusals: [
          {
            code: 'bad-rule-name',
            what: `"${text}" does not name a rule.`,
            why: 'A rule is named as rule:<id> here.',
            fix: 'Write rule: and the id of the rule, as in rule:verified-twice.',
          },
        ],
      }
    },
    { is: 'name', references: (text) => [{ to: 'rule', name: text.slice(5), column: 5 }] },
  )
}

const namedBy: Readonly<Record<string, Named>> = {
  label: 'label',
  author: 'people',
  assignee: 'people',
  commenter: 'people',
  rule: 'rule',
  deployed: 'environment',
  check: 'check',
  step: 'state',
}

function namesInQuery(text: string): readonly Reference[] {
  const { query: read } = parseQuery(text)
  if (!read) return []
  const lower = text.toLowerCase()
  const own = new Set(termsOf(read, 'own'))
  return termsOf(read).flatMap((term) => {
    const names = namesInTerm(term, lower)
    return own.has(term) ? names : names.map((name) => ({ ...name, ofRelated: true }))
  })
}

function namesInTerm(term: QueryTerm, lower: string): Reference[] {
  const { qualifier, column } = term
  if (qualifier === 'updated') return [{ to: 'qualifier', name: qualifier, column }]
  if (qualifier === 'is' && term.values.some((value) => value.toLowerCase() === 'rollback'))
    return [{ to: 'qualifier', name: 'is:rollback', column }]
  const to = namedBy[qualifier]
  if (to === undefined) return []
  if (qualifier === 'check') return [{ to, name: term.name ?? '', column }]
  return term.values.map((name) => ({
    to,
    name,
    column: columnOf(name, column + qualifier.length + 1, lower),
  }))
}

function columnOf(name: string, from: number, lower: string): number {
  const found = lower.indexOf(name.toLowerCase(), from)
  return found < 0 ? from : found
}

function remarksOnQuery(text: string): readonly Remark[] {
  return parseQuery(text)
    .problems.filter((problem) => problem.level === 'warning')
    .map(({ column, what, fix }) => ({
      code: 'unclear-query',
      what,
      why: 'Somebody else may read this condition in another way than Reeve does.',
      fix,
      column,
    }))
}
