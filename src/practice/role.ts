import { Refusal } from './refusal.ts'
import type { Org, Repo, Role, Team } from './state.ts'
import { findRepo, includes, same, type World } from './world.ts'

const ranks: Record<Role | 'none', number> = { none: 0, read: 1, triage: 2, write: 3, maintain: 4, admin: 5 }

export function atLeast(role: Role | 'none', needed: Role): boolean {
  return ranks[role] >= ranks[needed]
}

export function orgOf(world: World, login: string): Org | undefined {
  return world.state.orgs[login.toLowerCase()]
}

export function isMember(org: Org, login: string): boolean {
  return includes(Object.keys(org.members), login)
}

/** A team's members with those of its child teams, as GitHub lists them. */
export function membersOf(org: Org, team: Team): string[] {
  const children = Object.values(org.teams).filter((each) => each.parent === team.slug)
  const all = [...team.maintainers, ...team.members, ...children.flatMap((each) => membersOf(org, each))]
  return all.filter((each, index) => all.findIndex((other) => same(other, each)) === index)
}

/** The highest role that a person has in a repository, from whatever source. */
export function roleOf(world: World, repo: Repo, login: string): Role | 'none' {
  const roles: (Role | 'none')[] = [repo.private ? 'none' : 'read']
  const direct = Object.entries(repo.collaborators).find(([each]) => same(each, login))
  if (direct) roles.push(direct[1])
  if (same(repo.owner, login)) roles.push('admin')
  const org = orgOf(world, repo.owner)
  if (org) roles.push(...rolesInOrg(org, repo, login))
  return roles.reduce((best, each) => (ranks[each] > ranks[best] ? each : best))
}

function rolesInOrg(org: Org, repo: Repo, login: string): (Role | 'none')[] {
  const member = Object.entries(org.members).find(([each]) => same(each, login))
  if (!member) return []
  const teams = Object.entries(repo.teams).flatMap(([slug, role]) => {
    const team = org.teams[slug]
    return team && includes(membersOf(org, team), login) ? [role] : []
  })
  return [member[1] === 'admin' ? 'admin' : org.basePermission, ...teams]
}

/** People of the org, collaborators and who wrote here can be assigned; bots and strangers cannot. */
export function isAssignable(world: World, repo: Repo, login: string, number?: number): boolean {
  const account = world.state.accounts[login.toLowerCase()]
  if (account?.type !== 'User' || account.suspended) return false
  if (same(repo.owner, login)) return true
  if (includes(Object.keys(repo.collaborators), login)) return true
  const org = orgOf(world, repo.owner)
  if (org && isMember(org, login) && roleOf(world, repo, login) !== 'none') return true
  const item = number === undefined ? undefined : repo.items[number]
  if (!item) return false
  return same(item.author, login) || item.comments.some((each) => same(each.author, login))
}

export type Association = 'OWNER' | 'MEMBER' | 'COLLABORATOR' | 'CONTRIBUTOR' | 'NONE'

export function associationOf(world: World, repo: Repo, login: string): Association {
  if (same(repo.owner, login)) return 'OWNER'
  const org = orgOf(world, repo.owner)
  if (org && isMember(org, login)) return 'MEMBER'
  if (includes(Object.keys(repo.collaborators), login)) return 'COLLABORATOR'
  const merged = Object.values(repo.items).some((each) => each.pull?.merged_at && same(each.author, login))
  return merged ? 'CONTRIBUTOR' : 'NONE'
}

/** Refuses a person's act that GitHub would not offer to them. Bots are judged by their App's permissions. */
export function needRole(world: World, repoName: string, login: string, needed: Role): void {
  const repo = findRepo(world, repoName)
  if (!repo || login.endsWith('[bot]')) return
  const role = roleOf(world, repo, login)
  if (atLeast(role, needed)) return
  throw new Refusal(
    403,
    `${login} may not do this in ${repoName}: it takes ${needed}, and the role there is ${role}.`,
  )
}
