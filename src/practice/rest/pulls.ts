import { z } from 'zod'
import { close, editItem, reopen } from '../change/item.ts'
import {
  dismissReview,
  merge,
  needPull,
  openPull,
  requestReview,
  review,
  setBase,
  unrequestReview,
} from '../change/pull.ts'
import { pullDiff } from '../git.ts'
import { notFound } from '../refusal.ts'
import { orgOf } from '../role.ts'
import { accountShape, teamShape } from '../shape/account.ts'
import { commitShape, fileShape } from '../shape/commit.ts'
import { pullShape, reviewShape, wholePull } from '../shape/pull.ts'
import type { Item, Pull, Repo } from '../state.ts'
import { type Actor, same } from '../world.ts'
import { sorted } from './issues.ts'
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

function pullAt(c: Context): { repo: Repo; item: Item; by: Actor; pull: Pull } {
  const at = itemAt(c, 'pull_number')
  return { ...at, pull: needPull(at.item) }
}

/** `head` is `owner:branch`. */
function list(c: Context): Answer {
  const state = c.query.get('state') ?? 'open'
  const base = c.query.get('base')
  const [owner, branch] = (c.query.get('head') ?? '').split(':')
  const wanted = Object.values(c.repo.items).filter((each) => {
    const { pull } = each
    if (!pull || (state !== 'all' && each.state !== state)) return false
    if (base !== null && pull.base !== base) return false
    return branch === undefined || (pull.head === branch && same(pull.fork ?? c.repo.owner, owner ?? ''))
  })
  return page(c, sorted(c, wanted), (each) => pullShape(c.world, c.repo, each, needPull(each)))
}

const Open = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
})

const Update = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  base: z.string().optional(),
  state: z.enum(['open', 'closed']).optional(),
})

function update(c: Context): Answer {
  const at = pullAt(c)
  const values = bodyOf(c, Update)
  editItem(c.world, at, values)
  if (values.base !== undefined) setBase(c.world, at, values.base)
  if (values.state === 'closed') close(c.world, at)
  if (values.state === 'open') reopen(c.world, at)
  return ok(wholePull(c.world, at.repo, at.item, at.pull))
}

const Review = z.object({
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
})
const states = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const

const Reviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
})

const Merge = z.object({ sha: z.string().optional(), merge_method: z.string().optional() }).loose()

function mergeAnswer(c: Context): Answer {
  const sha = merge(c.world, pullAt(c), bodyOf(c, Merge).sha)
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' })
}

function requested(c: Context): Answer {
  const { pull, repo } = pullAt(c)
  const org = orgOf(c.world, repo.owner)
  const teams = pull.reviewTeams.flatMap((slug) => {
    const team = org?.teams[slug]
    return org && team ? [teamShape(c.world, org, team)] : []
  })
  return ok({ users: pull.reviewers.map((each) => accountShape(c.world, each)), teams })
}

/** GitHub lists 3000 files and 250 commits at most. */
const mostFiles = 3000
const mostCommits = 250

const repo = '/repos/{owner}/{repo}'
const one = `${repo}/pulls/{pull_number}`
const read = reads('pull_requests')
const write = writes('write', 'pull_requests')

export const pullRoutes: readonly Route[] = [
  { method: 'GET', path: `${repo}/pulls`, needs: read, handle: list },
  {
    method: 'POST',
    path: `${repo}/pulls`,
    needs: write,
    handle: (c) => {
      const values = bodyOf(c, Open)
      const [fork, branch] = values.head.includes(':') ? values.head.split(':') : [undefined, values.head]
      const foreign = fork !== undefined && !same(fork, c.repo.owner) ? { fork } : {}
      const item = openPull(c.world, c.repo, c.by, { ...values, head: branch ?? '', ...foreign })
      return ok(wholePull(c.world, c.repo, item, needPull(item)), 201)
    },
  },
  {
    method: 'GET',
    path: one,
    needs: read,
    handle: (c) => {
      const { item, pull } = pullAt(c)
      return ok(wholePull(c.world, c.repo, item, pull))
    },
  },
  { method: 'PATCH', path: one, needs: write, handle: update },
  {
    method: 'GET',
    path: `${one}/files`,
    needs: read,
    handle: (c) => {
      const { item, pull } = pullAt(c)
      const { files } = pullDiff(c.repo, item)
      return page(c, files.slice(0, mostFiles), (each) => fileShape(c.world, c.repo, pull.sha, each))
    },
  },
  {
    method: 'GET',
    path: `${one}/commits`,
    needs: read,
    handle: (c) => {
      const { commits } = pullDiff(c.repo, pullAt(c).item)
      return page(c, commits.slice(0, mostCommits), (each) => commitShape(c.world, c.repo, each))
    },
  },
  {
    method: 'GET',
    path: `${one}/merge`,
    needs: read,
    handle: (c) => {
      if (pullAt(c).pull.merged_at === null) throw notFound()
      return nothing
    },
  },
  { method: 'PUT', path: `${one}/merge`, needs: writes('write', 'contents'), handle: mergeAnswer },
  {
    method: 'GET',
    path: `${one}/reviews`,
    needs: read,
    handle: (c) => {
      const { item, pull } = pullAt(c)
      return page(c, pull.reviews, (each) => reviewShape(c.world, c.repo, item, each))
    },
  },
  {
    method: 'POST',
    path: `${one}/reviews`,
    needs: writes('read', 'pull_requests'),
    handle: (c) => {
      const at = pullAt(c)
      const { event, body = '' } = bodyOf(c, Review)
      return ok(reviewShape(c.world, c.repo, at.item, review(c.world, at, states[event], body)))
    },
  },
  {
    method: 'PUT',
    path: `${one}/reviews/{review_id}/dismissals`,
    needs: write,
    handle: (c) => {
      const at = pullAt(c)
      const { message } = bodyOf(c, z.object({ message: z.string() }).loose())
      const dismissed = dismissReview(c.world, at, Number(param(c, 'review_id')), message)
      return ok(reviewShape(c.world, c.repo, at.item, dismissed))
    },
  },
  { method: 'GET', path: `${one}/requested_reviewers`, needs: read, handle: requested },
  {
    method: 'POST',
    path: `${one}/requested_reviewers`,
    needs: write,
    handle: (c) => {
      const at = pullAt(c)
      const { reviewers, team_reviewers } = bodyOf(c, Reviewers)
      requestReview(c.world, at, { logins: reviewers, teams: team_reviewers })
      return ok(pullShape(c.world, c.repo, at.item, at.pull), 201)
    },
  },
  {
    method: 'DELETE',
    path: `${one}/requested_reviewers`,
    needs: write,
    handle: (c) => {
      const at = pullAt(c)
      unrequestReview(c.world, at, bodyOf(c, Reviewers).reviewers)
      return ok(pullShape(c.world, c.repo, at.item, at.pull))
    },
  },
]
