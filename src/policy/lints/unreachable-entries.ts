import type { Query } from '../../core/query.ts'
import { isWithin } from '../../query/compare-queries.ts'
import { parseQuery } from '../../query/parse-query.ts'
import { keyOf } from '../explain-issues.ts'
import type { Path } from '../read-yaml.ts'
import { isMap } from '../walk-schema.ts'
import type { Linting } from './linting.ts'

/** In a list of entries with a `when` each, the first that matches counts: one behind a broader one is never reached. */
export function unreachableEntries({ reader }: Linting): void {
  for (const section of ['rules', 'environments']) {
    lookIn(reader.raw([section]), [section], (path, index, before) => {
      reader.warn(
        { path: [...path, index, 'when'] },
        {
          code: 'never-reached',
          message: `Entry ${index + 1} of \`${keyOf(path)}\` is never reached.`,
          why: `The first that matches counts, and entry ${before + 1} matches all that this one does.`,
          fix: 'Put the narrower one first, or take it out.',
        },
      )
    })
  }
}

function lookIn(value: unknown, path: Path, tell: (path: Path, index: number, before: number) => void): void {
  if (isMap(value)) for (const [key, child] of Object.entries(value)) lookIn(child, [...path, key], tell)
  if (!Array.isArray(value)) return
  const whens = value.map((entry) =>
    isMap(entry) && typeof entry.when === 'string' ? parseQuery(entry.when).query : undefined,
  )
  for (const [index, when] of whens.entries()) {
    const before = when === undefined ? -1 : whens.slice(0, index).findIndex((other) => covers(other, when))
    if (before >= 0) tell(path, index, before)
  }
  for (const [index, child] of value.entries()) lookIn(child, [...path, index], tell)
}

function covers(broad: Query | undefined, narrow: Query): boolean {
  return broad !== undefined && isWithin(narrow, broad)
}
