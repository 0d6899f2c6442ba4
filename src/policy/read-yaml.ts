import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import type { Problem } from '../core/policy.ts'
import { lastNotAfter } from '../time/open-years.ts'
import { offsetInScalar } from './scalar-offset.ts'
import { holdsUnreadable, noLetter, unreadableLetter } from './unreadable-letters.ts'
import { mistakeOf } from './yaml-errors.ts'

/** Keys and list indexes that lead from the top of a file to a value. */
export type Path = readonly (string | number)[]

/** A place in a file: a value, or the key it stands under; `column` counts from 0 within the value's text. */
export interface Place {
  path: Path
  at?: 'key' | 'value'
  column?: number
}

/** A file as it was written: maps, lists, text, and null where nothing is written; and where everything stands. */
export interface Source {
  file: string
  value: unknown
  /** Line and column from 1. What is missing is where it would belong: at its nearest parent. */
  position(place: Place): { line: number; column: number }
}

/** Beyond this many values a file is a bomb of anchors, not a policy. */
const mostValues = 200_000
const deepest = 64

/** Reads YAML 1.2 with every value as it is written: `5319e7`, `off`, `09:00` are text, and so is `true`. */
export function readYaml(file: string, written: string): { source?: Source; problems: Problem[] } {
  const text = written.replace(/^\uFEFF/, '')
  const letter = unreadableLetter(text)
  if (letter !== undefined)
    return { problems: [{ file, ...linePositions(text)(letter.offset), level: 'error', ...letter.said }] }
  const document = parseDocument(text, { schema: 'failsafe', prettyErrors: false })
  const at = linePositions(text)
  const twice = document.errors.filter((error) => error.code === 'DUPLICATE_KEY')
  const broken = document.errors.find((error) => error.code !== 'DUPLICATE_KEY')
  // What comes after the first place that is no YAML is read wrongly, so nothing is said about it.
  const told =
    broken === undefined ? twice : [...twice.filter((error) => error.pos[0] < broken.pos[0]), broken]
  const problems = told.map((error): Problem => {
    const { offset, said } = mistakeOf(error, document, text)
    return { file, ...at(offset), level: 'error', ...said }
  })
  // A key that stands twice leaves a tree that can still be read, so the rest of the file is looked at too.
  if (broken !== undefined) return { problems }
  const reading: Reading = { document, left: mostValues, depth: 0 }
  try {
    const value = readNode(document.contents, reading)
    const position = (place: Place) => at(offsetOf(place, { document, text }))
    return { source: { file, value, position }, problems }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    problems.push({ file, ...at(error.offset), level: 'error', ...error.said })
    return { problems }
  }
}

/** Line and column, from 1, of an offset. Ours, since the parser's own counter loses lines where a file is broken. */
export function linePositions(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)]
  return (offset) => {
    const within = Math.max(0, Math.min(offset, text.length))
    const line = Math.max(1, lastNotAfter(starts, within) + 1)
    return { line, column: within - (starts[line - 1] ?? 0) + 1 }
  }
}

interface Said {
  code: string
  message: string
  why: string
  fix: string
}

/** Thrown and caught in this file only: it ends the reading of a tree at any depth. */
class Unreadable extends Error {
  readonly offset: number
  readonly said: Said
  constructor(node: Node | null, said: Said) {
    super(said.message)
    this.offset = node?.range?.[0] ?? 0
    this.said = said
  }
}

interface Reading {
  document: Document
  left: number
  depth: number
}

function readNode(node: unknown, reading: Reading): unknown {
  const found = follow(node, reading.document)
  reading.left -= 1
  if (reading.left < 0 || reading.depth > deepest) throw new Unreadable(found, tooMuch)
  if (isScalar(found)) return textOf(found)
  reading.depth += 1
  const value = isMap(found)
    ? mapOf(found, reading)
    : isSeq(found)
      ? found.items.map((item) => readNode(item, reading))
      : null
  reading.depth -= 1
  return value
}

/** The text of a scalar as it is written, whatever tag stands before it; null where there is none. */
function textOf(scalar: Scalar): string | null {
  const text = scalar.source ?? String(scalar.value)
  if (holdsUnreadable(text)) throw new Unreadable(scalar, noLetter)
  return text === '' && scalar.type === 'PLAIN' ? null : text
}

function mapOf(map: YAMLMap, reading: Reading): Record<string, unknown> {
  const entries = new Map<string, unknown>()
  for (const pair of map.items) {
    const key = follow(pair.key, reading.document)
    if (!isScalar(key) || key.value === '') throw new Unreadable(keyless(key, pair.value) ?? map, noKey)
    if (key.value === '__proto__') throw new Unreadable(key, noSuchName)
    const value = readNode(pair.value, reading)
    // The first of two equal keys counts, as it does where places are looked up.
    if (!entries.has(String(key.value))) entries.set(String(key.value), value)
  }
  return Object.fromEntries(entries)
}

/** Where a name is missing there is only the value to point at. */
function keyless(key: Node | null, value: unknown): Node | null {
  return key !== null && !isScalar(key) ? key : isMap(value) || isSeq(value) || isScalar(value) ? value : null
}

/** What an alias stands for; itself for everything else. */
function follow(node: unknown, document: Document): Node | null {
  if (!isAlias(node)) return isMap(node) || isSeq(node) || isScalar(node) ? node : null
  const found = node.resolve(document)
  if (found === undefined) throw new Unreadable(node, unknownAlias(node.source))
  return found
}

/** Where a place of a document begins in its text. */
export function offsetOf(place: Place, { document, text }: { document: Document; text: string }): number {
  let node = follow(document.contents, document)
  let offset = node?.range?.[0] ?? 0
  for (const [index, step] of place.path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === String(step))
      : undefined
    const child = isMap(node) ? pair?.value : isSeq(node) ? node.items[Number(step)] : undefined
    // A single value stands for a list of one: its index leads to itself.
    if (child === undefined && isScalar(node) && typeof step === 'number') continue
    if (child === undefined && pair === undefined) return offset
    const key = pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined
    node = follow(child, document)
    const isLast = index === place.path.length - 1
    if (node === null || (isLast && place.at === 'key')) return key ?? node?.range?.[0] ?? offset
    const isEmpty = isScalar(node) && node.type === 'PLAIN' && node.value === ''
    offset = (isEmpty ? key : undefined) ?? node.range?.[0] ?? offset
    if (isMap(node) && key !== undefined) offset = key
  }
  if (place.column === undefined || !isScalar(node) || !node.range) return offset
  return offset + offsetInScalar(text.slice(node.range[0], node.range[1]), textOf(node) ?? '', place.column)
}

const tooMuch: Said = {
  code: 'too-large',
  message: 'This file grows too large when its anchors are filled in.',
  why: `Reeve reads at most ${mostValues} values, ${deepest} deep.`,
  fix: 'Write out what the anchor stands for, or use fewer of them.',
}

const noKey: Said = {
  code: 'bad-key',
  message: 'A name is missing, or is no plain text, before a colon.',
  why: 'Every entry of a map has a name.',
  fix: 'Write name: value. Text that holds a comma or a colon needs quotes.',
}

const noSuchName: Said = {
  code: 'bad-key',
  message: 'Nothing can be called `__proto__`.',
  why: 'Programs keep this name for themselves.',
  fix: 'Give it another name.',
}

function unknownAlias(name: string): Said {
  return {
    code: 'unknown-anchor',
    message: `*${name} stands for nothing here.`,
    why: `In YAML, *${name} repeats what was marked &${name} further up.`,
    fix: `Put it in quotes if the text itself is meant: "*${name}". Else mark something &${name} before.`,
  }
}
