import type { z } from 'zod'
import type { Caller } from '../auth.ts'
import type { Limits } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import type { Item, Repo, Role } from '../state.ts'
import type { Webhooks } from '../webhooks.ts'
import { type Actor, findRef, needItem, type World } from '../world.ts'

export interface Answer {
  status: number
  /** Sent as JSON; a text is sent as it is. */
  body?: unknown
  headers?: Record<string, string>
}

/** One request as a handler sees it, its caller known and let in. */
export interface Context {
  world: World
  webhooks: Webhooks
  limits: Limits
  caller: Caller
  by: Actor
  url: URL
  accept: string
  params: Readonly<Record<string, string>>
  query: URLSearchParams
  body: unknown
  /** Milliseconds, of the clock by which tokens are judged. */
  authNow: number
  /** The repository of the path; only there in routes that have one. */
  repo: Repo
}

/** What an App must be granted (one of `any`), and a person be, to ask this. */
export interface Needs {
  /** `item` stands for issues, and for pull requests too where the number is one. */
  any: readonly string[]
  level: 'read' | 'write'
  role?: Role
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As GitHub's own description writes it. */
  path: string
  /** `app` routes are asked with a JWT. */
  auth?: 'app' | 'any'
  needs?: Needs
  handle(c: Context): Answer | Promise<Answer>
}

export function reads(...any: string[]): Needs {
  return { any, level: 'read' }
}

export function writes(role: Role, ...any: string[]): Needs {
  return { any, level: 'write', role }
}

export function ok(body: unknown, status = 200): Answer {
  return { status, body }
}

export const nothing: Answer = { status: 204 }

/** The item that the path names. One that moved is answered where it is now, as a followed redirect would be. */
export function itemAt(c: Context, key = 'issue_number'): { repo: Repo; item: Item; by: Actor } {
  const moved = c.repo.gone[Number(c.params[key])]
  const found = moved ? findRef(c.world, moved) : undefined
  if (found) return { ...found, by: c.by }
  return { repo: c.repo, item: needItem(c.repo, Number(c.params[key])), by: c.by }
}

export function param(c: Context, key: string): string {
  return c.params[key] ?? ''
}

export function bodyOf<T>(c: Context, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(c.body ?? {})
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.map((each) => `${each.path.join('.')}: ${each.message}`)
  throw new Refusal(422, `Invalid request.\n\n${errors.join('\n')}`, errors)
}

/** One page of a list with its Link header; 30 each, 100 at most. */
export function page<T>(c: Context, list: readonly T[], shape: (each: T) => unknown): Answer {
  const { shown, headers } = slice(c, list)
  return { status: 200, body: shown.map(shape), headers }
}

/** A page of a list that GitHub wraps: `{ total_count, check_runs }`. */
export function wrapped<T>(c: Context, key: string, list: readonly T[], shape: (each: T) => unknown): Answer {
  const { shown, headers } = slice(c, list)
  return { status: 200, body: { total_count: list.length, [key]: shown.map(shape) }, headers }
}

function slice<T>(c: Context, list: readonly T[]): { shown: readonly T[]; headers: Record<string, string> } {
  const each = Math.min(100, Math.max(1, Number(c.query.get('per_page') ?? 30) || 30))
  const number = Math.max(1, Number(c.query.get('page') ?? 1) || 1)
  const last = Math.max(1, Math.ceil(list.length / each))
  const to = (target: number, rel: string) => {
    const url = new URL(c.url)
    url.searchParams.set('page', String(target))
    return `<${url.href}>; rel="${rel}"`
  }
  const links = [
    ...(number > 1 ? [to(number - 1, 'prev')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
    ...(number > 1 ? [to(1, 'first')] : []),
  ]
  const shown = list.slice((number - 1) * each, number * each)
  return { shown, headers: links.length > 0 ? { link: links.join(', ') } : {} }
}
