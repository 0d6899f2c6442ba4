import process from 'node:process'
import type { Command } from 'commander'

/** `reeve serve` and `reeve demo`: what `npm start` does with, and without, a GitHub App's credentials. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .description('keep the process on GitHub, as the App that APP_ID, PRIVATE_KEY and WEBHOOK_SECRET name')
    .action(() => start('serve'))
  program
    .command('demo')
    .description('show it on a practice GitHub of its own, which needs nothing')
    .action(() => start('demo'))
}

/**
 * Settings are read in one place, which is loaded only when something is to be started. What was given up when it was told
 * to end does not keep the process.
 */
async function start(what: 'serve' | 'demo'): Promise<never> {
  const { main } = await import('../main.ts')
  process.exit(await main(what))
}
