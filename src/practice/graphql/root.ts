import { type Caller, grants } from '../auth.ts'
import { mark } from '../change/item.ts'
import { queue } from '../change/queue.ts'
import { orgOf, roleOf } from '../role.ts'
import { repositoryPage } from '../shape/repository.ts'
import type { Item, Repo } from '../state.ts'
import { findRepo, fullName, includes, reaches, same, timeOf, type World } from '../world.ts'
import { checkMutations } from './check.ts'
import { connection, type PageArgs, refuse } from './connection.ts'
import { deploymentsOf, objectNode } from './deploy.ts'
import { issueNode, itemNode, pullNode } from './item.ts'
import { accountNode, commitNode, orgNode } from './people.ts'
import {
  addToProject,
  clearProjectValue,
  findProject,
  type ProjectValue,
  projectItemNode,
  projectNode,
  setProjectValue,
} from './project.ts'

export interface Reader {
  world: World
  caller: Caller
  /** Whether the caller may see this repository at all. */
  sees(repo: Repo): boolean
}

function readerOf(world: World, caller: Caller): Reader {
  const sees = (repo: Repo) => {
    if (!repo.private) return true
    if (caller.kind !== 'installation') return roleOf(world, repo, caller.by.login) !== 'none'
    const { repos } = caller.token
    return reaches(caller.installation, repo) && (repos === null || includes(repos, fullName(repo)))
  }
  return { world, caller, sees }
}

/** The root of all answers: queries and mutations together, as `execute` looks them up by name. */
export function rootOf(world: World, caller: Caller) {
  const reader = readerOf(world, caller)
  return {
    viewer: () => accountNode(world, caller.by.login),
    rateLimit: () => ({
      limit: 5000,
      cost: 1,
      remaining: 4999,
      used: 1,
      resetAt: timeOf(world.now() + 3_600_000),
    }),
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const repo = findRepo(world, `${owner}/${name}`)
      if (!repo || !reader.sees(repo)) {
        throw refuse('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
      }
      return repositoryNode(reader, repo)
    },
    organization: ({ login }: { login: string }) => {
      const org = orgOf(world, login)
      if (!org)
        throw refuse('NOT_FOUND', `Could not resolve to an Organization with the login of '${login}'.`)
      return { ...orgNode(world, org.login), ...boardsOf(reader, org.login) }
    },
    repositoryOwner: ({ login }: { login: string }) => {
      const node = accountNode(world, login)
      return node ? { ...node, ...boardsOf(reader, login) } : null
    },
    node: ({ id }: { id: string }) => {
      const project = findProject(world, id)
      if (project) {
        need(reader, 'organization_projects', 'read')
        return projectNode(reader, project)
      }
      const found = findItem(reader, id)
      if (!found) throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
      return itemNode(reader, found.repo, found.item)
    },
    ...mutations(reader),
  }
}

/** As on GitHub an App reads the boards of the organisation that it is installed on, and nobody's own. */
function boardsOf(reader: Reader, owner: string) {
  return {
    projectV2: ({ number }: { number: number }) => {
      need(reader, 'organization_projects', 'read')
      const { world, caller } = reader
      const project = world.state.projects.find((each) => same(each.owner, owner) && each.number === number)
      const isOut =
        caller.kind === 'installation' &&
        (!same(caller.installation.account, owner) || orgOf(world, owner) === undefined)
      if (!project || isOut)
        throw refuse('NOT_FOUND', `Could not resolve to a ProjectV2 with the number ${number}.`)
      return projectNode(reader, project)
    },
  }
}

function mutations(reader: Reader) {
  const { world, caller } = reader
  const pin = (what: 'pinned' | 'unpinned') => (args: { input: { issueId: string } }) => {
    const found = needItem(reader, args.input.issueId)
    need(reader, 'issues', 'write')
    mark(world, { ...found, by: caller.by }, what)
    return { issue: issueNode(reader, found.repo, found.item) }
  }
  return {
    pinIssue: pin('pinned'),
    unpinIssue: pin('unpinned'),
    addProjectV2ItemById: (args: { input: { projectId: string; contentId: string } }) => {
      need(reader, 'organization_projects', 'write')
      const { repo, item } = needItem(reader, args.input.contentId)
      const ref = { repo: fullName(repo), number: item.number }
      const placed = addToProject(world, args.input.projectId, { item: ref, by: caller.by })
      return { item: projectItemNode(reader, placed) }
    },
    updateProjectV2ItemFieldValue: (args: { input: ProjectValue }) => {
      need(reader, 'organization_projects', 'write')
      return { projectV2Item: projectItemNode(reader, setProjectValue(world, args.input, caller.by)) }
    },
    clearProjectV2ItemFieldValue: (args: { input: Omit<ProjectValue, 'value'> }) => {
      need(reader, 'organization_projects', 'write')
      return { projectV2Item: projectItemNode(reader, clearProjectValue(world, args.input, caller.by)) }
    },
    enqueuePullRequest: (args: { input: { pullRequestId: string } }) => {
      need(reader, 'pull_requests', 'write')
      const { repo, item } = needItem(reader, args.input.pullRequestId)
      const group = queue(world, { repo, by: caller.by }, [item.number])
      return { mergeQueueEntry: entryNodes(reader, repo, group.base).at(-1) }
    },
    ...checkMutations(reader),
  }
}

