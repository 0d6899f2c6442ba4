import process from 'node:process'
import type { Status } from './cli/shell.ts'
import { readConfig, readStoreConfig, type StoreConfig } from './config.ts'

/** Reads the settings and starts: the server where a GitHub App's credentials are set, else the demo. Resolves when it ends. */
export async function main(asked?: 'serve' | 'demo'): Promise<Status> {
  const read = readConfig(process.env, asked)
  if (!read.ok) {
    for (const problem of read.problems) console.error(problem)
    return 1
  }
  // Loaded when needed: the demo brings a GitHub along that a server has no use for.
  if (read.config.mode === 'demo') {
    const { runDemo } = await import('./cli/demo.ts')
    return runDemo(read.config)
  }
  const { runServe } = await import('./cli/serve.ts')
  return runServe(read.config.serve)
}

/** Where the store is, for commands that work on nothing else. */
export function readStore(): StoreConfig {
  return readStoreConfig(process.env)
}

if (import.meta.main) process.exit(await main())
