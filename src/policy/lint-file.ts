import type { LabelDefinition, Names, Rule } from '../core/policy.ts'
import type { FileReader } from './file-reader.ts'
import type { PolicyInput } from './load-policy.ts'
import type { Head } from './resolve-head.ts'

/** A file as far as it could be read, for whoever looks for what is valid and still wrong. */
export interface Linting {
  reader: FileReader
  head: Head
  /** The file's own rules that could be read. */
  rules: readonly Rule[]
  /** With the organisation's. */
  merged: readonly Rule[]
  names: Names
  labels: readonly LabelDefinition[]
  input: PolicyInput
}

export function lintFile(_linting: Linting): void {}
