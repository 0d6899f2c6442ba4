import { Liquid } from 'liquidjs'
import type { z } from 'zod'
import type { Text } from '../core/action.ts'
import { nearestName } from '../query/nearest-name.ts'
import { type Leaf, parsed, type Reference, type Refusal } from './leaves.ts'

/** Names that every text can use (kinds.md, types). */
const textNames = [
  'author',
  'assignees',
  'number',
  'title',
  'url',
  'repo',
  'labels',
  'milestone',
  'reason',
  'date',
  'due',
  'args',
  'sha',
  'people',
  'field',
] as const

/** Longest text in a policy: what Reeve writes is never longer either (D21). */
const longest = 60_000

const leaf: Leaf = { is: 'text', references: peopleInText }

/** A Liquid template over the facts. `also`: names that only this kind's texts know. */
export function text(also: readonly string[] = []): z.ZodType<Text> {
  return parsed<Text>((written) => {
    const refusals = refusalsOf(written, also)
    return refusals.length === 0 ? { value: written } : { refusals }
  }, leaf)
}

// Only for reading: nothing is ever rendered here. Tags that would read other files do not exist in a policy.
const liquid = new Liquid({ ownPropertyOnly: true, strictFilters: true, templates: {} })
liquid.registerFilter('local', (value: unknown) => value)
for (const tag of ['include', 'render', 'layout', 'block']) delete liquid.tags[tag]

function refusalsOf(written: string, also: readonly string[]): Refusal[] {
  if (written.length > longest) return [tooLong(written.length)]
  const used = namesUsed(written)
  if ('refusal' in used) return [used.refusal]
  const allowed: readonly string[] = [...textNames, ...also]
  return used.names
    .filter((use) => !allowed.includes(use.segments[0] ?? ''))
    .map((use) => unknownName(use, allowed))
}

function unknownName({ segments: [name = ''], column }: Use, allowed: readonly string[]): Refusal {
  const near = nearestName(name, allowed)
  return {
    code: 'unknown-text-name',
    what: `A text knows no "${name}".`,
    why: `Texts know ${allowed.join(', ')}.`,
    fix: near === undefined ? 'Use one of these names, or leave it out.' : `Did you mean {{ ${near} }}?`,
    column,
  }
}

interface Use {
  segments: readonly string[]
  /** Counted from 0 in the text. */
  column: number
}

function namesUsed(written: string): { names: Use[] } | { refusal: Refusal } {
  try {
    const { globals } = liquid.analyzeSync(liquid.parse(written), { partials: false })
    const names = Object.values(globals).flatMap((variables) =>
      variables.map((variable) => ({
        segments: variable.segments.map(String),
        column: offsetOf(written, variable.location),
      })),
    )
    return { names: names.sort((a, b) => a.column - b.column) }
  } catch (error) {
    return { refusal: unreadable(error, written) }
  }
}

function offsetOf(written: string, at: { row: number; col: number }): number {
  const before = written.split('\n').slice(0, at.row - 1)
  return before.reduce((sum, line) => sum + line.length + 1, 0) + at.col - 1
}

function peopleInText(written: string): readonly Reference[] {
  const used = namesUsed(written)
  if ('refusal' in used) return []
  return used.names.flatMap(({ segments: [first, second], column }) =>
    first === 'people' && second !== undefined ? [{ to: 'people' as const, name: second, column }] : [],
  )
}

function unreadable(error: unknown, written: string): Refusal {
  const message = (error instanceof Error ? error.message : String(error)).replace(/, line:\d+, col:\d+$/, '')
  const begin = error instanceof Error && 'token' in error ? beginOf(error.token) : undefined
  const filter = /^undefined filter: (.*)$/.exec(message)?.[1]
  if (filter !== undefined) return unknownFilter(filter, written, begin ?? 0)
  return {
    code: 'bad-text',
    what: `This text is no template: ${message}.`,
    why: 'Texts are Liquid templates: {{ name }} stands for a fact, {% if … %} for a condition.',
    fix: 'Mend the part named; a text without {{ and {% is always fine.',
    ...(begin === undefined ? {} : { column: begin }),
  }
}

function unknownFilter(filter: string, written: string, begin: number): Refusal {
  const near = nearestName(filter, Object.keys(liquid.filters))
  return {
    code: 'unknown-filter',
    what: `There is no filter \`${filter}\`.`,
    why: "Texts have Liquid's own filters, and `local` for instants.",
    fix: near === undefined ? 'Take it out, or use one of those.' : `Did you mean \`${near}\`?`,
    column: columnOfFilter(filter, written, begin),
  }
}

function columnOfFilter(filter: string, written: string, begin: number): number {
  const pipe = [...written.slice(begin).matchAll(/\|\s*([\w-]+)/g)].find(([, name]) => name === filter)
  return pipe === undefined ? begin : begin + pipe.index + pipe[0].length - filter.length
}

function beginOf(token: unknown): number | undefined {
  return typeof token === 'object' && token !== null && 'begin' in token && typeof token.begin === 'number'
    ? token.begin
    : undefined
}

function tooLong(length: number): Refusal {
  return {
    code: 'long-text',
    what: `This text has ${length} characters.`,
    why: `Reeve writes at most ${longest}.`,
    fix: 'Shorten it, or link to a longer page.',
  }
}
