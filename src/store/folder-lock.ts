import { randomUUID } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { DatabaseRefused } from './database.ts'

// PGlite has no lock of its own, and two processes on one folder lose rows without a word.

const Holder = z.object({ pid: z.number(), start: z.string(), host: z.string(), token: z.string() })
type Holder = z.infer<typeof Holder>

const beatMs = 5_000
/** A holder on another machine or in another container cannot be asked; it counts as living while its lock is fresher than this. */
const freshMs = 30_000
const held = new Set<string>()

export interface FolderLock {
  release(): void
}

/** Takes the folder for this process, or throws `DatabaseRefused` naming who has it. A dead process's lock is taken over. */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'lock')
  const mine: Holder = {
    pid: process.pid,
    start: startOf(process.pid),
    host: hostname(),
    token: randomUUID(),
  }
  for (let tries = 0; tries < 5; tries++) {
    if (create(path, mine)) return keep(path, mine)
    const other = read(path)
    if (other !== undefined && isAlive(other, path)) throw refusal(folder, other)
    removeStale(path, other)
  }
  throw new DatabaseRefused(
    `The folder ${folder} is being taken by several processes at once; start one of them again.`,
  )
}

// Written beside and linked, so that a lock is never seen half written; the link fails where there is one already.
function create(path: string, mine: Holder): boolean {
  const draft = `${path}.${mine.token}`
  writeFileSync(draft, JSON.stringify(mine))
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

function keep(path: string, mine: Holder): FolderLock {
  held.add(mine.token)
  const beat = setInterval(() => touch(path), beatMs)
  beat.unref()
  return {
    release() {
      clearInterval(beat)
      held.delete(mine.token)
      if (read(path)?.token === mine.token) rmSync(path, { force: true })
    },
  }
}

function touch(path: string): void {
  const now = new Date()
  try {
    utimesSync(path, now, now)
  } catch {
    // Somebody removed the file: nothing to keep fresh, and the database itself goes on.
  }
}

function read(path: string): Holder | undefined {
  try {
    const parsed = Holder.safeParse(JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - modified(path) < freshMs
  // A restarted container often has the pid of its predecessor: then the start differs.
  const start = startOf(holder.pid)
  if (holder.pid === process.pid) return held.has(holder.token) || (start !== '' && holder.start === start)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  return holder.start === start
}

function modified(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return 0
  }
}

// Moved aside first: of several that take over at once only one finds it, and a lock made meanwhile is put back.
function removeStale(path: string, judged: Holder | undefined): void {
  const aside = `${path}.stale.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const moved = read(aside)
  if (moved !== undefined && moved.token !== judged?.token) {
    try {
      linkSync(aside, path)
    } catch {
      // There is a new lock already: the next try judges it.
    }
  }
  rmSync(aside, { force: true })
}

/** When a process began, so that a reused pid is not taken for it; empty where the system does not tell. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function refusal(folder: string, holder: Holder): DatabaseRefused {
  const where =
    holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`
  return new DatabaseRefused(
    `The folder ${folder} is in use by ${where}; stop that one first, or give this one a folder of its own or a DATABASE_URL.`,
  )
}
