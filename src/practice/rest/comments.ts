import { z } from 'zod'
import { type At, addComment, deleteComment, editComment, findComment, react } from '../change/comment.ts'
import { notFound } from '../refusal.ts'
import { atLeast, roleOf } from '../role.ts'
import { commentShape, reactionShape } from '../shape/item.ts'
import type { Comment } from '../state.ts'
import { same } from '../world.ts'
import {
  type Answer,
  bodyOf,
  type Context,
  itemAt,
  nothing,
  ok,
  page,
  param,
  type Route,
  reads,
  writes,
} from './route.ts'

const Body = z.object({ body: z.string() })
const Content = z.object({
  content: z.enum(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes']),
})

function commentAt(c: Context): { at: At; comment: Comment } {
  const { item, comment } = findComment(c.repo, Number(param(c, 'comment_id')))
  return { at: { repo: c.repo, item, by: c.by }, comment }
}

/** People change their own comments; who may write also others'. */
function ownComment(c: Context): { at: At; comment: Comment } {
  const found = commentAt(c)
  const own = same(found.comment.author, c.by.login)
  if (c.caller.kind === 'person' && !own && !atLeast(roleOf(c.world, c.repo, c.by.login), 'write'))
    throw notFound()
  return found
}

function shape(c: Context, { at, comment }: { at: At; comment: Comment }): Record<string, unknown> {
  return commentShape(c.world, c.repo, at.item, comment)
}

function list(c: Context): Answer {
  const { item } = itemAt(c)
  const since = c.query.get('since')
  const wanted = item.comments.filter((each) => since === null || each.updated_at >= since)
  return page(c, wanted, (each) => commentShape(c.world, c.repo, item, each))
}

const repo = '/repos/{owner}/{repo}'
const onItem = `${repo}/issues/{issue_number}/comments`
const one = `${repo}/issues/comments/{comment_id}`

export const commentRoutes: readonly Route[] = [
  { method: 'GET', path: onItem, needs: reads('item'), handle: list },
  {
    method: 'POST',
    path: onItem,
    needs: writes('read', 'item'),
    handle: (c) => {
      const at = itemAt(c)
      return ok(shape(c, { at, comment: addComment(c.world, at, bodyOf(c, Body).body) }), 201)
    },
  },
  { method: 'GET', path: one, needs: reads('item'), handle: (c) => ok(shape(c, commentAt(c))) },
  {
    method: 'PATCH',
    path: one,
    needs: writes('read', 'item'),
    handle: (c) => {
      const found = ownComment(c)
      editComment(c.world, found.at, found.comment, bodyOf(c, Body).body)
      return ok(shape(c, found))
    },
  },
  {
    method: 'DELETE',
    path: one,
    needs: writes('read', 'item'),
    handle: (c) => {
      const found = ownComment(c)
      deleteComment(c.world, found.at, found.comment)
      return nothing
    },
  },
  ...reactionRoutes(`${one}/reactions`, (c) => commentAt(c).comment),
  ...reactionRoutes(`${repo}/issues/{issue_number}/reactions`, (c) => itemAt(c).item),
]

function reactionRoutes(path: string, on: (c: Context) => Pick<Comment, 'reactions'>): Route[] {
  return [
    {
      method: 'GET',
      path,
      needs: reads('item'),
      handle: (c) => page(c, on(c).reactions, (each) => reactionShape(c.world, each)),
    },
    {
      method: 'POST',
      path,
      needs: writes('read', 'item'),
      handle: (c) => {
        const { reaction, isNew } = react(c.world, c.by, on(c), bodyOf(c, Content).content)
        return ok(reactionShape(c.world, reaction), isNew ? 201 : 200)
      },
    },
    {
      method: 'DELETE',
      path: `${path}/{reaction_id}`,
      needs: writes('read', 'item'),
      handle: (c) => {
        const to = on(c)
        to.reactions = to.reactions.filter((each) => each.id !== Number(param(c, 'reaction_id')))
        return nothing
      },
    },
  ]
}
