import { invalid, Refusal } from '../refusal.ts'
import { atLeast, isAssignable, roleOf } from '../role.ts'
import { accountShape } from '../shape/account.ts'
import { labelShape, milestoneShape } from '../shape/item.ts'
import type { Item, Pull, Repo, StateReason } from '../state.ts'
import {
  type Actor,
  findLabel,
  includes,
  nextId,
  record,
  same,
  timeNow,
  touch,
  type World,
  without,
} from '../world.ts'
import { createLabel, recordLabel } from './label.ts'
import { crossReference } from './reference.ts'
import { tellItem } from './tell-item.ts'

export interface At {
  repo: Repo
  item: Item
  by: Actor
}

export interface Opening {
  title: string
  body?: string | null | undefined
  labels?: readonly string[] | undefined
  assignees?: readonly string[] | undefined
  milestone?: number | null | undefined
  type?: string | null | undefined
}

/** An item as it is before anything is on it. */
export function blankItem(world: World, repo: Repo, by: Actor, opening: Opening, pull: Pull | null): Item {
  if (opening.title.trim() === '') throw invalid(pull ? 'PullRequest' : 'Issue', 'title', 'missing_field')
  repo.lastNumber += 1
  repo.open += 1
  const now = timeNow(world)
  const item: Item = {
    id: nextId(world),
    number: repo.lastNumber,
    title: opening.title,
    body: opening.body ?? null,
    author: by.login,
    via: by.app,
    state: 'open',
    state_reason: null,
    labels: [],
    assignees: [],
    milestone: null,
    type: opening.type ?? null,
    locked: false,
    pinned: false,
    created_at: now,
    updated_at: now,
    closed_at: null,
    closed_by: null,
    timeline: [],
    comments: [],
    reactions: [],
    parent: null,
    subIssues: [],
    pull,
  }
  repo.items[item.number] = item
  return item
}

/**
 * Opens an issue. The `opened` payload already has labels, assignees and milestone; then one `labeled`, `assigned`
 * and so on follows for each. From who may not set them they are silently dropped.
 */
export function openIssue(world: World, repo: Repo, by: Actor, opening: Opening): Item {
  const item = blankItem(world, repo, by, opening, null)
  decorate(world, { repo, item, by }, opening)
  return item
}

/** What an item has from its first moment, and the payloads that tell of it. */
export function decorate(world: World, at: At, opening: Opening): void {
  const { repo, item, by } = at
  const may = by.app !== null || atLeast(roleOf(world, repo, by.login), 'triage')
  const wanted = may ? opening : { title: opening.title }
  const names = [...new Set(wanted.labels ?? [])]
  const labels = names.map((name) => findLabel(repo, name) ?? createLabel(world, repo, by, { name }))
  item.labels = labels.map((each) => each.id)
  item.assignees = (wanted.assignees ?? []).filter((each) => isAssignable(world, repo, each, item.number))
  const milestone = repo.milestones.find((each) => each.number === wanted.milestone)
  item.milestone = milestone?.number ?? null
  for (const each of labels) recordLabel(world, at, 'labeled', each)
  for (const assignee of item.assignees) record(world, item, by, { event: 'assigned', assignee })
  if (milestone) record(world, item, by, { event: 'milestoned', milestone: milestone.title })
  crossReference(world, at, `${item.title}\n${item.body ?? ''}`)
  tellItem(world, at, 'opened')
  for (const each of labels) tellItem(world, at, 'labeled', { label: labelShape(world, repo, each) })
  for (const each of item.assignees) tellItem(world, at, 'assigned', { assignee: accountShape(world, each) })
  if (milestone) tellItem(world, at, 'milestoned', { milestone: milestoneShape(world, repo, milestone) })
}

export function editItem(
  world: World,
  at: At,
  values: { title?: string | undefined; body?: string | null | undefined },
): void {
  const { item } = at
  const changes: Record<string, { from: string }> = {}
  if (values.title !== undefined && values.title !== item.title) {
    changes.title = { from: item.title }
    record(world, item, at.by, { event: 'renamed', from: item.title, to: values.title })
    item.title = values.title
  }
  if (values.body !== undefined && values.body !== item.body) {
    changes.body = { from: item.body ?? '' }
    item.body = values.body
    crossReference(world, at, values.body ?? '')
  }
  if (Object.keys(changes).length === 0) return
  touch(world, item)
  tellItem(world, at, 'edited', { changes })
}

