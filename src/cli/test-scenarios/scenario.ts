import { type Document, isAlias, isCollection, parseAllDocuments, stringify, visit } from 'yaml'
import { z } from 'zod'
import { type Instant, parseInstant } from '../../core/instant.ts'
import type { Problem } from '../../core/policy.ts'
import { explainIssues, type Fault } from '../../policy/explain-issues.ts'
import { linePositions, offsetOf, type Place } from '../../policy/read-yaml.ts'
import { mistakeOf } from '../../policy/yaml-errors.ts'
import { parseMoment } from '../../time/parse.ts'
import { isZone, wallToInstant } from '../../time/zone.ts'

const text = z.union([z.string(), z.number()]).transform(String)
const names = z.union([z.array(text), text.transform((name) => [name])])

/** What can happen in a scenario, by the words of GitHub's own histories. */
export const happenings = [
  'opened',
  'edited',
  'closed',
  'reopened',
  'merged',
  'labeled',
  'unlabeled',
  'assigned',
  'unassigned',
  'milestoned',
  'demilestoned',
  'commented',
  'reviewed',
  'pushed',
  'drafted',
  'readied',
  'queued',
  'moved',
  'joined',
  'left',
  'checked',
  'deploying',
  'deployed',
  'released',
] as const

const reviewStates = ['approved', 'changes_requested', 'commented', 'dismissed'] as const
/** How a check, or a deployment, can end or stand. */
const outcomes = ['success', 'failure', 'in_progress', 'inactive'] as const

const event = z.strictObject({
  at: z.string(),
  by: z.string().optional(),
  // `#7` alone would begin a comment, so its number will do.
  on: z.union([z.string(), z.number().transform((number) => `#${number}`)]).optional(),
  do: z.enum(happenings),
  title: text.optional(),
  body: text.optional(),
  label: text.optional(),
  labels: names.optional(),
  assignee: z.string().optional(),
  milestone: text.optional(),
  due: z.string().optional(),
  base: z.string().optional(),
  head: z.string().optional(),
  sha: text.optional(),
  state: z.enum([...reviewStates, ...outcomes]).optional(),
  as: z.enum(['owner', 'member', 'collaborator', 'contributor', 'none']).optional(),
  reason: z.enum(['completed', 'not planned']).optional(),
  team: z.string().optional(),
  board: z.string().optional(),
  field: text.optional(),
  value: text.optional(),
  check: text.optional(),
  environment: text.optional(),
  run: z.number().int().positive().optional(),
  tag: text.optional(),
})

const expected = z.looseObject({
  at: z.string().optional(),
  on: z.string().optional(),
  do: z.string(),
})

const shape = z.strictObject({
  scenario: z.string(),
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  timezone: z.string().refine(isZone, 'This is no time zone such as Africa/Cairo.').default('UTC'),
  repo: z.string().default('acme/app'),
  world: z.record(z.string(), z.unknown()).default({}),
  events: z.array(event).min(1, 'A scenario needs one event at least.'),
  until: z.string().optional(),
  rules: names.optional(),
  expect: z.array(expected),
})

/** `line`: where it stands in its file. */
export type ScenarioEvent = Omit<z.output<typeof event>, 'at'> & { at: Instant; line: number }

/** An effect as replay writes it; what is not named may be anything. */
export interface Expected {
  at?: Instant
  on?: string | undefined
  do: string
  [key: string]: unknown
}

/** A small story and what Reeve is expected to do about it. */
export interface Scenario {
  name: string
  /** Where it begins in its file, counted from 1. */
  line: number
  /** The path of the policy, or its text; absent: the one beside. */
  policy?: { path: string } | { text: string }
  repo: string
  world: Readonly<Record<string, unknown>>
  events: readonly ScenarioEvent[]
  until?: Instant
  /** Only what these rules ask for is compared; absent: everything. */
  rules?: readonly string[]
  expect: readonly Expected[]
}

export type ScenariosRead =
  | { ok: true; scenarios: Scenario[] }
  | { ok: false; problems: readonly Omit<Problem, 'file'>[] }

