import { z } from 'zod'
import type { Release } from '../core/release.ts'
import { type Known, known, unknown } from '../core/truth.ts'
import { askAll } from './facts/ask.ts'
import { At } from './facts/shapes.ts'
import { type OctokitFor, onRepo } from './on-repo.ts'

const Made = z.object({ ref: z.string(), ref_type: z.literal('tag') })

/** One line of a repository's feed; only tags that were made are read further. */
const Event = z
  .object({
    type: z.string().nullish(),
    created_at: At.nullable(),
    actor: z.object({ login: z.string() }),
    payload: z.unknown(),
  })
  .transform(({ actor, created_at: at, payload, type }): Release[] => {
    const made = Made.safeParse(payload)
    if (type !== 'CreateEvent' || at === null || !made.success) return []
    return [{ tag: made.data.ref, at, as: 'tag', by: actor.login }]
  })

/**
 * Tags that were made in a repository, as its feed has them: the newest three hundred of all that happened there. A reference
 * itself has no time at which it was pushed.
 */
export function listTags(octokitFor: OctokitFor, name: string): Promise<Known<readonly Release[]>> {
  return onRepo(octokitFor, name, async (octokit, at) => {
    const request = octokit.rest.activity.listRepoEvents.endpoint({ ...at, per_page: 100 })
    const about = { what: `what happened in ${name}`, needs: 'metadata=read' }
    const listed = await askAll(octokit, request, Event, about)
    return listed.ok ? known(listed.value.flat()) : unknown(listed.why)
  })
}
