import { z } from 'zod'
import { parseSubject } from '../../core/subject.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'
import { type Failure, failureOf, Paced, permissionWords } from '../failure.ts'

/** What is read, in words, and the permission it needs: `the members of acme/qa`, `members=read`. */
export interface About {
  what: string
  needs: string
}

/** Like Known, with GitHub's kind of refusal, for facts to which a 404 is an answer. */
export type Asked<T> =
  | { ok: true; value: T }
  | { ok: false; why: string; failure: Failure['failure'] | 'odd'; until?: number }

function asked<T>(value: T): Asked<T> {
  return { ok: true, value }
}

/** A request as an Octokit's `endpoint` describes it. */
export interface Request {
  method: string
  url: string
  headers?: object
}

interface Answer {
  data: unknown
  headers: Record<string, unknown>
}

/** One request, its answer read by a schema. What cannot be read is a reason, never empty. */
export async function ask<T>(
  github: GitHub,
  request: Request,
  schema: z.ZodType<T>,
  about: About,
): Promise<Asked<T>> {
  const answer = await send(github, request, about)
  if (!answer.ok) return answer
  return read(schema, answer.value.data, about)
}

/** All pages of a list, to the end. More than `atMost` is unknown: part of a list is no list. */
export async function askAll<T>(
  github: GitHub,
  request: Request,
  schema: z.ZodType<T>,
  about: About & { atMost?: number; within?: string },
): Promise<Asked<readonly T[]>> {
  const list = z.array(schema)
  const page =
    about.within === undefined
      ? list
      : z.object({ [about.within]: list }).transform((all) => all[about.within ?? ''] ?? [])
  const found: T[] = []
  let next: Request | undefined = request
  while (next) {
    const answer: Asked<Answer> = await send(github, next, about)
    if (!answer.ok) return answer
    const items = read(page, answer.value.data, about)
    if (!items.ok) return items
    found.push(...items.value)
    if (about.atMost !== undefined && found.length >= about.atMost) return tooMany(about.what, about.atMost)
    const url = nextPage(answer.value.headers)
    next = url === undefined ? undefined : { ...request, url }
  }
  return asked(found)
}

function tooMany(what: string, atMost: number): Asked<never> {
  const many = atMost.toLocaleString('en')
  return {
    ok: false,
    why: `GitHub lists only the first ${many} of ${what}, so the rest is not known`,
    failure: 'odd',
  }
}

function nextPage(headers: Record<string, unknown>): string | undefined {
  const { link } = headers
  return typeof link === 'string' ? /<([^<>]+)>;\s*rel="next"/.exec(link)?.[1] : undefined
}

async function send(github: GitHub, request: Request, about: About): Promise<Asked<Answer>> {
  const { method, url, headers } = request
  try {
    const response = await github.request({ method, url, headers: { ...headers } })
    return asked({ data: response.data, headers: { ...response.headers } })
  } catch (error) {
    return refusedRead(error, about)
  }
}

function read<T>(schema: z.ZodType<T>, data: unknown, { what }: About): Asked<T> {
  const parsed = schema.safeParse(data)
  if (parsed.success) return asked(parsed.data)
  const [issue] = parsed.error.issues
  const where = issue?.path.length ? ` (${issue.path.map(String).join('.')}: ${issue.message})` : ''
  return { ok: false, why: `GitHub's answer about ${what} could not be read${where}`, failure: 'odd' }
}

/** A GraphQL query, its answer read by a schema. Any error in it makes the whole unknown. */
export async function askGraph<T>(
  github: GitHub,
  query: string,
  variables: Record<string, unknown>,
  { schema, about }: { schema: z.ZodType<T>; about: About },
): Promise<Asked<T>> {
  try {
    const data: unknown = await github.graphql(query, variables)
    return read(schema, data, about)
  } catch (error) {
    return refusedRead(error, about)
  }
}

/** A page of a GraphQL connection. */
export function connectionOf<T>(node: z.ZodType<T>) {
  return z.object({
    nodes: z.array(node.nullable()).transform((nodes) => nodes.filter((each) => each !== null)),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  })
}

export interface Connection<T> {
  nodes: readonly T[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** All pages of a connection, to the end. */
export async function askConnection<T>(
  askPage: (after: string | null) => Promise<Asked<Connection<T>>>,
): Promise<Asked<readonly T[]>> {
  const found: T[] = []
  for (let after: string | null = null; ; ) {
    const page: Asked<Connection<T>> = await askPage(after)
    if (!page.ok) return page
    found.push(...page.value.nodes)
    if (!page.value.pageInfo.hasNextPage) return asked(found)
    after = page.value.pageInfo.endCursor
  }
}

/** Why something could not be read. A mistake of ours is thrown on. */
export function refusedRead(
  error: unknown,
  about: About,
): { ok: false; why: string; failure: Failure['failure']; until?: number } {
  const failure = failureOf(error)
  if (!failure) throw error
  return {
    ok: false,
    why: whyUnread(failure, about),
    failure: failure.failure,
    ...(error instanceof Paced && error.isTurn ? { until: error.until } : {}),
  }
}

function whyUnread(failure: Failure, { what, needs }: About): string {
  switch (failure.failure) {
    case 'limited':
      return `Could not read ${what}: GitHub asks to wait; trying again`
    case 'forbidden':
      return `Reeve may not read ${what}: it needs the permission ${permissionWords(failure.needs ?? needs)}`
    case 'missing':
      return `GitHub does not show ${what}: it is not there, or Reeve may not see it (${permissionWords(needs)})`
    case 'refused':
      return `Could not read ${what}: ${failure.message}`
    case 'broken':
      return `Could not read ${what}: GitHub gave ${failure.message}; trying again`
    default:
      return failure satisfies never
  }
}

/** Leaves out the kind of refusal. */
export function plain<T>(read: Asked<T>): Known<T> {
  return read.ok ? read : unknown(read.why, read.until)
}

/** The value as something else, where there is one. */
export function mapped<T, U>(read: Known<T>, change: (value: T) => U): Known<U> {
  return read.ok ? known(change(read.value)) : read
}

export interface Place {
  owner: string
  repo: string
}

/** `acme/app` taken apart, as Octokit's parameters want it. */
export function placeOf(name: string): Place {
  const [owner = '', repo = ''] = name.split('/')
  return { owner, repo }
}

/** `acme/app#7` taken apart; undefined where the key is another's. */
export function itemAt(key: string): (Place & { name: string; number: number }) | undefined {
  const subject = parseSubject(key)
  if (subject?.kind !== 'item') return undefined
  return { ...placeOf(subject.repo), name: subject.repo, number: subject.number }
}

/** `acme/app@<sha>` taken apart. */
export function commitAt(key: string): (Place & { name: string; sha: string }) | undefined {
  const subject = parseSubject(key)
  if (subject?.kind !== 'commit') return undefined
  return { ...placeOf(subject.repo), name: subject.repo, sha: subject.sha }
}

export function noSuchKey(name: string, key: string): { ok: false; why: string } {
  return unknown(`${key} names no ${name}`)
}
