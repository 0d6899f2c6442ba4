import { z } from 'zod'
import { itemKey } from '../../core/subject.ts'
import { stale } from './item-news.ts'
import { Repository } from './payload.ts'
import { type Heard, reader } from './reading.ts'

const Numbered = z.object({ number: z.number() })

const SubIssuesPayload = z.object({
  action: z.string(),
  repository: Repository,
  parent_issue: Numbered.nullish(),
  parent_issue_repo: Repository.nullish(),
  sub_issue: Numbered.nullish(),
  sub_issue_repo: Repository.nullish(),
})

/** `sub_issues`: an issue was put under another, or taken from there. Both sides hear of it. */
export const subIssues = reader(SubIssuesPayload, (payload): Heard => {
  const { repository, parent_issue, sub_issue } = payload
  const parent =
    parent_issue && itemKey(payload.parent_issue_repo?.name ?? repository.name, parent_issue.number)
  const child = sub_issue && itemKey(payload.sub_issue_repo?.name ?? repository.name, sub_issue.number)
  return stale(
    ...(parent ? [`sub-issues:${parent}`, `ships:${parent}`] : []),
    ...(child ? [`parent:${child}`] : []),
  )
})
