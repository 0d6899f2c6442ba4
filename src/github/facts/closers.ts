import { z } from 'zod'
import {
  type Asked,
  askConnection,
  askGraph,
  type Connection,
  connectionOf,
  itemAt,
  noSuchKey,
  plain,
} from './ask.ts'
import type { ReadFact } from './read-fact.ts'
import { NodeKey } from './shapes.ts'

export const closersQuery = `
  query closers($owner: String!, $repo: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $repo) {
      issue(number: $number) {
        closedByPullRequestsReferences(first: 100, after: $after, includeClosedPrs: true) {
          nodes { number repository { nameWithOwner } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`

const Answer = z
  .object({
    repository: z.object({ issue: z.object({ closedByPullRequestsReferences: connectionOf(NodeKey) }) }),
  })
  .transform(({ repository }) => repository.issue.closedByPullRequestsReferences)

/** Keys of the pull requests that close this issue, closed ones among them. */
export const readClosers: ReadFact<'closers'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('issue', key)
  const { owner, repo, number } = at
  const about = { what: `the pull requests that close ${key}`, needs: 'issues=read' }
  const page = (after: string | null): Promise<Asked<Connection<string>>> =>
    askGraph(github, closersQuery, { owner, repo, number, after }, { schema: Answer, about })
  return plain(await askConnection(page))
}
