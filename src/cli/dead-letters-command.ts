import type { Command } from 'commander'
import type { Shell, Status } from './shell.ts'

/** `reeve dead-letters`: what was put aside because it could not be read, or because GitHub did not take it. */
export function addDeadLetters(program: Command, shell: Shell, end: (status: Status) => void): void {
  program
    .command('dead-letters')
    .description('list webhooks that could not be read, and changes that GitHub would not take')
    .option('--rerun [ids...]', 'have all of them, or those with these ids, taken in once more')
    .action(async ({ rerun }: { rerun?: true | string[] }) => {
      // The store is loaded only when it is needed, and the settings are read in one place.
      const { readStore } = await import('../main.ts')
      const { deadLetters } = await import('./dead-letters.ts')
      end(await deadLetters({ store: readStore(), ...(rerun === undefined ? {} : { rerun }) }, shell))
    })
}
