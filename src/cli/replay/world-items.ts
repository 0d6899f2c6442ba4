import type { Entry } from '../../core/history.ts'
import type { Instant } from '../../core/instant.ts'
import type { Item } from '../../core/item.ts'
import { keptOfText } from '../../core/mentions.ts'
import { mergeTimeline } from '../../core/past.ts'
import { itemKey, parseSubject } from '../../core/subject.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import type { World, WorldHistoryEntry, WorldIssue } from './world.ts'

/** The issues and pull requests of a world file, as rows that can be consulted from the start. */
export function rowsOf(world: World, start: Instant): SubjectRow[] {
  const listed = new Set(world.issues.map(({ repo, number }) => itemKey(repo, number)))
  const pulls = Object.keys(world.pull).flatMap((key): WorldIssue[] => {
    const subject = parseSubject(key)
    return listed.has(key) || subject?.kind !== 'item'
      ? []
      : [{ repo: subject.repo, number: subject.number, title: '' }]
  })
  return [...world.issues, ...pulls].map((issue) => {
    const pull = issue.pull ?? world.pull[itemKey(issue.repo, issue.number)]
    return rowOf(world, pull ? { ...issue, pull } : issue, start)
  })
}

/** What was created nobody knows when counts as created at the first line. */
function rowOf(world: World, issue: WorldIssue, start: Instant): SubjectRow {
  const key = itemKey(issue.repo, issue.number)
  const entries = [
    ...(issue.history ?? world.history[key] ?? []),
    ...commentsOf(world, issue, { key, start }),
    ...reviewsOf(world, issue, { key, start }),
  ]
  const item = itemOf(issue, Math.min(start, ...entries.map(({ at }) => at)))
  const past = mergeTimeline({ item, history: [] }, entries.sort((a, b) => a.at - b.at).map(entryOf))
  // The item's own state is what counts where it is given; its history tells how it came to be so.
  const given = {
    ...(issue.labels ? { labels: issue.labels } : {}),
    ...(issue.assignees ? { assignees: issue.assignees } : {}),
    ...(issue.state ? { state: issue.state } : {}),
  }
  return {
    key,
    repo: issue.repo,
    item: { ...past.item, ...given },
    history: past.history,
    complete: true,
    unsure: 0,
  }
}

function itemOf(issue: WorldIssue, earliest: Instant): Item {
  const milestone = typeof issue.milestone === 'string' ? { title: issue.milestone } : issue.milestone
  const due = milestone && 'due_on' in milestone ? milestone.due_on : undefined
  return {
    repo: issue.repo,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    createdAt: issue.created_at ?? earliest,
    state: issue.state ?? (issue.pull?.merged ? 'closed' : 'open'),
    labels: issue.labels ?? [],
    assignees: issue.assignees ?? [],
    locked: false,
    url: `https://github.com/${issue.repo}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`,
    ...(issue.author === undefined ? {} : { author: issue.author }),
    ...(issue.closed_at == null ? {} : { closedAt: issue.closed_at }),
    ...(issue.type === undefined ? {} : { type: issue.type }),
    ...(milestone
      ? {
          milestone: {
            title: milestone.title,
            ...(typeof due === 'string' ? { dueOn: due.slice(0, 10) } : {}),
          },
        }
      : {}),
    ...(issue.pull
      ? {
          pull: {
            base: issue.pull.base,
            head: issue.pull.head,
            sha: issue.pull.sha,
            draft: issue.pull.draft,
            merged: issue.pull.merged,
          },
        }
      : {}),
  }
}

function commentsOf(
  world: World,
  issue: WorldIssue,
  { key, start }: { key: string; start: Instant },
): WorldHistoryEntry[] {
  return (issue.comments ?? world.comments[key] ?? []).map((comment, index) => ({
    what: 'commented',
    at: comment.at ?? issue.created_at ?? start,
    target: String(comment.id ?? `world-${index + 1}`),
    actor: comment.author ?? comment.login ?? comment.by,
    association: comment.association,
    reason: undefined,
    state: undefined,
    sha: undefined,
    body: comment.body,
    edited: comment.edited,
  }))
}

function reviewsOf(
  world: World,
  issue: WorldIssue,
  { key, start }: { key: string; start: Instant },
): WorldHistoryEntry[] {
  return (issue.reviews ?? world.reviews[key] ?? []).map((review, index) => ({
    what: 'reviewed',
    at: review.at ?? issue.created_at ?? start,
    target: reviewTarget(review, index),
    actor: review.author ?? review.login ?? review.by,
    association: review.association,
    reason: undefined,
    state: review.state,
    sha: review.sha,
    body: undefined,
    edited: false,
  }))
}

/** Names a review of the world file in the history of its pull request. */
export function reviewTarget({ id }: { id?: number | undefined }, index: number): string {
  return String(id ?? `world-review-${index + 1}`)
}

function entryOf(entry: WorldHistoryEntry): Omit<Entry, 'id'> {
  const detail: Entry['detail'] = {
    ...(entry.association === undefined ? {} : { association: entry.association }),
    ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    ...(entry.what === 'reviewed' ? { review: reviewState(entry.state) } : {}),
    ...(entry.sha === undefined ? {} : { sha: entry.sha }),
    ...keptOfText(entry.body),
    ...(entry.edited ? { edited: true } : {}),
  }
  return {
    what: entry.what,
    target: entry.target,
    at: entry.at,
    source: 'timeline',
    ...(entry.actor === undefined ? {} : { actor: entry.actor }),
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
  }
}

function reviewState(state: string | undefined): NonNullable<Entry['detail']>['review'] & string {
  const known = (['approved', 'changes_requested', 'dismissed'] as const).find(
    (each) => each === state?.toLowerCase(),
  )
  return known ?? 'commented'
}
