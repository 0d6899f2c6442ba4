import { z } from 'zod'
import { type Instant, parseInstant } from '../../core/instant.ts'

const Time = z.string().optional().catch(undefined)
const Times = z.object({
  created_at: Time,
  updated_at: Time,
  submitted_at: Time,
  completed_at: Time,
  started_at: Time,
})
const Timed = Times.optional().catch(undefined)

const Payload = z.object({
  action: z.string().optional().catch(undefined),
  issue: Timed,
  pull_request: Timed,
  comment: Timed,
  review: Timed,
  check_run: Timed,
  check_suite: Timed,
  milestone: Timed,
  deployment: Timed,
  deployment_status: Timed,
  release: z.object({ published_at: Time }).optional().catch(undefined),
  projects_v2_item: Timed,
  workflow_run: Timed,
  created_at: Time,
  updated_at: Time,
  repository: z
    .object({ pushed_at: z.union([z.number(), z.string()]).nullish() })
    .optional()
    .catch(undefined),
})

type Payload = z.infer<typeof Payload>

/**
 * GitHub's own instant of what happened, where the payload has one: when a delivery arrives says little after an outage.
 * Used by the server only; replay's lines have their own.
 */
export function instantOf(event: string, payload: unknown): Instant | undefined {
  const parsed = Payload.safeParse(payload)
  if (!parsed.success) return undefined
  const text = timeIn(event, parsed.data)
  if (typeof text === 'number') return text * 1000
  return text === undefined ? undefined : parseInstant(text)
}

function timeIn(event: string, data: Payload): string | number | undefined {
  switch (event) {
    case 'issues':
      return data.issue?.updated_at
    case 'pull_request':
      return data.pull_request?.updated_at
    case 'issue_comment':
    case 'pull_request_review_comment':
      return commentTime(data)
    case 'pull_request_review':
      return data.action === 'submitted' ? data.review?.submitted_at : data.pull_request?.updated_at
    case 'check_run':
      return data.check_run?.completed_at ?? data.check_run?.started_at
    case 'check_suite':
      return data.check_suite?.updated_at
    case 'status':
      return data.updated_at ?? data.created_at
    case 'milestone':
      return data.milestone?.updated_at
    case 'deployment':
      return data.deployment?.updated_at
    case 'deployment_status':
      return data.deployment_status?.updated_at
    case 'projects_v2_item':
      return data.projects_v2_item?.updated_at
    case 'deployment_protection_rule':
      return data.deployment?.created_at
    case 'workflow_run':
      return data.workflow_run?.updated_at
    case 'release':
      return data.action === 'published' ? data.release?.published_at : undefined
    case 'push':
      return data.repository?.pushed_at ?? undefined
    default:
      return undefined
  }
}

function commentTime(data: Payload): string | undefined {
  if (data.action === 'created') return data.comment?.created_at
  if (data.action === 'edited') return data.comment?.updated_at
  // A deleted comment is shown as it last was.
  return data.issue?.updated_at
}
