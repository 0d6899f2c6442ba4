import { randomBytes } from 'node:crypto'
import { type Database, DatabaseRefused, openDatabase } from '../../src/store/database.ts'

const server = process.env.REEVE_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'

export interface OwnDatabase {
  url: string
  drop(): Promise<void>
}

/** A database of this run alone, on the server that the suite is pointed at. Throws one sentence where none answers. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const admin = await reach()
  const name = `reeve_test_${randomBytes(6).toString('hex')}`
  await admin.exec(`create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async drop() {
      await admin.exec(`drop database if exists ${name} with (force)`)
      await admin.close()
    },
  }
}

async function reach(): Promise<Database> {
  try {
    return await openDatabase({ url: server, connections: 1 })
  } catch (error) {
    if (!(error instanceof DatabaseRefused)) throw error
    throw new Error(
      `The PostgreSQL suite needs a server: ${error.message} Start one, or set REEVE_TEST_DATABASE_URL to one that may create databases.`,
      { cause: error },
    )
  }
}