export function need(reader: Reader, permission: string, level: 'read' | 'write'): void {
  const { caller } = reader
  if (caller.kind !== 'installation' || grants(caller.token.permissions, permission, level)) return
  throw refuse('FORBIDDEN', 'Resource not accessible by integration')
}

function findItem(reader: Reader, id: string): { repo: Repo; item: Item } | undefined {
  const number = Number(/^(?:I|PR)_(\d+)$/.exec(id)?.[1])
  for (const repo of Object.values(reader.world.state.repos)) {
    const item = Object.values(repo.items).find((each) => each.id === number)
    if (item && reader.sees(repo)) return { repo, item }
  }
  return undefined
}

function needItem(reader: Reader, id: string): { repo: Repo; item: Item } {
  const found = findItem(reader, id)
  if (!found) throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
  return found
}

export function repositoryNode(reader: Reader, repo: Repo) {
  const { world } = reader
  const missing = (number: number) =>
    refuse('NOT_FOUND', `Could not resolve to an issue or pull request with the number of ${number}.`)
  const item = (number: number, pulls: boolean | undefined) => {
    const found = repo.items[number]
    if (!found || (pulls !== undefined && (found.pull !== null) !== pulls)) throw missing(number)
    need(reader, found.pull ? 'pull_requests' : 'issues', 'read')
    return itemNode(reader, repo, found)
  }
  return {
    __typename: 'Repository',
    id: `R_${repo.id}`,
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: fullName(repo),
    isPrivate: repo.private,
    owner: () => accountNode(world, repo.owner),
    defaultBranchRef: () => ({
      id: `REF_${repo.id}_${repo.default_branch}`,
      name: repo.default_branch,
      target: commitNode(repo, repo.branches[repo.default_branch] ?? ''),
    }),
    issue: ({ number }: { number: number }) => item(number, false),
    pullRequest: ({ number }: { number: number }) => item(number, true),
    issueOrPullRequest: ({ number }: { number: number }) => item(number, undefined),
    object: ({ oid }: { oid?: string | null }) => objectNode(reader, repo, oid ?? ''),
    deployments: deploymentsOf(reader, repo),
    mergeQueue: ({ branch }: { branch?: string | null }) =>
      queueNode(reader, repo, branch ?? repo.default_branch),
    issueTemplates: () => templates(reader, repo, /^(?:\.github\/|docs\/)?ISSUE_TEMPLATE(?:\/[^/]+)?\.md$/i),
    pullRequestTemplates: () =>
      templates(reader, repo, /^(?:\.github\/|docs\/)?PULL_REQUEST_TEMPLATE(?:\/[^/]+)?\.md$/i),
  }
}

/** Templates of the default branch; what stands between `---` at the top is about the template and no text of it. */
function templates(reader: Reader, repo: Repo, path: RegExp) {
  need(reader, 'contents', 'read')
  const files = repo.commits[repo.branches[repo.default_branch] ?? '']?.tree ?? {}
  return Object.entries(files)
    .filter(([name]) => path.test(name))
    .map(([filename, text]) => ({
      name: filename,
      filename,
      body: text.replace(/^---\n[\s\S]*?\n---\n/, ''),
    }))
}

/** Null where the branch never had a queue, as where none is set up. */
function queueNode(reader: Reader, repo: Repo, branch: string) {
  need(reader, 'merge_queues', 'read')
  if (!repo.mergeGroups.some((each) => each.base === branch)) return null
  return {
    id: `MQ_${repo.id}_${branch}`,
    url: `${repositoryPage(reader.world, repo)}/queue/${branch}`,
    entries: (args: PageArgs) =>
      connection('entries', entryNodes(reader, repo, branch), args, (each) => each),
  }
}

/** Every entry of a group has the group's own head, which is what its checks are about. */
export function entryNodes(reader: Reader, repo: Repo, branch: string) {
  const waiting = repo.mergeGroups.filter((each) => each.base === branch && each.state === 'waiting')
  const all = waiting.flatMap((group) => group.pulls.map((number) => ({ group, number })))
  return all.map(({ group, number }, index) => ({
    id: `MQE_${group.id}_${number}`,
    position: index + 1,
    state: 'AWAITING_CHECKS',
    enqueuedAt: repo.commits[group.head_sha]?.date ?? timeOf(reader.world.now()),
    baseCommit: commitNode(repo, group.base_sha),
    headCommit: commitNode(repo, group.head_sha),
    pullRequest: () => {
      const item = repo.items[number]
      return item?.pull ? pullNode(reader, repo, item, item.pull) : null
    },
  }))
}
