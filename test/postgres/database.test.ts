import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { databaseSuite } from '../../src/store/suite/database.ts'
import { type OwnDatabase, ownDatabase } from './own-database.ts'

let own: OwnDatabase | undefined
afterAll(() => own?.drop())

describe('PostgreSQL', () => {
  databaseSuite(async () => {
    own = await ownDatabase()
    return openDatabase({ url: own.url })
  })

  it('tries a transaction again that PostgreSQL gave up in a deadlock', async () => {
    if (own === undefined) throw new Error('There is no database.')
    const database = await openDatabase({ url: own.url })
    await database.exec(
      'create table pairs (a int primary key, b int default 0); insert into pairs values (1), (2)',
    )
    let runs = 0
    const bump = (order: readonly number[], both: Promise<unknown>[], mine: () => void) =>
      database.transaction(async (tx) => {
        runs++
        for (const [step, a] of order.entries()) {
          await tx.query('update pairs set b = b + 1 where a = $1', [a])
          if (step === 0) mine()
          await Promise.all(both)
        }
      })
    const one = Promise.withResolvers<void>()
    const two = Promise.withResolvers<void>()
    const both = [one.promise, two.promise]
    await Promise.all([bump([1, 2], both, one.resolve), bump([2, 1], both, two.resolve)])
    expect(await database.query('select b from pairs')).toEqual([{ b: 2 }, { b: 2 }])
    expect(runs).toBeGreaterThan(2)
    await database.close()
  })

  it('says in one sentence that its user may make no tables', async () => {
    if (own === undefined) throw new Error('There is no database.')
    const owner = await openDatabase({ url: own.url })
    const guest = `guest_${process.pid}`
    await owner.exec(`create role ${guest} login`)
    const url = new URL(own.url)
    url.username = guest
    const database = await openDatabase({ url: url.href })
    await expect(migrate(database, 0)).rejects.toThrow(
      /^The database does not let Reeve make its tables \(permission denied for database \S+\): give its user/,
    )
    await database.close()
    await owner.exec(`drop role ${guest}`)
    await owner.close()
  })
})
