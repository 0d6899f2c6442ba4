import type { Card, Field, Project } from '../state-board.ts'
import { findRef, type World } from '../world.ts'
import { accountShape } from './account.ts'

export function projectNodeId(project: Project): string {
  return `PVT_${project.id}`
}

export function optionId(name: string): string {
  return Buffer.from(name).toString('hex').slice(0, 8)
}

/** A card as `projects_v2_item` carries it. */
export function cardShape(world: World, project: Project, card: Card): Record<string, unknown> {
  const item = findRef(world, card.item)?.item
  return {
    id: Number(card.id.replace('PVTI_', '')),
    node_id: card.id,
    project_node_id: projectNodeId(project),
    content_node_id: item && `${item.pull ? 'PR' : 'I'}_${item.id}`,
    content_type: item?.pull ? 'PullRequest' : 'Issue',
    creator: accountShape(world, card.creator),
    created_at: card.created_at,
    updated_at: card.updated_at,
    archived_at: card.archived_at,
  }
}

/** What a field says, as a payload's `from` and `to` have it. */
export function valueShape(field: Field, value: string | number | undefined): unknown {
  if (value === undefined) return null
  if (field.type === 'SINGLE_SELECT')
    return { id: optionId(String(value)), name: value, color: 'GRAY', description: '' }
  if (field.type !== 'ITERATION') return value
  const found = field.iterations?.find(({ title }) => title === value)
  return found
    ? {
        id: found.id,
        title: found.title,
        title_html: found.title,
        duration: found.duration,
        start_date: found.startDate,
      }
    : null
}
