import { z } from 'zod'
import {
  assign,
  close,
  editItem,
  mark,
  openIssue,
  reopen,
  setMilestone,
  setType,
  unassign,
} from '../change/item.ts'
import { setLabels } from '../change/label.ts'
import { addSubIssue } from '../change/people.ts'
import { notFound } from '../refusal.ts'
import { atLeast, isAssignable, orgOf, roleOf } from '../role.ts'
import { accountShape } from '../shape/account.ts'
import { issueShape } from '../shape/item.ts'
import { timelineShape } from '../shape/timeline.ts'
import type { Item } from '../state.ts'
import { findLabel, findRef, same } from '../world.ts'
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

const LabelNames = z.array(
  z.union([z.string(), z.object({ name: z.string() }).transform((each) => each.name)]),
)

const Create = z.object({
  title: z.union([z.string(), z.number()]).transform(String),
  body: z.string().nullish(),
  labels: LabelNames.optional(),
  assignees: z.array(z.string()).optional(),
  milestone: z.number().nullish(),
  type: z.string().nullish(),
})

const Update = Create.partial().extend({
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'reopened', 'duplicate']).nullish(),
})

function update(c: Context): Answer {
  const at = itemAt(c)
  const values = bodyOf(c, Update)
  editItem(c.world, at, values)
  if (values.labels) setLabels(c.world, at, values.labels)
  if (values.assignees) {
    const wanted = values.assignees
    unassign(
      c.world,
      at,
      at.item.assignees.filter((each) => !wanted.some((one) => same(one, each))),
    )
    assign(c.world, at, wanted)
  }
  if (values.milestone !== undefined) setMilestone(c.world, at, values.milestone)
  if (values.type !== undefined) setType(c.world, at, values.type)
  if (values.state === 'closed') close(c.world, at, values.state_reason ?? 'completed')
  if (values.state === 'open') reopen(c.world, at)
  return ok(issueShape(c.world, at.repo, at.item))
}

/** Issues and pull requests alike, as GitHub lists them here. */
function list(c: Context): Answer {
  const state = c.query.get('state') ?? 'open'
  const labels = (c.query.get('labels') ?? '').split(',').filter((each) => each !== '')
  const since = c.query.get('since')
  const milestone = c.query.get('milestone')
  const wanted = Object.values(c.repo.items).filter((each) => {
    if (state !== 'all' && each.state !== state) return false
    if (since !== null && each.updated_at < since) return false
    if (!labels.every((name) => each.labels.includes(findLabel(c.repo, name)?.id ?? 0))) return false
    if (!matchesPeople(c, each)) return false
    if (milestone === null) return true
    if (milestone === 'none') return each.milestone === null
    return milestone === '*' ? each.milestone !== null : each.milestone === Number(milestone)
  })
  return page(c, sorted(c, wanted), (each) => issueShape(c.world, c.repo, each))
}

function matchesPeople(c: Context, item: Item): boolean {
  const assignee = c.query.get('assignee')
  const creator = c.query.get('creator')
  if (creator !== null && !same(creator, item.author)) return false
  if (assignee === null) return true
  if (assignee === 'none') return item.assignees.length === 0
  return assignee === '*' ? item.assignees.length > 0 : item.assignees.some((each) => same(each, assignee))
}

export function sorted(c: Context, items: readonly Item[]): Item[] {
  const by = c.query.get('sort') ?? 'created'
  const key = (each: Item) =>
    by === 'updated'
      ? each.updated_at
      : by === 'comments'
        ? String(each.comments.length).padStart(9, '0')
        : each.created_at
  const up = items.toSorted((a, b) => (key(a) === key(b) ? a.number - b.number : key(a) < key(b) ? -1 : 1))
  return (c.query.get('direction') ?? 'desc') === 'asc' ? up : up.toReversed()
}

function timeline(c: Context): Answer {
  const { repo, item } = itemAt(c)
  const shown = item.timeline.filter((each) => timelineShape(c.world, repo, item, each) !== undefined)
  return page(c, shown, (each) => timelineShape(c.world, repo, item, each))
}

const Assignees = z.object({ assignees: z.array(z.string()).default([]) })
const SubIssue = z.object({ sub_issue_id: z.number() })

function subIssues(c: Context): Answer {
  const { item } = itemAt(c)
  const found = item.subIssues.flatMap((each) => findRef(c.world, each) ?? [])
  return page(c, found, (each) => issueShape(c.world, each.repo, each.item))
}

