import { z } from 'zod'
import type { FormerName } from '../core/former-name.ts'
import type { Delivery, Past, Ports } from './ports.ts'

const Id = z.number().optional().catch(undefined)
const Account = z.object({ id: Id }).optional().catch(undefined)

/** By these two a repository is told from another of the same name. Events of our own have neither. */
const Ids = z.object({
  repository: z.object({ id: Id, owner: Account }).optional().catch(undefined),
  organization: Account,
})

/** Whether what came under a former name is about what has it now, and not about what had it before. */
export function isOfAnother(
  { repoId, ownerId, taken }: FormerName,
  { payload }: Pick<Delivery, 'payload'>,
): boolean {
  const { repository, organization } = Ids.safeParse(payload).data ?? {}
  const owner = repository?.owner?.id ?? organization?.id
  if (repoId !== undefined && repository?.id !== undefined) return repository.id !== repoId
  if (ownerId !== undefined && owner !== undefined) return owner !== ownerId
  return taken === true
}

/**
 * What lies under a name that its repository no longer has goes on under the present one: webhooks that came late, timers of
 * before. Undefined: all has gone on, and there is nothing to look at here. What is about another repository, which has the
 * name now, stays.
 */
export async function withoutPassedOn(
  { store }: Pick<Ports, 'store'>,
  past: Past,
): Promise<Past | undefined> {
  const { formerly, deliveries } = past
  if (!formerly) return past
  const [ofAnother, late] = [
    deliveries.filter((delivery) => isOfAnother(formerly, delivery)),
    deliveries.filter((delivery) => !isOfAnother(formerly, delivery)),
  ]
  if (ofAnother.length === 0 && !formerly.taken) {
    await store.rename(formerly)
    return undefined
  }
  if (!formerly.taken) await store.takeName(formerly.was)
  if (late.length > 0) await store.passOn(late, formerly)
  return { ...past, deliveries: ofAnother }
}
