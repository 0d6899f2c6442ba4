import { z } from 'zod'
import { known, unknown } from '../../core/truth.ts'
import { ask, noSuchKey, placeOf } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

/**
 * Whether somebody can be assigned in a repository: GitHub answers 204 or 404 (issues/check-user-can-be-assigned). Whom it
 * cannot assign it leaves out in silence when an item is assigned.
 */
export const readAssignable: ReadFact<'assignable'> = async (github, key) => {
  const [owner, repo, assignee, ...rest] = key.split('/')
  if (!owner || !repo || !assignee || rest.length > 0) return noSuchKey('person in a repository', key)
  const request = github.rest.issues.checkUserCanBeAssigned.endpoint({
    ...placeOf(`${owner}/${repo}`),
    assignee,
  })
  const about = { what: `whether ${assignee} can be assigned in ${owner}/${repo}`, needs: 'metadata=read' }
  const answer = await ask(github, request, z.unknown(), about)
  if (answer.ok) return known(true)
  return answer.failure === 'missing' ? known(false) : unknown(answer.why)
}
