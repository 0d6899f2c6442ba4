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

/** Issues a pull request closes, as GitHub has linked them: by its text or by hand. */
export const closingQuery = `
  query closing($owner: String!, $repo: String!, $number: Int!, $after: String) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) {
        closingIssuesReferences(first: 100, after: $after) {
          nodes { number repository { nameWithOwner } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`

const Answer = z
  .object({
    repository: z.object({ pullRequest: z.object({ closingIssuesReferences: connectionOf(NodeKey) }) }),
  })
  .transform(({ repository }) => repository.pullRequest.closingIssuesReferences)

/** Keys of the issues this pull request closes. */
export const readClosing: ReadFact<'closing'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('pull request', key)
  const { owner, repo, number } = at
  const about = { what: `the issues that ${key} closes`, needs: 'pull_requests=read' }
  const page = (after: string | null): Promise<Asked<Connection<string>>> =>
    askGraph(github, closingQuery, { owner, repo, number, after }, { schema: Answer, about })
  return plain(await askConnection(page))
}
