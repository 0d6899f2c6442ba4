import { z } from 'zod'
import type { Release } from '../core/release.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import { ask } from './facts/ask.ts'
import { At } from './facts/shapes.ts'
import { type OctokitFor, onRepo } from './on-repo.ts'

const Listed = z
  .object({
    tag_name: z.string(),
    draft: z.boolean(),
    published_at: At.nullable(),
    author: z.object({ login: z.string() }).nullish(),
  })
  .transform(({ author, draft, published_at: at, tag_name: tag }): Release[] =>
    draft || at === null ? [] : [{ tag, at, as: 'release', ...(author ? { by: author.login } : {}) }],
  )

/** The newest hundred releases of a repository that were published. */
export function listReleases(octokitFor: OctokitFor, name: string): Promise<Known<readonly Release[]>> {
  return onRepo(octokitFor, name, async (octokit, at) => {
    const request = octokit.rest.repos.listReleases.endpoint({ ...at, per_page: 100 })
    const about = { what: `the releases of ${name}`, needs: 'contents=read' }
    const listed = await ask(octokit, request, z.array(Listed), about)
    return listed.ok ? known(listed.value.flat()) : unknown(listed.why)
  })
}
