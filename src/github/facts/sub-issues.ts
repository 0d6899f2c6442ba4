import { askAll, itemAt, noSuchKey, plain } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { IssueKey } from './shapes.ts'

/** Keys of the issues directly under this one. */
export const readSubIssues: ReadFact<'sub-issues'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('issue', key)
  const { owner, repo, number } = at
  const request = github.rest.issues.listSubIssues.endpoint({
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  })
  return plain(
    await askAll(github, request, IssueKey, { what: `the sub-issues of ${key}`, needs: 'issues=read' }),
  )
}
