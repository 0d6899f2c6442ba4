import { z } from 'zod'
import { leaves, type Named, words } from './leaves.ts'

const emptyList = { error: 'This list is empty.' }

/** Wherever a list may stand, one value alone is a list of one. */
export function oneOrMany<T extends z.ZodType>(schema: T) {
  return z.union([
    z.array(schema).min(1, emptyList).readonly(),
    schema.transform((value) => [value] as const),
  ])
}

/** A list and nothing else: for what is only written as one. */
export function listOf<T extends z.ZodType>(schema: T) {
  return z.array(schema).min(1, emptyList).readonly()
}

/** One name; the loader checks that something of that name exists. */
export function name(of: Named) {
  const schema = words()
  leaves.add(schema, { is: 'name', references: (text) => [{ to: of, name: text, column: 0 }] })
  return schema
}

export function names(of: Named) {
  return oneOrMany(name(of))
}

export function label() {
  return name('label')
}

export function labels() {
  return names('label')
}

export function calendar() {
  return name('calendar')
}

export function windows() {
  return names('window')
}

/** One of a few words. */
export function choice<const T extends readonly [string, ...string[]]>(...of: T) {
  return z.enum(of)
}

/** A plain word or sentence that is used as it is. */
export function plain() {
  return words()
}

/** `true` or `false`. */
export function flag() {
  return z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean())
}

/** A whole number from 0. */
export function count() {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z.number().int().min(0),
  )
}
