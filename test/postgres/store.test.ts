import { afterAll, describe } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { storeSuite } from '../../src/store/store-suite.ts'
import { type OwnDatabase, ownDatabase } from './own-database.ts'

let own: OwnDatabase | undefined
afterAll(() => own?.drop())

describe('the store on PostgreSQL', () =>
  storeSuite(async () => {
    own = await ownDatabase()
    return openDatabase({ url: own.url })
  }))
