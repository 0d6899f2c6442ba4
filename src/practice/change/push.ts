import { addCommit, commitsBetween, type Files, isAncestor } from '../git.ts'
import { invalid, notFound } from '../refusal.ts'
import { emailOf, pushedCommit } from '../shape/commit.ts'
import { repositoryPage, repositoryShape } from '../shape/repository.ts'
import type { Commit, Item, Repo } from '../state.ts'
import { type Actor, findRef, fullName, record, timeNow, touch, type World } from '../world.ts'
import { requestSuites } from './check.ts'
import { close } from './item.ts'
import { closedBy } from './reference.ts'
import { tellItem } from './tell-item.ts'

/** Commits files onto a branch and tells of the push. */
export function commitTo(
  world: World,
  at: { repo: Repo; by: Actor },
  branch: string,
  commit: { files: Files; message: string; sha?: string | undefined },
): Commit {
  const before = at.repo.branches[branch]
  if (before === undefined) throw notFound()
  const made = addCommit(world, at.repo, { ...commit, parents: [before], author: at.by.login })
  moveBranch(world, at, branch, made.sha)
  return made
}

/** Moves a branch, with all that follows from it: `push`, pull requests from it, issues its commits close. */
export function moveBranch(world: World, at: { repo: Repo; by: Actor }, branch: string, sha: string): void {
  const { repo, by } = at
  const before = repo.branches[branch] ?? '0'.repeat(40)
  repo.branches[branch] = sha
  repo.pushed_at = timeNow(world)
  tellPush(world, at, { branch, before, after: sha })
  requestSuites(world, repo, by, sha, branch)
  for (const item of Object.values(repo.items)) {
    const pull = item.pull
    if (pull && item.state === 'open' && pull.fork === null && pull.head === branch && pull.sha !== sha) {
      synchronize(world, { repo, item, by }, sha)
    }
  }
  if (branch === repo.default_branch) closeByCommit(world, at, sha)
}

function closeByCommit(world: World, at: { repo: Repo; by: Actor }, sha: string): void {
  const message = at.repo.commits[sha]?.message ?? ''
  for (const ref of closedBy(at.repo, message)) {
    const found = findRef(world, ref)
    if (found && !found.item.pull) close(world, { ...found, by: at.by }, 'completed', sha)
  }
}

/** The head of a pull request becomes another commit. */
export function synchronize(world: World, at: { repo: Repo; item: Item; by: Actor }, sha: string): void {
  const { repo, item, by } = at
  const pull = item.pull
  if (!pull) throw invalid('PullRequest', 'head', 'invalid')
  const before = pull.sha
  const forced = !isAncestor(repo, before, sha)
  pull.sha = sha
  record(world, item, by, forced ? { event: 'head_ref_force_pushed' } : { event: 'committed', sha })
  touch(world, item)
  tellItem(world, at, 'synchronize', { before, after: sha })
}

function tellPush(
  world: World,
  at: { repo: Repo; by: Actor },
  push: { branch: string; before: string; after: string },
): void {
  const { repo, by } = at
  const created = /^0+$/.test(push.before)
  world.tell({
    event: 'push',
    repo,
    sender: by.login,
    body: () => {
      const from = created ? (repo.commits[push.after]?.parents[0] ?? '') : push.before
      const commits = commitsBetween(repo, from, push.after).map((each) => pushedCommit(world, repo, each))
      return {
        ref: `refs/heads/${push.branch}`,
        before: push.before,
        after: push.after,
        repository: pushedRepository(world, repo),
        pusher: { name: by.login, email: emailOf(by.login) },
        created,
        deleted: false,
        forced: !created && !isAncestor(repo, push.before, push.after),
        base_ref: null,
        compare: `${repositoryPage(world, repo)}/compare/${push.before.slice(0, 12)}...${push.after.slice(0, 12)}`,
        commits: commits.slice(-20),
        head_commit: commits.at(-1) ?? null,
      }
    },
  })
}

/** In `push` payloads a repository's times are seconds since 1970, and some old keys live on. */
function pushedRepository(world: World, repo: Repo): Record<string, unknown> {
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000)
  return {
    ...repositoryShape(world, repo),
    url: repositoryPage(world, repo),
    created_at: seconds(repo.created_at),
    pushed_at: seconds(repo.pushed_at),
    stargazers: 0,
    master_branch: repo.default_branch,
    ...(world.state.orgs[repo.owner.toLowerCase()] ? { organization: repo.owner } : {}),
  }
}

/** Gives a repository another name; the old one still leads to it. */
export function renameRepo(world: World, at: { repo: Repo; by: Actor }, name: string): void {
  const { repo, by } = at
  const old = repo.name
  const oldKey = fullName(repo).toLowerCase()
  repo.name = name
  const key = fullName(repo).toLowerCase()
  delete world.state.repos[oldKey]
  delete world.state.moved[key]
  world.state.repos[key] = repo
  for (const [from, to] of Object.entries(world.state.moved)) if (to === oldKey) world.state.moved[from] = key
  world.state.moved[oldKey] = key
  for (const each of world.state.installations) {
    each.repos = each.repos?.map((one) => (one.toLowerCase() === oldKey ? fullName(repo) : one)) ?? null
  }
  world.tell({
    event: 'repository',
    repo,
    sender: by.login,
    body: () => ({ action: 'renamed', changes: { repository: { name: { from: old } } } }),
  })
}

/** Makes a repository read-only, or lets it be written to again. */
export function archive(world: World, { repo, by }: { repo: Repo; by: Actor }, isArchived: boolean): void {
  repo.archived = isArchived
  const body = () => ({ action: isArchived ? 'archived' : 'unarchived' })
  world.tell({ event: 'repository', repo, sender: by.login, body })
}
