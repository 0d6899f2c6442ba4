import type { Entry, ItemRef } from '../state.ts'

/** What a line of a timeline says after the name of who did it; undefined for what is not worth a line. */
export function entryWords(entry: Entry): string | undefined {
  switch (entry.event) {
    case 'labeled':
      return `set the label ${entry.label.name}`
    case 'unlabeled':
      return `took the label ${entry.label.name} off`
    case 'assigned':
      return entry.assignee === entry.actor ? 'took it on' : `assigned ${entry.assignee}`
    case 'unassigned':
      return `unassigned ${entry.assignee}`
    case 'milestoned':
      return `put it into ${entry.milestone}`
    case 'demilestoned':
      return `took it out of ${entry.milestone}`
    case 'closed':
      return entry.state_reason === 'not_planned' ? 'closed it as not planned' : 'closed it'
    case 'renamed':
      return `renamed it from “${entry.from}”`
    case 'base_ref_changed':
      return `changed its base from ${entry.from} to ${entry.to}`
    case 'committed':
      return `committed ${entry.sha.slice(0, 7)}`
    case 'cross-referenced':
      return `mentioned it in ${refWords(entry.source)}`
    case 'connected':
      return `linked ${refWords(entry.source)}`
    case 'disconnected':
      return `unlinked ${refWords(entry.source)}`
    case 'review_requested':
      return `asked ${entry.reviewer ?? entry.team ?? 'nobody'} for a review`
    case 'review_request_removed':
      return `no longer asks ${entry.reviewer ?? entry.team ?? 'nobody'} for a review`
    case 'mentioned':
    case 'subscribed':
    case 'commented':
    case 'reviewed':
      return undefined
    default:
      return plain[entry.event] ?? entry.event.replaceAll('_', ' ')
  }
}

const plain: Readonly<Record<string, string>> = {
  reopened: 'reopened it',
  locked: 'locked it',
  unlocked: 'unlocked it',
  merged: 'merged it',
  ready_for_review: 'said it is ready for review',
  convert_to_draft: 'made it a draft',
}

function refWords({ repo, number }: ItemRef): string {
  return `${repo}#${number}`
}
