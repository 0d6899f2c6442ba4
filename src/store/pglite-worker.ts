import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import type { Queries, Row } from './database.ts'
import { errorCode } from './database.ts'
import type { Engine } from './pglite.ts'
import { openEngine } from './pglite-engine.ts'
import type { Reply, Request } from './pglite-thread.ts'

const Start = z.object({ dataFolder: z.string(), survives: z.enum(['kill', 'power cut']) })

interface Open {
  tx: Queries
  end(commit: boolean): void
  ended: Promise<void>
}

class RolledBack extends Error {}

function reply(message: Reply): void {
  parentPort?.postMessage(message)
}

function failure(id: number, error: unknown): Reply {
  const message = error instanceof Error ? error.message : String(error)
  const code = errorCode(error)
  return { id, failed: { message, ...(code === undefined ? {} : { code }) } }
}

// The transaction stays open, and holds back every other statement, until the other side ends it.
function begin(engine: Engine, id: number, open: Map<number, Open>): void {
  const asked = Promise.withResolvers<boolean>()
  const ended = engine.transaction(async (tx) => {
    open.set(id, { tx, end: asked.resolve, ended: done.promise })
    reply({ id, rows: [] })
    if (!(await asked.promise)) throw new RolledBack()
  })
  const done = Promise.withResolvers<void>()
  ended.then(done.resolve, (error: unknown) =>
    error instanceof RolledBack ? done.resolve() : done.reject(error),
  )
  done.promise.catch((error: unknown) => {
    if (!open.has(id)) reply(failure(id, error))
  })
}

async function run(engine: Engine, request: Request, open: Map<number, Open>): Promise<Row[]> {
  switch (request.ask) {
    case 'query':
      return on(engine, request.tx, open).query(request.sql, request.params)
    case 'exec':
      return on(engine, request.tx, open).exec(request.sql)
    case 'end': {
      const transaction = open.get(request.tx)
      if (transaction === undefined) throw new Error('This transaction has ended.')
      transaction.end(request.commit)
      try {
        await transaction.ended
      } finally {
        open.delete(request.tx)
      }
      return []
    }
    case 'close':
      await engine.close()
      return []
    case 'begin':
      return []
    default:
      return request satisfies never
  }
}

function on(engine: Engine, tx: number | undefined, open: Map<number, Open>): Queries {
  if (tx === undefined) return engine
  const transaction = open.get(tx)
  if (transaction === undefined) throw new Error('This transaction has ended.')
  return transaction.tx
}

async function serve(): Promise<void> {
  const engine = await openEngine(Start.parse(workerData))
  const open = new Map<number, Open>()
  parentPort?.on('message', (request: Request) => {
    if (request.ask === 'begin') return begin(engine, request.id, open)
    run(engine, request, open).then(
      (rows) => reply({ id: request.id, rows }),
      (error: unknown) => reply(failure(request.id, error)),
    )
  })
  reply({ id: 0, opened: engine.weakness === undefined ? {} : { weakness: engine.weakness } })
}

serve().catch((error: unknown) => reply(failure(0, error)))
