import { z } from 'zod'
import type { Permission } from '../../core/fact.ts'
import { isBot } from '../../core/item.ts'
import { known } from '../../core/truth.ts'
import { ask, mapped, noSuchKey, placeOf, plain } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { readUser } from './user.ts'

const names: readonly Permission[] = ['admin', 'maintain', 'write', 'triage', 'read', 'none']

const Answer = z.object({
  permission: z.string(),
  role_name: z.string().nullish(),
  user: z.object({ permissions: z.record(z.string(), z.boolean()).nullish() }).nullish(),
})

/** What somebody may do in a repository. The older `permission` key has no triage and maintain. */
export const readPermission: ReadFact<'permission'> = async (github, key, near) => {
  const [owner, repo, username, ...rest] = key.split('/')
  if (!owner || !repo || !username || rest.length > 0) return noSuchKey('person in a repository', key)
  const request = github.rest.repos.getCollaboratorPermissionLevel.endpoint({
    ...placeOf(`${owner}/${repo}`),
    username,
  })
  const about = { what: `what ${username} may do in ${owner}/${repo}`, needs: 'metadata=read' }
  const answer = await ask(github, request, Answer, about)
  // Apps are no users to this question: GitHub has no collaborator of that name.
  if (!answer.ok && answer.failure === 'missing' && isBot(username)) return known('none')
  // Renamed, suspended or deleted since: whoever is not there may do nothing. Somebody who is there is not known.
  if (!answer.ok && answer.failure === 'missing') {
    const user = await readUser(github, username, near)
    if (user.ok && !user.value) return known('none')
  }
  return mapped(plain(answer), permissionOf)
}

/** Roles that an organisation made have their own names; what they allow is listed. */
function permissionOf({ permission, role_name, user }: z.infer<typeof Answer>): Permission {
  const named = names.find((each) => each === role_name)
  if (named) return named
  const may = user?.permissions ?? {}
  if (may.admin) return 'admin'
  if (may.maintain) return 'maintain'
  if (may.push) return 'write'
  if (may.triage) return 'triage'
  if (may.pull) return 'read'
  return names.find((each) => each === permission) ?? 'none'
}
