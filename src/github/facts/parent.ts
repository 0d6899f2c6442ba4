import { known, unknown } from '../../core/truth.ts'
import { ask, itemAt, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { IssueKey } from './shapes.ts'
import { isVisible } from './visible.ts'

/** The issue this one is under; null where it stands alone, which GitHub answers with 404. */
export const readParent: ReadFact<'parent'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('issue', key)
  const { owner, repo, number } = at
  const request = github.rest.issues.getParent.endpoint({ owner, repo, issue_number: number })
  const answer = await ask(github, request, IssueKey, { what: `the parent of ${key}`, needs: 'issues=read' })
  if (answer.ok) return answer
  if (answer.failure !== 'missing') return unknown(answer.why)
  return (await isVisible(github, at.name)) ? known(null) : unknown(answer.why)
}