export function close(
  world: World,
  at: At,
  reason: StateReason | null = 'completed',
  commit: string | null = null,
): void {
  const { item, by } = at
  if (item.state === 'closed') return
  item.state = 'closed'
  at.repo.open -= 1
  item.state_reason = item.pull ? null : reason
  item.closed_at = timeNow(world)
  item.closed_by = by.login
  record(world, item, by, { event: 'closed', state_reason: item.state_reason, commit })
  touch(world, item)
  tellItem(world, at, 'closed')
}

export function reopen(world: World, at: At): void {
  const { item, by } = at
  if (item.state === 'open') return
  if (item.timeline.some(({ event }) => event === 'converted_to_discussion'))
    throw new Refusal(422, 'Validation Failed', [{ message: 'The issue was converted to a discussion.' }])
  if (item.pull?.merged_at)
    throw new Refusal(422, 'Validation Failed', [{ message: 'The pull request cannot be reopened.' }])
  item.state = 'open'
  at.repo.open += 1
  item.state_reason = item.pull ? null : 'reopened'
  item.closed_at = null
  item.closed_by = null
  record(world, item, by, { event: 'reopened' })
  touch(world, item)
  tellItem(world, at, 'reopened')
}

/** Assigns; people who cannot be assigned, and more than ten, are silently ignored, as on GitHub. */
export function assign(world: World, at: At, logins: readonly string[]): void {
  for (const login of logins) {
    const { item, repo, by } = at
    if (includes(item.assignees, login) || item.assignees.length >= 10) continue
    if (!isAssignable(world, repo, login, item.number)) continue
    const assignee = world.state.accounts[login.toLowerCase()]?.login ?? login
    item.assignees.push(assignee)
    record(world, item, by, { event: 'assigned', assignee })
    touch(world, item)
    tellItem(world, at, 'assigned', { assignee: accountShape(world, assignee) })
  }
}

export function unassign(world: World, at: At, logins: readonly string[]): void {
  for (const login of logins) {
    const { item, by } = at
    const assignee = item.assignees.find((each) => same(each, login))
    if (assignee === undefined) continue
    item.assignees = without(item.assignees, login)
    record(world, item, by, { event: 'unassigned', assignee })
    touch(world, item)
    tellItem(world, at, 'unassigned', { assignee: accountShape(world, assignee) })
  }
}

export function setMilestone(world: World, at: At, number: number | null): void {
  const { item, repo, by } = at
  if (item.milestone === number) return
  const old = repo.milestones.find((each) => each.number === item.milestone)
  const next = repo.milestones.find((each) => each.number === number)
  if (number !== null && !next) throw invalid('Issue', 'milestone', 'invalid')
  item.milestone = number
  touch(world, item)
  if (old) {
    record(world, item, by, { event: 'demilestoned', milestone: old.title })
    tellItem(world, at, 'demilestoned', { milestone: milestoneShape(world, repo, old) })
  }
  if (next) {
    record(world, item, by, { event: 'milestoned', milestone: next.title })
    tellItem(world, at, 'milestoned', { milestone: milestoneShape(world, repo, next) })
  }
}

/** Locking, pinning and their opposites. */
export function mark(world: World, at: At, what: 'locked' | 'unlocked' | 'pinned' | 'unpinned'): void {
  const key = what.endsWith('locked') ? 'locked' : 'pinned'
  const value = !what.startsWith('un')
  if (at.item[key] === value) return
  at.item[key] = value
  record(world, at.item, at.by, { event: what })
  tellItem(world, at, what)
}

/** Gives an issue another type, or none. */
export function setType(world: World, at: At, type: string | null): void {
  const { item } = at
  if (item.type === type) return
  const old = item.type
  item.type = type
  touch(world, item)
  if (type !== null) tellItem(world, at, 'typed', { type: { id: 1, node_id: 'IT_1', name: type } })
  else tellItem(world, at, 'untyped', { type: { id: 1, node_id: 'IT_1', name: old } })
}
