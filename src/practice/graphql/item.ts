import { closersOf, closingRefs } from '../change/reference.ts'
import { reviewDecision } from '../merge-rules.ts'
import { associationOf } from '../role.ts'
import { repositoryPage } from '../shape/repository.ts'
import type { Comment, Item, Pull, Repo, Review } from '../state.ts'
import { findRef, labelsOf } from '../world.ts'
import { connection, type PageArgs } from './connection.ts'
import { accountNode, commitNode } from './people.ts'
import { projectItemNode, projectItemsOf } from './project.ts'
import { entryNodes, need, type Reader, repositoryNode } from './root.ts'
import { timelineNodes } from './timeline.ts'

type Node = Record<string, unknown>

export function itemNode(reader: Reader, repo: Repo, item: Item): Node {
  return item.pull ? pullNode(reader, repo, item, item.pull) : issueNode(reader, repo, item)
}

function common(reader: Reader, repo: Repo, item: Item): Node {
  const { world } = reader
  const milestone = repo.milestones.find((each) => each.number === item.milestone)
  return {
    databaseId: item.pull?.id ?? item.id,
    number: item.number,
    title: item.title,
    body: item.body ?? '',
    createdAt: item.created_at,
    updatedAt: item.updated_at,
    closedAt: item.closed_at,
    author: () => accountNode(world, item.author),
    repository: () => repositoryNode(reader, repo),
    labels: (args: PageArgs) =>
      connection('labels', labelsOf(repo, item), args, (each) => ({ ...each, id: `LA_${each.id}` })),
    assignees: (args: PageArgs) =>
      connection('assignees', item.assignees, args, (each) => accountNode(world, each)),
    milestone: milestone && {
      id: `MI_${milestone.id}`,
      number: milestone.number,
      title: milestone.title,
      dueOn: milestone.due_on,
      state: milestone.state.toUpperCase(),
    },
    comments: (args: PageArgs) =>
      connection('comments', item.comments, args, (each) => commentNode(reader, repo, each)),
    timelineItems: (args: PageArgs & { itemTypes?: string[] | null; since?: string | null }) =>
      connection('timelineItems', timelineNodes(reader, { repo, item }, args), args, (each) => each),
    projectItems: (args: PageArgs & { includeArchived?: boolean | null }) => {
      need(reader, 'organization_projects', 'read')
      return connection('projectItems', projectItemsOf(world, { repo, item }, args), args, (each) =>
        projectItemNode(reader, each),
      )
    },
    url: `${repositoryPage(world, repo)}/${item.pull ? 'pull' : 'issues'}/${item.number}`,
  }
}

export function issueNode(reader: Reader, repo: Repo, item: Item): Node {
  const { world } = reader
  const visible = (refs: readonly { repo: string; number: number }[]) =>
    refs.flatMap((each) => findRef(world, each) ?? []).filter((each) => reader.sees(each.repo))
  return {
    __typename: 'Issue',
    id: `I_${item.id}`,
    ...common(reader, repo, item),
    state: item.state.toUpperCase(),
    stateReason: item.state_reason?.toUpperCase() ?? null,
    isPinned: item.pinned,
    parent: () => {
      const found = visible(item.parent ? [item.parent] : [])[0]
      return found ? issueNode(reader, found.repo, found.item) : null
    },
    subIssues: (args: PageArgs) =>
      connection('subIssues', visible(item.subIssues), args, (each) =>
        issueNode(reader, each.repo, each.item),
      ),
    closedByPullRequestsReferences: (args: PageArgs & { includeClosedPrs?: boolean | null }) => {
      const all = closersOf(world, repo, item).filter((each) => reader.sees(each.repo))
      const shown = all.filter(({ item: pull }) => {
        // Closed and not merged ones are left out unless asked for.
        return args.includeClosedPrs || pull.state === 'open' || pull.pull?.merged_at
      })
      return connection('closedByPullRequestsReferences', shown, args, (each) =>
        itemNode(reader, each.repo, each.item),
      )
    },
  }
}

export function pullNode(reader: Reader, repo: Repo, item: Item, pull: Pull): Node {
  const { world } = reader
  return {
    __typename: 'PullRequest',
    id: `PR_${item.id}`,
    ...common(reader, repo, item),
    state: pull.merged_at ? 'MERGED' : item.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.merged_at !== null,
    mergedAt: pull.merged_at,
    mergeCommit: pull.merge_commit_sha && commitNode(repo, pull.merge_commit_sha),
    baseRefName: pull.base,
    headRefName: pull.head,
    headRefOid: pull.sha,
    isCrossRepository: pull.fork !== null,
    reviewDecision: reviewDecision(repo, pull),
    autoMergeRequest: pull.auto_merge && {
      enabledBy: accountNode(world, pull.auto_merge.by),
      mergeMethod: pull.auto_merge.method.toUpperCase(),
    },
    ...queueFields(reader, repo, item, pull),
    closingIssuesReferences: (args: PageArgs) => {
      const found = closingRefs(world, repo, item).flatMap((each) => findRef(world, each) ?? [])
      const shown = found.filter((each) => reader.sees(each.repo))
      return connection('closingIssuesReferences', shown, args, (each) =>
        issueNode(reader, each.repo, each.item),
      )
    },
    reviews: (args: PageArgs) =>
      connection('reviews', pull.reviews, args, (each) => reviewNode(reader, repo, each)),
  }
}

function queueFields(reader: Reader, repo: Repo, item: Item, pull: Pull): Node {
  const group = repo.mergeGroups.find((each) => each.state === 'waiting' && each.pulls.includes(item.number))
  return {
    isInMergeQueue: group !== undefined,
    mergeQueueEntry: () =>
      group
        ? entryNodes(reader, repo, pull.base).find((each) => each.id === `MQE_${group.id}_${item.number}`)
        : null,
  }
}

export function commentNode(reader: Reader, repo: Repo, comment: Comment): Node {
  return {
    __typename: 'IssueComment',
    id: `IC_${comment.id}`,
    databaseId: comment.id,
    body: comment.body,
    author: accountNode(reader.world, comment.author),
    authorAssociation: associationOf(reader.world, repo, comment.author),
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
  }
}

export function reviewNode(reader: Reader, repo: Repo, review: Review): Node {
  return {
    __typename: 'PullRequestReview',
    id: `PRR_${review.id}`,
    databaseId: review.id,
    body: review.body,
    author: accountNode(reader.world, review.author),
    authorAssociation: associationOf(reader.world, repo, review.author),
    state: review.state,
    submittedAt: review.submitted_at,
    createdAt: review.submitted_at,
    commit: commitNode(repo, review.sha),
  }
}
