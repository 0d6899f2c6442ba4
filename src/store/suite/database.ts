import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, errorCode } from '../database.ts'
import { migrate } from '../migrate.ts'

/** What both databases have in common. */
export function databaseSuite(open: () => Promise<Database>): void {
  let database: Database
  const numbers = async () =>
    (await database.query<{ a: number }>('select a from numbers order by a')).map((row) => row.a)
  beforeAll(async () => {
    database = await open()
    await database.exec('create table numbers (a bigint primary key)')
  })
  afterAll(async () => {
    await database?.exec('drop table numbers')
    await database?.close()
  })

  it('gives values back as they were given', async () => {
    const [row] = await database.query(
      'select $1::bigint as a, $2::text as b, $3::boolean as c, array_length($4::text[], 1) as d, ($4::text[])[2] as e',
      [1_735_689_600_000, 'a "quote", \\ and ☃', true, ['', 'b"c\\', null, 'NULL']],
    )
    expect(row).toEqual({ a: 1_735_689_600_000, b: 'a "quote", \\ and ☃', c: true, d: 4, e: 'b"c\\' })
  })
  it('binds what PostgreSQL cannot hold as something that it can', async () => {
    const [row] = await database.query('select $1::text as a, ($2::text[])[1] as b', ['x\0y', ['\0']])
    expect(row).toEqual({ a: 'x\ufffdy', b: '\ufffd' })
  })
  it('runs several statements at once', async () => {
    expect(await database.exec('select 1 as a; select 2 as a')).toEqual([{ a: 1 }, { a: 2 }])
  })
  it('a transaction is all or nothing', async () => {
    await database.transaction((tx) => tx.query('insert into numbers values (1)'))
    const broken = database.transaction(async (tx) => {
      await tx.query('insert into numbers values (2)')
      throw new Error('no')
    })
    await expect(broken).rejects.toThrow('no')
    expect(await numbers()).toEqual([1])
  })
  it('an error keeps its code, and the next statement is well again', async () => {
    const error = await database.query('insert into numbers values (1)').catch((reason: unknown) => reason)
    expect(errorCode(error)).toBe('23505')
    const inside = await database
      .transaction((tx) => tx.query('insert into numbers values (1)'))
      .catch((reason: unknown) => reason)
    expect(errorCode(inside)).toBe('23505')
    expect(await numbers()).toEqual([1])
  })
  it('a transaction whose failure was overlooked does not look committed', async () => {
    const overlooked = database.transaction(async (tx) => {
      await tx.query('insert into numbers values (3)')
      await tx.query('insert into numbers values (3)').catch(() => {})
    })
    await expect(overlooked).rejects.toThrow(/rolled back/i)
    expect(await numbers()).toEqual([1])
  })
  it('a statement beside the open transaction is refused, and does not wait for ever', async () => {
    const beside = database.transaction(() => database.query('select 1'))
    await expect(beside).rejects.toThrow('A statement was sent beside the transaction it belongs to.')
    expect(await database.query('select 1 as a')).toEqual([{ a: 1 }])
  })
  it('many transactions at once come out whole', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        database.transaction(async (tx) => {
          await tx.query('insert into numbers values ($1)', [100 + 2 * index])
          await tx.query('insert into numbers values ($1)', [101 + 2 * index])
        }),
      ),
    )
    expect((await numbers()).filter((a) => a >= 100)).toHaveLength(40)
  })
  it('brings the schema up to date once, on rows that are there already, however many start together', async () => {
    const step = (number: number, name: string, sql: string) => ({ number, name, sql })
    const first = step(1, 'things', 'create table reeve.things (a int)')
    const second = step(2, 'names', `alter table reeve.things add b text; update reeve.things set b = 'old'`)
    expect(await migrate(database, 0, [first])).toEqual([1])
    await database.exec('insert into reeve.things values (1), (2)')
    const runs = await Promise.all([1, 2, 3].map(() => migrate(database, 0, [first, second])))
    expect(runs.toSorted((a, b) => b.length - a.length)).toEqual([[2], [], []])
    expect(await database.query('select a, b from reeve.things order by a')).toEqual([
      { a: 1, b: 'old' },
      { a: 2, b: 'old' },
    ])
    await expect(migrate(database, 0, [first])).rejects.toThrow(
      'The store was written by a newer Reeve (step 2, names)',
    )
    await expect(migrate(database, 0, [first, { ...second, sql: 'select 1' }])).rejects.toThrow(
      'it was edited after use',
    )
    const bad = step(3, 'bad', 'create table reeve.more (a int); select nonsense')
    await expect(migrate(database, 0, [first, second, bad])).rejects.toThrow('nonsense')
    await expect(database.query('select * from reeve.more')).rejects.toThrow('does not exist')
    await database.exec('drop schema reeve cascade; drop schema reeve_jobs')
  })
}
