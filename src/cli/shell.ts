import { readdirSync, readFileSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'

/** What a command may touch: files, its input and its output. Tests hand in their own. */
export interface Shell {
  /** A line of the answer. */
  say(line: string): void
  /** A line for whoever sits there, beside the answer. */
  complain(line: string): void
  /** The text of a file; undefined where there is none that can be read. */
  read(path: string): string | undefined
  /** What is in a folder, in no order; undefined where there is none that can be read. */
  list(folder: string): readonly { name: string; isFolder: boolean }[] | undefined
  /** Standard input, line by line. */
  lines(): AsyncIterable<string>
}

export function processShell(): Shell {
  return {
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
    read: readFile,
    list: listFolder,
    lines: () => createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY }),
  }
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function listFolder(folder: string): readonly { name: string; isFolder: boolean }[] | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
  } catch {
    return undefined
  }
}

/** How a command ended: 0 as wanted, 1 what was looked at is wrong, 2 wrong usage. */
export type Status = 0 | 1 | 2

/** A command of `reeve`: says its options to the program; `end` is told how it ended. */
export type AddCommand = (program: Command, shell: Shell, end: (status: Status) => void) => void
