import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { secret } from './front-doors.ts'

/** How one front door did: webhooks answered a second at full load, and how slow the slowest hundredth was at half of that. */
export interface IngestFigure {
  door: string
  perSecond: number
  /** Processor time of the server's own process for each webhook at full load, in µs; a database beside it is not in it. */
  cpu: number
  p99Half: number
  failed: number
}

/** An `issues` webhook of GitHub's usual size, 18 kB, about one of several hundred issues. */
function payload(number: number): string {
  const filler = 'A sentence about what happened, as people write it. '.repeat(320)
  return JSON.stringify({
    action: 'labeled',
    issue: {
      number,
      title: 'It does not start',
      body: filler,
      user: { login: 'eve' },
      labels: [{ name: 'critical' }],
      state: 'open',
      created_at: '2026-01-08T10:00:00Z',
      updated_at: '2026-01-08T10:00:00Z',
    },
    label: { name: 'critical' },
    repository: { full_name: 'acme/app', name: 'app', owner: { login: 'acme' } },
    sender: { login: 'eve', type: 'User' },
    installation: { id: 1 },
  })
}

/** All doors one after the other, several times over: what else the machine does meets each of them alike. */
export async function benchIngest(
  doors: readonly string[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<IngestFigure[][]> {
  const figures: IngestFigure[][] = []
  for (let round = 0; round < rounds; round++) {
    const inRound: IngestFigure[] = []
    for (const door of doors) inRound.push(await benchDoor(door, seconds))
    figures.push(inRound)
  }
  return figures
}

async function benchDoor(door: string, seconds: number): Promise<IngestFigure> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./front-doors.ts', import.meta.url)), door], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  try {
    const port = await portOf(child.stdout ?? Readable.from([]))
    await shoot(port, 1)
    const before = await processorTimeOf(child)
    const full = await shoot(port, seconds)
    const cpu = ((await processorTimeOf(child)) - before) / full.requests.total
    const half = await shoot(port, seconds, full.requests.average / 2)
    return {
      door,
      perSecond: full.requests.average,
      cpu,
      p99Half: half.latency.p99,
      failed: full.non2xx + full.errors + half.non2xx + half.errors,
    }
  } finally {
    child.kill('SIGTERM')
  }
}

async function processorTimeOf(server: ChildProcess): Promise<number> {
  const answer = once(server, 'message')
  server.send('processor time')
  return Number((await answer)[0])
}

async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const port = /^port (\d+)$/.exec(line)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error('The server ended before it listened')
}

function shoot(port: number, duration: number, rate?: number): Promise<autocannon.Result> {
  const webhooks = Array.from({ length: 300 }, (_, index) => {
    const body = payload(index + 1)
    return { body, signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
  })
  let sent = 0
  return autocannon({
    url: `http://127.0.0.1:${port}/api/github/webhooks`,
    connections: 50,
    duration,
    ...(rate === undefined ? {} : { overallRate: Math.max(1, Math.round(rate)) }),
    requests: [
      {
        method: 'POST',
        setupRequest: (request) => {
          const webhook = webhooks[sent++ % webhooks.length]
          return {
            ...request,
            body: webhook?.body ?? '',
            headers: {
              'content-type': 'application/json',
              'x-github-event': 'issues',
              'x-github-delivery': randomUUID(),
              'x-hub-signature-256': webhook?.signature ?? '',
            },
          }
        },
      },
    ],
  })
}
