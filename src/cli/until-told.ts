interface Signalled {
  on(signal: string, listener: () => void): unknown
  exit(status: number): void
}

const signals = { SIGINT: 2, SIGTERM: 15 } as const

/** Ctrl-C reaches a process by its terminal and, a moment later, by the npm that started it: that is one wish. */
const sameWishMilliseconds = 500

/**
 * Resolves when this process is asked to end. Asked again it ends at once, with the status that a shell gives to that
 * signal. Listens for good: the first process of a container has no signal that would end it by itself.
 */
export function untilTold(process: Signalled, now: () => number = () => performance.now()): Promise<void> {
  return new Promise((resolve) => {
    let told: number | undefined
    for (const [signal, number] of Object.entries(signals)) {
      process.on(signal, () => {
        if (told !== undefined && now() - told > sameWishMilliseconds) process.exit(128 + number)
        told ??= now()
        resolve()
      })
    }
  })
}
