import type { Spoken } from '../../core/commands.ts'
import type { Entry } from '../../core/history.ts'
import type { Names, Rule } from '../../core/policy.ts'
import type { Query } from '../../core/query.ts'
import type { Judging } from '../../core/rule-kind.ts'
import type { Truth } from '../../core/truth.ts'
import type { Course } from '../evaluate.ts'
import type { Guard, LawfulState } from '../lawful.ts'

/** All that a command is judged by: what held when it was written. */
export interface Hearing {
  /** Looks at the item as it lawfully was just before. */
  course: Course
  spoken: Spoken
  /** The comment. */
  entry: Entry
  before: LawfulState
  guards: readonly Guard[]
  /** Whether the item matched a query that is written in a file with these names. */
  match(query: Query, names: Names): Truth
  judging(rule: Rule): Judging<unknown>
}
