import type { Caller } from './auth.ts'
import type { World } from './world.ts'

interface Bucket {
  used: number
  /** Milliseconds since 1970. */
  resets: number
}

/** Rate limits as state: how many requests an installation has each hour, and whether GitHub is out of patience. */
export interface Limits {
  perHour: number
  /** What is answered once they are used up; GitHub knows both. */
  status: 403 | 429
  /** By who asks: `installation:7`, `app:1`, `person:ann`. */
  buckets: Record<string, Bucket>
  /** While `left` is above zero, matching requests are refused by the secondary limit. */
  secondary: SecondaryLimit | undefined
  /**
   * Keeps GitHub's secondary limits by itself, in the strictest reading of its page: whatever writes creates content, check
   * runs too. Off where it is undefined, so that only those who ask pay for counting.
   */
  strict: StrictLimits | undefined
  /** Uses up what an installation has until its next reset. */
  exhaust(installation: number): void
}

export interface StrictLimits {
  pointsAMinute: number
  contentAMinute: number
  contentAnHour: number
  /** What was asked so far, the newest last. */
  spent: { by: string; at: number; points: number; content: number }[]
}

/** As GitHub's page has them: "Rate limits for the REST API", secondary limits. */
export function strictLimits(): StrictLimits {
  return { pointsAMinute: 900, contentAMinute: 80, contentAnHour: 500, spent: [] }
}

export interface SecondaryLimit {
  left: number
  status: 403 | 429
  /** Seconds; null sends no retry-after, as GitHub sometimes does. */
  retryAfter: number | null
  match: (method: string, path: string) => boolean
}

export function createLimits(world: () => World): Limits {
  const limits: Limits = {
    perHour: 5000,
    status: 403,
    buckets: {},
    secondary: undefined,
    strict: undefined,
    exhaust: (installation) => {
      bucketOf(world(), limits, `installation:${installation}`).used = limits.perHour
    },
  }
  return limits
}

export function bucketName(caller: Caller): string {
  switch (caller.kind) {
    case 'installation':
      return `installation:${caller.installation.id}`
    case 'app':
      return `app:${caller.app.id}`
    default:
      return `${caller.kind}:${caller.by.login}`
  }
}

/** The bucket as it is now: a new one each hour of the practice clock. */
export function bucketOf(world: World, limits: Limits, name: string): Bucket {
  const now = world.now()
  const there = limits.buckets[name]
  if (there && there.resets > now) return there
  const made = { used: 0, resets: now + 3_600_000 }
  limits.buckets[name] = made
  return made
}

export function limitHeaders(limits: Limits, bucket: Bucket, resource: string): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limits.perHour),
    'x-ratelimit-remaining': String(Math.max(0, limits.perHour - bucket.used)),
    'x-ratelimit-used': String(bucket.used),
    'x-ratelimit-reset': String(Math.ceil(bucket.resets / 1000)),
    'x-ratelimit-resource': resource,
  }
}

/** Takes one refusal by the secondary limit, if it is on and means this request. */
export function takeSecondary(limits: Limits, method: string, path: string): SecondaryLimit | undefined {
  const { secondary } = limits
  if (!secondary || secondary.left <= 0 || !secondary.match(method, path)) return undefined
  secondary.left -= 1
  return secondary
}

/** Counts a request against the strict limits. Whether it is one too many. */
export function isTooMuch(
  { strict }: Limits,
  asked: { by: string; at: number; isRead: boolean; isRemoval: boolean },
): boolean {
  if (!strict) return false
  const { by, at, isRead, isRemoval } = asked
  const cost = { by, at, points: isRead ? 1 : 5, content: isRead || isRemoval ? 0 : 1 }
  const since = (ms: number) => [...strict.spent.filter((one) => one.by === by && one.at > at - ms), cost]
  const minute = since(60_000)
  const sum = (of: 'points' | 'content', list: StrictLimits['spent']) =>
    list.reduce((total, one) => total + one[of], 0)
  const isOver =
    sum('points', minute) > strict.pointsAMinute ||
    sum('content', minute) > strict.contentAMinute ||
    sum('content', since(3_600_000)) > strict.contentAnHour
  if (!isOver) strict.spent.push(cost)
  return isOver
}

export function rateLimitShape(limits: Limits, bucket: Bucket): Record<string, unknown> {
  const core = {
    limit: limits.perHour,
    used: bucket.used,
    remaining: Math.max(0, limits.perHour - bucket.used),
    reset: Math.ceil(bucket.resets / 1000),
  }
  return { resources: { core, graphql: core, search: core }, rate: core }
}
