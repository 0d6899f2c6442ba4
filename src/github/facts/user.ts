import { z } from 'zod'
import { known, unknown } from '../../core/truth.ts'
import { ask } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

/** Whether GitHub knows somebody of that name. */
export const readUser: ReadFact<'user'> = async (github, key) => {
  const request = github.rest.users.getByUsername.endpoint({ username: key })
  const about = { what: `who ${key} is`, needs: 'metadata=read' }
  const answer = await ask(github, request, z.object({ login: z.string() }), about)
  if (answer.ok) return known(true)
  return answer.failure === 'missing' ? known(false) : unknown(answer.why)
}
