import { formatInstant } from '../../core/instant.ts'
import { itemKey, parseSubject } from '../../core/subject.ts'
import type { Line } from '../replay/lines.ts'
import type { Scenario, ScenarioEvent } from './scenario.ts'
import { after, anItem, inWorld, type Shown } from './shown-item.ts'
import { isReview, type Payload, type Told, tellOfCommit } from './told-of-commits.ts'

/** A scenario's events as the webhooks GitHub would have sent; or what cannot be said so. */
export function linesOf(scenario: Scenario): { ok: true; lines: Line[] } | { ok: false; message: string } {
  const items = new Map<string, Shown>()
  const lines: Line[] = []
  for (const [index, event] of scenario.events.entries()) {
    const told = tell(scenario, items, { event, id: index + 1 })
    if ('problem' in told) return { ok: false, message: `line ${event.line}: ${told.problem}` }
    // Ids that sort as the events stand: of one instant the earlier line comes first.
    const delivery = `event-${String(index).padStart(5, '0')}`
    lines.push({ at: event.at, ...told, delivery, line: index + 1 })
  }
  return { ok: true, lines: lines.sort((a, b) => a.at - b.at) }
}

interface Telling {
  event: ScenarioEvent
  id: number
}

function tell(
  scenario: Scenario,
  items: Map<string, Shown>,
  { event, id }: Telling,
): Told | { problem: string } {
  if (event.do === 'joined' || event.do === 'left') return memberTold(event)
  const where = placeOf(scenario, event)
  if (!where) return { problem: '`on` is to name what it happened to, such as "#7"' }
  if (event.do === 'queued') return groupTold(where, event)
  const ofCommit = tellOfCommit(where, event)
  if (ofCommit) return ofCommit
  if (event.do === 'moved') return cardTold(where, event)
  const key = `${where.repo}#${where.number}`
  const known =
    items.get(key) ??
    inWorld(scenario, where) ??
    (event.do === 'opened' ? anItem(where.number, event) : undefined)
  if (!known) return { problem: `${key} was neither opened before nor is it in the world` }
  const missing = missingIn(event)
  if (missing) return { problem: `${event.do} says no \`${missing}\`` }
  if (event.do === 'reviewed' && event.state !== undefined && !isReview(event.state))
    return { problem: `a review cannot be \`${event.state}\`` }
  const now = after(known, event)
  items.set(key, now)
  const by = event.by ?? now.author
  return {
    event: eventName(event, now),
    payload: payloadOf(where.repo, { before: known, now }, { ...event, by, id }),
  }
}

interface Place {
  repo: string
  number: number
  sha: string
}

