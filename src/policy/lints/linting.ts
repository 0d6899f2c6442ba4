import type { LabelDefinition, Names, Policy, Rule } from '../../core/policy.ts'
import type { FileReader } from '../file-reader.ts'
import type { Head } from '../resolve-head.ts'

/** A file as far as it could be read, for whoever looks for what can be read and is wrong all the same. */
export interface Linting {
  reader: FileReader
  head: Head
  /** The file's own rules that could be read. */
  rules: readonly Rule[]
  names: Names
  /** Labels that are defined, here or by the organisation. */
  labels: readonly LabelDefinition[]
  base?: Policy
  /** The text of the handbook; null where there is no such file. Absent: nobody looked. */
  handbook?: string | null
}

/** One thing to look for. */
export type Lint = (linting: Linting) => void
