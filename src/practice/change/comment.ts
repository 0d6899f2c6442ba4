import { notFound, Refusal } from '../refusal.ts'
import { atLeast, roleOf } from '../role.ts'
import { commentShape, issueShape } from '../shape/item.ts'
import type { Comment, Item, Reaction, Repo } from '../state.ts'
import { type Actor, nextId, record, same, timeNow, touch, type World } from '../world.ts'
import { crossReference } from './reference.ts'

export interface At {
  repo: Repo
  item: Item
  by: Actor
}

export function addComment(world: World, at: At, body: string): Comment {
  checkLock(world, at)
  checkBody(body)
  const now = timeNow(world)
  const comment: Comment = {
    id: nextId(world),
    author: at.by.login,
    via: at.by.app,
    body,
    created_at: now,
    updated_at: now,
    reactions: [],
  }
  at.item.comments.push(comment)
  record(world, at.item, at.by, { event: 'commented', comment: comment.id })
  touch(world, at.item)
  crossReference(world, at, body)
  tellComment(world, at, comment, 'created')
  return comment
}

/** In a locked conversation only people who may write there speak; no App does, whatever it may do else. */
function checkLock(world: World, { repo, item, by }: At): void {
  if (!item.locked || (by.app === null && atLeast(roleOf(world, repo, by.login), 'write'))) return
  throw new Refusal(403, 'Unable to create comment because issue is locked.')
}

function checkBody(body: string): void {
  if (body.trim() === '')
    throw new Refusal(422, 'Validation Failed', [
      { resource: 'IssueComment', code: 'missing_field', field: 'body' },
    ])
  if (body.length > 65_536) throw new Refusal(422, 'Body is too long (maximum is 65536 characters)')
}

export function editComment(world: World, at: At, comment: Comment, body: string): void {
  checkLock(world, at)
  checkBody(body)
  const from = comment.body
  comment.body = body
  comment.updated_at = timeNow(world)
  tellComment(world, at, comment, 'edited', { changes: { body: { from } } })
}

/** The payload of a deletion carries the comment as it was. */
export function deleteComment(world: World, at: At, comment: Comment): void {
  at.item.comments = at.item.comments.filter((each) => each !== comment)
  tellComment(world, at, comment, 'deleted')
}

export function findComment(repo: Repo, id: number): { item: Item; comment: Comment } {
  for (const item of Object.values(repo.items)) {
    const comment = item.comments.find((each) => each.id === id)
    if (comment) return { item, comment }
  }
  throw notFound()
}

/** Adds a reaction; the same one of the same person is there only once. */
export function react(
  world: World,
  by: Actor,
  to: { reactions: Reaction[] },
  content: string,
): { reaction: Reaction; isNew: boolean } {
  const there = to.reactions.find((each) => each.content === content && same(each.user, by.login))
  if (there) return { reaction: there, isNew: false }
  const reaction = { id: nextId(world), content, user: by.login, created_at: timeNow(world) }
  to.reactions.push(reaction)
  return { reaction, isNew: true }
}

function tellComment(
  world: World,
  at: At,
  comment: Comment,
  action: string,
  more: Record<string, unknown> = {},
): void {
  const { repo, item, by } = at
  world.tell({
    event: 'issue_comment',
    repo,
    sender: by.login,
    body: () => ({
      action,
      issue: issueShape(world, repo, item),
      comment: commentShape(world, repo, item, comment),
      ...more,
    }),
  })
}
