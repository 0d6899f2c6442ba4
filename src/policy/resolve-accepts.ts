import type { Policy } from '../core/policy.ts'
import type { FileReader } from './file-reader.ts'
import { acceptSchema } from './sections/accepts.ts'

/** Whose rules may act in this repository, and how. */
export function resolveAccepts(reader: FileReader): Policy['accepts'] {
  const accepts = reader.raw(['accepts'])
  if (accepts === undefined) return []
  if (!Array.isArray(accepts)) {
    const entry = reader.read(acceptSchema, ['accepts'])
    return entry === undefined ? [] : [entry]
  }
  return accepts.flatMap((_, index) => reader.read(acceptSchema, ['accepts', index]) ?? [])
}
