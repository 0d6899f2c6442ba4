import { sameName } from '../core/item.ts'
import type { LabelDefinition, Names, Policy, Problem, Rule } from '../core/policy.ts'
import type { RuleKind } from '../core/rule-kind.ts'
import { createFileReader, type FileReader } from './file-reader.ts'
import { lints } from './lints/index.ts'
import { mergePolicy } from './merge-policy.ts'
import { readYaml } from './read-yaml.ts'
import { resolveAccepts } from './resolve-accepts.ts'
import { resolveCalendars } from './resolve-calendars.ts'
import { resolveCommands } from './resolve-commands.ts'
import { withEnvironments } from './resolve-environments.ts'
import { type Head, resolveHead } from './resolve-head.ts'
import { resolveLabels } from './resolve-labels.ts'
import { resolvePeople } from './resolve-people.ts'
import { resolveRules } from './resolve-rules.ts'
import { resolveWindows } from './resolve-windows.ts'
import { isMap } from './walk-schema.ts'

export interface PolicyInput {
  text: string
  /** As the author knows it: `.github/reeve.yml`. */
  file: string
  /** `acme/app@<sha>:.github/reeve.yml` */
  ref: string
  kinds: readonly RuleKind[]
  /** The organisation's policy, which this one extends. */
  base?: Policy
  /** The text of the handbook: `why` lines are checked against it; null where there is no such file. */
  handbook?: string | null
}

export interface LoadedPolicy {
  /** Absent when any problem is an error: an invalid file never takes effect. */
  policy?: Policy
  /** In the order in which they stand in the file. */
  problems: Problem[]
  /** The repository named under `extends:`. */
  extends?: string
  /** The path named under `handbook:`. */
  handbook?: string
}

/** Reads a policy file: parsed, checked and resolved, with every problem at its line and column. Never throws. */
export function loadPolicy(input: PolicyInput): LoadedPolicy {
  const { source, problems } = readYaml(input.file, input.text)
  if (source === undefined) return { problems }
  const reader = createFileReader(source, problems)
  if (!isMap(source.value)) {
    reader.error({ path: [] }, notAPolicy(source.value))
    return { problems }
  }
  const head = resolveHead(reader)
  checkOwner(reader, head, input.ref)
  const { rules, names, labels, accepts } = resolveFile(reader, head, input)
  const merged = mergePolicy(reader, rules, input.base)
  const defined = definedLabels(labels, input.base)
  const { base, handbook } = input
  const about = { ...(base ? { base } : {}), ...(handbook === undefined ? {} : { handbook }) }
  for (const lint of lints) lint({ reader, head, rules, names, labels: defined, ...about })
  const named = {
    ...(head.extends === undefined ? {} : { extends: head.extends }),
    ...(head.handbook === undefined ? {} : { handbook: head.handbook }),
  }
  problems.sort((a, b) => a.line - b.line || a.column - b.column)
  if (problems.some((problem) => problem.level === 'error')) return { problems, ...named }
  const policy = {
    ref: input.ref,
    rules: merged,
    labels: defined,
    names,
    files: [...(input.base?.files ?? []), names],
    accepts: [...(input.base?.accepts ?? []), ...accepts],
  }
  return { policy, problems, ...named }
}

/** Only a policy of the same owner can be extended (D15). A file that is only checked belongs to nobody yet. */
function checkOwner(reader: FileReader, head: Head, ref: string): void {
  const owner = /^([^/@\s]+)\/[^/@\s]+@/.exec(ref)?.[1]
  const other = head.extends?.split('/')[0]
  if (owner === undefined || other === undefined || sameName(owner, other)) return
  reader.error(
    { path: ['extends'] },
    {
      code: 'other-owner',
      message: `\`${head.extends}\` belongs to ${other}, and this repository to ${owner}.`,
      why: 'Otherwise somebody else could change what holds here.',
      fix: `Name a repository of ${owner}, or copy the rules.`,
    },
  )
}

function resolveFile(reader: FileReader, head: Head, { kinds, ref }: PolicyInput) {
  const { timezone } = head
  const calendars = resolveCalendars(reader, timezone)
  const windows = resolveWindows(reader, timezone)
  const people = resolvePeople(reader, { timezone, calendars })
  const commands = resolveCommands(reader, head, ref)
  const part = { timezone, calendars, windows, people, commands }
  const names: Names = withEnvironments(part, { reader, kinds, head, ref })
  const labels = resolveLabels(reader)
  const accepts = resolveAccepts(reader)
  const rules: Rule[] = resolveRules({ reader, kinds, head, names, ref })
  return { rules, names, labels, accepts }
}

/** The file's own definitions, and those of the organisation that it does not define anew. */
function definedLabels(own: readonly LabelDefinition[], base: Policy | undefined): LabelDefinition[] {
  const names = new Set(own.map((label) => label.name.toLowerCase()))
  return [...(base?.labels ?? []).filter((label) => !names.has(label.name.toLowerCase())), ...own]
}

function notAPolicy(value: unknown) {
  return {
    code: value === null ? 'empty-file' : 'wrong-type',
    message: value === null ? 'This file is empty.' : 'This file is no map of keys.',
    why: 'A policy begins with its version and says what must be so under `rules:`.',
    fix: 'Write `version: 1`, and under it `rules:` with the first rule.',
  }
}
