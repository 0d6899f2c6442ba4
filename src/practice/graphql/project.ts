import type { Item, ItemRef, Project, Repo } from '../state.ts'
import { findRef, fullName, nextId, same, type World } from '../world.ts'
import { connection, type PageArgs, refuse } from './connection.ts'
import { itemNode } from './item.ts'
import type { Reader } from './root.ts'

type Node = Record<string, unknown>
export interface Placed {
  project: Project
  entry: Project['items'][number]
}

export interface ProjectValue {
  projectId: string
  itemId: string
  fieldId: string
  value: {
    text?: string | null
    number?: number | null
    date?: string | null
    singleSelectOptionId?: string | null
  }
}

/** Where an item stands on boards. */
export function projectItemsOf(world: World, repo: Repo, item: Item): Placed[] {
  return world.state.projects.flatMap((project) =>
    project.items
      .filter((each) => same(each.item.repo, fullName(repo)) && each.item.number === item.number)
      .map((entry) => ({ project, entry })),
  )
}

export function projectNode(project: Project): Node {
  return {
    __typename: 'ProjectV2',
    id: `PVT_${project.id}`,
    databaseId: project.id,
    number: project.number,
    title: project.title,
    fields: (args: PageArgs) => connection('fields', project.fields, args, fieldNode),
  }
}

function fieldNode(field: Project['fields'][number]): Node {
  const options = field.options.map((name) => ({ id: optionId(name), name }))
  const type = field.type === 'SINGLE_SELECT' ? 'ProjectV2SingleSelectField' : 'ProjectV2Field'
  return { __typename: type, id: field.id, name: field.name, dataType: field.type, options }
}

function optionId(name: string): string {
  return Buffer.from(name).toString('hex').slice(0, 8)
}

export function projectItemNode(reader: Reader, { project, entry }: Placed): Node {
  const values = () =>
    project.fields.flatMap((field) => {
      const value = entry.values[field.name]
      return value === undefined ? [] : [valueNode(field, value, entry.id)]
    })
  return {
    __typename: 'ProjectV2Item',
    id: entry.id,
    project: () => projectNode(project),
    content: () => {
      const found = findRef(reader.world, entry.item)
      return found && reader.sees(found.repo) ? itemNode(reader, found.repo, found.item) : null
    },
    fieldValues: (args: PageArgs) => connection('fieldValues', values(), args, (each) => each),
    fieldValueByName: ({ name }: { name: string }) => {
      const field = project.fields.find((each) => same(each.name, name))
      const value = entry.values[field?.name ?? '']
      return field && value !== undefined ? valueNode(field, value, entry.id) : null
    },
  }
}

function valueNode(field: Project['fields'][number], value: string | number, item: string): Node {
  const base = { id: `${item}_${field.id}`, field: fieldNode(field) }
  switch (field.type) {
    case 'NUMBER':
      return { ...base, __typename: 'ProjectV2ItemFieldNumberValue', number: value }
    case 'DATE':
      return { ...base, __typename: 'ProjectV2ItemFieldDateValue', date: value }
    case 'SINGLE_SELECT':
      return {
        ...base,
        __typename: 'ProjectV2ItemFieldSingleSelectValue',
        name: value,
        optionId: optionId(String(value)),
      }
    default:
      return { ...base, __typename: 'ProjectV2ItemFieldTextValue', text: value }
  }
}

function needProject(world: World, id: string): Project {
  const found = world.state.projects.find((each) => `PVT_${each.id}` === id)
  if (!found) throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
  return found
}

/** Puts an item on a board; one that is there stays as it is. */
export function addToProject(world: World, projectId: string, item: ItemRef): Placed {
  const project = needProject(world, projectId)
  const there = project.items.find(
    (each) => same(each.item.repo, item.repo) && each.item.number === item.number,
  )
  if (there) return { project, entry: there }
  const entry = { id: `PVTI_${nextId(world)}`, item, values: {} }
  project.items.push(entry)
  return { project, entry }
}

export function setProjectValue(world: World, input: ProjectValue): Placed {
  const project = needProject(world, input.projectId)
  const entry = project.items.find((each) => each.id === input.itemId)
  const field = project.fields.find((each) => each.id === input.fieldId)
  if (!entry || !field) throw refuse('NOT_FOUND', 'Could not resolve to a node')
  const { text, number, date, singleSelectOptionId } = input.value
  const option = field.options.find((each) => optionId(each) === singleSelectOptionId)
  const value = option ?? text ?? number ?? date
  if (value === undefined || value === null) throw refuse('VALIDATION', 'The field has no such value')
  entry.values[field.name] = value
  return { project, entry }
}
