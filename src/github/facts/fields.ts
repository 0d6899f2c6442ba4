import { z } from 'zod'
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
  projectItems(first: 20, after: $after) {
    nodes {
      fieldValues(first: 100) {
        nodes {
          ... on ProjectV2ItemFieldTextValue { text field { ...fieldName } }
          ... on ProjectV2ItemFieldNumberValue { number field { ...fieldName } }
          ... on ProjectV2ItemFieldDateValue { date field { ...fieldName } }
          ... on ProjectV2ItemFieldSingleSelectValue { name field { ...fieldName } }
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
})
const Item = z.object({ fieldValues: connectionOf(Value) })
const Answer = z
  .object({ repository: z.object({ issueOrPullRequest: z.object({ projectItems: connectionOf(Item) }) }) })
  .transform(({ repository }) => repository.issueOrPullRequest.projectItems)

type Item = z.infer<typeof Item>

/** Fields of the projects an item is in, by their names; one that several projects have has several values. */
export const readFields: ReadFact<'fields'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('issue or pull request', key)
  const { owner, repo, number } = at
  const about = { what: `the project fields of ${key}`, needs: 'organization_projects=read' }
  const page = (after: string | null): Promise<Asked<Connection<Item>>> =>
    askGraph(github, fieldsQuery, { owner, repo, number, after }, { schema: Answer, about })
  return mapped(plain(await askConnection(page)), byName)
}

function byName(items: readonly Item[]): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const value of items.flatMap(({ fieldValues }) => fieldValues.nodes)) {
    const name = value.field?.name
    const shown = value.text ?? value.date ?? value.name ?? value.number?.toString()
    if (name !== undefined && shown !== undefined) found[name] = [...(found[name] ?? []), shown]
  }
  return found
}
