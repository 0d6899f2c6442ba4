import { invalid, notFound } from '../refusal.ts'
import { orgOf } from '../role.ts'
import { accountShape, teamShape } from '../shape/account.ts'
import { issueShape, milestoneShape } from '../shape/item.ts'
import { repositoryShape } from '../shape/repository.ts'
import type { Item, ItemRef, Milestone, Org, Repo, Role, Team } from '../state.ts'
import {
  type Actor,
  findRef,
  fullName,
  includes,
  nextId,
  record,
  timeNow,
  touch,
  type World,
  without,
} from '../world.ts'
import type { At } from './item.ts'
import { deleteKey } from './keys.ts'

function needTeam(world: World, orgName: string, slug: string): { org: Org; team: Team } {
  const org = orgOf(world, orgName)
  const team = org?.teams[slug]
  if (!org || !team) throw notFound()
  return { org, team }
}

/** A team is made, with nobody in it. */
export function createTeam(world: World, by: Actor, name: string, slug: string): void {
  const org = orgOf(world, name)
  if (!org) throw notFound()
  const id = nextId(world)
  const team: Team = { id, slug, name: slug, members: [], maintainers: [], parent: null }
  org.teams[slug] = team
  world.tell({
    event: 'team',
    org: org.login,
    sender: by.login,
    body: () => ({ action: 'created', team: teamShape(world, org, team) }),
  })
}

/** Whoever joins a team becomes a member of the org. */
export function addTeamMember(
  world: World,
  by: Actor,
  at: { org: string; team: string },
  login: string,
): void {
  const { org, team } = needTeam(world, at.org, at.team)
  if (includes(team.members, login)) return
  team.members.push(login)
  org.members[login] ??= 'member'
  tellMembership(world, by, { org, team, login, action: 'added' })
}

export function removeTeamMember(
  world: World,
  by: Actor,
  at: { org: string; team: string },
  login: string,
): void {
  const { org, team } = needTeam(world, at.org, at.team)
  if (!includes([...team.members, ...team.maintainers], login)) return
  team.members = without(team.members, login)
  team.maintainers = without(team.maintainers, login)
  tellMembership(world, by, { org, team, login, action: 'removed' })
}

/** Somebody leaves the organisation, and with it all its teams; GitHub tells of the leaving alone. */
export function removeOrgMember(world: World, by: Actor, name: string, login: string): void {
  const org = world.state.orgs[name.toLowerCase()]
  const member = Object.keys(org?.members ?? {}).find((each) => each.toLowerCase() === login.toLowerCase())
  if (!org || member === undefined) return
  const role = org.members[member]
  deleteKey(org.members, member)
  for (const team of Object.values(org.teams)) {
    team.members = without(team.members, member)
    team.maintainers = without(team.maintainers, member)
  }
  world.tell({
    event: 'organization',
    org: org.login,
    sender: by.login,
    body: () => ({
      action: 'member_removed',
      membership: {
        url: `${world.urls.api}/orgs/${org.login}/memberships/${member}`,
        state: 'inactive',
        role: role === 'admin' ? 'admin' : 'member',
        organization_url: `${world.urls.api}/orgs/${org.login}`,
        user: accountShape(world, member),
      },
    }),
  })
}

function tellMembership(
  world: World,
  by: Actor,
  what: { org: Org; team: Team; login: string; action: string },
): void {
  world.tell({
    event: 'membership',
    org: what.org.login,
    sender: by.login,
    body: () => ({
      action: what.action,
      scope: 'team',
      member: accountShape(world, what.login),
      team: teamShape(world, what.org, what.team),
    }),
  })
}

export function addCollaborator(world: World, by: Actor, repo: Repo, login: string, role: Role): void {
  const isNew = !includes(Object.keys(repo.collaborators), login)
  repo.collaborators[login] = role
  tellMember(world, by, repo, login, isNew ? 'added' : 'edited')
}

export function removeCollaborator(world: World, by: Actor, repo: Repo, login: string): void {
  deleteKey(repo.collaborators, login)
  tellMember(world, by, repo, login, 'removed')
}

