import { z } from 'zod'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import { askAll, type Place } from './ask.ts'

const Commit = z.object({
  sha: z.string(),
  parents: z.array(z.object({ sha: z.string() })),
  commit: z.object({ message: z.string() }),
})
type Commit = z.infer<typeof Commit>

/** What a merge group is made of: from the tip it is to be merged into, to its own head. */
export interface Between extends Place {
  base: string
  head: string
}

/**
 * The pull requests that make up `base..head` (D18), for where the merge queue cannot be read: one for each commit that
 * was put on top of the other. One that cannot be told makes all unknown: a part of the members says too little.
 */
export async function readMergedBetween(
  github: GitHub,
  { owner, repo, base, head }: Between,
  pullsOf: (sha: string) => Promise<Known<readonly number[]>>,
): Promise<Known<readonly number[]>> {
  const what = `the commits of ${owner}/${repo} between ${base} and ${head}`
  const request = github.rest.repos.compareCommitsWithBasehead.endpoint({
    owner,
    repo,
    basehead: `${base}...${head}`,
    per_page: 100,
  })
  const commits = await askAll(github, request, Commit, { what, needs: 'contents=read', within: 'commits' })
  if (!commits.ok) return unknown(commits.why)
  const members = new Set<number>()
  for (const commit of onTop(commits.value, head)) {
    const pulls = await pullsOf(commit.parents[1]?.sha ?? commit.sha)
    if (!pulls.ok) return pulls
    const found = pulls.value.length > 0 ? pulls.value : namedBy(commit)
    if (found.length === 0) return unknown(`GitHub names no pull request for ${owner}/${repo}@${commit.sha}`)
    for (const number of found) members.add(number)
  }
  return known([...members])
}

/** From the head along first parents: what was put on the base, one after the other; not what each brought along. */
function onTop(commits: readonly Commit[], head: string): Commit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]))
  const line: Commit[] = []
  for (let next = bySha.get(head); next; next = bySha.get(next.parents[0]?.sha ?? '')) line.unshift(next)
  return line
}

/** A squashed commit is nobody's yet; GitHub ends its first line with `(#12)`. */
function namedBy({ commit, parents }: Commit): number[] {
  const number = /\(#(\d+)\)\s*$/.exec(commit.message.split('\n')[0] ?? '')?.[1]
  return number === undefined || parents.length > 1 ? [] : [Number(number)]
}
