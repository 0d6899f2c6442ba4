import type { FactReader } from '../../core/fact.ts'
import { type Known, known, unknown } from '../../core/truth.ts'
import { pathsMatcher } from '../../query/match-path.ts'
import type { SchemaFile } from './read-schema.ts'

/** Where a schema stands: a repository, a branch or commit of it, and the paths or globs that the rule names. */
export interface Place {
  repo: string
  ref: string
  schema: readonly string[]
}

/** The files of a schema at one place; none where there is no such file. */
export function filesAt(facts: FactReader, place: Place): Known<readonly SchemaFile[]> {
  const paths = pathsAt(facts, place)
  return paths.ok ? textsOf(facts, paths.value, (path) => contentsKey(place, path)) : paths
}

/**
 * The files of a schema with what a pull request changes: what it does not touch is as it is at the place it starts from.
 * Where it is not known what it changes, each file named is read at its head.
 */
export function filesWith(
  facts: FactReader,
  before: Place,
  { sha, changed }: { sha: string; changed: Known<readonly string[]> },
): Known<readonly SchemaFile[]> {
  const { schema } = before
  if (!changed.ok && schema.some(isGlob)) return changed
  const there = pathsAt(facts, before)
  if (!there.ok) return there
  const touched = new Set(changed.ok ? changed.value.filter(pathsMatcher(schema)) : there.value)
  const all = [...new Set([...there.value, ...touched])].sort()
  return textsOf(facts, all, (path) =>
    contentsKey(touched.has(path) ? { ...before, ref: sha } : before, path),
  )
}

function contentsKey({ repo, ref }: Place, path: string): string {
  return `${repo}@${ref}:${path}`
}

function pathsAt(facts: FactReader, { repo, ref, schema }: Place): Known<readonly string[]> {
  if (!schema.some(isGlob)) return known(schema)
  const tree = facts.read('tree', `${repo}@${ref}`)
  return tree.ok ? known(tree.value.filter(pathsMatcher(schema))) : tree
}

/** What a path of its own would never have in it. */
function isGlob(path: string): boolean {
  return /[*?[+]|^!/.test(path)
}

/** All are asked for at once; one that cannot be read makes the whole unknown. */
function textsOf(
  facts: FactReader,
  paths: readonly string[],
  key: (path: string) => string,
): Known<readonly SchemaFile[]> {
  const texts = paths.map((path) => ({ path, text: facts.read('contents', key(path)) }))
  const files: SchemaFile[] = []
  for (const { path, text } of texts) {
    if (!text.ok) return unknown(text.why)
    if (text.value !== null) files.push({ path, text: text.value })
  }
  return known(files)
}
