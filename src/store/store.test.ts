import { describe } from 'vitest'
import { openDatabase } from './database.ts'
import { storeSuite } from './store-suite.ts'

describe('the store on PGlite', () => storeSuite(() => openDatabase({ folder: ':memory:' })))
