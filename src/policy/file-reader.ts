import { z } from 'zod'
import type { Problem } from '../core/policy.ts'
import { explainIssues, type Fault, keyOf, type Strange } from './explain-issues.ts'
import { type Found, findReferences } from './find-references.ts'
import type { Path, Place, Source } from './read-yaml.ts'
import { isMap, valueAt } from './walk-schema.ts'

/** Reads one file part by part, so that a mistake in one leaves the others to be checked too. */
export interface FileReader {
  source: Source
  problems: Problem[]
  /** Every name used in what was read so far. */
  found: Found[]
  /** What is written at a place; undefined where nothing is. */
  raw(path: Path): unknown
  /** The value at a place, parsed; undefined when there are problems, which are noted. */
  read<T>(schema: z.ZodType<T>, path: Path): T | undefined
  /** As `read`, of a part of what stands there. */
  readPart<T>(schema: z.ZodType<T>, path: Path, part: Part): T | undefined
  /** Notes every name that the schema finds at a place. */
  note(schema: z.ZodType, path: Path): void
  /** The names of the entries of a map; what is no map is a problem. */
  entries(path: Path, example: string): string[]
  error(place: Place, said: Said): void
  warn(place: Place, said: Said): void
}

/** A part of what stands at a place. */
export interface Part {
  value: unknown
  /** Has the keys to suggest, where they are more than those of the schema that reads it. */
  known?: z.ZodType
  strange?: Strange
}

export interface Said {
  code: string
  message: string
  why: string
  fix: string
}

export function createFileReader(source: Source, problems: Problem[]): FileReader {
  const found: Found[] = []
  const add = (level: Problem['level'], { place, ...said }: Fault) => {
    const message = shortened(said.message)
    const fix = shortened(said.fix)
    problems.push({ file: source.file, ...source.position(place), level, ...said, message, fix })
  }
  const raw = (path: Path) => valueAt(source.value, path)
  const readPart = <T>(schema: z.ZodType<T>, path: Path, part: Part): T | undefined => {
    const result = z.safeParse(schema, part.value)
    if (result.success) return result.data
    const context = { ...part, schema: part.known ?? schema, key: keyOf(path) }
    for (const fault of explainIssues(result.error.issues, context)) add('error', under(path, fault))
    return undefined
  }
  const note = (schema: z.ZodType, path: Path) => {
    const names = findReferences(schema, raw(path), path)
    found.push(...names.found)
    for (const { place, what, ...said } of names.remarks) add('warning', { place, ...said, message: what })
  }
  return {
    source,
    problems,
    found,
    raw,
    readPart,
    note,
    read: (schema, path) => {
      note(schema, path)
      return readPart(schema, path, { value: raw(path) })
    },
    entries: (path, example) => {
      const value = raw(path)
      if (value === undefined) return []
      if (isMap(value)) return Object.keys(value)
      add('error', value === null ? nothingIn(path, example) : notAMap(path, example))
      return []
    },
    error: (place, said) => add('error', { place, ...said }),
    warn: (place, said) => add('warning', { place, ...said }),
  }
}

/** What somebody wrote is repeated as far as it helps to find it. */
function shortened(text: string): string {
  return text.replace(/\S{100,}/g, (run) => `${run.slice(0, 60)}…`)
}

function under(path: Path, fault: Fault): Fault {
  return { ...fault, place: { ...fault.place, path: [...path, ...fault.place.path] } }
}

function nothingIn(path: Path, example: string): Fault {
  return {
    place: { path },
    code: 'empty-value',
    message: `\`${String(path.at(-1))}\` has nothing under it.`,
    why: 'A key without a value says nothing.',
    fix: `Write the first entry, as in ${example}, or take the key out.`,
  }
}

function notAMap(path: Path, example: string): Fault {
  const key = String(path.at(-1) ?? 'this file')
  return {
    place: { path },
    code: 'wrong-type',
    message: `\`${key}\` is a map of names and what they mean.`,
    why: 'Everything in it is called by its name elsewhere.',
    fix: `Write it as ${example}.`,
  }
}
