import type { Event } from '../../core/event.ts'
import { type Instant, wholeSecond } from '../../core/instant.ts'
import type { SubjectKey } from '../../core/subject.ts'
import { checkRun } from './check-run.ts'
import { checkSuite } from './check-suite.ts'
import { deployment } from './deployment.ts'
import { deploymentProtectionRule } from './deployment-protection-rule.ts'
import { installation, installationRepositories } from './installation.ts'
import { issueComment } from './issue-comment.ts'
import { issues } from './issues.ts'
import { label } from './label.ts'
import { mergeGroup } from './merge-group.ts'
import { milestone } from './milestone.ts'
import { installationTarget, member, membership, organization, team } from './people.ts'
import { projectsV2Item } from './projects-v2-item.ts'
import { pullRequest } from './pull-request.ts'
import { pullRequestReview } from './pull-request-review.ts'
import { pullRequestReviewComment } from './pull-request-review-comment.ts'
import { push } from './push.ts'
import { type Reader, senderOf } from './reading.ts'
import { create, release } from './release.ts'
import { repository } from './repository.ts'
import { status } from './status.ts'
import { subIssues } from './sub-issues.ts'
import { underNewName } from './under-new-name.ts'
import { deploymentReview, workflowRun } from './workflow-run.ts'

export { instantOf } from './instant-of.ts'
export { runIn, subjectOf } from './subject-of.ts'
export { underNewName } from './under-new-name.ts'

/** The events Reeve listens to, by X-GitHub-Event. */
const readers = new Map<string, Reader>([
  ['issues', issues],
  ['pull_request', pullRequest],
  ['issue_comment', issueComment],
  ['pull_request_review', pullRequestReview],
  ['pull_request_review_comment', pullRequestReviewComment],
  ['sub_issues', subIssues],
  ['check_run', checkRun],
  ['check_suite', checkSuite],
  ['status', status],
  ['merge_group', mergeGroup],
  ['push', push],
  ['label', label],
  ['milestone', milestone],
  ['membership', membership],
  ['team', team],
  ['organization', organization],
  ['member', member],
  ['repository', repository],
  ['installation', installation],
  ['installation_repositories', installationRepositories],
  ['installation_target', installationTarget],
  ['deployment', deployment],
  ['deployment_status', deployment],
  ['projects_v2_item', projectsV2Item],
  ['deployment_protection_rule', deploymentProtectionRule],
  ['workflow_run', workflowRun],
  ['deployment_review', deploymentReview],
  ['release', release],
  ['create', create],
])

/** What a delivery became: an event in our words, nothing for Reeve, or a payload that lacks something. */
export type Normalised =
  | { ok: true; event: Event }
  | { ok: true; ignored: string }
  | { ok: false; field: string; why: string }

export interface RawDelivery {
  /** X-GitHub-Event */
  event: string
  /** X-GitHub-Delivery */
  id: string
  at: Instant
  payload: unknown
  /** Whose turn it is: under another name than the payload's where the repository was renamed since. */
  subject?: SubjectKey
}

/**
 * Puts a webhook into our words. Pure.
 * INVARIANT: news that change a row (`seen`, `entry`, `set`, `group`, `run`, `released`, `gone`) concern only the delivery's own subject.
 */
export function normalise(told: RawDelivery, app?: string): Normalised {
  const delivery = underNewName(told)
  const read = readers.get(delivery.event)
  if (!read) return { ok: true, ignored: delivery.event }
  const actor = senderOf(delivery.payload)
  const at = wholeSecond(delivery.at)
  const circumstances = {
    at,
    delivery: delivery.id,
    ...(actor === undefined ? {} : { actor }),
    ...(app === undefined ? {} : { app }),
  }
  const reading = read(delivery.payload, circumstances)
  if (!reading.ok) return reading
  if ('ignored' in reading.heard) return { ok: true, ignored: reading.heard.ignored }
  const name = nameOf(delivery)
  const event = {
    delivery: delivery.id,
    name,
    at,
    news: reading.heard,
    ...(actor === undefined ? {} : { actor }),
  }
  return { ok: true, event }
}

/** `issues.labeled`; `push`, which has no actions, is `push`. */
function nameOf({ event, payload }: RawDelivery): string {
  if (typeof payload !== 'object' || payload === null || !('action' in payload)) return event
  return typeof payload.action === 'string' ? `${event}.${payload.action}` : event
}

/** Whether Reeve listens to this event at all; what it does not listen to is stored as ignored. */
export function listensTo(event: string): boolean {
  return readers.has(event)
}
