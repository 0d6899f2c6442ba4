import { Command, CommanderError } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { commands } from './commands.ts'
import type { Shell, Status } from './shell.ts'

/** Runs `reeve` with these words and gives its exit status; wrong usage is 2, with one sentence that says what was wrong. */
export async function runReeve(words: readonly string[], shell: Shell): Promise<Status> {
  let status: Status = 0
  const program = new Command('reeve')
    .description("Keeps a team's written process: .github/reeve.yml")
    .version(packageJson.version, '-V, --version', 'the version')
    .helpOption('-h, --help', 'this help')
    .helpCommand('help [command]', 'the help of a command')
    .showSuggestionAfterError()
  for (const add of commands) {
    add(program, shell, (ended) => {
      status = ended
    })
  }
  for (const command of [program, ...allCommands(program)]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => shell.say(text.trimEnd()),
      writeErr: (text) => shell.complain(text.trimEnd()),
    })
  }
  try {
    await program.parseAsync(words, { from: 'user' })
    return status
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    return error.exitCode === 0 ? 0 : 2
  }
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)])
}
