import { z } from 'zod'
import type { GitHub } from '../client.ts'
import { ask, mapped, noSuchKey, placeOf, type Request } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Comparison = z.object({ status: z.enum(['ahead', 'identical', 'behind', 'diverged']) })

/** GitHub's comparison of two commits, `<older>...<newer>`. Its commits and files are not asked for, and cannot be left out. */
export function compareCommits(github: GitHub, name: string, basehead: string): Request {
  return github.rest.repos.compareCommitsWithBasehead.endpoint({ ...placeOf(name), basehead, per_page: 1 })
}

/** Whether a commit is another one or comes after it, by GitHub's comparison of the two. */
export const readContains: ReadFact<'contains'> = async (github, key) => {
  const [, name, commit, other] = /^([^@]+)@(.+)\.\.\.(.+)$/.exec(key) ?? []
  if (!name || !commit || !other) return noSuchKey('two commits', key)
  const request = compareCommits(github, name, `${other}...${commit}`)
  const about = { what: `whether ${commit} of ${name} contains ${other}`, needs: 'contents=read' }
  const compared = await ask(github, request, Comparison, about)
  return mapped(compared, ({ status }) => status === 'ahead' || status === 'identical')
}
