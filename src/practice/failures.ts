/**
 * How a request goes wrong: an HTTP status instead of an answer; no answer at all (`timeout`); the connection lost
 * before (`drop`) or after (`drop-after-apply`) what was asked is done; or an answer kept back until `release`.
 */
export type Failing = number | 'timeout' | 'drop' | 'drop-after-apply' | 'hold'

export interface Failure {
  match: (method: string, path: string) => boolean
  answer: Failing
  /** How many requests it meets; for ever where it is left out. */
  times?: number
  /** Only of answers with a status. */
  headers?: Record<string, string>
}

/** Switches that are on until they are used up or taken away. */
export interface Failures {
  /** Answers a function that takes the switch away again. */
  set(failure: Failure): () => void
  clear(): void
  /** Lets go of all answers kept back by `hold`, and of those that come later. */
  release(): void
  /** How many answers are kept back now. */
  held(): number
  take(method: string, path: string): Failure | undefined
  wait(): Promise<void>
}

export function createFailures(): Failures {
  let switches: { failure: Failure; left: number }[] = []
  let waiting: (() => void)[] = []
  return {
    set: (failure) => {
      const made = { failure, left: failure.times ?? Number.POSITIVE_INFINITY }
      switches.push(made)
      return () => {
        switches = switches.filter((each) => each !== made)
      }
    },
    clear: () => {
      switches = []
    },
    release: () => {
      switches = switches.filter((each) => each.failure.answer !== 'hold')
      for (const each of waiting) each()
      waiting = []
    },
    held: () => waiting.length,
    take: (method, path) => {
      const met = switches.find((each) => each.left > 0 && each.failure.match(method, path))
      if (met) met.left -= 1
      return met?.failure
    },
    wait: () => new Promise((resolve) => waiting.push(resolve)),
  }
}

/** The connection is lost, as fetch reports it. */
export function connectionLost(code: 'ECONNRESET' | 'UND_ERR_HEADERS_TIMEOUT'): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
