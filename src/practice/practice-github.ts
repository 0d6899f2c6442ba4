import { type Acts, actsOf, type ItemName, parseName } from './acts.ts'
import type { LoggedRequest } from './answer.ts'
import { addAccount, type Builders, createBuilders } from './builders.ts'
import { connectionLost, createFailures, type Failures } from './failures.ts'
import { createLimits, type Limits } from './limits.ts'
import { makeGuids } from './random.ts'
import { createRouter } from './router.ts'
import { emptyState, type Item, type Repo, type State } from './state.ts'
import { createWebhooks, type Send, type Webhooks } from './webhooks.ts'
import { labelsOf, needItem, needRepo, type World } from './world.ts'

export interface PracticeOptions {
  /** Milliseconds since 1970; the system's clock where it is left out. */
  clock?: { now(): number }
  /**
   * The clock by which JWTs and tokens are judged; `clock` where it is left out. Octokit keeps a token for 59 minutes
   * of real time, so whoever winds `clock` forward under a real client gives the real one here.
   */
  authClock?: { now(): number }
  /** What answers and payloads give as the API's address. */
  baseUrl?: string
  /** The source of delivery GUIDs; a seeded one where it is left out. */
  guid?: () => string
  /** Carries webhooks; HTTP where it is left out. */
  send?: Send
}

export interface PracticeGitHub extends Builders {
  state: State
  /** What this person does. */
  as(login: string): Acts
  repo(name: string): Repo
  /** `acme/app#12` */
  item(name: ItemName): Item
  labels(name: ItemName): string[]
  webhooks: Webhooks
  /** Sends what is waiting and what comes of it; answers how many were sent. */
  deliver(): Promise<number>
  failures: Failures
  limits: Limits
  /** Every request answered, oldest first; the newest 100,000 are kept. */
  requests: LoggedRequest[]
  /** GitHub as a fetch function: no socket, no waiting. Hosts are ignored. */
  fetch: typeof globalThis.fetch
  /** Changes the addresses that answers give. */
  setUrls(urls: { api: string; html: string }): void
}

/** A small GitHub of our own, with state, for stories, demo, chaos and benchmarks. */
export function createPracticeGitHub(options: PracticeOptions = {}): PracticeGitHub {
  const clock = options.clock ?? { now: () => Date.now() }
  const authClock = options.authClock ?? clock
  const state = emptyState()
  const webhooks = createWebhooks({
    world: () => world,
    guid: options.guid ?? makeGuids(1),
    ...(options.send ? { send: options.send } : {}),
  })
  const world: World = {
    state,
    urls: { api: options.baseUrl ?? 'https://api.github.com', html: 'https://github.com' },
    now: () => clock.now(),
    tell: (happening) => webhooks.tell(happening),
  }
  const limits = createLimits(() => world)
  const failures = createFailures()
  const requests: LoggedRequest[] = []
  const route = createRouter({
    world,
    webhooks,
    limits,
    authNow: () => authClock.now(),
    log: (request) => keep(requests, request),
  })
  return {
    ...createBuilders(world),
    state,
    as: (login) => {
      addAccount(world, login, 'User')
      return actsOf(world, login)
    },
    repo: (name) => needRepo(world, name),
    item: (name) => itemOf(world, name),
    labels: (name) => labelNames(world, name),
    webhooks,
    deliver: () => webhooks.deliver(),
    failures,
    limits,
    requests,
    fetch: async (input, init) => throughWeather(failures, new Request(input, init), route),
    setUrls: (urls) => {
      world.urls = urls
    },
  }
}

/** The newest 100,000 at least stay. */
function keep(requests: LoggedRequest[], request: LoggedRequest): void {
  requests.push(request)
  if (requests.length > 200_000) requests.splice(0, 100_000)
}

function itemOf(world: World, name: ItemName): Item {
  const { repo, number } = parseName(name)
  return needItem(needRepo(world, repo), number)
}

function labelNames(world: World, name: ItemName): string[] {
  const repo = needRepo(world, parseName(name).repo)
  return labelsOf(repo, itemOf(world, name)).map((each) => each.name)
}

/** A request, with whatever goes wrong on its way. */
async function throughWeather(
  failures: Failures,
  request: Request,
  route: (request: Request) => Promise<Response>,
): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/api\/v3(?=\/)/, '')
  const failure = failures.take(request.method, path)
  if (!failure) return route(request)
  switch (failure.answer) {
    case 'timeout':
      throw connectionLost('UND_ERR_HEADERS_TIMEOUT')
    case 'drop':
      throw connectionLost('ECONNRESET')
    case 'drop-after-apply':
      await route(request)
      throw connectionLost('ECONNRESET')
    case 'hold':
      await failures.wait()
      return route(request)
    default:
      return Response.json(
        { message: 'Server Error' },
        { status: failure.answer, ...(failure.headers ? { headers: failure.headers } : {}) },
      )
  }
}
