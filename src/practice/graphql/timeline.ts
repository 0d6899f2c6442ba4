import type { Entry, Item, Repo } from '../state.ts'
import { findRef } from '../world.ts'
import { commentNode, itemNode, reviewNode } from './item.ts'
import { accountNode } from './people.ts'
import type { Reader } from './root.ts'

type Node = Record<string, unknown>
interface At {
  repo: Repo
  item: Item
}

/** REST's words for events to GraphQL's types. What is not here GraphQL does not show. */
const types: Partial<Record<Entry['event'], string>> = {
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  assigned: 'AssignedEvent',
  unassigned: 'UnassignedEvent',
  milestoned: 'MilestonedEvent',
  demilestoned: 'DemilestonedEvent',
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
  renamed: 'RenamedTitleEvent',
  pinned: 'PinnedEvent',
  unpinned: 'UnpinnedEvent',
  ready_for_review: 'ReadyForReviewEvent',
  convert_to_draft: 'ConvertToDraftEvent',
  merged: 'MergedEvent',
  added_to_merge_queue: 'AddedToMergeQueueEvent',
  'cross-referenced': 'CrossReferencedEvent',
  connected: 'ConnectedEvent',
  disconnected: 'DisconnectedEvent',
  converted_to_discussion: 'ConvertedToDiscussionEvent',
  commented: 'IssueComment',
  reviewed: 'PullRequestReview',
}

/** `LabeledEvent` as the filter writes it: `LABELED_EVENT`. */
function filterName(type: string): string {
  return type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
}

export function timelineNodes(
  reader: Reader,
  at: At,
  args: { itemTypes?: string[] | null; since?: string | null },
): Node[] {
  return at.item.timeline.flatMap((entry): Node[] => {
    const type = types[entry.event]
    if (type === undefined) return []
    if (args.itemTypes && !args.itemTypes.includes(filterName(type))) return []
    if (args.since && entry.created_at < args.since) return []
    const node = nodeOf(reader, at, entry, type)
    return node ? [node] : []
  })
}

function nodeOf(reader: Reader, at: At, entry: Entry, type: string): Node | undefined {
  const { world } = reader
  if (entry.event === 'commented') {
    const comment = at.item.comments.find((each) => each.id === entry.comment)
    return comment && commentNode(reader, at.repo, comment)
  }
  if (entry.event === 'reviewed') {
    const review = at.item.pull?.reviews.find((each) => each.id === entry.review)
    return review && reviewNode(reader, at.repo, review)
  }
  const base = {
    __typename: type,
    id: `EV_${entry.id}`,
    actor: accountNode(world, entry.actor),
    createdAt: entry.created_at,
  }
  return { ...base, ...detail(reader, at, entry) }
}

function detail(reader: Reader, at: At, entry: Entry): Node {
  switch (entry.event) {
    case 'labeled':
    case 'unlabeled':
      return { label: { id: `LA_${entry.label.name}`, description: null, ...entry.label } }
    case 'assigned':
    case 'unassigned':
      return { assignee: accountNode(reader.world, entry.assignee) }
    case 'milestoned':
    case 'demilestoned':
      return { milestoneTitle: entry.milestone }
    case 'closed':
      return { stateReason: entry.state_reason?.toUpperCase() ?? null }
    case 'renamed':
      return { previousTitle: entry.from, currentTitle: entry.to }
    case 'cross-referenced':
    case 'connected':
    case 'disconnected':
      return links(reader, at, entry.source)
    default:
      return {}
  }
}

function links(reader: Reader, at: At, source: { repo: string; number: number }): Node {
  const other = () => {
    const found = findRef(reader.world, source)
    return found ? itemNode(reader, found.repo, found.item) : null
  }
  const own = () => itemNode(reader, at.repo, at.item)
  return { source: other, target: own, subject: other, willCloseTarget: false }
}
