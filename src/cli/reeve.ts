import process from 'node:process'
import { runReeve } from './run-reeve.ts'
import { processShell } from './shell.ts'

// Reading half of what is written (`reeve schema | head`) is no mistake.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runReeve(process.argv.slice(2), processShell())
