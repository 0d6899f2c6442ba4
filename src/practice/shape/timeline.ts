import { orgOf } from '../role.ts'
import type { Entry, Item, ItemRef, Repo } from '../state.ts'
import { findRef, type World } from '../world.ts'
import { accountOrNull, accountShape, teamShape } from './account.ts'
import { commitShape } from './commit.ts'
import { appBySlug, commentShape, issueShape } from './item.ts'
import { reviewShape } from './pull.ts'
import { repositoryUrl } from './repository.ts'

/** One line of the timeline as REST answers it; undefined where what it showed was deleted. */
export function timelineShape(
  world: World,
  repo: Repo,
  item: Item,
  entry: Entry,
): Record<string, unknown> | undefined {
  switch (entry.event) {
    case 'commented': {
      const comment = item.comments.find((each) => each.id === entry.comment)
      const actor = accountShape(world, entry.actor)
      return comment && { event: 'commented', actor, ...commentShape(world, repo, item, comment) }
    }
    case 'reviewed': {
      const review = item.pull?.reviews.find((each) => each.id === entry.review)
      if (!review) return undefined
      return {
        event: 'reviewed',
        ...reviewShape(world, repo, item, review),
        state: review.state.toLowerCase(),
      }
    }
    case 'committed':
      return committedShape(world, repo, entry.sha)
    case 'cross-referenced':
      return crossReference(world, entry, entry.source)
    default:
      return eventShape(world, repo, entry)
  }
}

function committedShape(world: World, repo: Repo, sha: string): Record<string, unknown> | undefined {
  const commit = repo.commits[sha]
  if (!commit) return undefined
  const { commit: git, ...rest } = commitShape(world, repo, commit)
  return {
    event: 'committed',
    ...(typeof git === 'object' ? git : {}),
    sha,
    node_id: rest.node_id,
    parents: rest.parents,
  }
}

/** GitHub gives cross-references no id. */
function crossReference(world: World, entry: Entry, source: ItemRef): Record<string, unknown> | undefined {
  const found = findRef(world, source)
  if (!found) return undefined
  return {
    event: 'cross-referenced',
    actor: accountShape(world, entry.actor),
    created_at: entry.created_at,
    updated_at: entry.created_at,
    source: { type: 'issue', issue: issueShape(world, found.repo, found.item) },
  }
}

function eventShape(world: World, repo: Repo, entry: Entry): Record<string, unknown> {
  return {
    id: entry.id,
    node_id: `EV_${entry.id}`,
    url: `${repositoryUrl(world, repo)}/issues/events/${entry.id}`,
    actor: accountShape(world, entry.actor),
    event: entry.event,
    commit_id: entry.event === 'closed' ? entry.commit : null,
    commit_url: null,
    created_at: entry.created_at,
    performed_via_github_app: appBySlug(world, entry.via),
    ...detail(world, repo, entry),
  }
}

function detail(world: World, repo: Repo, entry: Entry): Record<string, unknown> {
  switch (entry.event) {
    case 'labeled':
    case 'unlabeled':
      return { label: entry.label }
    case 'assigned':
    case 'unassigned':
      return { assignee: accountShape(world, entry.assignee), assigner: accountShape(world, entry.actor) }
    case 'milestoned':
    case 'demilestoned':
      return { milestone: { title: entry.milestone } }
    case 'closed':
      return { state_reason: entry.state_reason }
    case 'renamed':
      return { rename: { from: entry.from, to: entry.to } }
    case 'review_requested':
    case 'review_request_removed': {
      const org = orgOf(world, repo.owner)
      const team = org?.teams[entry.team ?? '']
      const who = org && team ? { requested_team: teamShape(world, org, team) } : {}
      const reviewer = accountOrNull(world, entry.reviewer)
      const requester = accountShape(world, entry.actor)
      return { review_requester: requester, ...(reviewer ? { requested_reviewer: reviewer } : who) }
    }
    case 'review_dismissed':
      return {
        dismissed_review: { state: 'dismissed', review_id: entry.review, dismissal_message: entry.message },
      }
    default:
      return {}
  }
}
