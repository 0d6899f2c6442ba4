import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { type Database, DatabaseRefused, errorCode, type Queries } from './database.ts'

/** One step of the schema, in a file of `migrations/` named `0001-what-it-does.sql`. Never edited once released. */
export interface Migration {
  number: number
  name: string
  sql: string
}

function readMigrations(folder = new URL('./migrations/', import.meta.url)): Migration[] {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
  return files.map((file) => ({
    number: Number(file.slice(0, 4)),
    name: file.slice(5, -4),
    sql: readFileSync(new URL(file, folder), 'utf8'),
  }))
}

// Any number will do, as long as every replica asks for the same one.
const lock = 7_330_001

/**
 * Brings the schema to the newest version, in one transaction; several processes may start at once.
 * Throws `DatabaseRefused` where the store was written by a newer Reeve, or by one whose steps were others, or where the
 * database lets its user make no tables.
 */
export async function migrate(
  database: Database,
  now: number,
  migrations = readMigrations(),
): Promise<number[]> {
  try {
    return await bringUpToDate(database, now, migrations)
  } catch (error) {
    if (errorCode(error) !== notAllowed || !(error instanceof Error)) throw error
    throw new DatabaseRefused(
      `The database does not let Reeve make its tables (${error.message}): give its user a database of its own, or the right CREATE on this one.`,
      { cause: error },
    )
  }
}

const notAllowed = '42501'

function bringUpToDate(database: Database, now: number, migrations: readonly Migration[]): Promise<number[]> {
  return database.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [lock])
    await tx.exec(`create schema if not exists reeve; create schema if not exists reeve_jobs;
      create table if not exists reeve.migrations (number integer primary key, name text not null, sum text not null, at bigint not null)`)
    const applied = await tx.query<Applied>('select number, name, sum from reeve.migrations order by number')
    refuseUnknown(applied, migrations)
    const missing = migrations.filter((step) => !applied.some((done) => done.number === step.number))
    for (const step of missing) await apply(tx, step, now)
    return missing.map((step) => step.number)
  })
}

interface Applied {
  number: number
  name: string
  sum: string
}

function refuseUnknown(applied: readonly Applied[], known: readonly Migration[]): void {
  for (const done of applied) {
    const step = known.find((one) => one.number === done.number)
    if (step === undefined) {
      throw new DatabaseRefused(
        `The store was written by a newer Reeve (step ${done.number}, ${done.name}): run that version, or a newer one.`,
      )
    }
    if (sum(step) !== done.sum) {
      throw new DatabaseRefused(
        `The store's step ${done.number} (${done.name}) is not the one this Reeve has: it was edited after use.`,
      )
    }
  }
}

async function apply(tx: Queries, step: Migration, now: number): Promise<void> {
  await tx.exec(step.sql)
  await tx.query('insert into reeve.migrations (number, name, sum, at) values ($1, $2, $3, $4)', [
    step.number,
    step.name,
    sum(step),
    now,
  ])
}

function sum(step: Migration): string {
  return createHash('sha256').update(step.sql).digest('hex')
}
