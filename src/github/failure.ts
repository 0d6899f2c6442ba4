import { GraphqlResponseError } from '@octokit/graphql'
import { z } from 'zod'
import type { Instant } from '../core/instant.ts'

/** Why GitHub did not do what it was asked. `message` is its own. */
export type Failure =
  /** Asked too much or too fast. `isUsedUp`: the hour's requests are; else it concerns all that the installation asks. */
  | ({ failure: 'limited'; message: string; isUsedUp?: true } & Wait)
  /** The installation lacks a permission; `needs` as GitHub names it, `issues=write`. */
  | { failure: 'forbidden'; message: string; needs?: string }
  /** Not there, or not to be seen by us. */
  | { failure: 'missing'; message: string; status: 404 | 410 }
  | { failure: 'refused'; message: string; status: number }
  /** No fault of the request: an outage, a lost connection, an answer cut short. */
  | ({ failure: 'broken'; message: string } & Wait)

/** How long GitHub asks to wait, where it says so. `waitSeconds`: from now; `until`: seconds since 1970. */
export interface Wait {
  waitSeconds?: number
  until?: number
}

/** Not asked at all: GitHub said to wait, or what it allows is used up for now. */
export class Paced extends Error {
  override name = 'Paced'
  readonly until: Instant
  /** Who comes back at `until` has a turn of its own. Else many may have been told the same, of which few get through. */
  readonly isTurn: boolean
  constructor(until: Instant, { isTurn = false } = {}) {
    super('Reeve keeps inside GitHub’s rate limits')
    this.until = until
    this.isTurn = isTurn
  }
}

const Refusal = z.object({
  status: z.number(),
  message: z.string(),
  response: z.object({ headers: z.record(z.string(), z.unknown()), data: z.unknown() }).optional(),
})
const Body = z.object({ message: z.string(), errors: z.array(z.unknown()).optional() })
const Told = z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])
const Coded = z
  .object({ resource: z.string().optional(), field: z.string(), code: z.string() })
  .transform(({ field, code }) => `${field} is ${code.replaceAll('_', ' ')}`)

/** What an Octokit's error means; undefined where it is no answer of GitHub's but a mistake of ours. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof GraphqlResponseError) return graphFailure(error.errors ?? [], error.headers ?? {})
  if (error instanceof Paced) return { failure: 'limited', message: error.message, until: error.until / 1000 }
  const refusal = Refusal.safeParse(error)
  return refusal.success ? restFailure(refusal.data) : undefined
}

function restFailure({ status, message: whole, response }: z.infer<typeof Refusal>): Failure {
  const headers = response?.headers ?? {}
  const message = messageOf(response?.data) ?? whole
  if (!response) return { failure: 'broken', message: `no answer (${message})` }
  if (status === 403 || status === 429) return denied(status, message, headers)
  if (status === 404 || status === 410) return { failure: 'missing', message, status }
  // 401: the key or token is refused for now. 408 and 409: it lost against another change.
  if (status >= 500 || status === 401 || status === 408 || status === 409) {
    return { failure: 'broken', message: `${status} ${message}`, ...waitIn(headers) }
  }
  return { failure: 'refused', message, status }
}

function messageOf(data: unknown): string | undefined {
  const body = Body.safeParse(data)
  if (!body.success) return undefined
  const details = (body.data.errors ?? []).flatMap((each) => {
    const told = Told.safeParse(each)
    if (told.success) return [told.data]
    return Coded.safeParse(each).data ?? []
  })
  return details.length === 0 ? body.data.message : `${body.data.message}: ${details.join('; ')}`
}

function denied(status: number, message: string, headers: Record<string, unknown>): Failure {
  const wait = waitIn(headers)
  if (wait) return { failure: 'limited', message, ...wait }
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const until = Number(headers['x-ratelimit-reset'])
    const reset = Number.isFinite(until) ? { until } : { waitSeconds: aMinute }
    return { failure: 'limited', message, isUsedUp: true, ...reset }
  }
  // GitHub does not always say for how long; its guide asks to wait a minute then.
  if (status === 429 || /rate limit|abuse detection/i.test(message)) {
    return { failure: 'limited', message, waitSeconds: aMinute }
  }
  if (!/not accessible by|must have .* rights|permission/i.test(message)) {
    return { failure: 'refused', message, status }
  }
  const needs = headers['x-accepted-github-permissions']
  return { failure: 'forbidden', message, ...(typeof needs === 'string' && needs !== '' ? { needs } : {}) }
}

/** Retry-After is a number of seconds or a date, by RFC 9110, 10.2.3. */
function waitIn(headers: Record<string, unknown>): Wait | undefined {
  const told = headers['retry-after']
  if (told === undefined) return undefined
  const waitSeconds = Number(told)
  if (Number.isFinite(waitSeconds)) return { waitSeconds }
  const until = Date.parse(String(told)) / 1000
  return Number.isFinite(until) ? { until } : undefined
}

/** Until when a request to wait holds, in milliseconds since 1970. */
export function untilOf({ until, waitSeconds }: Wait, now: Instant, otherwise: number): Instant {
  if (until !== undefined) return Math.max(until * 1000, now)
  return now + (waitSeconds === undefined ? otherwise : waitSeconds * 1000)
}

const aMinute = 60

const GraphErrors = z.object({
  errors: z.array(z.object({ type: z.string().default(''), message: z.string() })),
})

/** What GitHub did not do of a GraphQL query that it answered, if anything. */
export function graphFailureIn(answer: { data: unknown; headers: object }): Failure | undefined {
  const told = GraphErrors.safeParse(answer.data)
  return told.success && told.data.errors.length > 0
    ? graphFailure(told.data.errors, { ...answer.headers })
    : undefined
}

function graphFailure(
  told: readonly { type: string; message: string }[],
  headers: Record<string, unknown>,
): Failure {
  const message = told.map((each) => each.message).join('; ')
  const types = told.map(({ type }) => type)
  if (types.includes('RATE_LIMITED')) return denied(429, message, headers)
  if (types.includes('FORBIDDEN')) {
    return /rate limit/i.test(message) ? denied(429, message, headers) : { failure: 'forbidden', message }
  }
  if (types.includes('NOT_FOUND')) return { failure: 'missing', message, status: 404 }
  if (types.includes('UNPROCESSABLE')) return { failure: 'refused', message, status: 422 }
  // Time-outs and exceeded resources of GitHub's come without a type or with changing ones.
  return { failure: 'broken', message }
}

/** `issues=write; pull_requests=write` → `Issues: write or Pull requests: write`. */
export function permissionWords(needs: string): string {
  return needs
    .split(';')
    .map((each) => {
      const [name = '', level = 'write'] = each.split(',')[0]?.trim().split('=') ?? []
      const words = name.replaceAll('_', ' ')
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${level}`
    })
    .join(' or ')
}
