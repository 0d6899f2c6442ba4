import { z } from 'zod'
import type { News } from '../core/event.ts'
import type { Instant } from '../core/instant.ts'
import type { Past, Ports } from './ports.ts'

type Installed = Extract<News, { news: 'installed' }>

/**
 * Notes where nothing can be done from now on, and where something can again. Gives the repositories that are there (again),
 * those of which something is held and those that were named.
 */
export async function noteAbsence(
  { store }: Pick<Ports, 'store'>,
  { repos, removed, why }: Installed,
  at: Instant,
): Promise<readonly string[]> {
  for (const each of why) if (removed.length > 0) await store.setAbsent(removed, { why: each, at })
  if (repos.length === 0) return []
  const held = await store.setPresent(repos, why)
  return [...new Set([...repos.filter((name) => name.includes('/')), ...held])]
}

const Shown = z.object({ repository: z.object({ archived: z.boolean().nullish() }) })

/**
 * A webhook from where nothing could be done says that Reeve is there again, though nothing said so: GitHub sends none
 * while it is not. What had been sent before may still come.
 */
export async function withoutLostReturn({ store }: Pick<Ports, 'store'>, past: Past): Promise<Past> {
  const { absent, deliveries } = past
  if (!absent) return past
  const isBack = deliveries.some(({ at, payload }) => {
    const { repository } = Shown.safeParse(payload).data ?? {}
    if (at <= absent.since || !repository) return false
    return absent.why === 'archived' ? repository.archived === false : absent.why !== 'deleted'
  })
  if (!isBack) return past
  await store.setPresent([absent.name], [absent.why])
  const { absent: _, ...rest } = past
  return rest
}
