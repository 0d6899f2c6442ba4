import { Worker } from 'node:worker_threads'
import type { Queries, Row } from './database.ts'
import type { Engine } from './pglite.ts'
import type { EngineOptions } from './pglite-engine.ts'

/** What is asked of the thread. `tx` names an open transaction by the id of the `begin` that opened it. */
export type Request = { id: number } & (
  | { ask: 'query'; sql: string; params: readonly unknown[]; tx?: number }
  | { ask: 'exec'; sql: string; tx?: number }
  | { ask: 'begin' }
  | { ask: 'end'; tx: number; commit: boolean }
  | { ask: 'close' }
)

/** What it answers; the first answer, with id 0, says that it is open. */
export type Reply = { id: number } & (
  | { rows: Row[] }
  | { failed: { message: string; code?: string; detail?: string } }
  | { opened: { weakness?: string } }
)

type Question = Request extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

/**
 * PGlite in a thread of its own: it does not let go of its thread between statements, and webhooks must be answered meanwhile.
 */
export async function startThread(options: EngineOptions): Promise<Engine> {
  const worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData: options })
  const calls = callsTo(worker)
  const opened = await calls.opened
  const begin = async (): Promise<{ id: number; tx: Queries }> => {
    const { id, answer } = calls.send({ ask: 'begin' })
    await answer
    return {
      id,
      tx: {
        query: async <R extends Row>(sql: string, params?: readonly unknown[]) =>
          (await calls.send({ ask: 'query', sql, params: params ?? [], tx: id }).answer) as R[],
        exec: async <R extends Row>(sql: string) =>
          (await calls.send({ ask: 'exec', sql, tx: id }).answer) as R[],
      },
    }
  }
  return {
    weakness: opened.weakness,
    query: async <R extends Row>(sql: string, params?: readonly unknown[]) =>
      (await calls.send({ ask: 'query', sql, params: params ?? [] }).answer) as R[],
    exec: async <R extends Row>(sql: string) => (await calls.send({ ask: 'exec', sql }).answer) as R[],
    transaction: async <T>(work: (tx: Queries) => Promise<T>) => {
      const { id, tx } = await begin()
      const end = (commit: boolean) => calls.send({ ask: 'end', tx: id, commit }).answer
      let result: T
      try {
        result = await work(tx)
      } catch (error) {
        await end(false).catch(() => {})
        throw error
      }
      await end(true)
      return result
    },
    close: async () => {
      await calls.send({ ask: 'close' }).answer
      await worker.terminate()
    },
  }
}

interface Call {
  answer(rows: Row[]): void
  fail(error: Error): void
}

function callsTo(worker: Worker) {
  const waiting = new Map<number, Call>()
  const opened = Promise.withResolvers<{ weakness?: string }>()
  let last = 0
  let ended: Error | undefined
  const end = (error: Error) => {
    ended ??= error
    opened.reject(ended)
    for (const call of waiting.values()) call.fail(ended)
    waiting.clear()
  }
  worker.on('message', (reply: Reply) => {
    if ('opened' in reply) return opened.resolve(reply.opened)
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('failed' in reply) {
      const error = Object.assign(new Error(reply.failed.message), reply.failed)
      return reply.id === 0 ? end(error) : call?.fail(error)
    }
    call?.answer(reply.rows)
  })
  worker.on('error', (error) =>
    end(new Error(`The database's thread failed: ${messageOf(error)}.`, { cause: error })),
  )
  worker.on('exit', () => end(new Error('The database is closed.')))
  return {
    opened: opened.promise,
    send(question: Question): { id: number; answer: Promise<Row[]> } {
      const id = ++last
      if (ended !== undefined) return { id, answer: Promise.reject(ended) }
      const { promise, resolve, reject } = Promise.withResolvers<Row[]>()
      waiting.set(id, { answer: resolve, fail: reject })
      worker.postMessage({ id, ...question } satisfies Request)
      return { id, answer: promise }
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
