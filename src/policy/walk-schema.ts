import { z } from 'zod'
import type { Path } from './read-yaml.ts'

/** One step of a walk: a schema, and the value as written that it is about. `key`: the value is a key of a map. */
export interface Visit {
  schema: z.core.$ZodType
  value: unknown
  path: Path
  key: boolean
}

/**
 * Walks a schema and a value as written together, outermost first. Of alternatives it follows the one that can read the
 * value; where none can, all that are of its shape. So the loader learns what a value names without knowing any kind.
 */
export function walkSchema(schema: z.core.$ZodType, value: unknown, visit: (visit: Visit) => void): void {
  step({ schema, value, path: [], key: false }, visit)
}

function step(at: Visit, visit: (visit: Visit) => void): void {
  visit(at)
  for (const next of nextSteps(at)) step(next, visit)
}

function nextSteps(at: Visit): Visit[] {
  const { schema, value, path } = at
  const inner = unwrap(schema)
  if (inner !== undefined) return [{ ...at, schema: inner }]
  if (schema instanceof z.ZodUnion)
    return branches(schema.options, value).map((option) => ({ ...at, schema: option }))
  if (schema instanceof z.ZodArray) {
    return listOf(value).map((item, index) => ({
      ...at,
      schema: schema.element,
      value: item,
      path: [...path, index],
    }))
  }
  if (schema instanceof z.ZodObject) {
    return entriesOf(value).flatMap(([key, child]) => {
      const field: z.core.$ZodType | undefined = Object.hasOwn(schema.shape, key)
        ? schema.shape[key]
        : undefined
      return field ? [{ ...at, schema: field, value: child, path: [...path, key] }] : []
    })
  }
  if (schema instanceof z.ZodRecord) {
    return entriesOf(value).flatMap(([key, child]) => [
      { schema: schema.keyType, value: key, path: [...path, key], key: true },
      { schema: schema.valueType, value: child, path: [...path, key], key: false },
    ])
  }
  return []
}

/** What a wrapper is about: `.optional()`, `.default()`, a transform. Of a preprocess what comes after it, as an author sees it. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodPipe) return schema.in instanceof z.ZodTransform ? schema.out : schema.in
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly
  ) {
    return schema.unwrap()
  }
  return undefined
}

function branches(options: readonly z.core.$ZodType[], value: unknown): readonly z.core.$ZodType[] {
  const fitting = options.filter((option) => fits(option, value))
  if (fitting.length < 2) return fitting
  const reading = fitting.find((option) => z.safeParse(option, value).success)
  return reading ? [reading] : fitting
}

/** Whether a schema is of the shape of a value: list, map or text. */
function fits(schema: z.core.$ZodType, value: unknown): boolean {
  const inner = unwrap(schema)
  if (inner !== undefined) return fits(inner, value)
  if (schema instanceof z.ZodUnion) return schema.options.some((option) => fits(option, value))
  if (schema instanceof z.ZodArray) return Array.isArray(value)
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return isMap(value)
  return !Array.isArray(value) && !isMap(value)
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands at a place of a value; undefined where nothing does. One value alone is a list of one. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return at[Number(part)]
    if (isMap(at)) return Object.hasOwn(at, String(part)) ? at[String(part)] : undefined
    return typeof part === 'number' ? at : undefined
  }, value)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function entriesOf(value: unknown): [string, unknown][] {
  return isMap(value) ? Object.entries(value) : []
}

/** The fields that maps at a place of a value may have, by name. */
export function fieldsAt(schema: z.core.$ZodType, value: unknown, path: Path): Map<string, z.core.$ZodType> {
  const found = new Map<string, z.core.$ZodType>()
  walkSchema(schema, value, (visit) => {
    if (!(visit.schema instanceof z.ZodObject) || visit.key || !samePath(visit.path, path)) return
    for (const [key, field] of Object.entries(visit.schema.shape)) found.set(key, field)
  })
  return found
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index])
}
