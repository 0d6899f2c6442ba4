import { AsyncLocalStorage } from 'node:async_hooks'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

/** A row as the database answers it; each query states its shape, which is checked by the store suite on both stores. */
export type Row = object

/** Statements on one connection: all within a transaction, or each on its own. */
export interface Queries {
  /** One statement with `$1` placeholders. Text is bound as text: a NUL, which PostgreSQL cannot hold, becomes U+FFFD. */
  query<R extends Row>(sql: string, params?: readonly unknown[]): Promise<R[]>
  /** Any number of statements without parameters; the rows of all of them, in order. */
  exec<R extends Row>(sql: string): Promise<R[]>
}

export interface Database extends Queries {
  readonly kind: 'pglite' | 'postgres'
  /** All or nothing. Tried again, three times, where PostgreSQL gave it up to resolve a deadlock. */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>
  /** Statements that every session must have run before anything else; replaces those given before. */
  onEverySession(statements: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** What the store says to whoever runs it; a pino logger fits. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLog: Log = { info() {}, warn() {}, error() {} }

export interface DatabaseOptions {
  /** `postgres://…`: PostgreSQL. */
  url?: string
  /** A folder for PGlite, made if missing; `:memory:` for a database that ends with its process. */
  folder?: string
  /** What a commit on PGlite survives: a killed process, or (slower) also a power cut. PostgreSQL decides that itself. */
  survives?: 'kill' | 'power cut'
  /** Connections to PostgreSQL; 10 unless told. */
  connections?: number
  log?: Log
}

/** Why the database cannot be used, in one sentence for whoever runs Reeve. */
export class DatabaseRefused extends Error {
  override name = 'DatabaseRefused'
}

/** Opens PostgreSQL where a url is given, else PGlite in a folder. Throws `DatabaseRefused` with one sentence. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const log = options.log ?? silentLog
  if (options.url !== undefined) {
    return guarded(await openPostgres({ url: options.url, connections: options.connections ?? 10 }))
  }
  if (options.folder === undefined)
    throw new DatabaseRefused('Neither a database url nor a folder was given.')
  return guarded(await openPglite({ folder: options.folder, survives: options.survives ?? 'power cut', log }))
}

/** The five-character code of a PostgreSQL error, `23505`; undefined for any other error. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

// On one connection a statement beside an open transaction would wait for itself for ever: say so instead.
function guarded(inner: Database): Database {
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  const check = () => {
    if (inside.getStore()?.open) throw new Error('A statement was sent beside the transaction it belongs to.')
  }
  return {
    kind: inner.kind,
    query: async (sql, params) => {
      check()
      return inner.query(sql, params?.map(withoutNul))
    },
    exec: async (sql) => {
      check()
      return inner.exec(sql)
    },
    transaction: async (work) => {
      check()
      return withRetries(async () => {
        const state = { open: true }
        try {
          return await inner.transaction((tx) => inside.run(state, () => work(sanitised(tx))))
        } finally {
          state.open = false
        }
      })
    },
    onEverySession: (statements) => inner.onEverySession(statements),
    close: () => inner.close(),
  }
}

function sanitised(tx: Queries): Queries {
  return { query: (sql, params) => tx.query(sql, params?.map(withoutNul)), exec: (sql) => tx.exec(sql) }
}

function withoutNul(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
  return Array.isArray(value) ? value.map(withoutNul) : value
}

const deadlock = '40P01'
const serialization = '40001'

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    try {
      return await work()
    } catch (error) {
      const code = errorCode(error)
      if (left === 0 || (code !== deadlock && code !== serialization)) throw error
    }
  }
}
