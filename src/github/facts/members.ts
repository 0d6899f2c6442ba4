import { z } from 'zod'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import {
  type Asked,
  askAll,
  askConnection,
  askGraph,
  type Connection,
  commitAt,
  connectionOf,
  noSuchKey,
  plain,
} from './ask.ts'
import { readMergedBetween } from './merged-between.ts'
import type { ReadFact } from './read-fact.ts'

const Pull = z.object({ number: z.number(), state: z.string(), head: z.object({ sha: z.string() }) })

export const queueQuery = `
  query queue($owner: String!, $repo: String!, $branch: String, $after: String) {
    repository(owner: $owner, name: $repo) {
      mergeQueue(branch: $branch) {
        entries(first: 100, after: $after) {
          nodes { headCommit { oid } pullRequest { number } }
          pageInfo { hasNextPage endCursor }
        }
      }
    }
  }`

const Entry = z.object({
  headCommit: z.object({ oid: z.string() }).nullable(),
  pullRequest: z.object({ number: z.number() }).nullable(),
})
type Entry = z.infer<typeof Entry>
const Queue = z
  .object({ repository: z.object({ mergeQueue: z.object({ entries: connectionOf(Entry) }).nullable() }) })
  .transform(({ repository }): Connection<Entry> => repository.mergeQueue?.entries ?? noEntries)
const noEntries: Connection<Entry> = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }

type Commit = NonNullable<ReturnType<typeof commitAt>>

/**
 * Open pull requests with this head, or the members of the merge group whose head it is (D18: its webhook names none).
 * Nobody found is unknown, never nobody: a required check must not stay unreported.
 */
export const readMembers: ReadFact<'members'> = async (github, key, { base, baseSha }) => {
  const at = commitAt(key)
  if (!at) return noSuchKey('commit', key)
  if (base !== undefined) {
    const waiting = await queued(github, at, base)
    if (waiting.ok && waiting.value.length > 0) return waiting
    const between = baseSha === undefined ? unknown('') : await mergedOnto(github, at, baseSha)
    if (between.ok && between.value.length > 0) return between
    if (!waiting.ok) return waiting
  }
  const pulls = await pullsWithHead(github, at)
  if (!pulls.ok || pulls.value.length > 0) return pulls
  const first = await queued(github, at, null)
  if (!first.ok || first.value.length > 0) return first
  const branch = await queueBranch(github, at)
  const other = branch.ok && branch.value !== undefined ? await queued(github, at, branch.value) : branch
  if (!other.ok) return other
  if (other.value !== undefined && other.value.length > 0) return known([...other.value].map(Number))
  return unknown(`GitHub names no open pull request and no merge group with the head ${key}`)
}

function mergedOnto(github: GitHub, at: Commit, baseSha: string): Promise<Known<readonly number[]>> {
  const between = { owner: at.owner, repo: at.repo, base: baseSha, head: at.sha }
  return readMergedBetween(github, between, (sha) => pullsWithHead(github, { ...at, sha }))
}

async function pullsWithHead(
  github: GitHub,
  { owner, repo, sha, name }: Commit,
): Promise<Known<readonly number[]>> {
  const request = github.rest.repos.listPullRequestsAssociatedWithCommit.endpoint({
    owner,
    repo,
    commit_sha: sha,
    per_page: 100,
  })
  const about = { what: `the pull requests of ${name}@${sha}`, needs: 'pull_requests=read' }
  const pulls = await askAll(github, request, Pull, about)
  if (!pulls.ok) return unknown(pulls.why)
  return known(
    pulls.value.filter((pull) => pull.state === 'open' && pull.head.sha === sha).map(({ number }) => number),
  )
}

async function queued(
  github: GitHub,
  { owner, repo, sha, name }: Commit,
  branch: string | null,
): Promise<Known<readonly number[]>> {
  const about = { what: `the merge queue of ${name}`, needs: 'merge_queues=read' }
  const page = (after: string | null): Promise<Asked<Connection<Entry>>> =>
    askGraph(github, queueQuery, { owner, repo, branch, after }, { schema: Queue, about })
  const entries = plain(await askConnection(page))
  if (!entries.ok) return entries
  const here = entries.value.filter(({ headCommit }) => headCommit?.oid === sha)
  return known(here.flatMap(({ pullRequest }) => (pullRequest ? [pullRequest.number] : [])))
}

const Branch = z.object({ name: z.string() })

/** The branch that a group is to be merged into, from the name of the branch GitHub made for the group. */
async function queueBranch(
  github: GitHub,
  { owner, repo, sha, name }: Commit,
): Promise<Known<string | undefined>> {
  const request = github.rest.repos.listBranchesForHeadCommit.endpoint({ owner, repo, commit_sha: sha })
  const about = { what: `the branches of ${name}@${sha}`, needs: 'contents=read' }
  const branches = await askAll(github, request, Branch, about)
  if (!branches.ok) return unknown(branches.why)
  const found = branches.value.map(
    (each) => /^gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]+$/.exec(each.name)?.[1],
  )
  return known(found.find((branch) => branch !== undefined))
}
