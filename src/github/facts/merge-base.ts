import { z } from 'zod'
import { ask, mapped, noSuchKey, plain } from './ask.ts'
import { compareCommits } from './contains.ts'
import type { ReadFact } from './read-fact.ts'

const Comparison = z.object({ merge_base_commit: z.object({ sha: z.string() }) })

/** `acme/app@main...<sha>`: the newest commit that both have. */
export const readMergeBase: ReadFact<'merge-base'> = async (github, key) => {
  const [, name, branch, commit] = /^([^@]+)@(.+)\.\.\.(.+)$/.exec(key) ?? []
  if (!name || !branch || !commit) return noSuchKey('branch and commit', key)
  const about = { what: `where ${commit} left ${branch} of ${name}`, needs: 'contents=read' }
  const compared = await ask(github, compareCommits(github, name, `${branch}...${commit}`), Comparison, about)
  return mapped(plain(compared), (comparison) => comparison.merge_base_commit.sha)
}
