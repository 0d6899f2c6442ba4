import type { News } from '../../core/event.ts'
import type { Item, PullState } from '../../core/item.ts'
import { commitKey, itemKey } from '../../core/subject.ts'
import { closersOf, editOf } from './issues.ts'
import { PullPayload } from './item-changes.ts'
import * as item from './item-news.ts'
import { entryBy, milestoneOf, pullItem } from './item-of.ts'
import { type Circumstances, type Heard, labelName, loginOf, reader } from './reading.ts'

/** `pull_request`: a pull request was opened, changed, pushed to, merged or closed. */
export const pullRequest = reader(PullPayload, (payload, circumstances): Heard => {
  const { action, repository, pull_request } = payload
  const now = pullItem(repository, pull_request, circumstances)
  const { pull } = now
  const change = pull && changeOf(payload, { ...now, pull }, circumstances)
  return change ? item.newsOf(change) : { ignored: `pull_request.${action}` }
})

type PullItem = Item & { pull: PullState }

function changeOf(payload: PullPayload, now: PullItem, by: Circumstances): item.Change | undefined {
  const label = payload.label ? labelName(payload.label) : undefined
  const milestone = payload.milestone ? milestoneOf(payload.milestone) : undefined
  switch (payload.action) {
    case 'opened':
      return opened(now)
    case 'edited':
      return edited(payload, now, by)
    case 'closed':
      return closed(now, by)
    case 'reopened':
      return {
        ...item.reopened(now, by),
        also: [...heads(now, now.pull.sha), ...closersOf(now.repo, now.body)],
      }
    case 'labeled':
      return item.labeled(now, label, by)
    case 'unlabeled':
      // Which label it was is not said when that was deleted; what is left is, unless the payload leaves that out too.
      if (label === undefined && !payload.pull_request.labels) return undefined
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
    default:
      return pullChangeOf(payload, now, by)
  }
}

/** What happens to pull requests only. */
function pullChangeOf(payload: PullPayload, now: PullItem, by: Circumstances): item.Change | undefined {
  switch (payload.action) {
    case 'synchronize':
      return synchronized(payload, now, by)
    case 'converted_to_draft':
      return { ...toDraft(now, true), entries: [entryBy(by, 'drafted', '')] }
    case 'ready_for_review':
      return { ...toDraft(now, false), entries: [entryBy(by, 'readied', '')] }
    case 'auto_merge_enabled':
    case 'auto_merge_disabled':
      return autoMerge(now, payload.action === 'auto_merge_enabled')
    case 'enqueued':
      return { after: now, before: now, entries: [entryBy(by, 'queued', '')] }
    case 'dequeued':
      return { after: now, before: now, entries: [entryBy(by, 'dequeued', '')] }
    default:
      return undefined
  }
}

function opened(now: PullItem): item.Change {
  return { ...item.opened(now), also: [...heads(now, now.pull.sha), ...closersOf(now.repo, now.body)] }
}

/** The check of a commit is about all open pull requests with that head: those of the ones named changed. */
function heads({ repo }: Item, ...shas: readonly (string | undefined)[]): News[] {
  const known = [...new Set(shas)].filter((sha): sha is string => Boolean(sha))
  return known.flatMap((sha): News[] => [
    { news: 'fact', key: `members:${commitKey(repo, sha)}` },
    { news: 'look', subject: commitKey(repo, sha) },
  ])
}

function edited({ changes }: PullPayload, now: PullItem, by: Circumstances): item.Change {
  const change = item.edited(now, editOf(changes), by)
  const key = itemKey(now.repo, now.number)
  const base = changes?.base?.ref?.from ?? undefined
  const body = changes?.body ? (changes.body.from ?? '') : undefined
  const before = base === undefined ? change.before : { ...change.before, pull: { ...now.pull, base } }
  const values = base === undefined ? change.values : { ...change.values, pull: { base: now.pull.base } }
  const links =
    body === undefined ? [] : [...item.stale(`closing:${key}`), ...closersOf(now.repo, now.body, body)]
  // Against another base other files and commits count, and other words close issues.
  const moved = changes?.base ? item.stale(`files:${key}`, `commits:${key}`, `closing:${key}`) : []
  return { ...change, before, ...(values ? { values } : {}), also: [...moved, ...links] }
}

function closed(now: PullItem, by: Circumstances): item.Change {
  const change = item.closed(now, by)
  const { mergeSha: _commit, ...unmerged } = now.pull
  const also = [...heads(now, now.pull.sha), ...closersOf(now.repo, now.body)]
  if (!now.pull.merged) return { ...change, also }
  return {
    after: change.after,
    before: { ...change.before, pull: { ...unmerged, merged: false } },
    entries: [entryBy(by, 'merged', ''), ...(change.entries ?? [])],
    ...(now.pull.mergeSha === undefined ? {} : { values: { pull: { mergeSha: now.pull.mergeSha } } }),
    also,
  }
}

function synchronized(payload: PullPayload, now: PullItem, by: Circumstances): item.Change {
  const key = itemKey(now.repo, now.number)
  const sha = payload.after ?? now.pull.sha
  const pull = { ...now.pull, sha }
  const before = payload.before ? { ...now, pull: { ...now.pull, sha: payload.before } } : now
  return {
    after: { ...now, pull },
    before,
    entries: sha ? [entryBy(by, 'synchronized', sha)] : [],
    also: [
      ...item.stale(`files:${key}`, `commits:${key}`, `reviews:${key}`),
      ...heads(now, payload.before ?? undefined, sha),
    ],
  }
}

function toDraft(now: PullItem, draft: boolean): item.Change {
  return {
    after: { ...now, pull: { ...now.pull, draft } },
    before: { ...now, pull: { ...now.pull, draft: !draft } },
  }
}

function autoMerge(now: PullItem, on: boolean): item.Change {
  const { autoMerge: _shown, ...plain } = now.pull
  const pull = on ? { ...plain, autoMerge: true } : plain
  const was = on ? plain : { ...plain, autoMerge: true }
  return { after: { ...now, pull }, before: { ...now, pull: was }, values: { pull: { autoMerge: on } } }
}
