import type { Octokit } from '@octokit/rest'
import { z } from 'zod'
import type { Instant } from '../core/instant.ts'
import type { Urgency } from '../core/urgency.ts'
import { type Failure, failureOf, graphFailureIn, Paced, untilOf } from './failure.ts'

/** How much one installation may do, of GitHub's "Rate limits for the REST API". Part at once, the rest evenly. */
const minute = 60_000
const limits = {
  points: { name: 'points', allowance: 900, perMs: minute, atOnce: 300 },
  contentAMinute: { name: 'content a minute', allowance: 80, perMs: minute, atOnce: 20 },
  contentAnHour: { name: 'content an hour', allowance: 500, perMs: 60 * minute, atOnce: 100 },
}

/** A server that limits nobody: only its own word to wait is heeded. Room that nothing uses up. */
const noLimit = { name: 'no limit', allowance: 20_000_000, perMs: minute, atOnce: 10_000_000 }

/** The share of what goes at once that is left to those who are more urgent. */
const leaves = { urgent: 0, usual: 0.2, housekeeping: 0.5 } as const satisfies Record<Urgency, number>

/** When less of the hour's requests is left than this share, housekeeping waits for the next hour. */
const keptForOthers = 0.1

type Spending = { ok: true } | { ok: false; until: Instant }
interface Limit {
  name: string
  allowance: number
  perMs: number
  atOnce: number
}

export interface PaceOptions {
  /** What each installation has spent, and until when it has to wait, outlives this process. */
  shelf: {
    spend(
      installation: number,
      asked: {
        costs: readonly { limit: Limit; cost: number }[]
        heeds: readonly string[]
        leaves: number
        queues: number
        line: string
      },
      now: Instant,
    ): Promise<Spending>
    block(installation: number, name: string, until: Instant): Promise<void>
    timeFor(
      installation: number,
      asked: { costs: readonly { limit: Limit; cost: number }[]; heeds: readonly string[] },
      now: Instant,
    ): Promise<number>
  }
  clock: { now(): Instant }
  /** Whose limits are kept: github.com's, or none, as on a server that sets none. */
  limits?: 'github.com' | 'none'
}

/** Keeps what each installation asks of GitHub inside GitHub's limits, and heeds its word to wait for all of it. */
export interface Pace {
  mayAsk(installation: number, request: Asked, urgency: Urgency): Promise<Spending>
  /** How long so many GraphQL mutations have to wait for one another, from now on, milliseconds. */
  timeForMutations(installation: number, count: number): Promise<number>
  /** Heeds what an answer says about the limits. */
  note(installation: number, request: Asked, answer: Answered): Promise<void>
}

interface Asked {
  method: string
  url: string
  /** A GraphQL query reads, a mutation writes. */
  isRead: boolean
}

interface Answered {
  headers: Readonly<Record<string, unknown>>
  failure?: Failure | undefined
}

/** What GitHub says of the whole installation. */
const everything = 'everything'
const isGraphql = (url: string) => /\/graphql$/.test(url)

