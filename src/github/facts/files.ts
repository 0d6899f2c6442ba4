import { z } from 'zod'
import { askAll, itemAt, mapped, noSuchKey } from './ask.ts'
import type { ReadFact } from './read-fact.ts'

/** GitHub's own end of the list (docs.github.com, "List pull requests files"). */
const mostFiles = 3000

const File = z.object({ filename: z.string(), previous_filename: z.string().optional() })

/** Paths a pull request changes. A file that moved counts at both places. */
export const readFiles: ReadFact<'files'> = async (github, key) => {
  const at = itemAt(key)
  if (!at) return noSuchKey('pull request', key)
  const { owner, repo, number } = at
  const request = github.rest.pulls.listFiles.endpoint({ owner, repo, pull_number: number, per_page: 100 })
  const about = { what: `the files of ${key}`, needs: 'pull_requests=read', atMost: mostFiles }
  const files = await askAll(github, request, File, about)
  return mapped(files, (all) =>
    all.flatMap(({ filename, previous_filename }) =>
      previous_filename === undefined ? [filename] : [filename, previous_filename],
    ),
  )
}
