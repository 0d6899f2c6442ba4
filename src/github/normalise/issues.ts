import type { News } from '../../core/event.ts'
import type { Item } from '../../core/item.ts'
import { referencesIn } from '../../core/references.ts'
import { itemKey } from '../../core/subject.ts'
import { IssuesPayload } from './item-changes.ts'
import * as item from './item-news.ts'
import { issueItem, milestoneOf } from './item-of.ts'
import { type Circumstances, type Heard, labelName, loginOf, reader } from './reading.ts'

/** `issues`: an issue was opened, changed, closed or taken away. */
export const issues = reader(IssuesPayload, (payload, circumstances): Heard => {
  const { action, repository, issue } = payload
  const subject = itemKey(repository.name, issue.number)
  if (action === 'deleted') return [{ news: 'gone', subject }]
  if (action === 'transferred') return transferred(payload)
  const change = changeOf(payload, issueItem(repository, issue, circumstances), circumstances)
  return change ? item.newsOf(change) : { ignored: `issues.${action}` }
})

function transferred({ repository, issue, changes }: IssuesPayload): readonly News[] {
  const subject = itemKey(repository.name, issue.number)
  const target = changes?.new_repository?.name
  const number = changes?.new_issue?.number
  const into = target !== undefined && number !== undefined ? itemKey(target, number) : undefined
  return [{ news: 'gone', subject, ...(into === undefined ? {} : { into }) }]
}

function changeOf(payload: IssuesPayload, now: Item, by: Circumstances): item.Change | undefined {
  const label = payload.label ? labelName(payload.label) : undefined
  const milestone = payload.milestone ? milestoneOf(payload.milestone) : undefined
  switch (payload.action) {
    case 'opened':
      return arrived(payload, now)
    case 'edited':
      return edited(payload, now, by)
    case 'closed':
      return item.closed(now, by)
    case 'reopened':
      return item.reopened(now, by)
    case 'labeled':
      return item.labeled(now, label, by)
    case 'unlabeled':
      // Which label it was is not said when that was deleted; what is left is, unless the payload leaves that out too.
      if (label === undefined && !payload.issue.labels) return undefined
      return item.unlabeled(now, label, by)
    case 'assigned':
      return item.assigned(now, loginOf(payload.assignee), by)
    case 'unassigned':
      return item.unassigned(now, loginOf(payload.assignee), by)
    case 'milestoned':
      return item.milestoned(now, milestone, by)
    case 'demilestoned':
      return item.demilestoned(now, milestone, by)
    case 'locked':
    case 'unlocked':
      return item.locked(now, payload.action === 'locked')
    case 'typed':
    case 'untyped':
      return typed(payload, now)
    default:
      return undefined
  }
}

function arrived({ changes }: IssuesPayload, now: Item): item.Change {
  const [repo, number] = [changes?.old_repository?.name, changes?.old_issue?.number]
  return repo === undefined || number === undefined
    ? item.opened(now)
    : item.cameFrom(now, itemKey(repo, number))
}

function edited({ changes }: IssuesPayload, now: Item, by: Circumstances): item.Change {
  return item.edited(now, editOf(changes), by)
}

/** What an edit names as changed; `from` may be missing where there was no text. */
export function editOf(changes: { title?: From; body?: From } | null | undefined): item.Edit {
  return {
    ...(changes?.title ? { title: changes.title.from ?? '' } : {}),
    ...(changes?.body ? { body: changes.body.from ?? '' } : {}),
  }
}

type From = { from?: string | null | undefined } | null | undefined

/** An empty type is no type: an absent value could not be told from one that did not change. */
function typed({ action, type, issue }: IssuesPayload, now: Item): item.Change {
  const { type: _shown, ...plain } = now
  const name = type?.name ?? issue.type?.name
  if (action === 'untyped')
    return { after: plain, before: name ? { ...plain, type: name } : plain, values: { type: '' } }
  return { after: name ? { ...plain, type: name } : plain, before: plain, values: { type: name ?? '' } }
}

/** Issues that a text names, or named before it was edited: who closes them may have changed. */
export function closersOf(repo: string, ...texts: readonly (string | undefined)[]): readonly News[] {
  const keys = texts.flatMap((text) => (text ? referencesIn(text, repo) : []))
  return item.stale(...keys.flatMap((key) => [`closers:${key}`, `ships:${key}`]))
}
