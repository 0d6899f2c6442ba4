/** Something wrong in a query, for its author. `column` counts from 0 in the query's text. */
export interface QueryProblem {
  column: number
  what: string
  fix: string
  level: 'error' | 'warning'
}
