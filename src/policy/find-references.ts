import type { z } from 'zod'
import { type InPerson, type Leaf, leaves, type Named, type Remark } from '../rules/leaves.ts'
import type { Path, Place } from './read-yaml.ts'
import { walkSchema } from './walk-schema.ts'

/** A name that stands somewhere in a file, and what it is meant to name. */
export interface Found {
  to: Named
  name: string
  /** What kind of value holds it: in a query a bare name may also be a login. */
  leaf: Leaf['is']
  /** It is about a related item. */
  ofRelated: boolean
  /** People who are mentioned there, or assigned. */
  inPerson?: InPerson
  place: Place & { path: Path }
}

/** Every name in a value, and every remark on its texts, found by what the schema says each text is. */
export function findReferences(
  schema: z.core.$ZodType,
  value: unknown,
  path: Path,
): { found: Found[]; remarks: (Omit<Remark, 'column'> & { place: Place })[] } {
  const found: Found[] = []
  const remarks: (Omit<Remark, 'column'> & { place: Place })[] = []
  walkSchema(schema, value, (visit) => {
    const leaf = leaves.get(visit.schema)
    if (leaf === undefined || typeof visit.value !== 'string') return
    const place = (column: number): Found['place'] => ({
      path: [...path, ...visit.path],
      column,
      at: visit.key ? 'key' : 'value',
    })
    for (const { to, name, column, ofRelated = false, inPerson } of leaf.references(visit.value)) {
      // That there is nothing is told where it is read.
      if (name === '') continue
      const purpose = inPerson === undefined ? {} : { inPerson }
      found.push({ to, name, leaf: leaf.is, ofRelated, ...purpose, place: place(column) })
    }
    if (visit.value === '') return
    for (const { column, ...said } of leaf.remarks?.(visit.value) ?? [])
      remarks.push({ ...said, place: place(column) })
  })
  return { found, remarks }
}
