import { z } from 'zod'
import type { Entry, EntryDetail } from '../../core/history.ts'
import { type Item, includesName, type Login, sameName } from '../../core/item.ts'
import { keptOfText } from '../../core/mentions.ts'
import type { Known } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import { askAll, itemAt, noSuchKey, plain } from './ask.ts'
import { readLabels } from './labels.ts'
import { At, MaybeAccount } from './shapes.ts'

type Told = Omit<Entry, 'id'>

const Line = z.object({
  event: z.string().optional(),
  id: z.number().nullish(),
  actor: MaybeAccount,
  user: MaybeAccount,
  created_at: At.nullish(),
  updated_at: At.nullish(),
  submitted_at: At.nullish(),
  label: z.object({ name: z.string() }).nullish(),
  assignee: MaybeAccount,
  milestone: z.object({ title: z.string() }).nullish(),
  state: z.string().nullish(),
  state_reason: z.string().nullish(),
  body: z.string().nullish(),
  commit_id: z.string().nullish(),
  author_association: z.string().nullish(),
})
type Line = z.infer<typeof Line>

/** The whole past of an item as GitHub tells it, oldest first: its opening, then its timeline to the end. */
export async function readTimeline(github: GitHub, item: Item): Promise<Known<readonly Told[]>> {
  const key = `${item.repo}#${item.number}`
  const at = itemAt(key)
  if (!at) return noSuchKey('issue or pull request', key)
  const { owner, repo, number } = at
  const request = github.rest.issues.listEventsForTimeline.endpoint({
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  })
  const about = { what: `the timeline of ${key}`, needs: item.pull ? 'pull_requests=read' : 'issues=read' }
  const lines = plain(await askAll(github, request, Line, about))
  if (!lines.ok) return lines
  const told = lines.value.flatMap((line) => entryOf(line) ?? [])
  return { ok: true, value: [opening(item), ...(await withoutOldNames(github, item, told))] }
}

function opening({ author, createdAt }: Item): Told {
  return { what: 'opened', target: '', at: createdAt, source: 'timeline', ...by(author) }
}

function by(actor: Login | undefined): { actor?: Login } {
  return actor === undefined || actor === 'ghost' ? {} : { actor }
}

/** Commits have no instant at which they came, only their authors' word; those the webhooks told are known. */
function entryOf(line: Line): Told | undefined {
  const named = nameOf(line)
  const at = line.event === 'reviewed' ? line.submitted_at : line.created_at
  if (!named || at === null || at === undefined) return undefined
  const actor = (line.actor ?? line.user)?.login
  const detail = detailOf(line)
  return {
    ...named,
    at,
    source: 'timeline',
    ...by(actor),
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
  }
}

function nameOf({ event, id, label, assignee, milestone }: Line): Pick<Told, 'what' | 'target'> | undefined {
  switch (event) {
    case 'labeled':
    case 'unlabeled':
      return label ? { what: event, target: label.name } : undefined
    case 'assigned':
    case 'unassigned':
      return assignee ? { what: event, target: assignee.login } : undefined
    case 'milestoned':
    case 'demilestoned':
      return milestone ? { what: event, target: milestone.title } : undefined
    case 'commented':
    case 'reviewed':
      return { what: event, target: String(id ?? '') }
    case 'closed':
    case 'reopened':
    case 'merged':
    case 'transferred':
      return { what: event, target: '' }
    default:
      return renamedEvents[event ?? '']
  }
}

/** GitHub's other words for what webhooks call `converted_to_draft` and the like. */
const renamedEvents: Readonly<Record<string, Pick<Told, 'what' | 'target'>>> = {
  convert_to_draft: { what: 'drafted', target: '' },
  ready_for_review: { what: 'readied', target: '' },
  added_to_merge_queue: { what: 'queued', target: '' },
  removed_from_merge_queue: { what: 'dequeued', target: '' },
}

const reviews = ['approved', 'changes_requested', 'commented', 'dismissed'] as const

function detailOf(line: Line): EntryDetail {
  const { event, state, state_reason, body, commit_id, author_association: association } = line
  const spoken = association ? { association } : {}
  if (event === 'closed') return state_reason ? { reason: state_reason } : {}
  if (event === 'reviewed') {
    const review = reviews.find((each) => each === state?.toLowerCase())
    const { mentions } = keptOfText(body)
    return {
      ...spoken,
      ...(review ? { review } : {}),
      ...(commit_id ? { sha: commit_id } : {}),
      ...(mentions ? { mentions } : {}),
    }
  }
  if (event !== 'commented') return {}
  const edited = Boolean(line.updated_at && line.updated_at !== line.created_at)
  return { ...spoken, ...keptOfText(body), ...(edited ? { edited } : {}) }
}

/**
 * The timeline keeps a label's name as it was: after the label was renamed, or deleted from the repository, it still
 * seems to be on. Where the repository has no label of that name any more, the item's own labels are right.
 */
async function withoutOldNames(github: GitHub, item: Item, told: readonly Told[]): Promise<readonly Told[]> {
  const left = labelsLeftOn(told).filter((name) => !includesName(item.labels, name))
  if (left.length === 0) return told
  const labels = await readLabels(github, item.repo, { app: '' })
  if (!labels.ok) return told
  const old = left.filter((name) => !includesName(labels.value, name))
  const untold = item.labels.filter((name) => !told.some((entry) => isAbout(entry, name)))
  const [oldName] = old
  const [newName] = untold
  if (old.length === 1 && untold.length === 1 && oldName !== undefined && newName !== undefined) {
    return told.map((entry) => (isAbout(entry, oldName) ? { ...entry, target: newName } : entry))
  }
  return old.reduce(withoutLast, told)
}

function isAbout(entry: Told, label: string): boolean {
  return (entry.what === 'labeled' || entry.what === 'unlabeled') && sameName(entry.target, label)
}

/** Labels that by the timeline are on in the end. */
function labelsLeftOn(told: readonly Told[]): string[] {
  const last = new Map<string, Told>()
  for (const entry of told) {
    if (entry.what === 'labeled' || entry.what === 'unlabeled') last.set(entry.target.toLowerCase(), entry)
  }
  return [...last.values()].filter(({ what }) => what === 'labeled').map(({ target }) => target)
}

function withoutLast(told: readonly Told[], label: string): readonly Told[] {
  const last = told.findLastIndex((entry) => isAbout(entry, label))
  return told.filter((_, index) => index !== last)
}
