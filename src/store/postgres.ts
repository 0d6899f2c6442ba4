import pg from 'pg'
import { type Database, DatabaseRefused, type Queries, type Row } from './database.ts'

const bigint = 20

// Instants, counts and ids are whole numbers below 2^53, and are numbers here as they are on PGlite.
function typeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === bigint && format !== 'binary') return Number
  return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : pg.types.getTypeParser(oid, 'text')
}

/** PostgreSQL through a pool of connections. */
export async function openPostgres(options: { url: string; connections: number }): Promise<Database> {
  if (!isAddress(options.url)) {
    throw new DatabaseRefused(
      'DATABASE_URL is no address of a PostgreSQL: set it to one such as postgres://reeve@127.0.0.1/reeve.',
    )
  }
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections,
    connectionTimeoutMillis: 10_000,
    application_name: 'reeve',
    types: { getTypeParser: typeParser },
  })
  // An idle connection that the server closes is replaced by the next query; without a listener it would end the process.
  pool.on('error', () => {})
  const sessions = sessionsOf(pool)
  try {
    const client = await sessions.take()
    client.release()
  } catch (error) {
    await pool.end()
    throw refusal(options.url, error)
  }
  return {
    kind: 'postgres',
    query: (sql, params) => sessions.use((client) => query(client, sql, params)),
    exec: (sql) => sessions.use((client) => exec(client, sql)),
    transaction: (work) => transaction(sessions.take, work),
    onEverySession: sessions.require,
    close: () => pool.end(),
  }
}

// A connection runs what every session must have run when it is taken for the first time since that changed.
function sessionsOf(pool: pg.Pool) {
  let required: readonly string[] = []
  const prepared = new WeakMap<pg.PoolClient, readonly string[]>()
  async function take(): Promise<pg.PoolClient> {
    const client = await pool.connect()
    if (required.length === 0 || prepared.get(client) === required) return client
    try {
      for (const statement of required) await client.query(statement)
    } catch (error) {
      client.release(true)
      throw error
    }
    prepared.set(client, required)
    return client
  }
  // Statements that failed may have left a transaction open on their connection: it is not used again.
  async function use<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await take()
    let failed = true
    try {
      const result = await work(client)
      failed = false
      return result
    } finally {
      client.release(failed)
    }
  }
  async function require(statements: readonly string[]): Promise<void> {
    required = [...statements]
  }
  return { take, use, require }
}

async function query<R extends Row>(
  client: pg.PoolClient,
  sql: string,
  params?: readonly unknown[],
): Promise<R[]> {
  const result = await client.query<R>({ ...prepared(sql), values: params === undefined ? [] : [...params] })
  return result.rows
}

const names = new Map<string, string>()
const mostNames = 300

// A statement with a name is parsed once for each connection: two thirds of the time of a short one is parsing.
function prepared(text: string): { text: string; name?: string } {
  const known = names.get(text)
  if (known !== undefined) return { text, name: known }
  if (names.size >= mostNames) return { text }
  const name = `reeve_${names.size}`
  names.set(text, name)
  return { text, name }
}

async function exec<R extends Row>(client: pg.PoolClient, sql: string): Promise<R[]> {
  const result: pg.QueryResult<R> | pg.QueryResult<R>[] = await client.query<R>(sql)
  return Array.isArray(result) ? result.flatMap((one) => one.rows) : result.rows
}

async function transaction<T>(
  take: () => Promise<pg.PoolClient>,
  work: (tx: Queries) => Promise<T>,
): Promise<T> {
  const client = await take()
  let broken = false
  try {
    await client.query('begin')
    const result = await work({
      query: (sql, params) => query(client, sql, params),
      exec: (sql) => exec(client, sql),
    })
    const end = await client.query('commit')
    // PostgreSQL answers a commit after a failed statement with a rollback, and calls it no error.
    if (end.command === 'ROLLBACK')
      throw new Error('The transaction was rolled back: one of its statements failed.')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function refusal(url: string, error: unknown): DatabaseRefused {
  const why =
    error instanceof Error
      ? error.message || ('code' in error ? String(error.code) : error.name)
      : String(error)
  return new DatabaseRefused(
    `The database at ${withoutPassword(url)} cannot be reached: ${why}. Is DATABASE_URL right, and the server up?`,
    { cause: error },
  )
}

/** An address, or the folder of a socket; of anything else the driver would make a host that nobody meant. */
function isAddress(url: string): boolean {
  return url.startsWith('/') || (/^(postgres(ql)?|socket):\/\/./.test(url) && URL.canParse(url))
}

function withoutPassword(url: string): string {
  const parsed = URL.parse(url)
  if (parsed === null) return 'the address given'
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`
}
