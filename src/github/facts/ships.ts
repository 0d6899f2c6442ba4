import { known } from '../../core/truth.ts'
import { readClosers } from './closers.ts'
import type { ReadFact } from './read-fact.ts'
import { readSubIssues } from './sub-issues.ts'

/** What an issue ships: the pull requests that close it, and its sub-issues, which ship their own. */
export const readShips: ReadFact<'ships'> = async (github, key, near) => {
  const closers = await readClosers(github, key, near)
  if (!closers.ok) return closers
  const subIssues = await readSubIssues(github, key, near)
  return subIssues.ok ? known([...closers.value, ...subIssues.value]) : subIssues
}
