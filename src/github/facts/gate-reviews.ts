import { z } from 'zod'
import { askAll, mapped, noSuchKey, plain } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const Review = z.object({
  state: z.string(),
  environments: z.array(z.object({ name: z.string().nullish() })),
  user: z.object({ login: z.string() }),
})

/** `acme/app/42`: who reviewed the deployments of a run, on GitHub's own page, and for which environments. */
export const readGateReviews: ReadFact<'gate-reviews'> = async (github, key) => {
  const [, owner, repo, number] = /^([^/]+)\/([^/]+)\/(\d+)$/.exec(key) ?? []
  if (!owner || !repo || !number) return noSuchKey('workflow run', key)
  const request = github.rest.actions.getReviewsForRun.endpoint({ owner, repo, run_id: Number(number) })
  const about = { what: `the reviews of the run ${number} of ${owner}/${repo}`, needs: 'actions=read' }
  const reviews = await askAll(github, request, Review, about)
  return mapped(plain(reviews), (all) =>
    all
      .filter(({ state }) => state === 'approved' || state === 'rejected')
      .flatMap(({ environments, state, user }) =>
        environments.flatMap(({ name }) =>
          name ? [{ environment: name, by: user.login, approved: state === 'approved' }] : [],
        ),
      ),
  )
}
