import { z } from 'zod'
import { askAll, itemAt, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

/** GitHub's own end of the list (docs.github.com, "List commits on a pull request"). */
const mostCommits = 250

const Commit = z.object({ sha: z.string(), parents: z.array(z.object({ sha: z.string() })) })

/** The commits of a pull request, oldest first. */
export const readCommits: ReadFact<'commits'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('pull request', key)
  const { owner, repo, number } = at
  const request = github.rest.pulls.listCommits.endpoint({ owner, repo, pull_number: number, per_page: 100 })
  const about = { what: `the commits of ${key}`, needs: 'pull_requests=read', atMost: mostCommits }
  const commits = await askAll(github, request, Commit, about)
  return mapped(commits, (all) =>
    all.map(({ sha, parents }) => ({ sha, parents: parents.map((parent) => parent.sha) })),
  )
}
