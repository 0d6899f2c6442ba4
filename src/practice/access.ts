import { type Caller, grants } from './auth.ts'
import { notAccessible, notFound, Refusal } from './refusal.ts'
import type { Needs, Route } from './rest/route.ts'
import { atLeast, roleOf } from './role.ts'
import type { Repo } from './state.ts'
import { findRepo, fullName, includes, reaches, type World } from './world.ts'

/** Lets a caller in to a route, or refuses as GitHub does; answers the repository of the path. */
export function admit(
  world: World,
  route: Route,
  caller: Caller,
  params: Readonly<Record<string, string>>,
): Repo | undefined {
  if (route.auth === 'app') {
    if (caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded')
  } else if (caller.kind === 'nobody') throw new Refusal(401, 'Requires authentication')
  else if (caller.kind === 'app' && route.auth !== 'any') throw notAccessible()
  const repo = repoOf(world, params)
  if (route.auth !== undefined) return repo
  if (repo && !sees(world, repo, caller)) throw notFound()
  if (route.needs) checkNeeds(world, route.needs, { caller, repo, params })
  if (repo?.archived && route.needs?.level === 'write')
    throw new Refusal(403, 'Repository was archived so is read-only.')
  return repo
}

function repoOf(world: World, params: Readonly<Record<string, string>>): Repo | undefined {
  const { owner, repo } = params
  if (owner === undefined || repo === undefined) return undefined
  const found = findRepo(world, `${owner}/${repo}`)
  if (!found) throw notFound()
  return found
}

function sees(world: World, repo: Repo, caller: Caller): boolean {
  if (!repo.private) return true
  return caller.kind === 'installation'
    ? within(repo, caller)
    : roleOf(world, repo, caller.by.login) !== 'none'
}

function within(repo: Repo, caller: Extract<Caller, { kind: 'installation' }>): boolean {
  if (!reaches(caller.installation, repo)) return false
  return caller.token.repos === null || includes(caller.token.repos, fullName(repo))
}

function checkNeeds(
  world: World,
  needs: Needs,
  at: { caller: Caller; repo: Repo | undefined; params: Readonly<Record<string, string>> },
): void {
  const { caller, repo, params } = at
  if (caller.kind === 'person') {
    const needed = needs.role ?? 'read'
    if (repo && !atLeast(roleOf(world, repo, caller.by.login), needed)) {
      throw new Refusal(403, 'Must have admin rights to Repository.')
    }
    return
  }
  if (caller.kind !== 'installation') return
  const number = Number(params.issue_number ?? params.pull_number)
  const names = needs.any.flatMap((each) => {
    if (each !== 'item') return [each]
    const item = repo?.items[number]
    // Not known (a comment's id, say): either permission lets in, as on GitHub.
    return item && !item.pull ? ['issues'] : ['issues', 'pull_requests']
  })
  const granted = names.some((each) => grants(caller.token.permissions, each, needs.level))
  if (repo && !within(repo, caller)) {
    // Anybody may read what is public; that is all an App may where it is not installed.
    if (needs.level === 'read' && !repo.private) return
    throw notAccessible()
  }
  if (!granted) throw notAccessible()
}
