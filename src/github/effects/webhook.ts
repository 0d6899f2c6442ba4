import { createHmac } from 'node:crypto'
import { sameName } from '../../core/item.ts'
import { done, type Ended, type MakeEffect, refused } from './making.ts'

/** Where something is sent, and what its signature is made with. */
export interface WebhookTarget {
  url: string
  secret: string
}

const longestMilliseconds = 10_000

/** The first wait; it grows with each try (outbox). */
const againMilliseconds = 15_000

/** GitHub has no part in it: whoever listens there tells repetitions by `webhook-id`, which is the act's key (D7). */
export const sendWebhook: MakeEffect<'webhook.send'> = {
  needs: () => '',
  async make({ change, key, options, owner }) {
    const { name, payload } = change
    const named = Object.entries(options.webhooks ?? {}).find(([login]) => sameName(login, owner))?.[1]
    const target = named && Object.hasOwn(named, name) ? named[name] : undefined
    if (!target) return refused(`no webhook \`${name}\` of ${owner} is set up on the server (REEVE_WEBHOOKS)`)
    const body = JSON.stringify({ webhook: name, ...payload })
    const now = options.clock.now()
    const later = (why: string): Ended => ({ outcome: 'retry', after: now + againMilliseconds, why })
    try {
      const answer = await fetch(target.url, {
        method: 'POST',
        headers: headersOf({ key, body, secret: target.secret, at: now }),
        body,
        // Only where the server's owner said, and nowhere that place sends us on to.
        redirect: 'manual',
        signal: AbortSignal.timeout(longestMilliseconds),
      })
      await answer.body?.cancel()
      return endedBy(answer, { name, later, now })
    } catch (error) {
      // The reason may show the address, which often is a secret itself.
      const isLate = error instanceof Error && error.name === 'TimeoutError'
      return later(
        isLate
          ? `webhook \`${name}\` gave no answer within ten seconds`
          : `webhook \`${name}\` could not be reached`,
      )
    }
  },
}

/** As Standard Webhooks has it (standardwebhooks.com): HMAC-SHA256 of id, seconds and body, in base64. */
function headersOf({ at, body, key, secret }: { at: number; body: string; key: string; secret: string }) {
  const id = key.toWellFormed().replace(/[^\x21-\x7e]/gu, encodeURIComponent)
  const seconds = String(Math.floor(at / 1000))
  const signature = createHmac('sha256', bytesOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'content-type': 'application/json',
    'user-agent': 'Reeve',
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
    'idempotency-key': id,
  }
}

function bytesOf(secret: string): Buffer {
  return secret.startsWith('whsec_')
    ? Buffer.from(secret.slice('whsec_'.length), 'base64')
    : Buffer.from(secret)
}

function endedBy(
  { headers, ok, status }: Response,
  { later, name, now }: { later(why: string): Ended; name: string; now: number },
): Ended {
  if (ok) return done
  if (status >= 300 && status < 400)
    return refused(
      `webhook \`${name}\` answered ${status}: it sends on to another address, which is not followed`,
    )
  if (status < 500 && ![408, 425, 429].includes(status))
    return refused(`webhook \`${name}\` answered ${status}`)
  const ended = later(`webhook \`${name}\` answered ${status}`)
  const wait = Number(headers.get('retry-after')) * 1000
  const isLonger = ended.outcome === 'retry' && Number.isFinite(wait) && now + wait > ended.after
  return isLonger ? { ...ended, after: now + Math.min(wait, 3_600_000) } : ended
}
