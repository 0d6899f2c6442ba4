import { fsyncSync } from 'node:fs'
import { PGlite, type Results, type Transaction } from '@electric-sql/pglite'
import { z } from 'zod'
import type { Queries, Row } from './database.ts'
import type { Engine } from './pglite.ts'

export interface EngineOptions {
  /** Absent: in memory. */
  dataFolder?: string
  survives: 'kill' | 'power cut'
}

/** PGlite in this very thread. While a statement runs, nothing else does. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const powerCut = options.dataFolder !== undefined && options.survives === 'power cut'
  const startParams = powerCut ? fsyncing(PGlite.defaultStartParams) : PGlite.defaultStartParams
  const pglite = await PGlite.create({ dataDir: options.dataFolder ?? 'memory://', startParams })
  const weakness = powerCut ? hookFsync(pglite) : undefined
  return {
    weakness,
    query: (sql, params) => query(pglite, sql, params),
    exec: (sql) => exec(pglite, sql),
    transaction: <T>(work: (tx: Queries) => Promise<T>) =>
      pglite.transaction((tx) =>
        work({ query: (sql, params) => query(tx, sql, params), exec: (sql) => exec(tx, sql) }),
      ),
    close: () => pglite.close(),
  }
}

async function query<R extends Row>(
  on: PGlite | Transaction,
  sql: string,
  params?: readonly unknown[],
): Promise<R[]> {
  const result: Results<R> = await on.query<R>(sql, params === undefined ? [] : [...params])
  return result.rows
}

async function exec<R extends Row>(on: PGlite | Transaction, sql: string): Promise<R[]> {
  const results = await on.exec(sql)
  const rows: R[] = []
  for (const result of results) for (const row of result.rows) rows.push(row as R)
  return rows
}

// PGlite starts PostgreSQL with `-F`, which never asks the disk to keep anything.
function fsyncing(params: readonly string[]): string[] {
  return [...params.filter((param) => param !== '-F'), '-c', 'fsync=on', '-c', 'wal_sync_method=fsync']
}

/** What PGlite's file system is reached by. None of it is promised by PGlite: the version is pinned and this is checked. */
const Internals = z.object({
  Module: z.object({
    FS: z.object({
      lookupPath: z.custom<(path: string) => unknown>((value) => typeof value === 'function'),
    }),
  }),
})
const StreamOps = z.object({
  node: z.object({ mount: z.object({ type: z.object({ stream_ops: z.record(z.string(), z.unknown()) }) }) }),
})
const Stream = z.object({ nfd: z.number().optional() })

// PGlite's file system passes no fsync on to the disk, so a commit would not outlive a power cut.
function hookFsync(pglite: PGlite): string | undefined {
  const internals = Internals.safeParse(pglite)
  if (!internals.success) return 'this version of PGlite keeps its file system where Reeve does not find it'
  const { FS } = internals.data.Module
  const found = lookUp(() => FS.lookupPath('/pglite/data/PG_VERSION'))
  if (found === undefined) return 'this version of PGlite opens its files in a way Reeve does not know'
  found.fsync = (stream: unknown) => {
    const file = Stream.safeParse(stream)
    if (file.success && file.data.nfd !== undefined) fsyncSync(file.data.nfd)
    return 0
  }
  return undefined
}

// The very object is needed, and not zod's copy of it.
function lookUp(find: () => unknown): Record<string, unknown> | undefined {
  try {
    const path = find()
    if (!StreamOps.safeParse(path).success) return undefined
    const real = path as z.infer<typeof StreamOps>
    return real.node.mount.type.stream_ops
  } catch {
    return undefined
  }
}
