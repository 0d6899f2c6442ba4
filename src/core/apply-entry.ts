import type { Entry } from './history.ts'
import { type Item, includesName, withoutName } from './item.ts'

/** The item after one change. */
export function applyEntry(item: Item, entry: Entry): Item {
  switch (entry.what) {
    case 'labeled':
      return includesName(item.labels, entry.target)
        ? item
        : { ...item, labels: [...item.labels, entry.target] }
    case 'unlabeled':
      return includesName(item.labels, entry.target)
        ? { ...item, labels: withoutName(item.labels, entry.target) }
        : item
    case 'assigned':
      return includesName(item.assignees, entry.target)
        ? item
        : { ...item, assignees: [...item.assignees, entry.target] }
    case 'unassigned':
      return { ...item, assignees: withoutName(item.assignees, entry.target) }
    case 'milestoned':
      return item.milestone?.title === entry.target ? item : { ...item, milestone: { title: entry.target } }
    case 'demilestoned':
      return withoutMilestone(item)
    case 'closed':
      return closedItem(item, entry)
    case 'reopened':
      return reopenedItem(item)
    case 'merged':
      return item.pull ? { ...item, pull: { ...item.pull, merged: true } } : item
    case 'synchronized':
      return item.pull ? { ...item, pull: { ...item.pull, sha: entry.target } } : item
    case 'drafted':
    case 'readied':
      return item.pull ? { ...item, pull: { ...item.pull, draft: entry.what === 'drafted' } } : item
    default:
      return item
  }
}

function withoutMilestone(item: Item): Item {
  const { milestone: _gone, ...rest } = item
  return rest
}

function closedItem(item: Item, entry: Entry): Item {
  const { stateReason: _old, ...rest } = item
  const reason = entry.detail?.reason
  const stateReason =
    reason === 'not_planned' || reason === 'duplicate' || reason === 'completed' ? reason : undefined
  return { ...rest, state: 'closed', closedAt: entry.at, ...(stateReason ? { stateReason } : {}) }
}

function reopenedItem(item: Item): Item {
  const { closedAt: _closed, stateReason: _reason, ...rest } = item
  return { ...rest, state: 'open' }
}

/** The item before one change, as far as the change itself tells. */
export function undoEntry(item: Item, entry: Entry): Item {
  switch (entry.what) {
    case 'labeled':
      return { ...item, labels: withoutName(item.labels, entry.target) }
    case 'unlabeled':
      return includesName(item.labels, entry.target)
        ? item
        : { ...item, labels: [...item.labels, entry.target] }
    case 'assigned':
      return { ...item, assignees: withoutName(item.assignees, entry.target) }
    case 'unassigned':
      return includesName(item.assignees, entry.target)
        ? item
        : { ...item, assignees: [...item.assignees, entry.target] }
    case 'milestoned':
      return withoutMilestone(item)
    case 'demilestoned':
      return { ...item, milestone: { title: entry.target } }
    case 'closed':
      return reopenedItem(item)
    case 'reopened':
      return { ...item, state: 'closed' }
    case 'merged':
      return item.pull ? { ...item, pull: { ...item.pull, merged: false } } : item
    case 'drafted':
    case 'readied':
      return item.pull ? { ...item, pull: { ...item.pull, draft: entry.what === 'readied' } } : item
    default:
      return item
  }
}
