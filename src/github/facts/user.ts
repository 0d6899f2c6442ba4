import { z } from 'zod'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import { ask } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const User = z.object({ login: z.string(), suspended_at: z.string().nullish() })

/** Null where GitHub knows nobody of that name. */
async function readAccount(github: GitHub, login: string): Promise<Known<z.infer<typeof User> | null>> {
  const request = github.rest.users.getByUsername.endpoint({ username: login })
  const about = { what: `who ${login} is`, needs: 'metadata=read' }
  const answer = await ask(github, request, User, about)
  if (answer.ok) return known(answer.value)
  return answer.failure === 'missing' ? known(null) : unknown(answer.why)
}

/** Whether GitHub knows somebody of that name. */
export const readUser: ReadFact<'user'> = async (github, key) => {
  const account = await readAccount(github, key)
  return account.ok ? known(account.value !== null) : account
}

/**
 * Whether somebody of that name can read a mention. A login that was given up answers 404, and so does whom github.com
 * has suspended; GitHub Enterprise Server shows those with `suspended_at` (users/get-by-username).
 */
export const readReachable: ReadFact<'reachable'> = async (github, key) => {
  const account = await readAccount(github, key)
  return account.ok ? known(account.value !== null && !account.value.suspended_at) : account
}
