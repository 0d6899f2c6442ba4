/**
 * A condition, written as a GitHub search query (policy.md, Queries; D12). `query/` reads, prints, matches and explains it.
 */
export interface Query {
  /** As it was written. */
  text: string
  root: QueryNode
}

export type QueryNode =
  | { node: 'all'; of: readonly QueryNode[] }
  | { node: 'any'; of: readonly QueryNode[] }
  | { node: 'not'; of: QueryNode }
  | QueryTerm
  /** `linked:( … )`, `sub-issue:( … )`, `parent:( … )`: at least one related item matches. */
  | { node: 'related'; relation: 'linked' | 'sub-issue' | 'parent'; of: QueryNode; column: number }

/** One `qualifier:value`, with its values split at commas: `label:a,b` is a or b. */
export interface QueryTerm {
  node: 'term'
  qualifier: string
  /** The name in `field:<name>`, `check:<name>`, `no:field:<name>`; of words (`in`), where to look: `title,body`. Absent elsewhere. */
  name?: string
  /** How the value is compared. `range` has two values; `*` stands for an open end. */
  operator: '=' | '>' | '>=' | '<' | '<=' | 'range'
  values: readonly string[]
  /** Where it begins in the query's text, counted from 0. */
  column: number
  /** What a key asks rather than a query: capitals of a path count. */
  isExact?: true
}
