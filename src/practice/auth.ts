import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import { Refusal } from './refusal.ts'
import type { App, Installation, Permissions, Token } from './state.ts'
import { type Actor, nextId, type World } from './world.ts'

/** Who asks: an App by its JWT, an installation by its token, a person by a personal token, or nobody. */
export type Caller =
  | { kind: 'app'; app: App; by: Actor }
  | { kind: 'installation'; app: App; installation: Installation; token: Token; by: Actor }
  | { kind: 'person'; by: Actor }
  | { kind: 'nobody'; by: Actor }

const Head = z.object({ alg: z.string() })
const Claims = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() })
const keys = new Map<string, KeyObject>()

/** `authNow`: the clock by which JWTs and tokens are judged, in milliseconds. */
export function identify(world: World, authorization: string | null, authNow: number): Caller {
  const credentials = /^(?:bearer|token)\s+(.+)$/i.exec(authorization ?? '')?.[1]
  if (credentials === undefined) return { kind: 'nobody', by: { login: 'ghost', app: null } }
  if (credentials.split('.').length === 3) return byJwt(world, credentials, authNow)
  const token = world.state.tokens[credentials]
  if (token) return byToken(world, token, authNow)
  const login = world.state.people[credentials]
  if (login === undefined) throw badCredentials()
  return { kind: 'person', by: { login, app: null } }
}

function badCredentials(): Refusal {
  return new Refusal(401, 'Bad credentials')
}

function byToken(world: World, token: Token, authNow: number): Caller {
  const installation = world.state.installations.find((each) => each.id === token.installation)
  const app = world.state.apps.find((each) => each.id === installation?.app)
  if (!installation || !app || token.expires <= authNow) throw badCredentials()
  if (installation.suspended) throw new Refusal(403, 'This installation has been suspended')
  return { kind: 'installation', app, installation, token, by: { login: `${app.slug}[bot]`, app: app.slug } }
}

function byJwt(world: World, jwt: string, authNow: number): Caller {
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  const undecodable = new Refusal(401, 'A JSON web token could not be decoded')
  const header = Head.safeParse(decoded(head))
  const payload = Claims.safeParse(decoded(claims))
  if (header.data?.alg !== 'RS256' || !payload.success) throw undecodable
  const { iss, iat, exp } = payload.data
  const app = world.state.apps.find((each) => String(iss) === String(each.id) || iss === each.client_id)
  if (!app) throw new Refusal(404, 'Integration not found')
  const signed = Buffer.from(`${head}.${claims}`)
  if (!verify('RSA-SHA256', signed, keyOf(app), Buffer.from(signature, 'base64url'))) throw undecodable
  checkTimes(iat, exp, Math.floor(authNow / 1000))
  return { kind: 'app', app, by: { login: `${app.slug}[bot]`, app: app.slug } }
}

/** In GitHub's own words: Octokit reads them, and corrects its clock by the answer's date. */
function checkTimes(iat: number, exp: number, now: number): void {
  if (exp <= now) {
    const what = 'must be a numeric value representing the future time at which the assertion expires'
    throw new Refusal(401, `'Expiration time' claim ('exp') ${what}`)
  }
  if (exp > now + 660) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
  if (iat > now + 60) {
    const what = 'must be an Integer representing the time that the assertion was issued'
    throw new Refusal(401, `'Issued at' claim ('iat') ${what}`)
  }
}

function keyOf(app: App): KeyObject {
  const known = keys.get(app.publicKey)
  if (known) return known
  const key = createPublicKey(app.publicKey)
  keys.set(app.publicKey, key)
  return key
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return undefined
  }
}

/** A token that lives for an hour, with no more than the installation has. */
export function createToken(
  world: World,
  installation: Installation,
  wanted: { permissions?: Permissions | undefined; repos: string[] | null; now: number },
): { text: string; token: Token } {
  if (installation.suspended) throw new Refusal(403, 'This installation has been suspended')
  for (const [name, level] of Object.entries(wanted.permissions ?? {})) {
    if (!grants(installation.permissions, name, level)) {
      throw new Refusal(422, 'The permissions requested are not granted to this installation.')
    }
  }
  const token: Token = {
    installation: installation.id,
    permissions: wanted.permissions
      ? { metadata: 'read', ...wanted.permissions }
      : { ...installation.permissions },
    repos: wanted.repos,
    expires: wanted.now + 3_600_000,
  }
  // Counted, not random: a story's requests are the same in every run.
  const text = `ghs_${createHash('sha256')
    .update(`token ${nextId(world)}`)
    .digest('hex')
    .slice(0, 36)}`
  world.state.tokens[text] = token
  return { text, token }
}

const levels = { none: 0, read: 1, write: 2, admin: 3 }

export function grants(permissions: Permissions, name: string, level: 'read' | 'write' | 'admin'): boolean {
  return levels[permissions[name] ?? 'none'] >= levels[level]
}
