import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Instant } from './core/instant.ts'
import { instantOf, listensTo, subjectOf } from './github/normalise/index.ts'
import type { Delivery } from './pipeline/ports.ts'

/** GitHub's own limit for a webhook (docs.github.com, "Webhook events and payloads"). */
const largestBody = 25 * 1024 * 1024

export const webhooksPath = '/api/github/webhooks'

export interface AppOptions {
  /** The app's id at GitHub. */
  app: number
  clock: { now(): Instant }
  /** Whether a signature was made with our secret over exactly these bytes. */
  verify(body: Buffer, signature: string): boolean
  /** Resolves when the webhook is committed. */
  accept(delivery: Delivery & { ignored?: boolean; raw: Buffer }): Promise<unknown>
  /** Other paths: health, metrics, pages. True when answered. */
  others(request: IncomingMessage, response: ServerResponse): Promise<boolean>
  log: { warn(fields: object, message: string): void; error(fields: object, message: string): void }
}

/** Everything that comes in over HTTP. A webhook is verified on its raw bytes, committed, and answered; no other work is done here. */
export function createApp(options: AppOptions): RequestListener {
  return (request, response) => {
    answer(options, request, response).catch((error) => {
      options.log.error({ err: error, url: request.url }, 'A request failed')
      if (response.headersSent) response.destroy()
      else say(response, 500, 'Something went wrong here; it is in the log.')
    })
  }
}

async function answer(
  options: AppOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?')[0]
  if (path === webhooksPath) return webhook(options, request, response)
  if (await options.others(request, response)) return
  say(response, 404, 'There is nothing here.')
}

async function webhook(
  options: AppOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return say(response, 405, 'Webhooks are sent with POST.')
  const event = header(request, 'x-github-event')
  const id = header(request, 'x-github-delivery')
  const signature = header(request, 'x-hub-signature-256')
  const body = await readBody(request)
  if (body === undefined) return say(response, 413, 'A webhook has 25 MB at most.')
  // Nothing can be signed over no body; it is answered below.
  if (signature === undefined || (body.length > 0 && !options.verify(body, signature))) {
    return say(
      response,
      401,
      'The signature does not fit: the webhook secret here and at GitHub are not the same.',
    )
  }
  if (event === undefined || id === undefined) {
    return say(response, 400, 'X-GitHub-Event and X-GitHub-Delivery are missing.')
  }
  const payload = parse(body)
  if (payload === undefined) {
    return say(response, 400, 'The body is no JSON. Set the content type of the webhook to application/json.')
  }
  try {
    await options.accept({ ...deliveryOf(options, { event, id, payload }), raw: body })
  } catch (error) {
    options.log.error({ err: error, delivery: id }, 'A webhook could not be stored')
    return say(response, 503, 'The webhook could not be stored; please deliver it again.')
  }
  say(response, 202, 'Accepted.')
}

/** What is kept of a webhook. One that names no subject, or that Reeve does not listen to, is kept as ignored. */
function deliveryOf(
  options: AppOptions,
  { event, id, payload }: { event: string; id: string; payload: unknown },
): Delivery & { ignored?: boolean } {
  const now = options.clock.now()
  const at = Math.min(instantOf(event, payload) ?? now, now)
  const subject = subjectOf(event, payload)
  const installation = installationOf(payload)
  const delivery: Delivery = {
    app: options.app,
    id,
    event,
    at,
    subject: subject ?? 'nobody',
    payload,
    ...(installation === undefined ? {} : { installation }),
  }
  return subject === undefined || !listensTo(event) ? { ...delivery, ignored: true } : delivery
}

function installationOf(payload: unknown): number | undefined {
  if (typeof payload !== 'object' || payload === null || !('installation' in payload)) return undefined
  const { installation } = payload
  if (typeof installation !== 'object' || installation === null || !('id' in installation)) return undefined
  return typeof installation.id === 'number' ? installation.id : undefined
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The raw body; undefined when it is too large. The signature is over these very bytes. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= largestBody) return void chunks.push(chunk)
      request.pause()
      resolve(undefined)
    })
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)))
    request.once('error', reject)
  })
}

function parse(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function say(response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`
  const headers: Record<string, string | number> = {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  }
  if (status === 413) headers.connection = 'close'
  response.writeHead(status, headers).end(body)
}