const Query = z.object({ query: z.string().regex(/^\s*(query\b|\{)/) })

function isQuery(body: unknown): boolean {
  return Query.safeParse(body).success
}

/** REST and GraphQL have their hour's requests each. */
function resourceOf({ url }: Asked): string {
  return isGraphql(url) ? 'graphql' : 'core'
}

function costsOf({ method, url, isRead }: Asked) {
  if (isRead) return [{ limit: limits.points, cost: 1 }]
  const write = { limit: limits.points, cost: 5 }
  // Check runs are made by machines for machines, by the thousand; what is taken away creates nothing.
  if (method === 'DELETE' || /\/check-runs(\/\d+)?$/.test(url)) return [write]
  return [write, { limit: limits.contentAMinute, cost: 1 }, { limit: limits.contentAnHour, cost: 1 }]
}

export function createPace({ shelf, clock, limits: whose = 'github.com' }: PaceOptions): Pace {
  return {
    async mayAsk(installation, request, urgency) {
      const resource = resourceOf(request)
      const asked = {
        costs: whose === 'none' ? [{ limit: noLimit, cost: 1 }] : costsOf(request),
        heeds: [everything, resource, ...(urgency === 'housekeeping' ? [scarce(resource)] : [])],
        // What is written first has to be read, and nothing is judged without.
        leaves: leaves[request.isRead && urgency === 'usual' ? 'urgent' : urgency],
        queues: queues(request, urgency),
        line: isForNobody(request, urgency) ? ', read for nobody' : '',
      }
      const room = await shelf.spend(installation, asked, clock.now())
      return room.ok || !isForNobody(request, urgency) ? room : { ok: false, until: together(room.until) }
    },
    timeForMutations(installation, count) {
      const mutation = { method: 'POST', url: '/graphql', isRead: false }
      const costs =
        whose === 'none' ? [] : costsOf(mutation).map(({ limit, cost }) => ({ limit, cost: cost * count }))
      return shelf.timeFor(installation, { costs, heeds: [everything, resourceOf(mutation)] }, clock.now())
    },
    async note(installation, request, { headers, failure }) {
      const now = clock.now()
      const resource = resourceOf(request)
      if (failure?.failure === 'limited') {
        const what = failure.isUsedUp ? resource : everything
        return shelf.block(installation, what, untilOf(failure, now, minute))
      }
      const shown = Shown.safeParse(headers).data
      if (shown === undefined || shown.reset * 1000 <= now) return
      if (shown.remaining >= shown.limit * keptForOthers) return
      const what = shown.remaining === 0 ? resource : scarce(resource)
      await shelf.block(installation, what, shown.reset * 1000)
    },
  }
}

/** What one look reads at a go: the item, its past, and what its rules ask for; with room for what others ask for meanwhile. */
const readsOfALook = 6

/**
 * Whether what is refused comes back in a turn of its own, with room for how many of its kind, or with the first room there
 * is, as what is urgent does. A document of checks is one of many: if all came back at once, all but one would come in vain,
 * again and again. A check by itself is not held up by them: it is no content.
 */
function queues({ isRead, url }: Asked, urgency: Urgency): number {
  if (isForNobody({ isRead }, urgency)) return readsOfALook
  if (isRead) return 0
  return urgency !== 'urgent' || isGraphql(url) ? 1 : 0
}

function isForNobody({ isRead }: Pick<Asked, 'isRead'>, urgency: Urgency): boolean {
  return isRead && urgency === 'housekeeping'
}

/** Those whose turns are near one another come together, so that what they lead to can go together. */
const togetherMilliseconds = 5_000

function together(turn: Instant): Instant {
  return Math.ceil(turn / togetherMilliseconds) * togetherMilliseconds
}

function scarce(resource: string): string {
  return `${resource}, nearly used up`
}

const Shown = z
  .object({
    'x-ratelimit-limit': z.coerce.number(),
    'x-ratelimit-remaining': z.coerce.number(),
    'x-ratelimit-reset': z.coerce.number(),
  })
  .transform((headers) => ({
    limit: headers['x-ratelimit-limit'],
    remaining: headers['x-ratelimit-remaining'],
    reset: headers['x-ratelimit-reset'],
  }))

const Options = z.object({
  pace: z
    .custom<Pace>((value) => typeof value === 'object' && value !== null && 'mayAsk' in value)
    .optional(),
  urgency: z.enum(['urgent', 'usual', 'housekeeping']).default('usual'),
  auth: z.object({ installationId: z.coerce.number().optional() }).optional(),
})

const Refused = z.object({ response: z.object({ headers: z.record(z.string(), z.unknown()) }) })

/** An Octokit plugin: an installation's requests are paced. Without `pace` in its options it does nothing. */
export function pacedRequests(octokit: Pick<Octokit, 'hook' | 'request'>, options: unknown): void {
  const { pace, urgency, auth } = Options.parse(options ?? {})
  const installation = auth?.installationId
  if (!pace || installation === undefined) return
  octokit.hook.wrap('request', async (request, given) => {
    const { method, url, body } = octokit.request.endpoint(given)
    const asked = { method, url, isRead: method === 'GET' || method === 'HEAD' || isQuery(body) }
    const room = await pace.mayAsk(installation, asked, urgency)
    if (!room.ok) throw new Paced(room.until, { isTurn: queues(asked, urgency) > 0 })
    try {
      const response = await request(given)
      await pace.note(installation, asked, {
        headers: response.headers,
        failure: isGraphql(url) ? graphFailureIn(response) : undefined,
      })
      return response
    } catch (error) {
      const headers = Refused.safeParse(error).data?.response.headers ?? {}
      const failure = failureOf(error)
      if (failure) await pace.note(installation, asked, { headers, failure })
      throw error
    }
  })
}
