#!/usr/bin/env node
// The command line. Started by an older Node, it hands over to the Node 24 that `npm ci` brought along.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])
if (major >= 24) {
  await import('../src/cli/reeve.ts')
} else {
  const node24 = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url))
  if (!existsSync(node24)) {
    console.error(
      `Reeve runs on Node 24, and this is Node ${process.versions.node}. Run \`npm ci\` in Reeve's folder first; ` +
        'if install scripts were skipped there, run `npm rebuild node` once.',
    )
    process.exit(1)
  }
  const run = spawn(node24, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal's Ctrl-C reaches both; whoever ends this one alone means that one.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => run.kill('SIGTERM'))
  run.on('close', (status) => process.exit(status ?? 1))
}