function placeOf({ repo }: Scenario, { do: what, on }: ScenarioEvent): Place | undefined {
  if (on === undefined) return what === 'released' ? { repo, number: 0, sha: '' } : undefined
  const subject = parseSubject(/^[#@]/.test(on) ? `${repo}${on}` : on)
  if (subject?.kind === 'item') return { repo: subject.repo, number: subject.number, sha: '' }
  return subject?.kind === 'commit' ? { repo: subject.repo, number: 0, sha: subject.sha } : undefined
}

const needed: Partial<
  Record<ScenarioEvent['do'], 'label' | 'assignee' | 'milestone' | 'body' | 'state' | 'sha'>
> = {
  labeled: 'label',
  unlabeled: 'label',
  assigned: 'assignee',
  unassigned: 'assignee',
  milestoned: 'milestone',
  commented: 'body',
  reviewed: 'state',
  pushed: 'sha',
}

function missingIn(event: ScenarioEvent): string | undefined {
  const key = needed[event.do]
  return key !== undefined && event[key] === undefined ? key : undefined
}

function eventName(event: ScenarioEvent, { pull }: Shown): string {
  if (event.do === 'commented') return 'issue_comment'
  if (event.do === 'reviewed') return 'pull_request_review'
  return pull ? 'pull_request' : 'issues'
}

function shown(repo: string, item: Shown, at: number): Payload {
  const { number, pull, milestone, reason } = item
  return {
    number,
    title: item.title,
    body: item.body,
    user: { login: item.author },
    labels: item.labels.map((name) => ({ name })),
    assignees: item.assignees.map((login) => ({ login })),
    milestone: milestone ?? null,
    state: item.state,
    locked: false,
    html_url: `https://github.com/${repo}/${pull ? 'pull' : 'issues'}/${number}`,
    created_at: item.created,
    closed_at: item.state === 'closed' ? formatInstant(at) : null,
    ...(pull ? pullPart(repo, item) : item.state === 'closed' ? { state_reason: reason ?? 'completed' } : {}),
  }
}

function pullPart(repo: string, { base, head, sha, draft, merged, mergeSha }: Shown): Payload {
  const merge = mergeSha === undefined ? {} : { merge_commit_sha: mergeSha }
  return { base: { ref: base }, head: { ref: head, sha, repo: { full_name: repo } }, draft, merged, ...merge }
}

const actions: Partial<Record<ScenarioEvent['do'], string>> = {
  commented: 'created',
  reviewed: 'submitted',
  merged: 'closed',
  pushed: 'synchronize',
  drafted: 'converted_to_draft',
  readied: 'ready_for_review',
}

function payloadOf(
  repo: string,
  { before, now: item }: { before: Shown; now: Shown },
  event: ScenarioEvent & { by: string; id: number },
): Payload {
  const action =
    event.do === 'reviewed' && event.state === 'dismissed' ? 'dismissed' : (actions[event.do] ?? event.do)
  const about = shown(repo, item, event.at)
  const common = { action, repository: { full_name: repo }, sender: { login: event.by } }
  const inComment = event.do === 'commented' && item.pull ? { ...about, pull_request: {} } : about
  return {
    ...common,
    ...(event.do !== 'commented' && item.pull ? { pull_request: about } : { issue: inComment }),
    ...detailOf(event, item),
    ...(event.do === 'edited' ? { changes: changesOf(event, before) } : {}),
  }
}

/** What an action adds beside the item. */
function detailOf(event: ScenarioEvent & { by: string; id: number }, item: Shown): Payload {
  const written = {
    id: event.id,
    user: { login: event.by },
    author_association: (event.as ?? 'member').toUpperCase(),
  }
  switch (event.do) {
    case 'labeled':
    case 'unlabeled':
      return { label: { name: event.label } }
    case 'assigned':
    case 'unassigned':
      return { assignee: { login: event.assignee } }
    case 'milestoned':
    case 'demilestoned':
      return { milestone: item.milestone ?? { title: event.milestone ?? '' } }
    case 'commented':
      return { comment: { ...written, body: event.body } }
    case 'reviewed':
      return {
        review: {
          ...written,
          state: event.state,
          commit_id: item.sha,
          submitted_at: formatInstant(event.at),
        },
      }
    case 'pushed':
      return { after: item.sha }
    default:
      return {}
  }
}

/** GitHub names what was changed, with what it was. */
function changesOf({ title, body, base }: ScenarioEvent, before: Shown): Payload {
  return {
    ...(title === undefined ? {} : { title: { from: before.title } }),
    ...(body === undefined ? {} : { body: { from: before.body } }),
    ...(base === undefined ? {} : { base: { ref: { from: before.base } } }),
  }
}

function memberTold({ do: what, by, team }: ScenarioEvent): Told | { problem: string } {
  const [org, slug] = team?.split('/') ?? []
  if (!org || !slug || by === undefined)
    return { problem: `${what} is to say \`by\` whom, and which \`team\`, such as acme/qa` }
  const payload = {
    action: what === 'joined' ? 'added' : 'removed',
    organization: { login: org },
    team: { slug },
    member: { login: by },
  }
  return { event: 'membership', payload }
}

/** The card of an item, moved on a board or given another value there; without a value it has none any more. */
function cardTold({ repo, number }: Place, event: ScenarioEvent): Told | { problem: string } {
  const { by, field, value = null } = event
  const [owner = '', board] = event.board?.split('/') ?? []
  if (!board || by === undefined || field === undefined)
    return { problem: 'moved is to say `by` whom, and on which `board`, such as acme/205, which `field`' }
  const projects_v2_item = {
    project_node_id: event.board,
    content_node_id: itemKey(repo, number),
    content_type: 'Issue',
  }
  return {
    event: 'projects_v2_item',
    payload: {
      action: 'edited',
      projects_v2_item,
      changes: { field_value: { field_name: field, project_number: Number(board), to: value } },
      organization: { login: owner },
      sender: { login: by },
    },
  }
}

function groupTold({ repo, sha }: Place, { base }: ScenarioEvent): Told | { problem: string } {
  if (sha === '') return { problem: '`on` is to name the merge group\'s commit, such as "@c100"' }
  const merge_group = { head_sha: sha, base_ref: `refs/heads/${base ?? 'main'}` }
  return {
    event: 'merge_group',
    payload: { action: 'checks_requested', repository: { full_name: repo }, merge_group },
  }
}