function attach(c: Context): Answer {
  const at = itemAt(c)
  const { sub_issue_id } = bodyOf(c, SubIssue)
  const child = Object.values(at.repo.items).find((each) => each.id === sub_issue_id)
  if (!child) throw notFound()
  addSubIssue(c.world, at, { repo: `${at.repo.owner}/${at.repo.name}`, number: child.number })
  return ok(issueShape(c.world, at.repo, at.item), 201)
}

function parent(c: Context): Answer {
  const found = itemAt(c).item.parent
  const at = found && findRef(c.world, found)
  if (!at) throw notFound()
  return ok(issueShape(c.world, at.repo, at.item))
}

function assignable(c: Context): string[] {
  const org = orgOf(c.world, c.repo.owner)
  const people = [...Object.keys(org?.members ?? {}), ...Object.keys(c.repo.collaborators), c.repo.owner]
  return [...new Set(people)].filter((each) => isAssignable(c.world, c.repo, each))
}

/** Who may not label or assign opens an issue all the same, without them. */
function opening(c: Context): Answer {
  const item = openIssue(c.world, c.repo, c.by, bodyOf(c, Create))
  return ok(issueShape(c.world, c.repo, item), 201)
}

const repo = '/repos/{owner}/{repo}'
const issue = `${repo}/issues/{issue_number}`

/** Authors may change their own; the role is judged here, since it depends on the item. */
function ownOr(c: Context, handle: (c: Context) => Answer): Answer {
  const { item } = itemAt(c)
  const own = same(item.author, c.by.login)
  if (c.caller.kind === 'person' && !own && !atLeast(roleOf(c.world, c.repo, c.by.login), 'triage'))
    throw notFound()
  return handle(c)
}

export const issueRoutes: readonly Route[] = [
  { method: 'GET', path: `${repo}/issues`, needs: reads('issues', 'pull_requests'), handle: list },
  { method: 'POST', path: `${repo}/issues`, needs: writes('read', 'issues'), handle: opening },
  {
    method: 'GET',
    path: issue,
    needs: reads('item'),
    handle: (c) => {
      const at = itemAt(c)
      return ok(issueShape(c.world, at.repo, at.item))
    },
  },
  { method: 'PATCH', path: issue, needs: writes('read', 'item'), handle: (c) => ownOr(c, update) },
  { method: 'GET', path: `${issue}/timeline`, needs: reads('item'), handle: timeline },
  {
    method: 'POST',
    path: `${issue}/assignees`,
    needs: writes('triage', 'item'),
    handle: (c) => {
      const at = itemAt(c)
      assign(c.world, at, bodyOf(c, Assignees).assignees)
      return ok(issueShape(c.world, at.repo, at.item), 201)
    },
  },
  {
    method: 'DELETE',
    path: `${issue}/assignees`,
    needs: writes('triage', 'item'),
    handle: (c) => {
      const at = itemAt(c)
      unassign(c.world, at, bodyOf(c, Assignees).assignees)
      return ok(issueShape(c.world, at.repo, at.item))
    },
  },
  {
    method: 'GET',
    path: `${repo}/assignees`,
    needs: reads('metadata'),
    handle: (c) => page(c, assignable(c), (each) => accountShape(c.world, each)),
  },
  {
    method: 'GET',
    path: `${repo}/assignees/{assignee}`,
    needs: reads('metadata'),
    handle: (c) => {
      if (!isAssignable(c.world, c.repo, param(c, 'assignee'))) throw notFound()
      return nothing
    },
  },
  lockRoute('PUT', 'locked'),
  lockRoute('DELETE', 'unlocked'),
  { method: 'GET', path: `${issue}/sub_issues`, needs: reads('issues'), handle: subIssues },
  { method: 'POST', path: `${issue}/sub_issues`, needs: writes('triage', 'issues'), handle: attach },
  { method: 'GET', path: `${issue}/parent`, needs: reads('issues'), handle: parent },
]

function lockRoute(method: 'PUT' | 'DELETE', what: 'locked' | 'unlocked'): Route {
  const handle = (c: Context) => {
    mark(c.world, itemAt(c), what)
    return nothing
  }
  return { method, path: `${issue}/lock`, needs: writes('write', 'item'), handle }
}
