import type { z } from 'zod'
import { nearestName } from '../query/nearest-name.ts'
import type { Path, Place } from './read-yaml.ts'
import { fieldsAt, isMap, valueAt } from './walk-schema.ts'

/** What is wrong at a place of a file, before it is known on which line that is. */
export interface Fault {
  place: Place
  code: string
  message: string
  why: string
  fix: string
}

type Issue = z.core.$ZodIssue

/** What zod found wrong with a value, in the words of the policy language; places are relative to the value. */
export function explainIssues(issues: readonly Issue[], context: Context): Fault[] {
  return issues.flatMap((issue) => explain(issue, [], context))
}

interface Context {
  schema: z.core.$ZodType
  value: unknown
  /** The key that the value stands under. */
  key: string
  /** What else there is to say about a key of the value itself that is not known. */
  strange?: Strange
}

/** `near`: the known key that it most likely is. */
export type Strange = (key: string, near: string | undefined) => { message: string; fix: string } | undefined

function explain(issue: Issue, before: Path, context: Context): Fault[] {
  const path = [...before, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))]
  switch (issue.code) {
    case 'invalid_union':
      return bestBranch(issue, path, context)
    case 'invalid_key':
      return issue.issues
        .flatMap((inner) => explain(inner, path, context))
        .map((fault) => ({ ...fault, place: { ...fault.place, at: 'key' } }))
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, context))
    case 'invalid_type':
      return [wrongType(issue.expected, path, context)]
    case 'invalid_value':
      return [wrongWord(wordsOf(issue), path, context)]
    case 'custom':
      return [custom(issue, path, context)]
    default:
      return [
        {
          place: { path },
          code: 'bad-value',
          message: sentence(issue.message),
          ...ofKey(keyOf(path, context)),
        },
      ]
  }
}

/** Of several ways to read a value the author most likely meant the one whose shape fits; its problems are told. */
function bestBranch(issue: Issue & { code: 'invalid_union' }, path: Path, context: Context): Fault[] {
  const fitting = branchesOf(issue).filter((branch) => branch.length > 0 && !branch.some(isOfOtherShape))
  const words = fitting.filter((branch) =>
    branch.every((inner) => inner.code === 'invalid_value' && inner.path.length === 0),
  )
  const others = fitting.filter((branch) => !words.includes(branch))
  const [best] = others.sort((a, b) => a.length - b.length)
  if (best) return best.flatMap((inner) => explain(inner, path, context))
  if (words.length > 0) {
    return [wrongWord(words.flat().flatMap(wordsOf), path, context)]
  }
  const expected = [...new Set(issue.errors.flatMap((branch) => branch.flatMap(expectedOf)))]
  return [wrongType(expected, path, context)]
}

/** The ways to read a value, those of a way that has several of its own too. */
function branchesOf(issue: Issue & { code: 'invalid_union' }): Issue[][] {
  return issue.errors.flatMap((branch) => {
    const [only, ...more] = branch
    return only?.code === 'invalid_union' && more.length === 0 && only.path.length === 0
      ? branchesOf(only)
      : [branch]
  })
}

/** The words that may stand there; nothing at all is none of them. */
function wordsOf(issue: Issue): string[] {
  return issue.code === 'invalid_value' ? issue.values.map(String).filter((word) => word !== '') : []
}

function isOfOtherShape(issue: Issue): boolean {
  if (issue.path.length > 0) return false
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(isOfOtherShape))
  return issue.code === 'invalid_type'
}

function expectedOf(issue: Issue): string[] {
  if (issue.code === 'invalid_type') return [issue.expected]
  return issue.code === 'invalid_union' ? issue.errors.flatMap((branch) => branch.flatMap(expectedOf)) : []
}

