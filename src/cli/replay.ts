import type { Command } from 'commander'
import { parseInstant } from '../core/instant.ts'
import type { Policy } from '../core/policy.ts'
import { loadPolicy } from '../policy/load-policy.ts'
import { ruleKinds } from '../rules/index.ts'
import { hasErrors, noSuchFile, problemLine, readPolicy } from './read-policy.ts'
import { readLines } from './replay/lines.ts'
import { replay } from './replay/replay.ts'
import { readWorld, type World } from './replay/world.ts'
import type { Shell, Status } from './shell.ts'

interface Options {
  policy: string
  world?: string
  until?: string
  decisions?: true
}

/** `reeve replay`: policy and events in, effects out; no network, no clock (contract.md). */
export function addReplay(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('replay')
    .description('say what a policy would have done about recorded webhooks')
    .argument('<events>', 'webhooks as GitHub sends them, one JSON object a line')
    .requiredOption('--policy <file>', 'the policy')
    .option('--world <file>', 'what GitHub would answer before the first line (JSON)')
    .option('--until <instant>', 'go on until then, such as 2026-01-31T00:00:00Z (default: the last event)')
    .option('--decisions', 'also write what was decided, and why')
    .action(async (events: string, options: Options) => {
      end(await run(events, options, shell))
    })
}

async function run(events: string, options: Options, shell: Shell): Promise<Status> {
  const until = options.until === undefined ? undefined : parseInstant(options.until)
  if (options.until !== undefined && until === undefined) {
    shell.complain(`--until: "${options.until}" is no instant such as 2026-01-31T00:00:00Z.`)
    return 2
  }
  const policy = policyOf(options.policy, shell)
  const world = worldOf(options.world, shell)
  const text = shell.read(events)
  if (text === undefined) shell.complain(noSuchFile(events))
  const lines = text === undefined ? undefined : readLines(text)
  if (lines && !lines.ok) shell.complain(`${events}:${lines.line}: ${lines.message}`)
  if (!policy || !world || !lines?.ok) return 1
  const replayed = await replay({
    policy,
    world,
    lines: lines.lines,
    decisions: options.decisions ?? false,
    readPolicy: readPolicyLine,
    ...(until === undefined ? {} : { until }),
  })
  if (!replayed.ok) {
    shell.complain(`${events}${replayed.line === undefined ? '' : `:${replayed.line}`}: ${replayed.message}`)
    return 1
  }
  for (const line of replayed.output) shell.say(line)
  return 0
}

function policyOf(file: string, shell: Shell): Policy | undefined {
  const read = readPolicy(file, shell)
  if (read === undefined) {
    shell.complain(noSuchFile(file))
    return undefined
  }
  if (read.policy && !hasErrors(read.problems)) return read.policy
  for (const problem of read.problems) shell.complain(problemLine(problem))
  return undefined
}

function worldOf(file: string | undefined, shell: Shell): World | undefined {
  const text = file === undefined ? undefined : shell.read(file)
  if (file !== undefined && text === undefined) {
    shell.complain(noSuchFile(file))
    return undefined
  }
  const world = readWorld(text)
  if (world.ok) return world.world
  shell.complain(`${file}: ${world.message}`)
  return undefined
}

function readPolicyLine(text: string): { ok: true; policy: Policy } | { ok: false; message: string } {
  const { policy, problems } = loadPolicy({
    text,
    file: 'payload.text',
    ref: 'reeve.policy',
    kinds: ruleKinds,
  })
  if (policy && !hasErrors(problems)) return { ok: true, policy }
  return { ok: false, message: problems.map(problemLine).join('\n') }
}
