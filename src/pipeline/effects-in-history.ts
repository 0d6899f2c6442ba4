import { fieldTarget } from '../core/boards.ts'
import type { LedgerLine } from '../core/effect.ts'
import type { Entry } from '../core/history.ts'
import type { Instant } from '../core/instant.ts'
import { type Login, sameName } from '../core/item.ts'
import { addEntry, withoutEntries } from '../core/past.ts'
import type { SubjectRow } from './ports.ts'

/** How long after an effect its own webhook may still come. */
export const confirmMilliseconds = 10 * 60_000

/** The row as it will be once these effects are done: they are in its history from the moment they are planned. */
export function withEffects(
  row: SubjectRow,
  changes: readonly LedgerLine['change'][],
  at: Instant,
  app: Login,
): SubjectRow {
  let next = row
  // GitHub's clock may be ahead of ours: what Reeve does never comes before what it answers.
  const told = [...row.history.slice(-1), ...(row.idle ?? [])]
  const then = told.reduce((latest, entry) => Math.max(latest, entry.at), at)
  for (const change of changes) {
    for (const entry of entriesOf(change, app, then)) {
      if (next.item) next = { ...next, ...addEntry({ ...next, item: next.item }, entry) }
    }
  }
  return next
}

function entriesOf(change: LedgerLine['change'], actor: Login, at: Instant): Omit<Entry, 'id'>[] {
  if (change.do !== 'project.put') return [entryOf(change, actor, at)].filter((entry) => entry !== undefined)
  const { board, fields } = change
  const basis = { actor, at, source: 'reeve' as const }
  return [
    { ...basis, what: 'boarded', target: board },
    ...Object.entries(fields).map(
      ([field, value]): Omit<Entry, 'id'> => ({
        ...basis,
        what: 'fielded',
        target: fieldTarget(board, field),
        ...(value === null ? {} : { detail: { value } }),
      }),
    ),
  ]
}

function entryOf(change: LedgerLine['change'], actor: Login, at: Instant): Omit<Entry, 'id'> | undefined {
  const basis = { actor, at, source: 'reeve' as const }
  switch (change.do) {
    case 'label.add':
      return { ...basis, what: 'labeled', target: change.label }
    case 'label.remove':
      return { ...basis, what: 'unlabeled', target: change.label }
    case 'assignee.add':
      return { ...basis, what: 'assigned', target: change.login }
    case 'assignee.remove':
      return { ...basis, what: 'unassigned', target: change.login }
    case 'issue.close':
      return { ...basis, what: 'closed', target: '', detail: { reason: change.reason } }
    case 'issue.reopen':
      return { ...basis, what: 'reopened', target: '' }
    case 'milestone.set':
      return { ...basis, what: 'milestoned', target: change.milestone }
    default:
      return undefined
  }
}

/** Whether an entry, told by a webhook, is what a planned effect was to do. */
export function isConfirmedBy({ change, state }: LedgerLine, entry: Omit<Entry, 'id' | 'source'>): boolean {
  return (state === 'planned' || state === 'sent') && isOf(change, entry)
}

/** Whether an entry is what a change leaves in the history. */
function isOf(change: LedgerLine['change'], entry: Pick<Entry, 'what' | 'target' | 'detail'>): boolean {
  switch (change.do) {
    case 'label.add':
      return entry.what === 'labeled' && sameName(change.label, entry.target)
    case 'label.remove':
      return entry.what === 'unlabeled' && sameName(change.label, entry.target)
    case 'assignee.add':
      return entry.what === 'assigned' && sameName(change.login, entry.target)
    case 'assignee.remove':
      return entry.what === 'unassigned' && sameName(change.login, entry.target)
    case 'issue.close':
      return entry.what === 'closed'
    case 'issue.reopen':
      return entry.what === 'reopened'
    case 'project.put':
      return isPut(change, entry)
    default:
      return false
  }
}

/** It was put there, or one of its fields was given its value. */
function isPut(
  { board, fields }: Extract<LedgerLine['change'], { do: 'project.put' }>,
  { what, target, detail }: Pick<Entry, 'what' | 'target' | 'detail'>,
): boolean {
  if (what === 'boarded') return sameName(target, board)
  const given = Object.entries(fields).find(([field]) => sameName(target, fieldTarget(board, field)))
  return what === 'fielded' && given !== undefined && sameName(given[1] ?? '', detail?.value ?? '')
}

/** An effect is in the history from the moment it is planned; one that GitHub refused never happened. */
export function withoutRefused(row: SubjectRow, ledger: readonly LedgerLine[]): SubjectRow {
  const { item } = row
  if (!item) return row
  const refused = ledger.filter(({ state }) => state === 'refused')
  const gone = row.history.filter(
    (entry) =>
      entry.source === 'reeve' &&
      refused.some((line) => line.at <= entry.at && isOf(line.change, entry) && !isAnotherPut(line, entry)),
  )
  if (gone.length === 0) return row
  return { ...row, ...withoutEntries({ ...row, item }, gone) }
}

/** A board may have been put right since by another effect, of a key of its own. */
function isAnotherPut({ change, at }: LedgerLine, entry: Entry): boolean {
  return change.do === 'project.put' && entry.at > at + confirmMilliseconds
}
