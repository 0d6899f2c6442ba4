import { invalid, notFound, Refusal } from '../refusal.ts'
import { labelShape } from '../shape/item.ts'
import type { Item, Label, Repo } from '../state.ts'
import { type Actor, findLabel, nextId, record, touch, type World } from '../world.ts'
import { tellItem } from './tell-item.ts'

interface At {
  repo: Repo
  item: Item
  by: Actor
}

export interface LabelValues {
  name: string
  color?: string | undefined
  description?: string | null | undefined
}

/** Puts labels on an item; GitHub makes those that the repository does not have. Those already there add nothing. */
export function addLabels(world: World, at: At, names: readonly string[]): void {
  for (const name of names) {
    const label = findLabel(at.repo, name) ?? createLabel(world, at.repo, at.by, { name })
    if (at.item.labels.includes(label.id)) continue
    if (at.item.labels.length >= 100) throw invalid('Issue', 'labels', 'too_many')
    at.item.labels.push(label.id)
    recordLabel(world, at, 'labeled', label)
    touch(world, at.item)
    tellItem(world, at, 'labeled', { label: labelShape(world, at.repo, label) })
  }
}

export function recordLabel(world: World, at: At, event: 'labeled' | 'unlabeled', label: Label): void {
  record(world, at.item, at.by, { event, label: { name: label.name, color: label.color } })
}

/** Takes a label off; 404 where it is not on, as on GitHub. */
export function removeLabel(world: World, at: At, name: string): void {
  const label = findLabel(at.repo, name)
  if (!label || !at.item.labels.includes(label.id)) throw new Refusal(404, 'Label does not exist')
  at.item.labels = at.item.labels.filter((each) => each !== label.id)
  recordLabel(world, at, 'unlabeled', label)
  touch(world, at.item)
  tellItem(world, at, 'unlabeled', { label: labelShape(world, at.repo, label) })
}

/** Makes the labels of an item exactly these. */
export function setLabels(world: World, at: At, names: readonly string[]): void {
  const wanted = names.map((each) => each.toLowerCase())
  const gone = at.repo.labels.filter(
    (each) => at.item.labels.includes(each.id) && !wanted.includes(each.name.toLowerCase()),
  )
  for (const each of gone) removeLabel(world, at, each.name)
  addLabels(world, at, names)
}

export function createLabel(world: World, repo: Repo, by: Actor, values: LabelValues): Label {
  if (values.name.trim() === '') throw invalid('Label', 'name', 'missing_field')
  if (findLabel(repo, values.name)) throw invalid('Label', 'name', 'already_exists')
  const label: Label = {
    id: nextId(world),
    name: values.name,
    color: values.color ?? 'ededed',
    description: values.description ?? null,
  }
  repo.labels.push(label)
  tellLabel(world, repo, by, label, 'created')
  return label
}

export function updateLabel(
  world: World,
  at: { repo: Repo; by: Actor },
  name: string,
  values: {
    new_name?: string | undefined
    color?: string | undefined
    description?: string | null | undefined
  },
): Label {
  const label = findLabel(at.repo, name)
  if (!label) throw notFound()
  const other = values.new_name === undefined ? undefined : findLabel(at.repo, values.new_name)
  if (other && other !== label) throw invalid('Label', 'name', 'already_exists')
  const before = { ...label }
  label.name = values.new_name ?? label.name
  label.color = values.color ?? label.color
  if (values.description !== undefined) label.description = values.description
  const changes = Object.fromEntries(
    (['name', 'color', 'description'] as const)
      .filter((key) => before[key] !== label[key])
      .map((key) => [key, { from: before[key] ?? '' }]),
  )
  if (Object.keys(changes).length > 0) tellLabel(world, at.repo, at.by, label, 'edited', { changes })
  return label
}

/**
 * Deletes a label of the repository. Items lose it: each is told as `unlabeled` without saying which label, and
 * their timelines say nothing.
 */
export function deleteLabel(world: World, repo: Repo, by: Actor, name: string): void {
  const label = findLabel(repo, name)
  if (!label) throw notFound()
  const had = Object.values(repo.items).filter((each) => each.labels.includes(label.id))
  for (const item of had) item.labels = item.labels.filter((each) => each !== label.id)
  repo.labels = repo.labels.filter((each) => each !== label)
  tellLabel(world, repo, by, label, 'deleted')
  for (const item of had) tellItem(world, { repo, item, by }, 'unlabeled')
}

function tellLabel(
  world: World,
  repo: Repo,
  by: Actor,
  label: Label,
  action: string,
  more: Record<string, unknown> = {},
): void {
  world.tell({
    event: 'label',
    repo,
    sender: by.login,
    body: () => ({ action, label: labelShape(world, repo, label), ...more }),
  })
}
