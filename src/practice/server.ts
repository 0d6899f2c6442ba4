import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { PracticeGitHub } from './practice-github.ts'

export interface PracticeServer {
  port: number
  /** `http://127.0.0.1:<port>`; the API is at it, and at `/api/v3` below it. */
  url: string
  close(): Promise<void>
}

export interface PracticeServerOptions {
  /** A free one where it is left out. */
  port?: number
  /** False: whoever holds the practice GitHub delivers. */
  deliver?: boolean
  /** Pages beside GitHub's own addresses; undefined leaves a request to GitHub. */
  pages?: (request: Request) => Promise<Response | undefined>
}

/** Puts a practice GitHub behind a socket of this machine only. Webhooks are then sent as soon as they arise. */
export async function startPracticeServer(
  practice: PracticeGitHub,
  options: PracticeServerOptions = {},
): Promise<PracticeServer> {
  const listener = getRequestListener(async (request, { incoming }) => {
    try {
      return (await options.pages?.(request)) ?? (await practice.fetch(request))
    } catch (error) {
      // A lost connection is lost here too: the socket goes, and nothing is answered.
      incoming.socket.destroy()
      if (!(error instanceof TypeError)) console.error('The practice GitHub failed', error)
      return new Response(null, { status: 500 })
    }
  })
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const url = `http://127.0.0.1:${port}`
  practice.setUrls({ api: url, html: url })
  if (options.deliver ?? true) deliverAtOnce(practice)
  return {
    port,
    url,
    close: () =>
      new Promise((resolve) => {
        practice.webhooks.onWaiting = undefined
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One delivery run at a time, begun after the act that caused it is over. */
function deliverAtOnce(practice: PracticeGitHub): void {
  let running = false
  const start = () => {
    if (running) return
    running = true
    setImmediate(run)
  }
  const run = async () => {
    try {
      await practice.deliver()
    } finally {
      running = false
      // Something may have begun to wait while the last delivery ended.
      if (practice.webhooks.isDue()) start()
    }
  }
  practice.webhooks.onWaiting = start
}
