import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether GitHub made this signature (`sha256=<hex>`, header X-Hub-Signature-256) with our secret over exactly these bytes.
 * Source: docs.github.com, "Validating webhook deliveries". Octokit's own takes text, and bytes that are no UTF-8 would
 * no longer be those that were signed.
 */
export function isSignedBy(secret: string, body: Buffer, signature: string): boolean {
  const made = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === made.length && timingSafeEqual(given, made)
}