function tellMember(world: World, by: Actor, repo: Repo, login: string, action: string): void {
  world.tell({
    event: 'member',
    repo,
    sender: by.login,
    body: () => ({ action, member: accountShape(world, login) }),
  })
}

export function createMilestone(
  world: World,
  repo: Repo,
  by: Actor,
  values: { title: string; description?: string | null | undefined; due_on?: string | null | undefined },
): Milestone {
  if (repo.milestones.some((each) => each.title === values.title)) {
    throw invalid('Milestone', 'title', 'already_exists')
  }
  const now = timeNow(world)
  const milestone: Milestone = {
    id: nextId(world),
    number: (repo.milestones.at(-1)?.number ?? 0) + 1,
    title: values.title,
    description: values.description ?? null,
    creator: by.login,
    state: 'open',
    due_on: values.due_on ?? null,
    created_at: now,
    updated_at: now,
    closed_at: null,
  }
  repo.milestones.push(milestone)
  tellMilestone(world, repo, by, milestone, 'created')
  return milestone
}

export function updateMilestone(
  world: World,
  at: { repo: Repo; by: Actor },
  milestone: Milestone,
  values: {
    title?: string | undefined
    due_on?: string | null | undefined
    state?: 'open' | 'closed' | undefined
  },
): void {
  const before = { title: milestone.title, due_on: milestone.due_on, state: milestone.state }
  milestone.title = values.title ?? milestone.title
  milestone.due_on = values.due_on === undefined ? milestone.due_on : values.due_on
  milestone.state = values.state ?? milestone.state
  milestone.closed_at = milestone.state === 'closed' ? timeNow(world) : null
  milestone.updated_at = timeNow(world)
  if (before.state !== milestone.state) {
    tellMilestone(world, at.repo, at.by, milestone, milestone.state === 'closed' ? 'closed' : 'opened')
  }
  const changes = Object.fromEntries(
    (['title', 'due_on'] as const)
      .filter((key) => before[key] !== milestone[key])
      .map((key) => [key, { from: before[key] }]),
  )
  if (Object.keys(changes).length > 0) tellMilestone(world, at.repo, at.by, milestone, 'edited', { changes })
}

function tellMilestone(
  world: World,
  repo: Repo,
  by: Actor,
  milestone: Milestone,
  action: string,
  more: Record<string, unknown> = {},
): void {
  world.tell({
    event: 'milestone',
    repo,
    sender: by.login,
    body: () => ({ action, milestone: milestoneShape(world, repo, milestone), ...more }),
  })
}

/** Makes one issue a part of another. */
export function addSubIssue(world: World, at: At, ref: ItemRef): void {
  const found = findRef(world, ref)
  if (!found) throw notFound()
  const parent = { repo: fullName(at.repo), number: at.item.number }
  if (found.item.parent) throw invalid('Issue', 'sub_issue_id', 'already_exists')
  at.item.subIssues.push(ref)
  found.item.parent = parent
  record(world, at.item, at.by, { event: 'sub_issue_added', child: ref })
  record(world, found.item, at.by, { event: 'parent_issue_added', parent })
  touch(world, at.item)
  tellSubIssue(world, at, found)
}

function tellSubIssue(world: World, at: At, child: { repo: Repo; item: Item }): void {
  const body = () => ({
    parent_issue_id: at.item.id,
    parent_issue: issueShape(world, at.repo, at.item),
    parent_issue_repo: repositoryShape(world, at.repo),
    sub_issue_id: child.item.id,
    sub_issue: issueShape(world, child.repo, child.item),
    sub_issue_repo: repositoryShape(world, child.repo),
  })
  const sender = at.by.login
  const told = { event: 'sub_issues', sender }
  world.tell({ ...told, repo: at.repo, body: () => ({ action: 'sub_issue_added', ...body() }) })
  world.tell({ ...told, repo: child.repo, body: () => ({ action: 'parent_issue_added', ...body() }) })
}
