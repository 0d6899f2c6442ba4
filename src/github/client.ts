import { Octokit } from '@octokit/rest'
import { createProbotAuth } from 'octokit-auth-probot'
import { z } from 'zod'
import project from '../../package.json' with { type: 'json' }
import type { Login } from '../core/item.ts'
import type { Urgency } from '../core/urgency.ts'
import { type Answers, conditionalRequests } from './answers.ts'
import { type Pace, pacedRequests } from './pace.ts'
import { renewRevoked } from './revoked-tokens.ts'

/** What facts and effects need of an Octokit: Probot's own would do as well. */
export type GitHub = Pick<Octokit, 'rest' | 'request' | 'graphql'>

/** Where Octokit's own words go: pino has these. */
export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** A request that hangs would hold its subject; one that is given up is tried again. */
const patienceMilliseconds = 30_000

/** An Octokit plugin: no request waits for ever. */
function boundedRequests(octokit: Pick<Octokit, 'hook'>): void {
  octokit.hook.before('request', (asked) => {
    asked.request = { signal: AbortSignal.timeout(patienceMilliseconds), ...asked.request }
  })
}

const quietLogs = new WeakSet<object>()

/** Octokit calls every refusal an error. Here refusals are ordinary, and told by receipts. */
function quietLog(log: Log | undefined) {
  if (log && quietLogs.has(log)) return log
  const debug = (message: string) => log?.debug(message)
  const quiet = { debug: () => {}, info: debug, warn: (message: string) => log?.warn(message), error: debug }
  quietLogs.add(quiet)
  return quiet
}

/**
 * The Octokit that Reeve talks to GitHub with; also the class to give to Probot. It never waits and never tries again: what
 * has to wait is refused (`pacedRequests`), and retries are the outbox's (docs/adr/0005-github-client.md).
 */
export const ReeveOctokit = Octokit.plugin(boundedRequests, conditionalRequests, pacedRequests).defaults(
  ({ log, ...given }: { log?: Log }) => ({
    authStrategy: createProbotAuth,
    userAgent: `reeve/${project.version}`,
    ...given,
    log: quietLog(log),
  }),
)

export interface AppOptions {
  appId: number | string
  privateKey: string
  /** The API's address, `https://api.github.com` where it is left out; for GitHub Enterprise see `enterpriseUrl`. */
  baseUrl?: string
  fetch?: typeof globalThis.fetch
  answers?: Answers
  pace?: Pace
  log?: Log
}

/** An Octokit that is the App itself, by JWT. */
export function createAppOctokit({ appId, privateKey, fetch, ...rest }: AppOptions): Octokit {
  return new ReeveOctokit({
    auth: { appId, privateKey },
    ...(fetch === undefined ? {} : { request: { fetch } }),
    ...rest,
  })
}

/** Something answers, and it is no GitHub: a page to sign in at, a proxy. */
export class NotGitHub extends Error {
  override name = 'NotGitHub'
  constructor(url: string) {
    super(`What answers at ${url} is not GitHub's API.`)
  }
}

export interface GitHubClient {
  /** The App itself, by JWT. */
  app: Octokit
  /** A client for the installation that reaches this repository; undefined where Reeve is not installed. */
  octokitFor(repo: string, urgency?: Urgency): Promise<GitHub | undefined>
  forInstallation(id: number, urgency?: Urgency): Promise<Octokit>
  /** The installation that reaches this repository; undefined where Reeve is not installed. */
  installationOf(repo: string): Promise<number | undefined>
  /** What webhooks tell about an account: saves the question. `undefined`: uninstalled. */
  noteInstallation(owner: string, id: number | undefined): void
  /** Its permissions may be others now: what it has been given is not in the tokens made before. */
  renewToken(repo: string): Promise<void>
  /** Who the App is, by GitHub's own word. */
  identity(): Promise<{ id: number; slug: string; login: Login }>
}

const Identity = z.object({ id: z.number(), slug: z.string() })
const Installation = z.object({ id: z.number() })
const Refused = z.object({ status: z.number(), request: z.object({ url: z.string() }).optional() })

