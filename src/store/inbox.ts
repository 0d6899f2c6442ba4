import type { Received, Reception } from './receive.ts'

export interface Inbox {
  /** Resolves once the delivery is committed; rejects with `InboxFull` or what the database said. */
  accept(delivery: Received): Promise<Reception>
  /** Resolves once everything accepted so far is committed or refused. */
  settled(): Promise<void>
}

export interface InboxOptions {
  /** Deliveries in one commit, at most. */
  batch?: number
  /** Commits under way at once. */
  lanes?: number
  /** Deliveries that may wait; more are refused, so that memory stays flat. */
  waiting?: number
}

/** More webhooks are waiting than may: GitHub is told to come again. */
export class InboxFull extends Error {
  override name = 'InboxFull'
}

interface Waiting {
  delivery: Received
  resolve(reception: Reception): void
  reject(error: unknown): void
}

interface Receiver {
  receive(deliveries: readonly Received[]): Promise<Reception[]>
}

/** Commits webhooks together: those that arrive while one commit is under way share the next. */
export function createInbox(store: Receiver, options: InboxOptions = {}): Inbox {
  const { batch = 64, lanes = 1, waiting: most = 10_000 } = options
  const queue: Waiting[] = []
  const running = new Set<Promise<void>>()

  function start(): void {
    while (running.size < lanes && queue.length > 0) {
      const run = commit(store, queue.splice(0, batch)).finally(() => {
        running.delete(run)
        start()
      })
      running.add(run)
    }
  }
  return {
    accept(delivery) {
      if (queue.length >= most)
        return Promise.reject(new InboxFull(`${most} webhooks are waiting to be stored already.`))
      const { promise, resolve, reject } = Promise.withResolvers<Reception>()
      queue.push({ delivery, resolve, reject })
      start()
      return promise
    },
    async settled() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function commit(store: Receiver, batch: readonly Waiting[]): Promise<void> {
  try {
    const receptions = await store.receive(batch.map((one) => one.delivery))
    for (const [index, one] of batch.entries()) one.resolve(receptions[index] ?? 'duplicate')
  } catch (error) {
    if (batch.length === 1) return batch[0]?.reject(error)
    // One that cannot be stored must not take its neighbours with it.
    for (const one of batch) await commit(store, [one])
  }
}
