import { ancestors, pullDiff } from '../git.ts'
import type { Deployment, Repo } from '../state.ts'
import { same } from '../world.ts'
import { connection, type PageArgs } from './connection.ts'
import { pullNode } from './item.ts'
import { accountNode, commitNode } from './people.ts'
import { need, type Reader } from './root.ts'

interface DeploymentArgs extends PageArgs {
  environments?: readonly string[] | null
  orderBy?: { direction: 'ASC' | 'DESC' } | null
}

/** Deployments as they were made; the newest first where that is asked for. */
export function deploymentsOf(reader: Reader, repo: Repo, sha?: string) {
  return (args: DeploymentArgs) => {
    need(reader, 'deployments', 'read')
    const wanted = repo.deployments.filter(
      (each) =>
        (sha === undefined || each.sha === sha) &&
        (!args.environments || args.environments.some((name) => same(name, each.environment))),
    )
    const listed = args.orderBy?.direction === 'DESC' ? wanted.toReversed() : wanted
    return connection('deployments', listed, args, (each) => deploymentNode(reader, each))
  }
}

function deploymentNode({ world }: Reader, deployment: Deployment) {
  const newest = deployment.statuses.at(-1)
  const statusNode = (status: Deployment['statuses'][number]) => ({
    id: `DES_${status.id}`,
    state: status.state.toUpperCase(),
    createdAt: status.created_at,
  })
  return {
    id: `DE_${deployment.id}`,
    databaseId: deployment.id,
    commitOid: deployment.sha,
    environment: deployment.environment,
    createdAt: deployment.created_at,
    creator: accountNode(world, deployment.creator),
    // A success that is the newest there is called active.
    state: newest?.state === 'success' ? 'ACTIVE' : (newest?.state ?? 'pending').toUpperCase(),
    latestStatus: newest ? statusNode(newest) : null,
    statuses: (args: PageArgs) => connection('statuses', deployment.statuses.toReversed(), args, statusNode),
  }
}

/** A commit with its past and with what brought it. */
export function objectNode(reader: Reader, repo: Repo, sha: string): Record<string, unknown> | null {
  const commit = commitNode(repo, sha)
  if (!commit) return null
  return {
    ...commit,
    history: (args: PageArgs) => {
      need(reader, 'contents', 'read')
      return connection('history', ancestors(repo, sha), args, (each) => objectNode(reader, repo, each))
    },
    associatedPullRequests: (args: PageArgs) => {
      need(reader, 'pull_requests', 'read')
      const brought = Object.values(repo.items).filter(
        (item) =>
          item.pull &&
          (item.pull.merge_commit_sha === sha ||
            pullDiff(repo, item).commits.some((each) => each.sha === sha)),
      )
      return connection('associatedPullRequests', brought, args, (item) =>
        item.pull ? pullNode(reader, repo, item, item.pull) : null,
      )
    },
    deployments: deploymentsOf(reader, repo, sha),
  }
}
