import { builtInCommands } from '../../core/commands.ts'
import { formatInstant } from '../../core/instant.ts'
import type { Policy } from '../../core/policy.ts'
import { replay } from '../replay/replay.ts'
import { readWorld } from '../replay/world.ts'
import { linesOf } from './payloads.ts'
import type { Expected, Scenario } from './scenario.ts'

/** How a scenario went: as expected, or what was expected and what came, a line each. */
export type Ran = { ok: true } | { ok: false; problems: string[] }

type Effect = Readonly<Record<string, unknown>>

/** Runs a scenario through replay, and so through the server's own pipeline, and compares what Reeve does. */
export async function runScenario(scenario: Scenario, policy: Policy): Promise<Ran> {
  const told = linesOf(scenario)
  if (!told.ok) return { ok: false, problems: [told.message] }
  const world = readWorld(JSON.stringify(scenario.world))
  if (!world.ok) return { ok: false, problems: [`world: ${world.message}`] }
  const unknown = scenario.rules?.find((id) => !isIn(policy, id))
  if (unknown !== undefined)
    return {
      ok: false,
      problems: [`rules: the policy has no rule, no environment and no command ${unknown}`],
    }
  const replayed = await replay({
    policy,
    world: world.world,
    lines: told.lines,
    decisions: false,
    readPolicy: () => ({ ok: false, message: 'a scenario has one policy' }),
    ...(scenario.until === undefined ? {} : { until: scenario.until }),
  })
  if (!replayed.ok) return { ok: false, problems: [replayed.message] }
  const effects = replayed.output.map(readEffect).filter((effect) => isAsked(effect, scenario.rules))
  const problems = compare(scenario, effects)
  return problems.length === 0 ? { ok: true } : { ok: false, problems }
}

function readEffect(line: string): Effect {
  const effect: unknown = JSON.parse(line)
  return typeof effect === 'object' && effect !== null ? { ...effect } : {}
}

/** A rule, an environment, or a command as effects name it: `/reeve not-supported`. */
function isIn({ rules, files }: Policy, name: string): boolean {
  const command = /^\/reeve (\S+)$/.exec(name)?.[1]
  if (command !== undefined)
    return (
      builtInCommands.some((each) => each === command) || files.some(({ commands }) => commands.has(command))
    )
  return rules.some(({ id }) => id === name) || files.some(({ environments }) => environments.has(name))
}

/** Asked for by one of these rules, or said at the gate of one of these environments. */
function isAsked({ rules, environment }: Effect, wanted: readonly string[] | undefined): boolean {
  if (wanted === undefined) return true
  const isWanted = (name: unknown) => typeof name === 'string' && wanted.includes(name)
  return isWanted(environment) || (Array.isArray(rules) && rules.some((rule) => isWanted(placeIn(rule))))
}

/** `environments.stage.after` is the environment's: `stage`. */
function placeIn(rule: unknown): unknown {
  return typeof rule === 'string' ? (/^environments\.(.+)\.[\w-]+$/.exec(rule)?.[1] ?? rule) : rule
}

/** All effects have to be expected, in their order. */
function compare(scenario: Scenario, effects: readonly Effect[]): string[] {
  const problems: string[] = []
  for (let index = 0; index < Math.max(scenario.expect.length, effects.length); index++) {
    const expected = scenario.expect[index]
    const effect = effects[index]
    if (expected && effect && fits(expected, effect, scenario.repo)) continue
    if (expected) problems.push(`expected  ${expectedLine(expected, scenario.repo)}`)
    problems.push(effect ? `came      ${effectLine(effect)}` : 'came      nothing more')
  }
  return problems
}

/** Texts that people read need only be named in part; everything else is as it is written. */
const partly = ['body', 'title', 'summary', 'comment', 'what']

function fits(expected: Expected, effect: Effect, repo: string): boolean {
  const { at, on, ...rest } = expected
  if (at !== undefined && effect.at !== formatInstant(at)) return false
  if (on !== undefined && effect.subject !== subjectOf(on, repo)) return false
  return Object.entries(rest).every(([key, value]) => {
    const came = effect[key]
    if (partly.includes(key)) return listed(value).every((part) => String(came ?? '').includes(part))
    return JSON.stringify(came) === JSON.stringify(value)
  })
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [String(value)]
}

function subjectOf(on: string, repo: string): string {
  return /^[#@]/.test(on) ? `${repo}${on}` : on
}

function expectedLine({ at, on, do: what, ...rest }: Expected, repo: string): string {
  const about = {
    ...(at === undefined ? {} : { at: formatInstant(at) }),
    ...(on === undefined ? {} : { on: subjectOf(on, repo) }),
  }
  return inLine({ ...about, do: what, ...rest })
}

function effectLine({ at, subject, rules, do: what, ...rest }: Effect): string {
  return inLine({ at, on: subject, do: what, ...rest, rules })
}

/** As it would be written under `expect`. */
function inLine(effect: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(effect).map(
    ([key, value]) =>
      `${key}: ${typeof value === 'string' && /^[\w.]/.test(value) && !/: |[\n,{}[\]]/.test(value) ? value : JSON.stringify(value)}`,
  )
  return `{ ${parts.join(', ')} }`
}
