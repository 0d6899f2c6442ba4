import { describe } from 'vitest'
import type { Database } from './database.ts'
import { testAbsent } from './suite/absent.ts'
import { prepare } from './suite/bench.ts'
import { testCounting } from './suite/counting.ts'
import { testDependencies } from './suite/dependencies.ts'
import { testGates } from './suite/gates.ts'
import { testKeeping } from './suite/keeping.ts'
import { testOutbox } from './suite/outbox.ts'
import { testOverrides } from './suite/overrides.ts'
import { testReceiving } from './suite/receiving.ts'
import { testRecording } from './suite/recording.ts'
import { testRenaming } from './suite/renaming.ts'
import { testWorkList } from './suite/work-list.ts'

/** Everything the store promises, on whichever database is opened. */
export function storeSuite(open: () => Promise<Database>): void {
  const bench = prepare(open)
  describe('receiving', () => testReceiving(bench))
  describe('the list of work', () => testWorkList(bench))
  describe('recording', () => testRecording(bench))
  describe('dependencies', () => testDependencies(bench))
  describe('counting', () => testCounting(bench))
  describe('overrides', () => testOverrides(bench))
  describe('away and back', () => testAbsent(bench))
  describe('a new name', () => testRenaming(bench))
  describe('gates', () => testGates(bench))
  describe('the outbox', () => testOutbox(bench))
  describe('policies, budgets, housekeeping', () => testKeeping(bench))
}
