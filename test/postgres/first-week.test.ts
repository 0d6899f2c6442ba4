import { afterAll, describe } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { firstWeek } from '../builders/first-week.ts'
import { type OwnDatabase, ownDatabase } from './own-database.ts'

let own: OwnDatabase | undefined
afterAll(() => own?.drop())

describe('a first week on PostgreSQL', () =>
  firstWeek(async () => {
    own = await ownDatabase()
    return openDatabase({ url: own.url, connections: 4 })
  }))
