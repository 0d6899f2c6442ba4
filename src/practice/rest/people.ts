import { z } from 'zod'
import { addTeamMember, removeTeamMember } from '../change/people.ts'
import { notFound } from '../refusal.ts'
import { isMember, membersOf, orgOf, roleOf } from '../role.ts'
import { accountShape, organizationShape, teamShape } from '../shape/account.ts'
import type { Org, Role, Team } from '../state.ts'
import { includes, same } from '../world.ts'
import {
  type Answer,
  bodyOf,
  type Context,
  nothing,
  ok,
  page,
  param,
  type Route,
  reads,
  writes,
} from './route.ts'

function orgAt(c: Context): Org {
  const org = orgOf(c.world, param(c, 'org'))
  if (!org) throw notFound()
  // An installation sees the organisation it is installed on, and no other from inside.
  if (c.caller.kind === 'installation' && !same(c.caller.installation.account, org.login)) throw notFound()
  return org
}

function teamAt(c: Context): { org: Org; team: Team } {
  const org = orgAt(c)
  const team = org.teams[param(c, 'team_slug').toLowerCase()]
  if (!team) throw notFound()
  return { org, team }
}

function membership(c: Context): Answer {
  const { org, team } = teamAt(c)
  const login = param(c, 'username')
  if (!includes(membersOf(org, team), login)) throw notFound()
  const url = `${c.world.urls.api}/organizations/${org.login}/team/${team.id}/memberships/${login}`
  return ok({ url, role: includes(team.maintainers, login) ? 'maintainer' : 'member', state: 'active' })
}

function members(c: Context): Answer {
  const { org, team } = teamAt(c)
  const role = c.query.get('role') ?? 'all'
  const wanted = membersOf(org, team).filter((each) => {
    if (role === 'all') return true
    return includes(team.maintainers, each) === (role === 'maintainer')
  })
  return page(c, wanted, (each) => accountShape(c.world, each))
}

const legacy: Record<Role | 'none', string> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
}

/** `permission` knows four words; `role_name` has the real role. */
function permission(c: Context): Answer {
  const account = c.world.state.accounts[param(c, 'username').toLowerCase()]
  if (!account) throw notFound()
  const role = roleOf(c.world, c.repo, account.login)
  const order = ['read', 'triage', 'write', 'maintain', 'admin']
  const has = (each: string) => role !== 'none' && order.indexOf(role) >= order.indexOf(each)
  const permissions = {
    pull: has('read'),
    triage: has('triage'),
    push: has('write'),
    maintain: has('maintain'),
    admin: has('admin'),
  }
  const user = { ...accountShape(c.world, account.login), permissions, role_name: role }
  return ok({ permission: legacy[role], role_name: role, user })
}

const org = '/orgs/{org}'
const team = `${org}/teams/{team_slug}`
const repo = '/repos/{owner}/{repo}'
const read = reads('members')

export const peopleRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: org,
    handle: (c) => {
      const found = orgOf(c.world, param(c, 'org'))
      if (!found) throw notFound()
      return ok(organizationShape(c.world, found.login))
    },
  },
  {
    method: 'GET',
    path: `${org}/members`,
    needs: read,
    handle: (c) => page(c, Object.keys(orgAt(c).members), (each) => accountShape(c.world, each)),
  },
  {
    method: 'GET',
    path: `${org}/members/{username}`,
    needs: read,
    handle: (c) => {
      if (!isMember(orgAt(c), param(c, 'username'))) throw notFound()
      return nothing
    },
  },
  {
    method: 'GET',
    path: `${org}/teams`,
    needs: read,
    handle: (c) => {
      const found = orgAt(c)
      return page(c, Object.values(found.teams), (each) => teamShape(c.world, found, each))
    },
  },
  {
    method: 'GET',
    path: team,
    needs: read,
    handle: (c) => {
      const at = teamAt(c)
      return ok(teamShape(c.world, at.org, at.team))
    },
  },
  { method: 'GET', path: `${team}/members`, needs: read, handle: members },
  { method: 'GET', path: `${team}/memberships/{username}`, needs: read, handle: membership },
  {
    method: 'PUT',
    path: `${team}/memberships/{username}`,
    needs: writes('admin', 'members'),
    handle: (c) => {
      bodyOf(c, z.object({ role: z.string().optional() }))
      const at = { org: orgAt(c).login, team: teamAt(c).team.slug }
      addTeamMember(c.world, c.by, at, param(c, 'username'))
      return membership(c)
    },
  },
  {
    method: 'DELETE',
    path: `${team}/memberships/{username}`,
    needs: writes('admin', 'members'),
    handle: (c) => {
      const at = { org: orgAt(c).login, team: teamAt(c).team.slug }
      removeTeamMember(c.world, c.by, at, param(c, 'username'))
      return nothing
    },
  },
  {
    method: 'GET',
    path: `${repo}/collaborators/{username}/permission`,
    needs: reads('metadata'),
    handle: permission,
  },
]
