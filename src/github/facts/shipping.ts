import { z } from 'zod'
import type { Shipping } from '../../core/fact.ts'
import { itemKey } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import { type Asked, ask, askAll, askGraph, connectionOf, noSuchKey, type Place } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

/** The history of a commit, newest first, with the pull requests that each belongs to. */
export const shippingQuery = `
  query shipping($owner: String!, $repo: String!, $oid: GitObjectID!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $repo) {
      object(oid: $oid) {
        ... on Commit {
          history(first: $first, after: $after) {
            nodes {
              oid
              associatedPullRequests(first: 5) { nodes { number merged } }
            }
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }`

const Pull = z.object({ number: z.number(), merged: z.boolean() })
const Commit = z.object({
  oid: z.string(),
  associatedPullRequests: z.object({ nodes: z.array(Pull.nullable()).nullable() }).nullish(),
})
type Commit = z.infer<typeof Commit>
const Answer = z
  .object({ repository: z.object({ object: z.object({ history: connectionOf(Commit) }).nullable() }) })
  .transform(({ repository }) => repository.object?.history ?? noCommits)
const noCommits = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }

/** More commits than these are not taken apart: what they ship is not known. */
const mostCommits = 1000

/**
 * `acme/app@<base>...<sha>`: the pull requests of the commits between the two; `acme/app@<sha>`: those of that one
 * commit; tags may stand for both. A commit that was merged belongs to the pull request that brought it; one that was not, to those it is open in.
 */
export const readShipping: ReadFact<'shipping'> = async (github, key) => {
  const [, owner, repo, base, ref] = /^([^/]+)\/([^@]+)@(?:(.+)\.\.\.)?(.+)$/.exec(key) ?? []
  if (!owner || !repo || !ref) return noSuchKey('commit', key)
  const place = { owner, repo }
  const commit = await commitOf(github, place, ref)
  if (!commit.ok) return commit
  const sha = commit.value
  const wanted = base === undefined ? known([sha]) : await commitsBetween(github, place, { base, sha })
  if (!wanted.ok) return wanted
  const found = await commitsOf(github, place, { sha, wanted: new Set(wanted.value) })
  return found.ok ? known(shippingIn(`${owner}/${repo}`, found.value)) : found
}

const Listed = z.object({ sha: z.string() })

/** A tag is looked up; what is a commit already is not. */
async function commitOf(github: GitHub, place: Place, ref: string): Promise<Known<string>> {
  if (/^[0-9a-f]{40}$/.test(ref)) return known(ref)
  const request = github.rest.repos.getCommit.endpoint({ ...place, ref })
  const commit = await ask(github, request, Listed, { what: `the commit of ${ref}`, needs: 'contents=read' })
  return commit.ok ? known(commit.value.sha) : unknown(commit.why)
}

async function commitsBetween(
  github: GitHub,
  place: Place,
  { base, sha }: { base: string; sha: string },
): Promise<Known<readonly string[]>> {
  const request = github.rest.repos.compareCommitsWithBasehead.endpoint({
    ...place,
    basehead: `${base}...${sha}`,
    per_page: 100,
  })
  const commits = await askAll(github, request, Listed, {
    what: `the commits between ${base} and ${sha}`,
    needs: 'contents=read',
    within: 'commits',
    atMost: mostCommits,
  })
  return commits.ok ? known(commits.value.map((commit) => commit.sha)) : unknown(commits.why)
}

/** Goes back through history until all that are wanted were met. */
async function commitsOf(
  github: GitHub,
  place: Place,
  { sha, wanted }: { sha: string; wanted: ReadonlySet<string> },
): Promise<Known<readonly Commit[]>> {
  const found: Commit[] = []
  const about = { what: `what came with ${sha}`, needs: 'pull_requests=read' }
  let after: string | null = null
  for (let seen = 0; found.length < wanted.size && seen < 2 * mostCommits; seen += 100) {
    const variables: Record<string, unknown> = {
      ...place,
      oid: sha,
      first: wanted.size === 1 ? 1 : 100,
      after,
    }
    const answer: Asked<z.infer<typeof Answer>> = await askGraph(github, shippingQuery, variables, {
      schema: Answer,
      about,
    })
    if (!answer.ok) return unknown(answer.why)
    const { nodes, pageInfo } = answer.value
    found.push(...nodes.filter(({ oid }) => wanted.has(oid)))
    if (!pageInfo.hasNextPage) break
    after = pageInfo.endCursor
  }
  return found.length === wanted.size ? known(found) : unknown(`Not all that came with ${sha} was found`)
}

function shippingIn(repo: string, commits: readonly Commit[]): Shipping {
  const pulls: string[] = []
  const bare: string[] = []
  for (const { associatedPullRequests, oid } of commits.toReversed()) {
    const all = (associatedPullRequests?.nodes ?? []).flatMap((each) => each ?? [])
    const merged = all.filter((each) => each.merged)
    const own = (merged.length > 0 ? merged : all).map(({ number }) => itemKey(repo, number))
    if (own.length === 0) bare.push(oid)
    for (const pull of own) if (!pulls.includes(pull)) pulls.push(pull)
  }
  return { pulls, bare }
}