/** Finds and keeps one client for each installation. `app`: from `createAppOctokit`, or Probot's with `ReeveOctokit` as its class. */
export function createGitHubClient(app: Octokit): GitHubClient {
  const installations = createInstallations(app)
  const clients = new Map<string, Promise<Octokit>>()
  const forInstallation = (id: number, urgency: Urgency = 'usual'): Promise<Octokit> => {
    const name = `${id} ${urgency}`
    const known = clients.get(name)
    if (known) return known
    const lost = () => {
      clients.delete(name)
      installations.forget(id)
    }
    const made = createInstallationOctokit(app, { installationId: id, urgency }, lost)
    clients.set(name, made)
    return made
  }
  return {
    app,
    forInstallation,
    async octokitFor(repo, urgency) {
      const id = await installations.of(repo)
      return id === undefined ? undefined : forInstallation(id, urgency)
    },
    installationOf: installations.of,
    noteInstallation: installations.note,
    async renewToken(repo) {
      const installationId = await installations.of(repo)
      if (installationId === undefined) return
      const octokit = await forInstallation(installationId)
      await octokit.auth({ type: 'installation', installationId, refresh: true })
    },
    async identity() {
      const { data } = await app.request('GET /app')
      const read = Identity.safeParse(data)
      if (!read.success) throw new NotGitHub(app.request.endpoint('GET /app').url)
      const { id, slug } = read.data
      return { id, slug, login: `${slug}[bot]` }
    },
  }
}

/** Which installation an account has, asked once. Only what was found is kept: a refusal may be over the next time. */
function createInstallations(app: Octokit) {
  const found = new Map<string, Promise<number | undefined>>()
  return {
    of(repo: string): Promise<number | undefined> {
      const owner = ownerOf(repo)
      const known = found.get(owner)
      if (known) return known
      const asked = findInstallation(app, repo)
      found.set(owner, asked)
      asked.then((id) => id === undefined && found.delete(owner)).catch(() => found.delete(owner))
      return asked
    },
    note(owner: string, id: number | undefined): void {
      if (id === undefined) found.delete(owner.toLowerCase())
      else found.set(owner.toLowerCase(), Promise.resolve(id))
    },
    forget(id: number): void {
      for (const [owner, asked] of found) {
        void asked.then((other) => other === id && found.delete(owner)).catch(() => {})
      }
    },
  }
}

function ownerOf(repo: string): string {
  return (repo.split('/')[0] ?? repo).toLowerCase()
}

async function findInstallation(app: Octokit, name: string): Promise<number | undefined> {
  const [owner = '', repo = ''] = name.split('/')
  try {
    const { data } = await app.request('GET /repos/{owner}/{repo}/installation', { owner, repo })
    return Installation.parse(data).id
  } catch (error) {
    if (Refused.safeParse(error).data?.status === 404) return undefined
    throw error
  }
}

/** Shares the App's token cache. When no token is to be had any more, the installation is looked for anew. */
async function createInstallationOctokit(
  app: Octokit,
  { installationId, urgency }: { installationId: number; urgency: Urgency },
  lost: () => void,
): Promise<Octokit> {
  const made: Octokit[] = []
  await app.auth({
    type: 'installation',
    installationId,
    factory: ({ octokit: _app, octokitOptions, ...auth }: { octokit?: unknown; octokitOptions?: object }) => {
      // Tokens that are asked for by name go where the App's own requests go: github.com, or the server of `GHE_HOST`.
      made.push(new ReeveOctokit({ ...octokitOptions, auth: { ...auth, request: app.request }, urgency }))
    },
  })
  const [octokit] = made
  if (!octokit) throw new Error('The App has no credentials to become an installation with')
  octokit.hook.error('request', (error) => {
    const { data } = Refused.safeParse(error)
    if (data?.request?.url.endsWith('/access_tokens') && data.status < 500) lost()
    throw error
  })
  renewRevoked(octokit, () => octokit.auth({ type: 'installation', installationId, refresh: true }))
  return octokit
}
