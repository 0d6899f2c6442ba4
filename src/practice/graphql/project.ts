import { place, setField } from '../change/board.ts'
import { optionId, projectNodeId } from '../shape/board.ts'
import type { Item, ItemRef, Repo } from '../state.ts'
import type { Card, Field, Iteration, Project } from '../state-board.ts'
import { type Actor, findRef, fullName, same, type World } from '../world.ts'
import { connection, type PageArgs, refuse } from './connection.ts'
import { itemNode } from './item.ts'
import { accountNode } from './people.ts'
import type { Reader } from './root.ts'

type Node = Record<string, unknown>
interface Placed {
  project: Project
  card: Card
}

interface FieldPlace {
  projectId: string
  itemId: string
  fieldId: string
}

export interface ProjectValue extends FieldPlace {
  value: {
    text?: string | null
    number?: number | null
    date?: string | null
    singleSelectOptionId?: string | null
    iterationId?: string | null
  }
}

/** Where an item stands on boards. */
export function projectItemsOf(
  { state }: World,
  { repo, item }: { repo: Repo; item: Item },
  { includeArchived = true }: { includeArchived?: boolean | null },
): Placed[] {
  return state.projects.flatMap((project) =>
    project.items
      .filter((each) => same(each.item.repo, fullName(repo)) && each.item.number === item.number)
      .filter((each) => includeArchived === true || each.archived_at === null)
      .map((card) => ({ project, card })),
  )
}

export function projectNode(reader: Reader, project: Project): Node {
  return {
    __typename: 'ProjectV2',
    id: projectNodeId(project),
    databaseId: project.id,
    number: project.number,
    title: project.title,
    owner: () => accountNode(reader.world, project.owner),
    field: ({ name }: { name: string }) => {
      const field = project.fields.find((each) => same(each.name, name))
      return field ? fieldNode(reader, field) : null
    },
    fields: (args: PageArgs) => connection('fields', project.fields, args, (each) => fieldNode(reader, each)),
  }
}

const fieldTypes: Partial<Record<Field['type'], string>> = {
  SINGLE_SELECT: 'ProjectV2SingleSelectField',
  ITERATION: 'ProjectV2IterationField',
}

function fieldNode({ world }: Reader, field: Field): Node {
  const options = field.options.map((name) => ({ id: optionId(name), name }))
  const today = new Date(world.now()).toISOString().slice(0, 10)
  const isOver = (each: Iteration) => lastDay(each) < today
  const all = field.iterations ?? []
  return {
    __typename: fieldTypes[field.type] ?? 'ProjectV2Field',
    id: field.id,
    name: field.name,
    dataType: field.type,
    options,
    configuration: {
      duration: all[0]?.duration ?? 14,
      startDay: 1,
      iterations: all.filter((each) => !isOver(each)),
      // Newest first, as GitHub lists them.
      completedIterations: all.filter(isOver).reverse(),
    },
  }
}

function lastDay({ startDate, duration }: Iteration): string {
  return new Date(Date.parse(startDate) + (duration - 1) * 86_400_000).toISOString().slice(0, 10)
}

export function projectItemNode(reader: Reader, { project, card }: Placed): Node {
  const values = () =>
    project.fields.flatMap((field) => {
      const value = card.values[field.name]
      return value === undefined ? [] : [valueNode(reader, { field, value, card })]
    })
  return {
    __typename: 'ProjectV2Item',
    id: card.id,
    isArchived: card.archived_at !== null,
    project: () => projectNode(reader, project),
    content: () => {
      const found = findRef(reader.world, card.item)
      return found && reader.sees(found.repo) ? itemNode(reader, found.repo, found.item) : null
    },
    fieldValues: (args: PageArgs) => connection('fieldValues', values(), args, (each) => each),
    fieldValueByName: ({ name }: { name: string }) => {
      const field = project.fields.find((each) => same(each.name, name))
      const value = card.values[field?.name ?? '']
      return field && value !== undefined ? valueNode(reader, { field, value, card }) : null
    },
  }
}

function valueNode(
  reader: Reader,
  { field, value, card }: { field: Field; value: Card['values'][string]; card: Card },
): Node {
  const base = {
    id: `${card.id}_${field.id}`,
    field: fieldNode(reader, field),
    updatedAt: value.updated_at,
  }
  switch (field.type) {
    case 'NUMBER':
      return { ...base, __typename: 'ProjectV2ItemFieldNumberValue', number: value.value }
    case 'DATE':
      return { ...base, __typename: 'ProjectV2ItemFieldDateValue', date: value.value }
    case 'SINGLE_SELECT':
      return {
        ...base,
        __typename: 'ProjectV2ItemFieldSingleSelectValue',
        name: value.value,
        optionId: optionId(String(value.value)),
      }
    case 'ITERATION':
      return { ...base, __typename: 'ProjectV2ItemFieldIterationValue', title: value.value }
    default:
      return { ...base, __typename: 'ProjectV2ItemFieldTextValue', text: value.value }
  }
}

export function findProject(world: World, id: string): Project | undefined {
  return world.state.projects.find((each) => projectNodeId(each) === id)
}

function needProject(world: World, id: string): Project {
  const found = findProject(world, id)
  if (!found) throw refuse('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`)
  return found
}

export function addToProject(
  world: World,
  projectId: string,
  { item, by }: { item: ItemRef; by: Actor },
): Placed {
  const project = needProject(world, projectId)
  return { project, card: place(world, project, { item, by }) }
}

function needField(world: World, { projectId, itemId, fieldId }: FieldPlace): Placed & { field: Field } {
  const project = needProject(world, projectId)
  const card = project.items.find((each) => each.id === itemId)
  const field = project.fields.find((each) => each.id === fieldId)
  if (!card || !field) throw refuse('NOT_FOUND', 'Could not resolve to a node')
  return { project, card, field }
}

export function setProjectValue(world: World, input: ProjectValue, by: Actor): Placed {
  const { project, card, field } = needField(world, input)
  const { text, number, date, singleSelectOptionId, iterationId } = input.value
  const option = field.options.find((each) => optionId(each) === singleSelectOptionId)
  const iteration = field.iterations?.find(({ id }) => id === iterationId)
  const given = {
    TEXT: text,
    NUMBER: number,
    DATE: date,
    SINGLE_SELECT: option,
    ITERATION: iteration?.title,
  }
  const value = given[field.type]
  if (value === undefined || value === null)
    throw refuse('VALIDATION', `Did not receive a ${field.type} value to update a field of that type`)
  setField(world, { project, card, by }, field, value)
  return { project, card }
}

export function clearProjectValue(world: World, input: FieldPlace, by: Actor): Placed {
  const { project, card, field } = needField(world, input)
  setField(world, { project, card, by }, field, null)
  return { project, card }
}