/** Reads the scenarios of one file: one, or several with `---` between them. All that is wrong in the first that is not right is told. */
export function readScenarios(text: string): ScenariosRead {
  const scenarios: Scenario[] = []
  const at = linePositions(text)
  for (const document of parseAllDocuments(text, { prettyErrors: false })) {
    const [error] = document.errors
    if (error) {
      const { offset, said } = mistakeOf(error, document, text)
      return { ok: false, problems: [{ ...at(offset), level: 'error', ...said }] }
    }
    if (document.contents === null) continue
    const faults: Fault[] = []
    const position = (place: Place) => at(offsetOf(place, { document, text }))
    const scenario = readScenario({ document, text, faults, lineOf: (path) => position({ path }).line })
    if (scenario === undefined)
      return {
        ok: false,
        problems: faults.map(({ place, ...said }) => ({ ...position(place), level: 'error', ...said })),
      }
    scenarios.push(scenario)
  }
  return scenarios.length === 0 ? nothingThere : { ok: true, scenarios }
}

const nothingThere: ScenariosRead = {
  ok: false,
  problems: [
    {
      line: 1,
      column: 1,
      level: 'error',
      code: 'empty-file',
      message: 'There is no scenario in this file.',
      why: 'Whatever is called so is played.',
      fix: 'Write `scenario:` with its name, `events:` and `expect:`, or take the file away.',
    },
  ],
}

interface Reading {
  document: Document
  text: string
  faults: Fault[]
  lineOf(path: Place['path']): number
}

/** One scenario; undefined where something is wrong, which is noted. */
function readScenario({ document, text, faults, lineOf }: Reading): Scenario | undefined {
  const value: unknown = document.toJS()
  const read = shape.safeParse(value)
  if (!read.success) {
    faults.push(...explainIssues(read.error.issues, { schema: shape, value, key: '' }))
    return undefined
  }
  const { scenario: name, policy, timezone, repo, world, rules } = read.data
  const instant = (written: string, path: Place['path']): Instant => {
    const at = instantOf(written, timezone)
    if (at === undefined) faults.push(noInstant(written, path))
    return at ?? 0
  }
  const events = read.data.events.map((each, index) => ({
    ...each,
    at: instant(each.at, ['events', index, 'at']),
    line: lineOf(['events', index]),
  }))
  const expect = read.data.expect.map(
    ({ at, ...rest }, index): Expected => ({
      ...rest,
      ...(at === undefined ? {} : { at: instant(at, ['expect', index, 'at']) }),
    }),
  )
  const until = read.data.until === undefined ? undefined : instant(read.data.until, ['until'])
  if (faults.length > 0) return undefined
  return {
    name,
    line: lineOf([]),
    repo,
    world,
    events,
    expect,
    ...(policy === undefined ? {} : { policy: policyOf(policy, { document, text }) }),
    ...(until === undefined ? {} : { until }),
    ...(rules === undefined ? {} : { rules }),
  }
}

function noInstant(written: string, path: Place['path']): Fault {
  return {
    place: { path },
    code: 'bad-moment',
    message: `"${written}" is no instant.`,
    why: 'It has a date and a time.',
    fix: 'Write 2026-01-05T09:00 for wall time of `timezone`, or an offset behind it: 2026-01-05T09:00:00Z.',
  }
}

/** A policy that is written out stays at its lines and columns, so that its mistakes are found there. */
function policyOf(
  policy: string | object,
  { document, text }: { document: Document; text: string },
): { path: string } | { text: string } {
  if (typeof policy === 'string') return { path: policy }
  const node = document.get('policy', true)
  const [from, to] = (isCollection(node) && node.range) || [0, 0]
  // What an anchor outside of it stands for has to be written out.
  if (holdsAlias(node)) return { text: stringify(policy) }
  const begin = text.lastIndexOf('\n', from - 1) + 1
  const before = text.slice(0, begin).replace(/[^\n]/g, '') + ' '.repeat(from - begin)
  return { text: before + text.slice(from, to) }
}

function holdsAlias(node: unknown): boolean {
  if (isAlias(node)) return true
  const aliases: unknown[] = []
  if (isCollection(node)) visit(node, { Alias: (_, alias) => void aliases.push(alias) })
  return aliases.length > 0
}

/** With its offset, `2026-01-05T09:00:00Z`, or as wall time of the scenario's zone. */
function instantOf(written: string, timezone: string): Instant | undefined {
  const at = parseInstant(written)
  if (at !== undefined) return at
  const [wall = '', seconds] = written.split(/(?<=T\d\d:\d\d):/)
  const moment = parseMoment(wall)
  if (!moment.ok || (seconds !== undefined && !/^[0-5]\d$/.test(seconds))) return undefined
  return wallToInstant(moment.value, timezone) + Number(seconds ?? 0) * 1000
}
