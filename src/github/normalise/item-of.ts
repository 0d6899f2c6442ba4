import type { Entry } from '../../core/history.ts'
import type { Item, Login, Milestone, PullState, StateReason } from '../../core/item.ts'
import type { Issue, Milestone as MilestonePayload, Pull, Repository } from './payload.ts'
import { type Circumstances, labelName, loginOf, present, timeOf } from './reading.ts'

const reasons: readonly StateReason[] = ['completed', 'not_planned', 'reopened', 'duplicate']

/** An issue as a payload shows it; what sparse payloads leave out is taken as ordinary. */
export function issueItem(repository: Repository, issue: Issue, circumstances: Circumstances): Item {
  const reason = reasons.find((each) => each === issue.state_reason)
  return {
    ...common(repository, issue, circumstances, 'issues'),
    ...present({ stateReason: reason, type: issue.type?.name }),
  }
}

/** A pull request as a payload shows it. */
export function pullItem(repository: Repository, pull: Pull, circumstances: Circumstances): Item {
  return { ...common(repository, pull, circumstances, 'pull'), pull: pullState(repository, pull) }
}

function common(
  repository: Repository,
  shown: Issue | Pull,
  { at }: Circumstances,
  page: 'issues' | 'pull',
): Item {
  const created = timeOf(shown.created_at)
  return {
    repo: repository.name,
    number: shown.number,
    title: shown.title ?? '',
    body: shown.body ?? '',
    createdAt: created !== undefined && created <= at ? created : at,
    state: shown.state ?? 'open',
    labels: (shown.labels ?? []).map(labelName),
    assignees: (shown.assignees ?? []).map(loginOf).filter((login): login is Login => login !== undefined),
    locked: shown.locked ?? false,
    url: shown.html_url ?? `https://github.com/${repository.name}/${page}/${shown.number}`,
    ...present({
      nodeId: shown.node_id ?? undefined,
      author: loginOf(shown.user),
      closedAt: shown.state === 'closed' ? timeOf(shown.closed_at) : undefined,
      milestone: shown.milestone ? milestoneOf(shown.milestone) : undefined,
    }),
  }
}

function pullState(repository: Repository, pull: Pull): PullState {
  const merged = pull.merged ?? Boolean(pull.merged_at)
  return {
    base: pull.base?.ref ?? repository.defaultBranch ?? 'main',
    head: pull.head?.ref ?? '',
    sha: pull.head?.sha ?? '',
    draft: pull.draft ?? false,
    merged,
    ...present({
      headRepo: pull.head?.repo?.full_name ?? undefined,
      // Before a merge GitHub shows the commit of a trial merge there.
      mergeSha: merged ? (pull.merge_commit_sha ?? undefined) : undefined,
      autoMerge: pull.auto_merge ? true : undefined,
    }),
  }
}

/** GitHub keeps the date as an instant near the middle of the day that was chosen. */
export function milestoneOf(milestone: MilestonePayload): Milestone {
  const date = /^\d{4}-\d\d-\d\d/.exec(milestone.due_on ?? '')?.[0]
  return { title: milestone.title, ...(date ? { dueOn: date } : {}) }
}

/** An entry made by whoever the event is by, at its instant. */
export function entryBy(
  circumstances: Circumstances,
  what: Entry['what'],
  target: string,
  detail?: Entry['detail'],
): Omit<Entry, 'id' | 'source'> {
  const { at, actor } = circumstances
  return { what, target, at, ...(actor === undefined ? {} : { actor }), ...(detail ? { detail } : {}) }
}
