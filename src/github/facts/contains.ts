import { z } from 'zod'
import { ask, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Comparison = z.object({ status: z.enum(['ahead', 'identical', 'behind', 'diverged']) })

/** Whether a commit is another one or comes after it, by GitHub's comparison of the two. */
export const readContains: ReadFact<'contains'> = async (github, key) => {
  const [, owner, repo, commit, other] = /^([^/]+)\/([^@]+)@(.+)\.\.\.(.+)$/.exec(key) ?? []
  if (!owner || !repo || !commit || !other) return noSuchKey('two commits', key)
  const request = github.rest.repos.compareCommitsWithBasehead.endpoint({
    owner,
    repo,
    basehead: `${other}...${commit}`,
    // Its commits and files are not asked for, and cannot be left out.
    per_page: 1,
  })
  const about = { what: `whether ${commit} of ${owner}/${repo} contains ${other}`, needs: 'contents=read' }
  const compared = await ask(github, request, Comparison, about)
  return mapped(compared, ({ status }) => status === 'ahead' || status === 'identical')
}
