import { type FactName, type FactReader, type FactRef, type FactTypes, factKey } from '../core/fact.ts'
import { type Known, unknown } from '../core/truth.ts'

/** Facts loaded so far, by key. What failed to load is held as the reason why. */
export type LoadedFacts = ReadonlyMap<string, Known<unknown>>

/**
 * Reads facts that were loaded, and notes what was asked for: `missing` is loaded before the next try,
 * `read` is what the answers depend on (D14).
 */
export interface NotingReader extends FactReader {
  missing(): readonly FactRef[]
  reads(): readonly string[]
  /** Why facts that were asked for are unknown, oldest first; one entry each time one is asked for. */
  unread(): readonly string[]
  /** Those of them that nobody can read until it is mended. */
  lasting(): readonly string[]
}

export function createFactReader(loaded: LoadedFacts): NotingReader {
  const asked = new Map<string, FactRef>()
  const unread: string[] = []
  const lasting = new Set<string>()
  return {
    read<N extends FactName>(name: N, key: string): Known<FactTypes[N]> {
      const ref: FactRef<N> = { name, key }
      asked.set(factKey(ref), ref)
      const found = loaded.get(factKey(ref))
      // What is loaded under a name was loaded by that name: the only place where the map's types are restored.
      const fact = (found as Known<FactTypes[N]> | undefined) ?? unknown(`${name} not read yet`)
      if (!fact.ok) unread.push(fact.why)
      if (!fact.ok && fact.lasting) lasting.add(fact.why)
      return fact
    },
    missing: () => [...asked].filter(([key]) => !loaded.has(key)).map(([, ref]) => ref),
    reads: () => [...asked.keys()],
    unread: () => unread,
    lasting: () => [...lasting],
  }
}
