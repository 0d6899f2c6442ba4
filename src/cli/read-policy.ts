import { basename, dirname, join } from 'node:path'
import type { Problem } from '../core/policy.ts'
import { type LoadedPolicy, loadPolicy } from '../policy/load-policy.ts'
import { ruleKinds } from '../rules/index.ts'
import type { Shell } from './shell.ts'

/** Where a repository keeps its policy. */
export const usualFile = '.github/reeve.yml'

export interface ReadPolicy extends LoadedPolicy {
  /** The handbook that the policy names, where it was found. */
  handbookText?: string
}

/** Reads a policy from a file, with the handbook it names; undefined when there is no such file. */
export function readPolicy(file: string, shell: Pick<Shell, 'read'>): ReadPolicy | undefined {
  const text = shell.read(file)
  if (text === undefined) return undefined
  const input = { text, file, ref: file, kinds: ruleKinds }
  const loaded = loadPolicy(input)
  if (loaded.handbook === undefined) return loaded
  const handbookText = shell.read(join(repositoryOf(file), loaded.handbook)) ?? shell.read(loaded.handbook)
  const withHandbook = loadPolicy({ ...input, handbook: handbookText ?? null })
  return handbookText === undefined ? withHandbook : { ...withHandbook, handbookText }
}

/** The top folder of the repository that a policy lies in. */
function repositoryOf(file: string): string {
  const folder = dirname(file)
  return basename(folder) === '.github' ? dirname(folder) : folder
}

/** A problem on one line: `file:line:column: level: what (why; fix)`. */
export function problemLine({ file, line, column, level, message, why, fix }: Problem): string {
  const said = `${message.replace(/\.$/, '')} (${why.replace(/\.$/, '')}; ${fix})`
  return `${file}:${line}:${column}: ${level}: ${said.replace(/\s*\n\s*/g, ' ')}`
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.level === 'error')
}

/** What is said where there is no policy file. */
export function noSuchFile(file: string): string {
  const where =
    file === usualFile ? ' Run this at the top of the repository, or name the file.' : ' Look at its name.'
  return `${file}: there is no such file, or it cannot be read.${where}`
}
