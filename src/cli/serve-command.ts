import type { Command } from 'commander'
import type { Shell, Status } from './shell.ts'

/** `reeve serve` and `reeve demo`: what `npm start` does with, and without, a GitHub App's credentials. */
export function addServe(program: Command, _shell: Shell, end: (status: Status) => void): void {
  program
    .command('serve')
    .description('keep the process on GitHub, as the App that APP_ID, PRIVATE_KEY and WEBHOOK_SECRET name')
    .action(async () => end(await start('serve')))
  program
    .command('demo')
    .description('show it on a practice GitHub of its own, which needs nothing')
    .action(async () => end(await start('demo')))
}

/** Settings are read in one place, which is loaded only when something is to be started. */
async function start(what: 'serve' | 'demo'): Promise<Status> {
  const { main } = await import('../main.ts')
  return main(what)
}
