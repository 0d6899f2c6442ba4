import type { Policy } from '../core/policy.ts'
import type { FileReader } from './file-reader.ts'
import { acceptSchema } from './sections/accepts.ts'
import { builtInCommands, commandSchema } from './sections/commands.ts'
import { environmentSchema } from './sections/environments.ts'

/** Reads the sections that nothing else in a file is built from: environments, commands, accepts. */
export function resolveSections(reader: FileReader): { accepts: Policy['accepts'] } {
  for (const name of reader.entries(['environments'], '`environments: { testnet: { by: ops } }`')) {
    reader.read(environmentSchema, ['environments', name])
  }
  for (const name of reader.entries(
    ['commands'],
    '`commands: { triage: { by: support, do: [{ label: triaged }] } }`',
  )) {
    readCommand(reader, name)
  }
  return { accepts: readAccepts(reader) }
}

function readCommand(reader: FileReader, name: string): void {
  const path = ['commands', name]
  if (!/^[a-z][a-z0-9-]*$/.test(name)) reader.error({ path, at: 'key' }, badName(name))
  const command = reader.read(commandSchema, path)
  const isOwn = !builtInCommands.some((builtIn) => builtIn === name)
  if (command !== undefined && isOwn && command.do === undefined)
    reader.error({ path, at: 'key' }, doesNothing(name))
}

function readAccepts(reader: FileReader): Policy['accepts'] {
  const accepts = reader.raw(['accepts'])
  if (accepts === undefined) return []
  if (!Array.isArray(accepts)) {
    const entry = reader.read(acceptSchema, ['accepts'])
    return entry === undefined ? [] : [entry]
  }
  return accepts.flatMap((_, index) => reader.read(acceptSchema, ['accepts', index]) ?? [])
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
