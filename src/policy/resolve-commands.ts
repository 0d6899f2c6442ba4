import { builtInCommands } from '../core/commands.ts'
import type { CommandRule } from '../core/policy.ts'
import { dayNumber, midnight } from '../time/zone.ts'
import type { FileReader } from './file-reader.ts'
import type { Head } from './resolve-head.ts'
import { commandSchema } from './sections/commands.ts'

/** Reads what a file says about commands: its own, and what differs for the built-in ones. */
export function resolveCommands(
  reader: FileReader,
  head: Head,
  ref: string,
): ReadonlyMap<string, CommandRule> {
  const example = '`commands: { triage: { by: support, do: [{ label: triaged }] } }`'
  const commands = reader
    .entries(['commands'], example)
    .flatMap((name) => readCommand(reader, name, { head, ref }) ?? [])
  return new Map(commands.map((command) => [command.name, command]))
}

function readCommand(
  reader: FileReader,
  name: string,
  { head, ref }: { head: Head; ref: string },
): CommandRule | undefined {
  const path = ['commands', name]
  if (!/^[a-z][a-z0-9-]*$/.test(name)) reader.error({ path, at: 'key' }, badName(name))
  const command = reader.read(commandSchema, path)
  if (command === undefined) return undefined
  const isOwn = !builtInCommands.some((builtIn) => builtIn === name)
  if (isOwn && command.do === undefined) reader.error({ path, at: 'key' }, doesNothing(name))
  const { by, when, do: actions, 'needs-reason': needsReason } = command
  return {
    name,
    needsReason,
    do: actions ?? [],
    mode: head.mode,
    source: ref,
    ...(by === undefined ? {} : { by }),
    ...(when === undefined ? {} : { when }),
    ...(head.since === undefined ? {} : { since: midnight(dayNumber(head.since), head.timezone) }),
  }
}

function badName(name: string) {
  return {
    code: 'bad-name',
    message: `"${name}" cannot be a command.`,
    why: 'It is written as `/reeve <command>` in a comment.',
    fix: 'Use lower-case letters, digits and dashes, beginning with a letter.',
  }
}

function doesNothing(name: string) {
  return {
    code: 'missing-key',
    message: `\`${name}\` does nothing: \`do\` is missing.`,
    why: 'Reeve has no command of this name, so the policy says what it does.',
    fix: 'Add `do:` with its actions, or name one of the built-in commands.',
  }
}
