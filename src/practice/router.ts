import { Hono } from 'hono'
import { admit } from './access.ts'
import { type LoggedRequest, limited, refusalAnswer, respond } from './answer.ts'
import { type Caller, identify } from './auth.ts'
import { answerGraphql } from './graphql/answer.ts'
import type { Limits } from './limits.ts'
import { Refusal } from './refusal.ts'
import { routes } from './rest/index.ts'
import type { Answer, Context, Route } from './rest/route.ts'
import type { Webhooks } from './webhooks.ts'
import { needRepo, type World } from './world.ts'

export interface Parts {
  world: World
  webhooks: Webhooks
  limits: Limits
  /** The clock by which tokens are judged, in milliseconds. */
  authNow(): number
  log(request: LoggedRequest): void
}

type Handler = (request: Request, params: Record<string, string>) => Promise<Response>

/** The door of the practice GitHub: finds the route, the caller and the repository, and answers. */
export function createRouter(parts: Parts): (request: Request) => Promise<Response> {
  const app = new Hono()
  for (const prefix of ['', '/api/v3']) {
    for (const route of routes) mount(app, prefix, route, restHandler(parts, route))
  }
  for (const path of ['/graphql', '/api/graphql']) {
    app.post(path, (c) => serve(parts, c.req.raw, undefined, (asked) => graphql(parts, asked)))
  }
  app.notFound((c) => serve(parts, c.req.raw, undefined, unknownRoute))
  return async (request) => app.fetch(request)
}

function mount(app: Hono, prefix: string, route: Route, handler: Handler): void {
  const at = prefix + honoPath(route.path)
  app.on(route.method, at, (c) => handler(c.req.raw, c.req.param()))
  // The root of a repository's files has an empty path.
  if (at.endsWith('/:path{.+}')) {
    const root = at.slice(0, -'/:path{.+}'.length)
    for (const each of [root, `${root}/`])
      app.on(route.method, each, (c) => handler(c.req.raw, c.req.param()))
  }
}

/** `/repos/{owner}/contents/{path}` as the router writes it. Branches and paths may hold slashes. */
function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const wide = name === 'path' || name === 'basehead' || (name === 'ref' && path.includes('/git/'))
    return wide ? `:${name}{.+}` : `:${name}`
  })
}

interface Asked {
  request: Request
  caller: Caller
  body: unknown
}

function restHandler(parts: Parts, route: Route): Handler {
  return (request, params) =>
    serve(parts, request, route.path, async ({ caller, body }) => {
      const { world, webhooks, limits } = parts
      const url = new URL(request.url)
      const repo = admit(world, route, caller, params)
      const context: Context = {
        world,
        webhooks,
        limits,
        caller,
        by: caller.by,
        url,
        accept: request.headers.get('accept') ?? '',
        params,
        query: url.searchParams,
        body,
        authNow: parts.authNow(),
        get repo() {
          return repo ?? needRepo(world, '')
        },
      }
      return route.handle(context)
    })
}

async function graphql(parts: Parts, asked: Asked): Promise<Answer> {
  if (asked.caller.kind === 'nobody' || asked.caller.kind === 'app') {
    throw new Refusal(401, 'This endpoint requires you to be authenticated.')
  }
  return answerGraphql(parts.world, asked.caller, asked.body)
}

async function unknownRoute(): Promise<Answer> {
  throw new Refusal(404, 'Not Found')
}

/** Answers one request from whoever asks to the line in the log. */
async function serve(
  parts: Parts,
  request: Request,
  route: string | undefined,
  handle: (asked: Asked) => Promise<Answer>,
): Promise<Response> {
  const { world, limits } = parts
  const url = new URL(request.url)
  const path = url.pathname.replace(/^\/api\/v3(?=\/)/, '')
  const isGraphql = /^\/(api\/)?graphql$/.test(path)
  let caller: Caller | undefined
  let body: unknown
  let refused = false
  let answer: Answer
  try {
    caller = identify(world, request.headers.get('authorization'), parts.authNow())
    body = await readBody(request)
    const limit = limited(world, limits, caller, { method: request.method, path, body })
    refused = limit !== undefined
    answer = limit ?? (await handle({ request, caller, body }))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    answer = refusalAnswer(error)
  }
  const resource = isGraphql ? 'graphql' : 'core'
  const { response, counted } = respond(world, limits, request, { answer, caller, resource, refused })
  parts.log({
    at: world.now(),
    method: request.method,
    path: path + url.search,
    route: isGraphql ? '/graphql' : route,
    status: response.status,
    installation: caller?.kind === 'installation' ? caller.installation.id : undefined,
    counted,
    body,
  })
  return response
}

async function readBody(request: Request): Promise<unknown> {
  if (request.method === 'GET' || request.method === 'HEAD') return undefined
  const text = await request.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
}
