import { z } from 'zod'
import type { Comment } from '../../core/fact.ts'
import { askAll, itemAt, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { At, MaybeAccount, writer } from './shapes.ts'

const Shown = z.object({
  id: z.number(),
  user: MaybeAccount,
  body: z.string().nullish(),
  created_at: At,
  updated_at: At.optional(),
  author_association: z.string().optional(),
})

/** Comments of an issue or pull request, oldest first. Remarks on lines are part of reviews. */
export const readComments: ReadFact<'comments'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('issue or pull request', key)
  const { owner, repo, number } = at
  const request = github.rest.issues.listComments.endpoint({
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  })
  const about = { what: `the comments of ${key}`, needs: 'issues=read' }
  return mapped(await askAll(github, request, Shown, about), (all) => all.map(commentOf))
}

function commentOf(shown: z.infer<typeof Shown>): Comment {
  return {
    id: shown.id,
    author: writer(shown.user),
    body: shown.body ?? '',
    at: shown.created_at,
    edited: shown.updated_at !== undefined && shown.updated_at !== shown.created_at,
    ...(shown.author_association === undefined ? {} : { association: shown.author_association }),
  }
}
