import { Refusal } from '../refusal.ts'
import { cardShape, valueShape } from '../shape/board.ts'
import type { ItemRef } from '../state.ts'
import type { Card, Field, Project } from '../state-board.ts'
import { type Actor, nextId, same, timeNow, type World } from '../world.ts'

interface OnBoard {
  project: Project
  card: Card
  by: Actor
}

/** `acme/1`, a board by its owner and number. */
export function needBoard(world: World, name: string): Project {
  const [owner = '', number] = name.split('/')
  const found = world.state.projects.find((each) => same(each.owner, owner) && each.number === Number(number))
  if (!found) throw new Refusal(404, `There is no board ${name}`)
  return found
}

export function cardOf(project: Project, item: ItemRef): Card | undefined {
  return project.items.find((each) => same(each.item.repo, item.repo) && each.item.number === item.number)
}

/** Puts an item on a board; one that is there stays as it is. */
export function place(world: World, project: Project, { item, by }: { item: ItemRef; by: Actor }): Card {
  const there = cardOf(project, item)
  if (there) return there
  const now = timeNow(world)
  const card: Card = {
    id: `PVTI_${nextId(world)}`,
    item,
    creator: by.login,
    created_at: now,
    updated_at: now,
    archived_at: null,
    values: {},
  }
  project.items.push(card)
  tell(world, { project, card, by }, 'created')
  return card
}

/** Sets a field, or takes its value away. */
export function setField(world: World, at: OnBoard, field: Field, value: string | number | null): void {
  const { project, card } = at
  const before = card.values[field.name]?.value
  if (before === (value ?? undefined)) return
  card.updated_at = timeNow(world)
  if (value === null) delete card.values[field.name]
  else card.values[field.name] = { value, updated_at: card.updated_at }
  const changed = {
    field_node_id: field.id,
    field_type: field.type.toLowerCase(),
    field_name: field.name,
    project_number: project.number,
    from: valueShape(field, before),
    to: valueShape(field, value ?? undefined),
  }
  tell(world, at, 'edited', { field_value: changed })
}

export function archive(world: World, at: OnBoard, isArchived: boolean): void {
  const { card } = at
  const from = card.archived_at
  card.updated_at = timeNow(world)
  card.archived_at = isArchived ? card.updated_at : null
  tell(world, at, isArchived ? 'archived' : 'restored', { archived_at: { from, to: card.archived_at } })
}

export function takeOff(world: World, at: OnBoard): void {
  at.project.items = at.project.items.filter((each) => each !== at.card)
  tell(world, at, 'deleted')
}

/** Only organisations' boards are told of. */
function tell(
  world: World,
  { project, card, by }: OnBoard,
  action: string,
  changes?: Record<string, unknown>,
): void {
  if (!world.state.orgs[project.owner.toLowerCase()]) return
  const shown = cardShape(world, project, card)
  world.tell({
    event: 'projects_v2_item',
    org: project.owner,
    sender: by.login,
    body: () => ({ action, projects_v2_item: shown, ...(changes ? { changes } : {}) }),
  })
}
