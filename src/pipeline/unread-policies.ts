import { z } from 'zod'
import type { Instant } from '../core/instant.ts'
import type { Unknown } from '../core/truth.ts'

/** There may be a policy, and it cannot be read: nothing is judged without it. Tried again at `until`, by whoever comes then. */
export class PolicyUnreadable extends Error {
  override name = 'PolicyUnreadable'
  /** GitHub's reason, in our words. */
  readonly why: string
  readonly until: Instant
  constructor(repo: string, { why, until }: Unread) {
    super(`The policy of ${repo} cannot be read just now. ${why}`)
    this.why = why
    this.until = until
  }
}

const Unread = z.object({
  times: z.number(),
  why: z.string(),
  until: z.number(),
  /** There is nothing to be seen: no outage that ends. */
  lasting: z.literal(true).optional(),
})

/** How often in a row it could not be read, why, and when it is tried again. */
type Unread = z.infer<typeof Unread>

const hourMilliseconds = 60 * 60_000

interface Options {
  shelf: {
    cached(key: string): Promise<{ value: unknown; at: Instant } | undefined>
    remember(key: string, value: unknown, at: Instant): Promise<void>
  }
  now(): Instant
  /** How long to wait before the next try, in milliseconds. */
  retryAfter(times: number): number
}

export interface UnreadPolicies {
  of(repo: string): Promise<Unread | undefined>
  note(repo: string, read: Unknown): Promise<void>
  readAgain(repo: string): Promise<void>
}

/** Remembers which policies could not be read, so that they are not asked for by every subject, nor anew after a restart. */
export function createUnreadPolicies({ shelf, now, retryAfter }: Options): UnreadPolicies {
  const keyOf = (repo: string) => `unreadable-policy:${repo}`
  const of = async (repo: string) => Unread.safeParse((await shelf.cached(keyOf(repo)))?.value).data
  return {
    of,
    async note(repo, { why, lasting }) {
      const times = ((await of(repo))?.times ?? 0) + 1
      // Most organisations have no such repository, or have not let Reeve see it: that is asked once an hour. What is an
      // outage is over sooner, and until then rules of theirs may be missed.
      const wait = repo.endsWith('/.github') && lasting ? hourMilliseconds : retryAfter(times)
      const unread: Unread = { times, why, until: now() + wait, ...(lasting ? { lasting } : {}) }
      await shelf.remember(keyOf(repo), unread, now())
    },
    async readAgain(repo) {
      if (await of(repo)) await shelf.remember(keyOf(repo), null, now())
    },
  }
}
