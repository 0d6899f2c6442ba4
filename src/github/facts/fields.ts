import { z } from 'zod'
import type { Placement } from '../../core/boards.ts'
import { timeOf } from '../normalise/reading.ts'
import {
  type Asked,
  askConnection,
  askGraph,
  type Connection,
  connectionOf,
  itemAt,
  mapped,
  noSuchKey,
  plain,
} from './ask.ts'
import type { ReadFact } from './read-fact.ts'

const values = `
  projectItems(first: 20, after: $after, includeArchived: false) {
    nodes {
      project { number owner { ... on Organization { login } ... on User { login } } }
      fieldValues(first: 100) {
        nodes {
          ... on ProjectV2ItemFieldTextValue { text updatedAt field { ...fieldName } }
          ... on ProjectV2ItemFieldNumberValue { number updatedAt field { ...fieldName } }
          ... on ProjectV2ItemFieldDateValue { date updatedAt field { ...fieldName } }
          ... on ProjectV2ItemFieldSingleSelectValue { name updatedAt field { ...fieldName } }
          ... on ProjectV2ItemFieldIterationValue { title updatedAt field { ...fieldName } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
    pageInfo { hasNextPage endCursor }
  }`

/** A project has fifty fields at most, so one page of values is all of them. */
export const fieldsQuery = `
  query fields($owner: String!, $repo: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $repo) {
      issueOrPullRequest(number: $number) {
        ... on Issue { ${values} }
        ... on PullRequest { ${values} }
      }
    }
  }
  fragment fieldName on ProjectV2FieldConfiguration { ... on ProjectV2FieldCommon { name } }`

const Value = z.object({
  field: z.object({ name: z.string().optional() }).optional(),
  text: z.string().nullish(),
  number: z.number().nullish(),
  date: z.string().nullish(),
  name: z.string().nullish(),
  title: z.string().nullish(),
  updatedAt: z.string().nullish(),
})
const Item = z.object({
  project: z.object({ number: z.number(), owner: z.object({ login: z.string().optional() }) }),
  fieldValues: connectionOf(Value),
})
const Answer = z
  .object({ repository: z.object({ issueOrPullRequest: z.object({ projectItems: connectionOf(Item) }) }) })
  .transform(({ repository }) => repository.issueOrPullRequest.projectItems)

type Item = z.infer<typeof Item>

/** The boards an item is on, with the values of their fields. What was archived there is not on it. */
export const readFields: ReadFact<'fields'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('issue or pull request', key)
  const { owner, repo, number } = at
  const about = { what: `the project fields of ${key}`, needs: 'organization_projects=read' }
  const page = (after: string | null): Promise<Asked<Connection<Item>>> =>
    askGraph(github, fieldsQuery, { owner, repo, number, after }, { schema: Answer, about })
  return mapped(plain(await askConnection(page)), (items) => items.map(placementOf))
}

function placementOf({ project, fieldValues }: Item): Placement {
  const fields = fieldValues.nodes.flatMap((value) => {
    const shown = value.text ?? value.date ?? value.name ?? value.title ?? value.number?.toString()
    const name = value.field?.name
    const at = timeOf(value.updatedAt)
    return name === undefined || shown === undefined
      ? []
      : [[name, { values: [shown], ...(at === undefined ? {} : { at }) }] as const]
  })
  const { owner, number } = project
  return {
    ...(owner.login === undefined ? {} : { board: `${owner.login}/${number}` }),
    fields: Object.fromEntries(fields),
  }
}
