import { isCollection, parseAllDocuments, stringify } from 'yaml'
import { z } from 'zod'
import { type Instant, parseInstant } from '../../core/instant.ts'
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
  'joined',
  'left',
] as const

const event = z.strictObject({
  at: z.string(),
  by: z.string().optional(),
  on: z.string().optional(),
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
  state: z.enum(['approved', 'changes_requested', 'commented', 'dismissed']).optional(),
  as: z.enum(['owner', 'member', 'collaborator', 'contributor', 'none']).optional(),
  reason: z.enum(['completed', 'not planned']).optional(),
  team: z.string().optional(),
})

const expected = z.looseObject({
  at: z.string().optional(),
  on: z.string().optional(),
  do: z.string(),
})

const shape = z.strictObject({
  scenario: z.string(),
  policy: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  timezone: z.string().refine(isZone, 'is no time zone such as Africa/Cairo').default('UTC'),
  repo: z.string().default('acme/app'),
  world: z.record(z.string(), z.unknown()).default({}),
  events: z.array(event).min(1),
  until: z.string().optional(),
  rules: names.optional(),
  expect: z.array(expected),
})

export type ScenarioEvent = Omit<z.output<typeof event>, 'at'> & { at: Instant }

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

export type ScenariosRead = { ok: true; scenarios: Scenario[] } | { ok: false; line: number; message: string }

/** Reads the scenarios of one file: one, or several with `---` between them. The first that is wrong is told. */
export function readScenarios(file: string): ScenariosRead {
  const scenarios: Scenario[] = []
  // A policy's values are read as they are written: `5319e7` is a colour there, no number.
  const written = parseAllDocuments(file, { schema: 'failsafe' })
  for (const [index, document] of parseAllDocuments(file).entries()) {
    const line = lineOf(file, document.contents?.range?.[0] ?? 0)
    const [error] = document.errors
    if (error)
      return { ok: false, line: lineOf(file, error.pos[0]), message: error.message.split('\n')[0] ?? '' }
    if (document.contents === null) continue
    const read = shape.safeParse(document.toJS())
    if (!read.success) {
      const [issue] = read.error.issues
      return {
        ok: false,
        line,
        message: `${issue?.path.join('.') || 'the scenario'}: ${issue?.message ?? 'cannot be read'}`,
      }
    }
    const policy: unknown = written[index]?.get('policy')
    const scenario = resolve(read.data, { line, policy: isCollection(policy) ? policy.toJSON() : undefined })
    if ('problem' in scenario) return { ok: false, line, message: scenario.problem }
    scenarios.push(scenario)
  }
  if (scenarios.length === 0) return { ok: false, line: 1, message: 'there is no scenario in it' }
  return { ok: true, scenarios }
}

function lineOf(file: string, offset: number): number {
  return file.slice(0, offset).split('\n').length
}

function resolve(
  data: z.output<typeof shape>,
  { line, policy: map }: { line: number; policy: unknown },
): Scenario | { problem: string } {
  const { scenario: name, policy, timezone, repo, world, rules } = data
  const unread: string[] = []
  const instant = (written: string): Instant => {
    const at = instantOf(written, timezone)
    if (at === undefined) unread.push(written)
    return at ?? 0
  }
  const events = data.events.map((each) => ({ ...each, at: instant(each.at) }))
  const expect = data.expect.map(
    ({ at, ...rest }): Expected => ({ ...rest, ...(at === undefined ? {} : { at: instant(at) }) }),
  )
  const until = data.until === undefined ? undefined : instant(data.until)
  if (unread.length > 0) return { problem: `"${unread[0]}" is no instant such as 2026-01-05T09:00` }
  return {
    name,
    line,
    repo,
    world,
    events,
    expect,
    ...(policy === undefined
      ? {}
      : { policy: typeof policy === 'string' ? { path: policy } : { text: stringify(map) } }),
    ...(until === undefined ? {} : { until }),
    ...(rules === undefined ? {} : { rules }),
  }
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
