import { z } from 'zod'
import type { Instant } from '../core/instant.ts'
import { isBot } from '../core/item.ts'
import { ownerIn } from '../core/subject.ts'
import type { Delivery, Ports } from './ports.ts'

type Shelf = Pick<Ports['store'], 'cached' | 'remember'>

const Sender = z.object({ sender: z.object({ id: z.number(), login: z.string() }) })

/** Kept only so long where it is not said again. */
const againMilliseconds = 7 * 24 * 3_600_000

/** Since when lists of people of an owner may name somebody as they are no longer called. */
function renamedKey(owner: string): string {
  return `made:renamed:${owner.toLowerCase()}`
}

/**
 * Who sends webhooks, by GitHub's ids. GitHub tells nobody that a person took another login, or that somebody else took
 * theirs: whoever is called otherwise than before makes older lists of people doubtful.
 */
export async function noteLogins(store: Shelf, deliveries: readonly Delivery[], now: Instant): Promise<void> {
  const seen = new Set<string>()
  for (const { payload, subject } of deliveries) {
    const sender = Sender.safeParse(payload).data?.sender
    const owner = ownerIn(subject)
    // Apps keep theirs.
    if (!sender || isBot(sender.login) || seen.has(`${sender.id} ${sender.login}`)) continue
    seen.add(`${sender.id} ${sender.login}`)
    const news = [
      await isNews(store, { key: `made:login:${sender.id}`, value: sender.login, now }),
      await isNews(store, { key: `made:named:${sender.login.toLowerCase()}`, value: String(sender.id), now }),
    ]
    if (news.includes(true)) await store.remember(renamedKey(owner), sender.login, now)
  }
}

/** Whether something else was known before; it is kept from now on. */
async function isNews(
  store: Shelf,
  { key, value, now }: { key: string; value: string; now: Instant },
): Promise<boolean> {
  const known = await store.cached(key)
  const isSame = known?.value === value
  if (!isSame || now - known.at >= againMilliseconds) await store.remember(key, value, now)
  return known !== undefined && !isSame
}

/** Whether a list of an owner's people, read then, is older than the newest of such news. */
export async function isBeforeRenaming(
  store: Pick<Shelf, 'cached'>,
  { owner, at }: { owner: string; at: Instant },
): Promise<boolean> {
  const renamed = await store.cached(renamedKey(owner))
  return renamed !== undefined && at < renamed.at
}
