import { z } from 'zod'
import { parseInstant } from '../../core/instant.ts'
import { ask, commitAt, mapped, noSuchKey, plain } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Pulls = z.array(
  z.object({
    merged_at: z.string().nullish(),
    base: z.object({ ref: z.string(), repo: z.object({ default_branch: z.string().optional() }) }),
  }),
)

/** When the pull request that brought a commit to the default branch was merged: a commit may be much older than that. */
export const readMergedAt: ReadFact<'merged-at'> = async (github, key) => {
  const at = commitAt(key)
  if (!at) return noSuchKey('commit', key)
  const { owner, repo, sha } = at
  const request = github.rest.repos.listPullRequestsAssociatedWithCommit.endpoint({
    owner,
    repo,
    commit_sha: sha,
    per_page: 100,
  })
  const about = { what: `the pull requests of ${key}`, needs: 'pull_requests=read' }
  return mapped(plain(await ask(github, request, Pulls, about)), (pulls) => {
    const merged = pulls.flatMap(({ merged_at, base }) => {
      const when = parseInstant(merged_at ?? '')
      const isDefault = base.repo.default_branch === undefined || base.ref === base.repo.default_branch
      return when !== undefined && isDefault ? [when] : []
    })
    return merged.length === 0 ? null : Math.min(...merged)
  })
}
