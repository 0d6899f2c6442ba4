import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { WebhookTarget } from './github/effects/webhook.ts'

/** Where `webhook: <name>` goes, by the login of the account whose policies may name it, and by name. */
export type OwnersWebhooks = Readonly<Record<string, Readonly<Record<string, WebhookTarget>>>>

const shortestSecret = 16
const example =
  '{"acme":{"chat":{"url":"https://chat.example/hooks/reeve","secret":"at least 16 characters"}}}'

const Webhooks = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({ url: z.string(), secret: z.string() }).transform(({ url, secret }) => ({ url, secret })),
  ),
)

/**
 * Reads REEVE_WEBHOOKS, or the file that REEVE_WEBHOOKS_PATH names. What is wrong is told by the name of the webhook: addresses
 * and secrets are never repeated.
 */
export function readWebhooks(
  setting: (name: string) => string | undefined,
  problems: string[],
): OwnersWebhooks | undefined {
  const path = setting('REEVE_WEBHOOKS_PATH')
  const text = setting('REEVE_WEBHOOKS') ?? (path === undefined ? undefined : readText(path, problems))
  if (text === undefined) return undefined
  const read = Webhooks.safeParse(parsed(text))
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') ?? ''
    problems.push(
      `REEVE_WEBHOOKS cannot be read${where === '' ? '' : ` at ${where}`}: write it as ${example}.`,
    )
    return undefined
  }
  for (const [owner, named] of Object.entries(read.data))
    for (const [name, target] of Object.entries(named)) {
      const wrong = wrongWith(target)
      if (wrong) problems.push(`REEVE_WEBHOOKS: ${owner}.${name} ${wrong}`)
    }
  return read.data
}

function readText(path: string, problems: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    problems.push(`REEVE_WEBHOOKS_PATH is "${path}", and no file can be read there.`)
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const ownMachine = ['127.0.0.1', '[::1]']

function wrongWith({ secret, url }: WebhookTarget): string | undefined {
  if (!URL.canParse(url)) return 'has no address: set `url` to one that begins with https://.'
  const { hostname, password, protocol, username } = new URL(url)
  if (protocol !== 'https:' && !(protocol === 'http:' && ownMachine.includes(hostname)))
    return 'is not https: what is sent there could be read, and changed, on its way.'
  if (username !== '' || password !== '')
    return 'has a password in its address: take it out, and check the signature there.'
  if (secret.length < shortestSecret)
    return `has a secret that is too short: set one of at least ${shortestSecret} characters, here and there.`
  return undefined
}
