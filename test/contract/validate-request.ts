import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { z } from 'zod'
import { unknownKeys } from './unknown-keys.ts'

const Schema = z.record(z.string(), z.unknown())
const Slim = z.object({
  operations: z.array(
    z.object({
      id: z.string(),
      method: z.string(),
      path: z.string(),
      parameters: z.array(
        z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: Schema.optional() }),
      ),
      body: z.object({ required: z.boolean(), schema: Schema }).optional(),
    }),
  ),
})

type Operation = z.infer<typeof Slim>['operations'][number]
type Check = (value: unknown) => string[]
interface Route extends Operation {
  pattern: RegExp
  /** How many characters of the path are fixed: of two that match, the more fixed one is meant. */
  fixed: number
}

/** A request as it goes out: a whole URL and, for a body, its JSON. */
interface SentRequest {
  method: string
  url: string
  body?: unknown
}

export interface RequestValidator {
  /** What is wrong with a request, one sentence each; empty when GitHub describes it so. */
  problems(request: SentRequest): string[]
  /** GitHub's name of the operation a request is for: `issues/add-labels`. */
  operation(request: SentRequest): string | undefined
  /** Names of all operations asked for so far. */
  readonly used: ReadonlySet<string>
  /** A fetch that throws on a request GitHub does not describe, and else passes it on. */
  wrap(fetch: typeof globalThis.fetch): typeof globalThis.fetch
}

/** The slim description that is kept beside this file. */
export function readSlim(): z.infer<typeof Slim> {
  return Slim.parse(JSON.parse(readFileSync(new URL('./data/openapi-slim.json', import.meta.url), 'utf8')))
}

/** Judges requests by GitHub's own OpenAPI description. `/graphql` is not in it and is let through. */
export function createRequestValidator(slim = readSlim()): RequestValidator {
  const routes: Route[] = slim.operations.map((each) => ({ ...each, ...compile(each.path) }))
  const ajv = new Ajv({ allErrors: true, strict: false, coerceTypes: false })
  const loose = new Ajv({ allErrors: true, strict: false, coerceTypes: 'array' })
  for (const each of [ajv, loose]) {
    each.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  }
  const bodies = new Map<string, Check>()
  const used = new Set<string>()

  const bodyCheck = (route: Route): Check => {
    const known = bodies.get(route.id)
    if (known) return known
    const check = makeBodyCheck(ajv, route)
    bodies.set(route.id, check)
    return check
  }
  const problems = (request: SentRequest): string[] => {
    const url = new URL(request.url)
    if (isGraphql(url)) return []
    const route = find(routes, request.method, url.pathname)
    if (!route) return [`GitHub has no ${request.method} ${url.pathname}`]
    used.add(route.id)
    const found = [...queryProblems(loose, route, url), ...bodyCheck(route)(request.body)]
    return found.map((each) => `${route.id} (${request.method} ${url.pathname}): ${each}`)
  }
  return {
    problems,
    used,
    operation: (request) => find(routes, request.method, new URL(request.url).pathname)?.id,
    wrap: (fetch) => async (input, init) => {
      const found = problems(await sent(input, init))
      if (found.length > 0) throw new Error(`A request GitHub does not describe:\n${found.join('\n')}`)
      return fetch(input, init)
    },
  }
}

function compile(path: string): { pattern: RegExp; fixed: number } {
  const source = path
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    // The root of a repository's files has an empty path.
    .replace('/{path}', '(?:/(.*))?')
    .replace(/\{(\w+)\}/g, (_, name: string) => (manySegments(path, name) ? '(.+)' : '([^/]+)'))
  return { pattern: new RegExp(`^${source}$`), fixed: path.replace(/\{\w+\}/g, '').length }
}

/** Where GitHub takes slashes as they are. */
function manySegments(path: string, name: string): boolean {
  return name === 'ref' && path.includes('/git/')
}

function find(routes: readonly Route[], method: string, pathname: string): Route | undefined {
  const path = pathname.replace(/^\/api\/v3(?=\/)/, '')
  const matching = routes.filter((each) => each.method === method.toUpperCase() && each.pattern.test(path))
  return matching.toSorted((a, b) => b.fixed - a.fixed)[0]
}

function isGraphql(url: URL): boolean {
  return /^\/(api\/)?graphql$/.test(url.pathname)
}

function queryProblems(ajv: Ajv, route: Route, url: URL): string[] {
  const described = route.parameters.filter((each) => each.in === 'query')
  const found: string[] = []
  for (const key of new Set(url.searchParams.keys())) {
    const parameter = described.find((each) => each.name === key)
    if (!parameter) found.push(`no query parameter ${key}`)
    else found.push(...valueProblems(ajv, parameter.schema ?? {}, key, url.searchParams.get(key)))
  }
  for (const each of described) {
    if (each.required && !url.searchParams.has(each.name))
      found.push(`query parameter ${each.name} is missing`)
  }
  return found
}

function valueProblems(ajv: Ajv, schema: object, key: string, value: string | null): string[] {
  const validate = ajv.compile({ type: 'object', properties: { value: schema } })
  return validate({ value }) ? [] : sentences(validate).map((each) => `query ${key}: ${each}`)
}

function makeBodyCheck(ajv: Ajv, route: Route): Check {
  const described = route.body
  if (!described) return (body) => (isEmpty(body) ? [] : ['a body where GitHub takes none'])
  const validate = ajv.compile(described.schema)
  return (body) => {
    if (body === undefined) {
      const needed = described.required && !validate({})
      return needed ? ['the body is missing'] : []
    }
    const found = validate(body) ? [] : sentences(validate)
    return [...found, ...unknownKeys(described.schema, body), ...crossProblems(route.id, body)]
  }
}

/** Octokit sends `{}` with some requests that have no body. */
function isEmpty(body: unknown): boolean {
  return body === undefined || (typeof body === 'object' && body !== null && Object.keys(body).length === 0)
}

const Run = z.object({ status: z.string().optional(), conclusion: z.unknown().optional() })

/** What GitHub says in words and its schemas leave open. */
function crossProblems(id: string, body: unknown): string[] {
  if (id !== 'checks/create' && id !== 'checks/update') return []
  const run = Run.safeParse(body)
  if (!run.success) return []
  const { status, conclusion } = run.data
  if (status === 'completed' && conclusion === undefined) return ['status completed needs a conclusion']
  if (status !== undefined && status !== 'completed' && conclusion !== undefined) {
    return [`a conclusion with status ${status} completes the run`]
  }
  return []
}

function sentences(validate: ValidateFunction): string[] {
  return (validate.errors ?? []).map((each) => {
    const allowed = each.keyword === 'enum' ? ` (${JSON.stringify(each.params.allowedValues)})` : ''
    return `${each.instancePath || 'body'} ${each.message ?? 'is wrong'}${allowed}`
  })
}

async function sent(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<SentRequest> {
  const request = new Request(input, init)
  const text = await request.clone().text()
  return { method: request.method, url: request.url, ...(text ? { body: JSON.parse(text) } : {}) }
}
