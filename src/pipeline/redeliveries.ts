import { z } from 'zod'
import type { Instant } from '../core/instant.ts'
import type { Known } from '../core/truth.ts'
import type { WorkerLog } from './worker.ts'

interface Failed {
  id: number
  guid: string
  at: Instant
  isRepeated: boolean
}

export interface RedeliveriesOptions {
  /** The app's id. */
  app: number
  now(): Instant
  /** Webhooks that failed since then, newest first. */
  failed(since: Instant): Promise<Known<readonly Failed[]>>
  deliverAgain(id: number): Promise<Known<true>>
  shelf: {
    cached(key: string): Promise<{ value: unknown } | undefined>
    remember(key: string, value: unknown, at: Instant): Promise<void>
    /** Which of these delivery ids are in the inbox. */
    received(app: number, ids: readonly string[]): Promise<ReadonlySet<string>>
  }
  log: WorkerLog
}

/** GitHub forgets deliveries after three days. */
const keptMilliseconds = 3 * 24 * 3_600_000

/** A delivery may be noted as failed somewhat later than it was sent. */
const overlapMilliseconds = 2 * 60_000

const key = 'redeliveries'
const Kept = z.object({ since: z.number() })

/**
 * GitHub never sends a webhook again by itself. Asks for those that failed while Reeve was away, or its store was, once each;
 * what then still does not arrive is found by the sweeps. Gives how many it asked for.
 */
export function createRedeliveries(options: RedeliveriesOptions): () => Promise<number> {
  const { app, log, shelf } = options
  return async () => {
    const now = options.now()
    const kept = Kept.safeParse((await shelf.cached(key))?.value).data
    // Before the first start there was nobody who could have missed something.
    const since = Math.max(kept?.since ?? now, now - keptMilliseconds)
    const failed = await options.failed(since - overlapMilliseconds)
    if (!failed.ok) {
      log.warn({ why: failed.why }, 'Failed webhooks could not be listed; it is tried again')
      return 0
    }
    const wanted = onceEach(failed.value)
    const received = await shelf.received(
      app,
      wanted.map(({ guid }) => guid),
    )
    let asked = 0
    let refused = 0
    for (const { id, guid } of wanted) {
      if (received.has(guid)) continue
      const again = await options.deliverAgain(id)
      if (again.ok) {
        asked++
        continue
      }
      refused++
      log.warn({ delivery: guid, why: again.why }, 'A webhook could not be asked for again')
    }
    if (asked > 0) log.info({ asked }, 'Webhooks that had failed were asked for again')
    await shelf.remember(key, { since: refused > 0 ? since : now }, now)
    return asked
  }
}

/** Oldest first, and none that was asked for before. */
function onceEach(failed: readonly Failed[]): Failed[] {
  const repeated = new Set(failed.flatMap(({ guid, isRepeated }) => (isRepeated ? [guid] : [])))
  const first = new Map<string, Failed>()
  for (const one of failed) if (!repeated.has(one.guid)) first.set(one.guid, one)
  return [...first.values()].sort((a, b) => a.at - b.at || a.id - b.id)
}
