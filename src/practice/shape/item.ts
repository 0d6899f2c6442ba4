import { associationOf } from '../role.ts'
import type { App, Comment, Item, Label, Milestone, Reaction, Repo } from '../state.ts'
import { labelsOf, type World } from '../world.ts'
import { accountOrNull, accountShape } from './account.ts'
import { repositoryPage, repositoryUrl } from './repository.ts'

const defaultLabels = new Set([
  'bug',
  'documentation',
  'duplicate',
  'enhancement',
  'good first issue',
  'help wanted',
])

export function labelShape(world: World, repo: Repo, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: `LA_${label.id}`,
    url: `${repositoryUrl(world, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: defaultLabels.has(label.name),
    description: label.description,
  }
}

export function milestoneShape(world: World, repo: Repo, milestone: Milestone): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/milestones/${milestone.number}`
  const items = Object.values(repo.items).filter((each) => each.milestone === milestone.number)
  return {
    url,
    html_url: `${repositoryPage(world, repo)}/milestone/${milestone.number}`,
    labels_url: `${url}/labels`,
    id: milestone.id,
    node_id: `MI_${milestone.id}`,
    number: milestone.number,
    title: milestone.title,
    description: milestone.description,
    creator: accountShape(world, milestone.creator),
    open_issues: items.filter((each) => each.state === 'open').length,
    closed_issues: items.filter((each) => each.state === 'closed').length,
    state: milestone.state,
    created_at: milestone.created_at,
    updated_at: milestone.updated_at,
    due_on: milestone.due_on,
    closed_at: milestone.closed_at,
  }
}

const contents = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes']

function reactionsShape(url: string, reactions: readonly Reaction[]): Record<string, unknown> {
  const count = (content: string) => reactions.filter((each) => each.content === content).length
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...Object.fromEntries(contents.map((each) => [each, count(each)])),
  }
}

export function reactionShape(world: World, reaction: Reaction): Record<string, unknown> {
  return {
    id: reaction.id,
    node_id: `REA_${reaction.id}`,
    user: accountShape(world, reaction.user),
    content: reaction.content,
    created_at: reaction.created_at,
  }
}

/** An App as it stands beside what was done through it. */
export function appShape(world: World, app: App): Record<string, unknown> {
  const owner = world.state.installations.find((each) => each.app === app.id)?.account ?? app.slug
  return {
    id: app.id,
    client_id: app.client_id,
    slug: app.slug,
    node_id: `A_${app.id}`,
    owner: accountShape(world, owner),
    name: app.name,
    description: null,
    external_url: `${world.urls.html}/apps/${app.slug}`,
    html_url: `${world.urls.html}/apps/${app.slug}`,
    created_at: app.created_at,
    updated_at: app.created_at,
    permissions: app.permissions,
    events: app.events,
  }
}

export function appBySlug(world: World, slug: string | null): Record<string, unknown> | null {
  const app = world.state.apps.find((each) => each.slug === slug)
  return app ? appShape(world, app) : null
}

/** What an issue and the issue side of a pull request share. */
function common(world: World, repo: Repo, item: Item): Record<string, unknown> {
  const milestone = repo.milestones.find((each) => each.number === item.milestone)
  return {
    number: item.number,
    state: item.state,
    title: item.title,
    body: item.body,
    user: accountShape(world, item.author),
    labels: labelsOf(repo, item).map((each) => labelShape(world, repo, each)),
    assignee: accountOrNull(world, item.assignees[0] ?? null),
    assignees: item.assignees.map((each) => accountShape(world, each)),
    milestone: milestone ? milestoneShape(world, repo, milestone) : null,
    locked: item.locked,
    active_lock_reason: null,
    created_at: item.created_at,
    updated_at: item.updated_at,
    closed_at: item.closed_at,
    author_association: associationOf(world, repo, item.author),
  }
}

/** An issue, or a pull request seen as one. */
export function issueShape(world: World, repo: Repo, item: Item): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/issues/${item.number}`
  const page = repositoryPage(world, repo)
  const pull = item.pull
  return {
    url,
    repository_url: repositoryUrl(world, repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${page}/${pull ? 'pull' : 'issues'}/${item.number}`,
    id: item.id,
    node_id: `${pull ? 'PR' : 'I'}_${item.id}`,
    ...common(world, repo, item),
    comments: item.comments.length,
    reactions: reactionsShape(url, item.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: appBySlug(world, item.via),
    state_reason: item.state_reason,
    ...(item.type === null ? {} : { type: { id: 1, node_id: 'IT_1', name: item.type, description: null } }),
    ...(item.subIssues.length > 0 ? { sub_issues_summary: subIssues(world, item) } : {}),
    ...(pull ? { draft: pull.draft, pull_request: pullLinks(world, repo, item) } : {}),
  }
}

function subIssues(world: World, item: Item): Record<string, unknown> {
  const total = item.subIssues.length
  const completed = item.subIssues.filter(
    (each) => world.state.repos[each.repo.toLowerCase()]?.items[each.number]?.state === 'closed',
  ).length
  return { total, completed, percent_completed: Math.floor((completed / total) * 100) }
}

function pullLinks(world: World, repo: Repo, item: Item): Record<string, unknown> {
  const page = `${repositoryPage(world, repo)}/pull/${item.number}`
  return {
    url: `${repositoryUrl(world, repo)}/pulls/${item.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: item.pull?.merged_at ?? null,
  }
}

export { common as itemShape }

export function commentShape(
  world: World,
  repo: Repo,
  item: Item,
  comment: Comment,
): Record<string, unknown> {
  const url = `${repositoryUrl(world, repo)}/issues/comments/${comment.id}`
  const page = `${repositoryPage(world, repo)}/${item.pull ? 'pull' : 'issues'}/${item.number}`
  return {
    url,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, repo)}/issues/${item.number}`,
    id: comment.id,
    node_id: `IC_${comment.id}`,
    user: accountShape(world, comment.author),
    created_at: comment.created_at,
    updated_at: comment.updated_at,
    author_association: associationOf(world, repo, comment.author),
    body: comment.body,
    reactions: reactionsShape(url, comment.reactions),
    performed_via_github_app: appBySlug(world, comment.via),
  }
}