function unknownKey(key: string, path: Path, context: Context): Fault {
  const { schema, value, strange } = context
  const known = [...fieldsAt(schema, value, path).keys()]
  const near = nearestName(key, known)
  const owner = isMap(valueAt(value, path)) ? valueAt(value, path) : undefined
  const hasNoValue = isMap(owner) && owner[key] === null
  return {
    place: { path: [...path, key], at: 'key' },
    code: 'unknown-key',
    message: `There is no key \`${key}\` here.`,
    why: 'A key that is not known would be ignored, and the process not kept.',
    fix:
      key === '<<'
        ? 'YAML 1.2 merges no maps. Write the keys out, or repeat a whole map with `*name`.'
        : near
          ? `Did you mean \`${near}\`?`
          : hasNoValue && /[ ,"'@]/.test(key)
            ? 'If this belongs to the value before it, put that whole value in quotes.'
            : `Known here: ${known.join(', ') || 'none'}.`,
    ...(path.length === 0 ? strange?.(key, near) : {}),
  }
}

function wrongType(expected: string | readonly string[], path: Path, context: Context): Fault {
  const { schema, value } = context
  const found = valueAt(value, path)
  const key = keyOf(path, context)
  if (found === undefined && path.length > 0) {
    const description = descriptionAt(schema, value, path)
    return {
      place: { path },
      code: 'missing-key',
      message: `\`${key}\` is missing.`,
      why: description ?? 'Without it this says nothing that could be kept.',
      fix: `Add \`${key}: …\`.`,
    }
  }
  if (found === null) {
    return {
      place: { path },
      code: 'empty-value',
      message: key ? `\`${key}\` has no value.` : 'There is nothing here.',
      why: 'A key without a value says nothing.',
      fix: 'Give it a value, or take the key out.',
    }
  }
  const wanted = [...new Set([expected].flat().map((name) => shapes[name] ?? name))].join(' or ')
  return {
    place: { path },
    code: 'wrong-type',
    message: `${key ? `\`${key}\`` : 'This'} takes ${wanted}; here is ${shapeOf(found)}.`,
    why: descriptionAt(schema, value, path) ?? 'It could be read in more than one way otherwise.',
    fix: `Write ${wanted}.`,
  }
}

const shapes: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list',
  object: 'a map',
  record: 'a map',
  boolean: 'true or false',
  number: 'a whole number from 0',
  int: 'a whole number from 0',
  null: 'nothing',
}

function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number') return `the number ${value}`
  return isMap(value) ? 'a map' : `the text "${String(value).slice(0, 60)}"`
}

function wrongWord(values: readonly string[], path: Path, context: Context): Fault {
  const found = valueAt(context.value, path)
  if (found === undefined || found === null || isMap(found) || Array.isArray(found)) {
    return wrongType('string', path, context)
  }
  const near = nearestName(String(found), values)
  const all = values.join(', ')
  return {
    place: { path },
    code: 'unknown-word',
    message: `\`${keyOf(path, context)}\` cannot be "${String(found).slice(0, 60)}".`,
    why: descriptionAt(context.schema, context.value, path) ?? 'Another word would mean nothing.',
    fix:
      near === undefined ? `Write ${values.length === 1 ? '' : 'one of '}${all}.` : `Did you mean ${near}?`,
  }
}

function custom({ message, params = {} }: Issue & { code: 'custom' }, path: Path, context: Context): Fault {
  const said = (key: string) =>
    typeof params[key] === 'string' && params[key] !== '' ? params[key] : undefined
  const { column, at } = params
  const fallback = ofKey(keyOf(path, context))
  return {
    place: {
      path,
      ...(typeof column === 'number' ? { column } : {}),
      ...(at === 'key' ? { at } : {}),
    },
    code: said('code') ?? 'bad-value',
    message: sentence(message),
    why: said('why') ?? fallback.why,
    fix: said('fix') ?? fallback.fix,
  }
}

function ofKey(key: string): { why: string; fix: string } {
  return {
    why: 'As it stands it cannot be kept.',
    fix: key ? `Change \`${key}\`, or take it out.` : 'Change it, or take it out.',
  }
}

/** The key a path ends with, also where it ends in a list; else that of the whole value. */
export function keyOf(path: Path, whole: { key: string } = { key: '' }): string {
  return String(path.findLast((part) => typeof part === 'string') ?? whole.key)
}

function descriptionAt(schema: z.core.$ZodType, value: unknown, path: Path): string | undefined {
  const field = fieldsAt(schema, value, path.slice(0, -1)).get(String(path.at(-1)))
  return field !== undefined && 'description' in field && typeof field.description === 'string'
    ? field.description
    : undefined
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
