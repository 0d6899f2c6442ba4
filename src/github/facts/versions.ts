import { z } from 'zod'
import { parseInstant } from '../../core/instant.ts'
import { ask, mapped, noSuchKey, placeOf, plain } from './ask.ts'
import { fileAt } from './contents.ts'
import type { ReadFact } from './read-fact.ts'

/** One page of GitHub's list; what a file was like longer ago is not looked at. */
const mostVersions = 100

const Commits = z.array(
  z.object({
    sha: z.string(),
    commit: z.object({ committer: z.object({ date: z.string().optional() }).nullable() }),
  }),
)

/** The newest commits that changed a file, newest first. */
export const readVersions: ReadFact<'versions'> = async (github, key) => {
  const at = fileAt(key)
  if (!at) return noSuchKey('file', key)
  const request = github.rest.repos.listCommits.endpoint({
    ...placeOf(at.name),
    path: at.path,
    per_page: mostVersions,
    ...(at.ref === 'HEAD' ? {} : { sha: at.ref }),
  })
  const about = { what: `the past of ${key}`, needs: 'contents=read' }
  return mapped(plain(await ask(github, request, Commits, about)), (commits) =>
    commits.map(({ sha, commit }) => {
      const date = parseInstant(commit.committer?.date ?? '')
      return date === undefined ? { sha } : { sha, at: date }
    }),
  )
}
