import { describe } from 'vitest'
import { openDatabase } from '../../src/store/database.ts'
import { firstWeek } from '../builders/first-week.ts'

describe('a first week', () => firstWeek(() => openDatabase({ folder: ':memory:' })))
