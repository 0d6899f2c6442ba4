import { type Command, Option } from 'commander'
import type { Shell, Status } from './shell.ts'

interface Asked {
  format: 'text' | 'json'
  all?: true
}

/** `reeve overrides`: what is let through which rule, by whom, why and until when. */
export function addOverrides(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('overrides')
    .description('list what is overridden: which rule, for what, by whom, why, since and until when')
    .argument('[repository]', '`owner/name`; all of them if absent')
    .option('--all', 'also what has ended, and how')
    .addOption(new Option('--format <format>', 'how to say it').choices(['text', 'json']).default('text'))
    .action(async (repo: string | undefined, { all, format }: Asked, command: Command) => {
      if (repo !== undefined && !/^[^/\s]+\/[^/\s]+$/.test(repo))
        command.error(`error: "${repo}" is no repository. Write it as owner/name, for example acme/app.`)
      // The store is loaded only when it is needed, and the settings are read in one place.
      const { readStore } = await import('../main.ts')
      const { onStore } = await import('./on-store.ts')
      const { tellOverrides } = await import('./overrides.ts')
      const asked = { format, all: all === true, now: Date.now(), ...(repo === undefined ? {} : { repo }) }
      end(await onStore(readStore(), shell, (store) => tellOverrides(store, asked, shell)))
    })
}
