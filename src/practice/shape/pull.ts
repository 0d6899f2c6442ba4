import { pullBase, pullDiff } from '../git.ts'
import { mergeability } from '../merge-rules.ts'
import { associationOf, orgOf } from '../role.ts'
import type { Item, Pull, Repo, Review } from '../state.ts'
import type { World } from '../world.ts'
import { accountOrNull, accountShape, teamShape } from './account.ts'
import { itemShape } from './item.ts'
import { repositoryPage, repositoryShape, repositoryUrl } from './repository.ts'

/** A pull request as lists and payloads about reviews show it. */
export function pullShape(world: World, repo: Repo, item: Item, pull: Pull): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/pulls/${item.number}`
  const page = `${repositoryPage(world, repo)}/pull/${item.number}`
  const issue = `${repositoryUrl(world, repo)}/issues/${item.number}`
  const statuses = `${repositoryUrl(world, repo)}/statuses/${pull.sha}`
  const comment = `${repositoryUrl(world, repo)}/pulls/comments{/number}`
  return {
    url,
    id: pull.id,
    node_id: `PR_${item.id}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    ...itemShape(world, repo, item),
    merged_at: pull.merged_at,
    merge_commit_sha: pull.merge_commit_sha,
    requested_reviewers: pull.reviewers.map((each) => accountShape(world, each)),
    requested_teams: requestedTeams(world, repo, pull),
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: comment,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    head: headShape(world, repo, pull),
    base: endShape(world, repo, repo.owner, pull.base, pullBase(repo, item)),
    _links: linksOf({ url, page, issue, comment, statuses }),
    auto_merge: pull.auto_merge && {
      enabled_by: accountShape(world, pull.auto_merge.by),
      merge_method: pull.auto_merge.method,
      commit_title: null,
      commit_message: null,
    },
    draft: pull.draft,
  }
}

function linksOf(to: {
  url: string
  page: string
  issue: string
  comment: string
  statuses: string
}): Record<string, unknown> {
  const href = (address: string) => ({ href: address })
  return {
    self: href(to.url),
    html: href(to.page),
    issue: href(to.issue),
    comments: href(`${to.issue}/comments`),
    review_comments: href(`${to.url}/comments`),
    review_comment: href(to.comment),
    commits: href(`${to.url}/commits`),
    statuses: href(to.statuses),
  }
}

/** With what only the answer about one pull request and `pull_request` payloads have. */
export function wholePull(world: World, repo: Repo, item: Item, pull: Pull): Record<string, unknown> {
  const { files, commits } = pullDiff(repo, item)
  const sum = (key: 'additions' | 'deletions') => files.reduce((total, each) => total + each[key], 0)
  const state = mergeability(repo, item, pull)
  return {
    ...pullShape(world, repo, item, pull),
    merged: pull.merged_at !== null,
    mergeable: item.state === 'open' ? true : null,
    rebaseable: item.state === 'open' ? true : null,
    mergeable_state: item.state === 'open' ? state : 'unknown',
    merged_by: accountOrNull(world, pull.merged_by),
    comments: item.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  }
}

function requestedTeams(world: World, repo: Repo, pull: Pull): Record<string, unknown>[] {
  const org = orgOf(world, repo.owner)
  return pull.reviewTeams.flatMap((slug) => {
    const team = org?.teams[slug]
    return org && team ? [teamShape(world, org, team)] : []
  })
}

function headShape(world: World, repo: Repo, pull: Pull): Record<string, unknown> {
  const owner = pull.fork ?? repo.owner
  const end = endShape(world, repo, owner, pull.head, pull.sha)
  if (pull.fork === null) return end
  const fork = {
    ...repo,
    owner: pull.fork,
    id: repo.id + 500_000_000,
    items: {},
    default_branch: repo.default_branch,
  }
  return { ...end, repo: { ...repositoryShape(world, fork), fork: true } }
}

function endShape(
  world: World,
  repo: Repo,
  owner: string,
  ref: string,
  sha: string,
): Record<string, unknown> {
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: accountShape(world, owner),
    repo: repositoryShape(world, repo),
  }
}

/** REST says states in capitals, webhooks in small letters. */
export function reviewShape(world: World, repo: Repo, item: Item, review: Review): Record<string, unknown> {
  const page = `${repositoryPage(world, repo)}/pull/${item.number}#pullrequestreview-${review.id}`
  const pull = `${repositoryUrl(world, repo)}/pulls/${item.number}`
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: accountShape(world, review.author),
    body: review.body,
    commit_id: review.sha,
    submitted_at: review.submitted_at,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(world, repo, review.author),
    _links: { html: { href: page }, pull_request: { href: pull } },
  }
}
