import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type OwnersWebhooks, readWebhooks } from './config-webhooks.ts'
import { enterpriseUrl } from './github/enterprise-url.ts'

/** Where everything is kept. */
export interface StoreConfig {
  databaseUrl?: string
  /** Where PGlite keeps its files when there is no `databaseUrl`. */
  folder: string
}

/** github.com's limits, which a server of one's own has only where somebody sets them; `none` heeds only its word to wait. */
type Limits = 'github.com' | 'none'

export interface ServeConfig extends StoreConfig {
  appId: number
  privateKey: string
  webhookSecret: string
  /** The API of a GitHub Enterprise Server; github.com's where it is absent. */
  baseUrl?: string
  /** Whose rate limits are kept to. */
  limits: Limits
  host: string
  port: number
  logLevel: string
  /** Where `webhook: <name>` of a policy goes, by the login of its owner. */
  webhooks?: OwnersWebhooks
}

export type Config =
  | { mode: 'demo'; port: number; host: string; logLevel: string }
  | { mode: 'serve'; serve: ServeConfig }

type Environment = Readonly<Record<string, string | undefined>>

const credentials = {
  APP_ID: 'the number GitHub shows on the settings page of your App',
  PRIVATE_KEY: 'the private key (PEM) that you generated there; PRIVATE_KEY_PATH names a file instead',
  WEBHOOK_SECRET: 'the webhook secret that you set there',
} as const

/**
 * Reads the settings. Without any GitHub credentials it is the demo, unless one of both is asked for by name; half of them
 * is a mistake, and each one missing or wrong is told in a sentence.
 */
export function readConfig(
  environment: Environment,
  asked?: Config['mode'],
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const problems: string[] = []
  if (asked === 'demo') return readDemo(environment, problems)
  const given = {
    APP_ID: settingOf(environment, 'APP_ID'),
    PRIVATE_KEY: privateKeyOf(environment, problems),
    WEBHOOK_SECRET: settingOf(environment, 'WEBHOOK_SECRET'),
  }
  if (
    asked === undefined &&
    problems.length === 0 &&
    Object.values(given).every((value) => value === undefined)
  ) {
    return readDemo(environment, problems)
  }
  const port = portOf(environment, problems)
  const logLevel = logLevelOf(environment, 'info', problems)
  for (const [name, about] of Object.entries(credentials)) {
    if (
      given[name as keyof typeof given] === undefined &&
      !problems.some((problem) => problem.startsWith(name))
    ) {
      problems.push(`${name} is missing: set it to ${about}.`)
    }
  }
  const appId = appIdOf(given.APP_ID, problems)
  const webhookSecret = secretOf(given.WEBHOOK_SECRET, problems)
  const baseUrl = baseUrlOf(environment, problems)
  const limits = limitsOf(environment, baseUrl, problems)
  const webhooks = readWebhooks((name) => settingOf(environment, name), problems)
  if (asked === undefined && problems.some((problem) => problem.includes(' is missing: ')))
    problems.push('Without any of them, `npm start` shows a demo that needs nothing.')
  if (
    problems.length > 0 ||
    appId === undefined ||
    given.PRIVATE_KEY === undefined ||
    webhookSecret === undefined
  ) {
    return { ok: false, problems }
  }
  const serve: ServeConfig = {
    appId,
    privateKey: given.PRIVATE_KEY,
    webhookSecret,
    ...readStoreConfig(environment),
    host: hostOf(environment),
    port,
    logLevel,
    limits,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(webhooks === undefined ? {} : { webhooks }),
  }
  return { ok: true, config: { mode: 'serve', serve } }
}

/** The store alone: for commands that need no GitHub. */
export function readStoreConfig(environment: Environment): StoreConfig {
  const databaseUrl = settingOf(environment, 'DATABASE_URL')
  return {
    folder: settingOf(environment, 'REEVE_DATA') ?? '.reeve',
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  }
}

/** The demo speaks on the terminal itself; its log keeps to warnings. */
function readDemo(
  environment: Environment,
  problems: string[],
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const port = portOf(environment, problems)
  const logLevel = logLevelOf(environment, 'warn', problems)
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, config: { mode: 'demo', host: hostOf(environment), port, logLevel } }
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function logLevelOf(environment: Environment, usual: string, problems: string[]): string {
  const level = settingOf(environment, 'LOG_LEVEL') ?? usual
  if (logLevels.includes(level)) return level
  problems.push(`LOG_LEVEL is "${level}": set it to one of ${logLevels.join(', ')}.`)
  return usual
}

function hostOf(environment: Environment): string {
  return settingOf(environment, 'HOST') ?? '127.0.0.1'
}

function settingOf(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim()
  return value === '' ? undefined : value
}

function appIdOf(text: string | undefined, problems: string[]): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  problems.push(`APP_ID is "${text}", which is no number: it is ${credentials.APP_ID}.`)
  return undefined
}

function baseUrlOf(environment: Environment, problems: string[]): string | undefined {
  const host = settingOf(environment, 'GHE_HOST')
  if (host === undefined) return undefined
  const protocol = settingOf(environment, 'GHE_PROTOCOL') ?? 'https'
  if (protocol !== 'https' && protocol !== 'http') {
    problems.push(`GHE_PROTOCOL is "${protocol}": set it to https, or to http where there is nothing else.`)
    return undefined
  }
  const read = enterpriseUrl(host, protocol)
  if (read.ok) return read.url
  // A password that stands in it is for nobody's log.
  problems.push(`GHE_HOST is "${host.replace(/^.*@/, '…@')}", which ${read.why}.`)
  return undefined
}

function limitsOf(environment: Environment, baseUrl: string | undefined, problems: string[]): Limits {
  const limits = settingOf(environment, 'REEVE_LIMITS') ?? 'github.com'
  if (limits === 'github.com') return limits
  if (limits !== 'none')
    problems.push(
      `REEVE_LIMITS is "${limits}": set it to github.com, or to none for a server that limits nobody.`,
    )
  else if (baseUrl === undefined)
    problems.push('REEVE_LIMITS is "none", but github.com limits everybody: leave it out, or set GHE_HOST.')
  return 'none'
}

/** Probot's own default is the word "development": everybody knows it, so it protects nothing. */
function secretOf(text: string | undefined, problems: string[]): string | undefined {
  if (text === 'development') {
    problems.push(
      'WEBHOOK_SECRET is the word "development", which everybody knows: choose one of your own, here and at GitHub.',
    )
    return undefined
  }
  return text
}

function privateKeyOf(environment: Environment, problems: string[]): string | undefined {
  const path = settingOf(environment, 'PRIVATE_KEY_PATH')
  const text =
    settingOf(environment, 'PRIVATE_KEY') ?? (path === undefined ? undefined : readKey(path, problems))
  if (text === undefined) return undefined
  const pem = text.includes('-----BEGIN')
    ? text.replaceAll('\\n', '\n')
    : Buffer.from(text, 'base64').toString('utf8')
  if (isRsaKey(pem)) return pem
  problems.push(`PRIVATE_KEY cannot be read as a private key: set it to ${credentials.PRIVATE_KEY}.`)
  return undefined
}

/** The App signs with RSA: a key of another sort would be found out at the first request only. */
function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

function readKey(path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    problems.push(`PRIVATE_KEY_PATH is "${path}", and no file can be read there.`)
    return undefined
  }
}

function portOf(environment: Environment, problems: string[]): number {
  const text = settingOf(environment, 'PORT') ?? '3000'
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  problems.push(`PORT is "${text}", which is no port: set a number from 1 to 65535.`)
  return 3000
}
