import { z } from 'zod'
import { ancestors, blobSha, commitsBetween, diff, mergeBase, resolve } from '../git.ts'
import { notFound, Refusal } from '../refusal.ts'
import { commitShape, fileShape } from '../shape/commit.ts'
import { pullShape } from '../shape/pull.ts'
import { repositoryPage, repositoryShape, repositoryUrl } from '../shape/repository.ts'
import type { Commit } from '../state.ts'
import { timeNow } from '../world.ts'
import { contentsRoutes } from './contents.ts'
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

function commitAt(c: Context, ref: string): Commit {
  const commit = resolve(c.repo, ref)
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${ref}`)
  return commit
}

function refShape(c: Context, name: string, sha: string): Record<string, unknown> {
  const url = repositoryUrl(c.world, c.repo)
  return {
    ref: `refs/${name}`,
    node_id: `REF_${c.repo.id}_${name}`,
    url: `${url}/git/refs/${name}`,
    object: { type: 'commit', sha, url: `${url}/git/commits/${sha}` },
  }
}

function ref(c: Context): Answer {
  const name = param(c, 'ref')
  const [kind, ...rest] = name.split('/')
  const from = kind === 'tags' ? c.repo.tags : c.repo.branches
  const sha = from[rest.join('/')]
  if (sha === undefined) throw notFound()
  return ok(refShape(c, name, sha))
}

/** All files below a commit; a tree is never too big to be listed here. */
function tree(c: Context): Answer {
  const commit = resolve(c.repo, param(c, 'tree_sha'))
  if (!commit) throw notFound()
  const url = repositoryUrl(c.world, c.repo)
  const files = Object.entries(commit.tree).filter(
    ([path]) => c.query.has('recursive') || !path.includes('/'),
  )
  return ok({
    sha: commit.sha,
    url: `${url}/git/trees/${commit.sha}`,
    truncated: false,
    tree: files.map(([path, text]) => {
      const sha = blobSha(text)
      const size = Buffer.byteLength(text)
      return { path, mode: '100644', type: 'blob', sha, size, url: `${url}/git/blobs/${sha}` }
    }),
  })
}

function commits(c: Context): Answer {
  const tip = commitAt(c, c.query.get('sha') ?? c.repo.default_branch)
  const path = c.query.get('path')
  const all = ancestors(c.repo, tip.sha).flatMap((each) => c.repo.commits[each] ?? [])
  const wanted = all.filter((each) => {
    const parent = c.repo.commits[each.parents[0] ?? '']
    return path === null || parent?.tree[path] !== each.tree[path]
  })
  return page(c, wanted, (each) => commitShape(c.world, c.repo, each))
}

/** Lists 250 commits and 300 files at most, as GitHub does. */
function compare(c: Context): Answer {
  const [from = '', to = ''] = param(c, 'basehead').split(/\.{2,3}/)
  const base = resolve(c.repo, from.replace(/^[^/:]+:/, ''))
  const head = resolve(c.repo, to.replace(/^[^/:]+:/, ''))
  if (!base || !head) throw notFound()
  const start = c.repo.commits[mergeBase(c.repo, base.sha, head.sha) ?? '']
  if (!start) throw new Refusal(404, `No common ancestor between ${from} and ${to}.`)
  const ahead = commitsBetween(c.repo, base.sha, head.sha)
  const behind = commitsBetween(c.repo, head.sha, base.sha)
  const status =
    ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical'
  const paged = page(c, ahead, (each) => commitShape(c.world, c.repo, each))
  const shown = c.query.has('page')
    ? paged.body
    : ahead.slice(0, 250).map((each) => commitShape(c.world, c.repo, each))
  const url = `${repositoryUrl(c.world, c.repo)}/compare/${base.sha}...${head.sha}`
  const body = {
    url,
    html_url: `${repositoryPage(c.world, c.repo)}/compare/${base.sha}...${head.sha}`,
    base_commit: commitShape(c.world, c.repo, base),
    merge_base_commit: commitShape(c.world, c.repo, start),
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: shown,
    files: diff(start.tree, head.tree)
      .slice(0, 300)
      .map((each) => fileShape(c.world, c.repo, head.sha, each)),
  }
  return { ...ok(body), ...(c.query.has('page') && paged.headers ? { headers: paged.headers } : {}) }
}

/** Pull requests a commit belongs to: open ones that have it, and the merged one that brought it. */
function pullsOfCommit(c: Context): Answer {
  const { sha } = commitAt(c, param(c, 'commit_sha'))
  const found = Object.values(c.repo.items).flatMap((item) => {
    const { pull } = item
    if (!pull) return []
    const base = c.repo.branches[pull.base] ?? ''
    const has =
      pull.merged_at === null && commitsBetween(c.repo, base, pull.sha).some((each) => each.sha === sha)
    const brought = pull.merged_at !== null && (pull.merge_commit_sha === sha || pull.sha === sha)
    return has || brought ? [{ item, pull }] : []
  })
  return page(c, found, ({ item, pull }) => pullShape(c.world, c.repo, item, pull))
}

const Dispatch = z.object({ event_type: z.string().min(1).max(100), client_payload: z.unknown().optional() })

function dispatch(c: Context): Answer {
  const { event_type, client_payload } = bodyOf(c, Dispatch)
  c.repo.dispatches.push({ event_type, client_payload, at: timeNow(c.world), by: c.by.login })
  return nothing
}

const repo = '/repos/{owner}/{repo}'

export const repoRoutes: readonly Route[] = [
  { method: 'GET', path: repo, needs: reads('metadata'), handle: (c) => ok(wholeRepository(c)) },
  ...contentsRoutes,
  { method: 'GET', path: `${repo}/git/ref/{ref}`, needs: reads('contents'), handle: ref },
  { method: 'GET', path: `${repo}/git/trees/{tree_sha}`, needs: reads('contents'), handle: tree },
  { method: 'GET', path: `${repo}/commits`, needs: reads('contents'), handle: commits },
  {
    method: 'GET',
    path: `${repo}/commits/{ref}`,
    needs: reads('contents'),
    handle: (c) => {
      const commit = commitAt(c, param(c, 'ref'))
      const parent = c.repo.commits[commit.parents[0] ?? '']
      const files = diff(parent?.tree ?? {}, commit.tree)
      const sum = (key: 'additions' | 'deletions' | 'changes') =>
        files.reduce((all, each) => all + each[key], 0)
      const stats = { additions: sum('additions'), deletions: sum('deletions'), total: sum('changes') }
      const shown = files.map((each) => fileShape(c.world, c.repo, commit.sha, each))
      return ok({ ...commitShape(c.world, c.repo, commit), stats, files: shown })
    },
  },
  {
    method: 'GET',
    path: `${repo}/commits/{commit_sha}/pulls`,
    needs: reads('contents', 'pull_requests'),
    handle: pullsOfCommit,
  },
  { method: 'GET', path: `${repo}/compare/{basehead}`, needs: reads('contents'), handle: compare },
  { method: 'POST', path: `${repo}/dispatches`, needs: writes('write', 'contents'), handle: dispatch },
]

function wholeRepository(c: Context): Record<string, unknown> {
  const shape = repositoryShape(c.world, c.repo)
  return c.world.state.orgs[c.repo.owner.toLowerCase()] ? { ...shape, organization: shape.owner } : shape
}
