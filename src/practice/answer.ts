import { createHash } from 'node:crypto'
import type { Caller } from './auth.ts'
import {
  bucketName,
  bucketOf,
  isTooMuch,
  type Limits,
  limitHeaders,
  type SecondaryLimit,
  takeSecondary,
} from './limits.ts'
import { Refusal } from './refusal.ts'
import type { Answer } from './rest/route.ts'
import type { World } from './world.ts'

/** One request that was answered: what tests count calls by. */
export interface LoggedRequest {
  /** Milliseconds since 1970, of the practice clock. */
  at: number
  method: string
  /** With its query, without `/api/v3`. */
  path: string
  /** The path as GitHub describes it; undefined where nothing answers there. */
  route: string | undefined
  status: number
  installation: number | undefined
  /** Whether it was taken from the rate limit. */
  counted: boolean
  body: unknown
}

const docs = 'https://docs.github.com/rest'

export function refusalAnswer(refusal: Refusal): Answer {
  const { status, message, errors } = refusal
  return {
    status,
    body: { message, ...(errors ? { errors } : {}), documentation_url: docs, status: String(status) },
  }
}

/** Refusals of the rate limits, told in GitHub's words; undefined where there is room. */
export function limited(
  world: World,
  limits: Limits,
  caller: Caller,
  asked: { method: string; path: string; body: unknown },
): Answer | undefined {
  const secondary = takeSecondary(limits, asked.method, asked.path)
  if (secondary) return secondaryAnswer(secondary)
  if (caller.kind === 'installation' && isTooMuch(limits, costOf(world, caller, asked)))
    return secondaryAnswer({ status: 403, retryAfter: 60 })
  const bucket = bucketOf(world, limits, bucketName(caller))
  if (bucket.used < limits.perHour) return undefined
  const message = `API rate limit exceeded for installation ID ${caller.kind === 'installation' ? caller.installation.id : 0}.`
  return refusalAnswer(new Refusal(limits.status, message))
}

function costOf(
  world: World,
  caller: Caller,
  { method, path, body }: { method: string; path: string; body: unknown },
) {
  const isQuery = /^\/(api\/)?graphql$/.test(path) && !/^\s*mutation\b/.test(documentIn(body))
  return {
    by: bucketName(caller),
    at: world.now(),
    isRead: method === 'GET' || method === 'HEAD' || isQuery,
    isRemoval: method === 'DELETE',
  }
}

function documentIn(body: unknown): string {
  return typeof body === 'object' && body !== null && 'query' in body ? String(body.query) : ''
}

function secondaryAnswer(secondary: Pick<SecondaryLimit, 'status' | 'retryAfter'>): Answer {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  const { retryAfter } = secondary
  const headers: Record<string, string> = retryAfter === null ? {} : { 'retry-after': String(retryAfter) }
  return {
    ...refusalAnswer(new Refusal(secondary.status, message)),
    headers,
  }
}

/** The answer as it travels, with its ETag; 304 where the caller has it already, which costs nothing. */
export function respond(
  world: World,
  limits: Limits,
  request: Request,
  given: { answer: Answer; caller: Caller | undefined; resource: string; refused: boolean },
): { response: Response; counted: boolean } {
  const { answer, caller } = given
  const text =
    typeof answer.body === 'string'
      ? answer.body
      : answer.body === undefined
        ? null
        : JSON.stringify(answer.body)
  const etag =
    request.method === 'GET' && answer.status === 200 && text !== null ? etagOf(request, text) : undefined
  const unchanged = etag !== undefined && sameEtag(request.headers.get('if-none-match'), etag)
  const counted = caller !== undefined && !unchanged && !given.refused
  const headers: Record<string, string> = {
    date: new Date(world.now()).toUTCString(),
    'content-type': 'application/json; charset=utf-8',
    'x-github-media-type': 'github.v3; format=json',
    'x-github-api-version-selected': request.headers.get('x-github-api-version') ?? '2022-11-28',
    ...(etag ? { etag } : {}),
    ...answer.headers,
  }
  if (caller) {
    const bucket = bucketOf(world, limits, bucketName(caller))
    if (counted) bucket.used += 1
    Object.assign(headers, limitHeaders(limits, bucket, given.resource))
  }
  const status = unchanged ? 304 : answer.status
  const body = unchanged || status === 204 ? null : text
  return { response: new Response(body, { status, headers }), counted }
}

/** As on GitHub, another token gets another ETag for the same answer. */
function etagOf(request: Request, text: string): string {
  const asked = request.headers.get('authorization') ?? ''
  return `W/"${createHash('sha1').update(`${asked}\n${text}`).digest('hex')}"`
}

function sameEtag(given: string | null, etag: string): boolean {
  const strong = etag.replace(/^W\//, '')
  return (given ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === strong)
}
