import { z } from 'zod'
import { type Instant, wholeSecond } from '../../core/instant.ts'
import { type Item, includesName } from '../../core/item.ts'
import { addEntry } from '../../core/past.ts'
import { withLabelRenamed } from '../../core/rename-label.ts'
import type { SubjectRow } from '../../pipeline/ports.ts'
import type { MemoryStore } from './memory-store.ts'
import { RepositoryLabel } from './world-news.ts'

interface RepositoryLine {
  event: string
  payload: unknown
  at: Instant
}

/** What changes on all items of a repository at once, as on GitHub: a label that goes or is renamed, a milestone's date. */
export function changeItems(store: MemoryStore, line: RepositoryLine): void {
  const change =
    line.event === 'label'
      ? labelChange(line)
      : line.event === 'milestone'
        ? milestoneChange(line)
        : undefined
  if (!change) return
  for (const row of [...store.rows()]) {
    if (row.repo !== change.repo || !row.item) continue
    const changed = change.of({ ...row, item: row.item })
    if (changed === undefined) continue
    store.put(changed)
    store.wakeDependants(`issue:${row.key}`, line.at)
    if (store.isLookedAt(row.key)) store.wake(row.key, line.at)
  }
}

interface Change {
  repo: string
  /** The row as it is then; undefined where nothing changes. */
  of(row: SubjectRow & { item: Item }): SubjectRow | undefined
}

function labelChange({ payload, at }: RepositoryLine): Change | undefined {
  const read = RepositoryLabel.safeParse(payload)
  if (!read.success) return undefined
  const { action, label, changes, repository } = read.data
  const repo = repository.full_name
  const was = changes?.name?.from
  if (action === 'deleted') return { repo, of: (row) => withoutLabel(row, label.name, at) }
  return was === undefined ? undefined : { repo, of: (row) => withLabelRenamed(row, was, label.name) }
}

/** Nobody took it off: it went from everywhere. */
function withoutLabel(row: SubjectRow & { item: Item }, label: string, at: Instant): SubjectRow | undefined {
  if (!includesName(row.item.labels, label)) return undefined
  const entry = { what: 'unlabeled', target: label, at: wholeSecond(at), source: 'webhook' } as const
  return { ...row, ...addEntry(row, entry) }
}

const Milestone = z.looseObject({
  action: z.string(),
  repository: z.looseObject({ full_name: z.string() }),
  milestone: z.looseObject({ title: z.string(), due_on: z.string().nullish() }),
  changes: z.looseObject({ title: z.looseObject({ from: z.string() }).nullish() }).nullish(),
})

function milestoneChange({ payload }: RepositoryLine): Change | undefined {
  const read = Milestone.safeParse(payload)
  if (!read.success || read.data.action !== 'edited') return undefined
  const { milestone, changes, repository } = read.data
  const was = changes?.title?.from ?? milestone.title
  const dueOn = milestone.due_on?.slice(0, 10)
  const now = { title: milestone.title, ...(dueOn === undefined ? {} : { dueOn }) }
  return {
    repo: repository.full_name,
    of: (row) => {
      if (row.item.milestone?.title !== was) return undefined
      const history = row.history.map((entry) =>
        (entry.what === 'milestoned' || entry.what === 'demilestoned') && entry.target === was
          ? { ...entry, target: now.title }
          : entry,
      )
      return { ...row, history, item: { ...row.item, milestone: now } }
    },
  }
}
