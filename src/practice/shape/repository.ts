import type { Repo } from '../state.ts'
import type { World } from '../world.ts'
import { accountShape } from './account.ts'

/** Names of addresses below a repository, and what follows the repository's own. */
const below = {
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
} as const

export function repositoryUrl(world: World, repo: Repo): string {
  return `${world.urls.api}/repos/${repo.owner}/${repo.name}`
}

export function repositoryPage(world: World, repo: Repo): string {
  return `${world.urls.html}/${repo.owner}/${repo.name}`
}

/** A repository as it stands in answers and payloads. */
export function repositoryShape(world: World, repo: Repo): Record<string, unknown> {
  const url = repositoryUrl(world, repo)
  const page = repositoryPage(world, repo)
  const host = new URL(world.urls.html).host
  return {
    id: repo.id,
    node_id: `R_${repo.id}`,
    name: repo.name,
    full_name: `${repo.owner}/${repo.name}`,
    private: repo.private,
    owner: accountShape(world, repo.owner),
    html_url: page,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(below).map(([key, path]) => [key, url + path])),
    created_at: repo.created_at,
    updated_at: repo.pushed_at,
    pushed_at: repo.pushed_at,
    git_url: `git://${host}/${repo.owner}/${repo.name}.git`,
    ssh_url: `git@${host}:${repo.owner}/${repo.name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    ...counts(repo),
    visibility: repo.private ? 'private' : 'public',
    default_branch: repo.default_branch,
    web_commit_signoff_required: false,
    custom_properties: {},
  }
}

function counts(repo: Repo): Record<string, unknown> {
  return {
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    forks_count: 0,
    mirror_url: null,
    archived: repo.archived,
    disabled: false,
    open_issues_count: repo.open,
    license: null,
    allow_forking: true,
    is_template: false,
    topics: [],
    forks: 0,
    open_issues: repo.open,
    watchers: 0,
  }
}

/** The short form that installations list. */
export function repositoryName(repo: Repo): Record<string, unknown> {
  return {
    id: repo.id,
    node_id: `R_${repo.id}`,
    name: repo.name,
    full_name: `${repo.owner}/${repo.name}`,
    private: repo.private,
  }
}
