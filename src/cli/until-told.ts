import type { EventEmitter } from 'node:events'

/** Resolves when this process is asked to end. Asked again, it ends at once. */
export function untilTold(process: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve())
  })
}
