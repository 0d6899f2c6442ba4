import type { FactName, FactTypes } from '../../core/fact.ts'
import type { Login } from '../../core/item.ts'
import type { Known } from '../../core/truth.ts'
import type { GitHub } from '../client.ts'

/** Reads one fact by its key from GitHub. */
export type ReadFact<N extends FactName> = (
  github: GitHub,
  key: string,
  known: { app: Login; base?: string; baseSha?: string },
) => Promise<Known<FactTypes[N]>>
