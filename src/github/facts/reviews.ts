import { z } from 'zod'
import type { Review } from '../../core/fact.ts'
import { askAll, itemAt, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { At, MaybeAccount, writer } from './shapes.ts'

const Shown = z.object({
  id: z.number(),
  user: MaybeAccount,
  state: z.string(),
  commit_id: z.string().nullish(),
  submitted_at: At.optional(),
  author_association: z.string().optional(),
})

const states: readonly Review['state'][] = ['approved', 'changes_requested', 'commented', 'dismissed']

/** Reviews of a pull request, oldest first. One that is not submitted yet is nobody's business. */
export const readReviews: ReadFact<'reviews'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('pull request', key)
  const { owner, repo, number } = at
  const request = github.rest.pulls.listReviews.endpoint({ owner, repo, pull_number: number, per_page: 100 })
  const about = { what: `the reviews of ${key}`, needs: 'pull_requests=read' }
  return mapped(await askAll(github, request, Shown, about), (all) => all.flatMap(reviewOf))
}

function reviewOf(shown: z.infer<typeof Shown>): Review[] {
  const state = states.find((each) => each === shown.state.toLowerCase())
  if (!state || shown.submitted_at === undefined) return []
  return [
    {
      id: shown.id,
      author: writer(shown.user),
      state,
      sha: shown.commit_id ?? '',
      at: shown.submitted_at,
      ...(shown.author_association === undefined ? {} : { association: shown.author_association }),
    },
  ]
}
