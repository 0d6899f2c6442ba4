import { z } from 'zod'
import { commitKey, itemKey, type SubjectKey } from '../../core/subject.ts'
import { Account, Repository } from './payload.ts'

const Numbered = z.object({ number: z.number().int() }).optional().catch(undefined)
const Headed = z
  .object({ head_sha: z.string().min(1) })
  .optional()
  .catch(undefined)

/** Only what tells whose turn a delivery is: it is read inside the request, and whatever is wrong with it is told later. */
const Payload = z.object({
  action: z.string().optional().catch(undefined),
  repository: Repository.optional().catch(undefined),
  organization: Account.optional().catch(undefined),
  installation: z.object({ account: Account }).optional().catch(undefined),
  issue: Numbered,
  pull_request: Numbered,
  check_run: Headed,
  check_suite: Headed,
  merge_group: Headed,
  sha: z.string().min(1).optional().catch(undefined),
  parent_issue: Numbered,
  parent_issue_repo: Repository.optional().catch(undefined),
  sub_issue: Numbered,
  sub_issue_repo: Repository.optional().catch(undefined),
})

type Payload = z.infer<typeof Payload>

/** Whose turn it is when a delivery is taken in; undefined where nothing in it says. */
export function subjectOf(event: string, payload: unknown): SubjectKey | undefined {
  const parsed = Payload.safeParse(payload)
  if (!parsed.success) return undefined
  const data = parsed.data
  const repo = data.repository?.name
  switch (event) {
    case 'issues':
    case 'issue_comment':
      return numbered(repo, data.issue) ?? repo
    case 'pull_request':
    case 'pull_request_review':
    case 'pull_request_review_comment':
    case 'pull_request_review_thread':
      return numbered(repo, data.pull_request) ?? repo
    case 'sub_issues':
      return subIssue(data) ?? repo
    case 'check_run':
    case 'check_suite':
    case 'merge_group':
    case 'status':
      return commit(event, data) ?? repo
    case 'organization':
    case 'membership':
    case 'team':
      return data.organization?.login ?? repo
    default:
      return repo ?? data.organization?.login ?? data.installation?.account.login
  }
}

function numbered(repo: string | undefined, shown: { number: number } | undefined): SubjectKey | undefined {
  return repo !== undefined && shown ? itemKey(repo, shown.number) : undefined
}

function commit(
  event: 'check_run' | 'check_suite' | 'merge_group' | 'status',
  data: Payload,
): SubjectKey | undefined {
  const sha = event === 'status' ? data.sha : data[event]?.head_sha
  const repo = data.repository?.name
  return repo !== undefined && sha !== undefined ? commitKey(repo, sha) : undefined
}

/** `sub_issue_added` is told to the parent, `parent_issue_added` to the child. */
function subIssue(data: Payload): SubjectKey | undefined {
  const here = data.repository?.name
  if (data.action?.startsWith('parent_issue'))
    return numbered(data.sub_issue_repo?.name ?? here, data.sub_issue)
  return numbered(data.parent_issue_repo?.name ?? here, data.parent_issue)
}
