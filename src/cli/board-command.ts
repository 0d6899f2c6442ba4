import { type Command, Option } from 'commander'
import type { Shell, Status } from './shell.ts'

/** `reeve board`: what runs in each environment of a repository, and what waits there. */
export function addBoard(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('board')
    .description('say what runs in each environment, since when, who holds it, what waits and for what')
    .argument('<repository>', '`owner/name`')
    .addOption(new Option('--format <format>', 'how to say it').choices(['text', 'json']).default('text'))
    .action(async (repo: string, { format }: { format: 'text' | 'json' }, command: Command) => {
      if (!/^[^/\s]+\/[^/\s]+$/.test(repo))
        command.error(`error: "${repo}" is no repository. Write it as owner/name, for example acme/app.`)
      // The store is loaded only when it is needed, and the settings are read in one place.
      const { readStore } = await import('../main.ts')
      const { onStore } = await import('./on-store.ts')
      const { tellBoard } = await import('./board.ts')
      end(
        await onStore(readStore(), shell, (store) =>
          tellBoard(store, { repo, format, now: Date.now() }, shell),
        ),
      )
    })
}
