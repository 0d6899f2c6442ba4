import type { Policy } from '../core/policy.ts'
import type { FileReader } from './file-reader.ts'
import { acceptSchema } from './sections/accepts.ts'
import { environmentSchema } from './sections/environments.ts'

/** Reads the sections that nothing else in a file is built from: environments, accepts. */
export function resolveSections(reader: FileReader): { accepts: Policy['accepts'] } {
  for (const name of reader.entries(['environments'], '`environments: { testnet: { by: ops } }`')) {
    reader.read(environmentSchema, ['environments', name])
  }
  return { accepts: readAccepts(reader) }
}

function readAccepts(reader: FileReader): Policy['accepts'] {
  const accepts = reader.raw(['accepts'])
  if (accepts === undefined) return []
  if (!Array.isArray(accepts)) {
    const entry = reader.read(acceptSchema, ['accepts'])
    return entry === undefined ? [] : [entry]
  }
  return accepts.flatMap((_, index) => reader.read(acceptSchema, ['accepts', index]) ?? [])
}
