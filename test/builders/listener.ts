import { createServer } from 'node:http'
import { afterEach } from 'vitest'

/** A server of somebody who is told by webhooks: what came there, and what it answers. */
export interface Listener {
  url: string
  heard: { headers: Readonly<Record<string, string | string[] | undefined>>; body: string; path: string }[]
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string> }
}

const open: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** Listens on this machine until the test is over. */
export async function listener(): Promise<Listener> {
  const made: Listener = { url: '', heard: [], answer: { status: 200 } }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { headers, url = '' } = request
      made.heard.push({ headers, body: Buffer.concat(parts).toString('utf8'), path: url })
      response.writeHead(made.answer.status, made.answer.headers).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  const address = server.address()
  made.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`
  return made
}
