import { z } from 'zod'
import type { RuleKind } from '../src/core/rule-kind.ts'
import { commonOptions } from '../src/rules/common.ts'
import { leaves } from '../src/rules/leaves.ts'

/** Between these two lines of a page everything is written by `npx node tools/write-rule-docs.ts`. */
const marks = (part: string) =>
  [`<!-- ${part}: written by tools/write-rule-docs.ts -->`, `<!-- end of ${part} -->`] as const

/** Puts a generated part into a page; undefined where the page has no place for it. */
export function withPart(page: string, part: string, text: string): string | undefined {
  const [begin, end] = marks(part)
  const from = page.indexOf(begin)
  const to = page.indexOf(end)
  if (from < 0 || to < from) return undefined
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`
}

interface Json {
  type?: string | readonly string[]
  enum?: readonly string[]
  anyOf?: readonly Json[]
  items?: Json
  properties?: Readonly<Record<string, Json>>
  required?: readonly string[]
  default?: unknown
  description?: string
  leaf?: string
}

/** A kind's own keys as a table. */
export function optionsTable(kind: RuleKind): string {
  return table(rowsOf(jsonOf(kind.options), ''))
}

/** The keys that every rule may carry. */
export function commonTable(): string {
  return table(rowsOf(jsonOf(commonOptions), '').filter(([key]) => key !== '`kind`'))
}

/** One line for each kind, with the way to its page. */
export function indexTable(kinds: readonly RuleKind[]): string {
  const rows = kinds.map(({ name, summary, gates }) => [
    `[\`${name}\`](../src/rules/${name}/README.md)`,
    summary,
    gates ? 'yes' : 'no',
  ])
  return written(['kind', 'what must be so', 'counts in the check of a pull request'], rows)
}

function jsonOf(schema: z.ZodObject): Json {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      const leaf = leaves.get(zodSchema)
      if (leaf)
        Object.assign(jsonSchema, {
          leaf: leaf.is === 'name' ? (leaf.references('x')[0]?.to ?? 'name') : leaf.is,
        })
    },
  }) as Json
}

type Row = readonly [key: string, value: string, otherwise: string, meaning: string]

function rowsOf(schema: Json, path: string): Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, json]): Row[] => {
    const name = `${path}${key}`
    const inner = [
      json,
      ...(json.anyOf ?? []),
      ...(json.anyOf ?? []).flatMap(({ items }) => items ?? []),
      ...(json.items ? [json.items] : []),
    ]
    const map = inner.find(({ properties }) => properties !== undefined)
    const isList = inner.some(({ type }) => type === 'array')
    const isAction = inner.some(({ leaf }) => leaf === 'action') || /^(do|on-)/.test(key)
    const required = schema.required?.includes(key) ?? false
    const row: Row = [
      `\`${name}\``,
      valueIn(key, json),
      required ? 'required' : otherwise(key, json),
      json.description ?? '',
    ]
    // What an action can be is told in one place for all of them.
    if (!map || isAction) return [row]
    return [row, ...rowsOf(map, `${name}${isList ? '[].' : '.'}`)]
  })
}

/** What cannot be told from the schema: these texts are parsed, and have no names in them. */
const told: Readonly<Record<string, string>> = {
  after: 'duration',
  board: 'board',
  'close-after': 'duration',
  every: 'duration',
  grace: 'duration',
  file: 'path',
  for: 'duration',
  'from-labels': 'map of field to map of label to option',
  list: 'path',
  period: 'duration',
  set: 'map of field to value',
  warn: 'marks',
  since: 'date',
  timezone: 'zone',
}

function valueIn(key: string, json: Json): string {
  const inner = [json, ...(json.anyOf ?? []), ...(json.anyOf ?? []).flatMap(({ items }) => items ?? [])]
  if (/^(do|on-)/.test(key) && !inner.some((one) => one.enum && !one.properties)) return 'actions'
  if (told[key] !== undefined) return told[key]
  const choices = inner.flatMap((one) => one.enum ?? [])
  const leaf = inner.find((one) => one.leaf !== undefined)?.leaf
  const many = inner.some(({ type }) => type === 'array')
  if (inner.some(({ properties }) => properties !== undefined)) return many ? 'one or a list' : 'map'
  if (inner.some(({ type }) => type === 'integer')) return 'whole number'
  if (inner.some(({ type }) => type === 'boolean')) return '`true` / `false`'
  const words = choices.map((choice) => `\`${choice}\``)
  if (leaf !== undefined) words.push(many && leaf !== 'people' ? `${leaf}s` : leaf)
  return words.length > 0 ? words.join(' / ') : many ? 'texts' : 'text'
}

/** A flag is off unless the kind decides. */
function otherwise(key: string, json: Json): string {
  const isFlag = json.type === 'boolean' && key !== 'gate'
  return printed(isFlag ? (json.default ?? false) : json.default)
}

function printed(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '—'
  if (typeof value === 'object')
    return Array.isArray(value) ? value.map((one) => `\`${String(one)}\``).join(', ') : '—'
  return `\`${String(value)}\``
}

function table(rows: readonly Row[]): string {
  return written(['key', 'value', 'default', 'meaning'], rows)
}

function written(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
