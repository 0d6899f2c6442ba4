import { harmless } from '../../core/harmless.ts'
import { listed, quoted, type Said, tryingAgain } from '../finding.ts'
import type { HowItBreaks } from './changes.ts'
import type { LacksInLine } from './list-file.ts'
import type { SchemaProblem } from './read-schema.ts'

/** What stands in the way of one change. */
export type Obstacle =
  /** `until`, `since`: local, a date or a time. */
  { why: 'early'; since?: string; until: string } | { why: 'no-period' } | { why: 'not-deprecated' }

export interface Refused {
  path: string
  how: HowItBreaks
  message: string
  obstacle: Obstacle
}

/** What the list lacks of something that is deprecated, and the line that it should have. */
export interface Unlisted {
  path: string
  lack: LacksInLine
  line: string
}

interface Lacking {
  paths: string
  one: boolean
  list: string
}

const lacks: readonly { lack: LacksInLine; said(lacking: Lacking): string }[] = [
  {
    lack: 'line',
    said: ({ paths, one, list }) =>
      `${paths} ${one ? 'is' : 'are'} deprecated and not listed in \`${list}\`.`,
  },
  {
    lack: 'date',
    said: ({ paths, one, list }) =>
      `${one ? 'The line' : 'The lines'} of ${paths} in \`${list}\` ${one ? 'has' : 'have'} no date such as \`2026-12-01\`.`,
  },
  {
    lack: 'replacement',
    said: ({ paths, one, list }) =>
      `${one ? 'The line' : 'The lines'} of ${paths} in \`${list}\` ${one ? 'does' : 'do'} not say what to use instead.`,
  },
]

const mostShown = 10

function shortened(parts: readonly string[], more: (count: number) => string): string {
  const left = parts.length - mostShown
  return [...parts.slice(0, mostShown), ...(left > 0 ? [more(left)] : [])].join(' ')
}

function refusedOf({ path, how, message, obstacle }: Refused): string {
  const change = goes(how) ? `\`${path}\` goes` : harmless(message)
  switch (obstacle.why) {
    case 'early':
      return `${change}, but may only from ${obstacle.until} on${obstacle.since === undefined ? '' : `: it is deprecated since ${obstacle.since}`}.`
    case 'no-period':
      return `${change}, but no period is set after which what is deprecated may.`
    case 'not-deprecated':
      return goes(how) ? `${change}, but was never deprecated.` : `${change}, which breaks whoever uses it.`
    default:
      return obstacle satisfies never
  }
}

function goes(how: HowItBreaks): boolean {
  return how === 'part goes' || how === 'whole goes'
}

function fixOf({ how, obstacle }: Refused): string {
  switch (obstacle.why) {
    case 'early':
      return 'Keep it until then: the check turns green by itself.'
    case 'no-period':
      return 'Keep it, or set `period` in the policy.'
    case 'not-deprecated':
      return insteadOf[how]
    default:
      return obstacle satisfies never
  }
}

const insteadOf: Readonly<Record<HowItBreaks, string>> = {
  'part goes': 'Keep it as it is and mark it with @deprecated(reason: "use …"); add what is new beside it.',
  'whole goes':
    'Keep it: types and directives cannot be marked themselves. Mark its fields, or what leads to it, with @deprecated(reason: "use …"); it may go with the last of them.',
  comes: 'Make what is new optional, or give it a default.',
  changes: 'Keep what is there as it is, and add what is new beside it.',
}

export const say = {
  noPull: (): Said => ({ what: 'This is no pull request.', fix: '' }),
  untouched: (): Said => ({ what: 'The schema is not changed.', fix: '' }),
  kept: (remarks: readonly string[]): Said => ({
    what: ['Nothing goes from the schema that may still be needed.', ...remarks].join(' '),
    fix: '',
  }),
  notCompared: (problem: SchemaProblem): string =>
    `The schema before cannot be read (${place(problem)}), so nothing was compared with it.`,
  noReason: (paths: readonly string[]): string =>
    `${listed(paths.slice(0, mostShown).map((path) => `\`${path}\``))} ${paths.length === 1 ? 'is' : 'are'} deprecated without a reason; name there what to use instead.`,
  broken: (problem: SchemaProblem): Said => ({
    what: `The schema cannot be read: ${place(problem)}: ${harmless(problem.message)}`,
    fix: 'Mend it on that line.',
  }),
  refused: (refused: readonly Refused[]): Said => ({
    what: shortened(refused.map(refusedOf), (more) => `${more} more changes break something.`),
    fix: [...new Set(refused.map(fixOf))].join(' '),
  }),
  unlisted: (list: string, missing: readonly Unlisted[]): Said => ({
    what: lacks
      .flatMap(({ lack, said }) => {
        const paths = missing.flatMap((one) => (one.lack === lack ? [one.path] : []))
        return paths.length === 0
          ? []
          : [said({ paths: listed(shortList(paths)), one: paths.length === 1, list })]
      })
      .join(' '),
    fix: `Have in \`${list}\`:\n\n\`\`\`\n${linesOf(missing)}\n\`\`\`\n`,
  }),
  noListFile: (list: string): string => `There is no \`${list}\` yet.`,
  unreadFiles: (): Said => ({ what: 'Which files it changes could not be read.', fix: tryingAgain }),
  unreadSchema: (schema: readonly string[]): Said => ({
    what: `The schema in ${quoted(schema)} could not be read.`,
    fix: tryingAgain,
  }),
  unreadList: (list: string): Said => ({ what: `\`${list}\` could not be read.`, fix: tryingAgain }),
  unreadDates: (paths: readonly string[]): Said => ({
    what: `Since when ${listed(shortList(paths))} ${paths.length === 1 ? 'is' : 'are'} deprecated is not known yet.`,
    fix: tryingAgain,
  }),
  noSchema: (schema: readonly string[]): Said => ({
    what: `There is no ${quoted(schema, 'or')} on the default branch.`,
    fix: '',
  }),
  stands: (count: number): Said => ({
    what: count === 0 ? 'Nothing is deprecated.' : `${count} deprecated.`,
    fix: '',
  }),
}

/** As many as somebody copies at once; when they are there, the rest are offered. */
const mostLines = 100

function linesOf(missing: readonly Unlisted[]): string {
  const left = missing.length - mostLines
  const lines = missing.slice(0, mostLines).map(({ line }) => harmless(line))
  return [...lines, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n')
}

function shortList(paths: readonly string[]): string[] {
  const left = paths.length - mostShown
  const shown = paths.slice(0, mostShown).map((path) => `\`${path}\``)
  return left > 0 ? [...shown, `${left} more`] : shown
}

function place({ path, line, column }: SchemaProblem): string {
  return `\`${path}:${line}:${column}\``
}

export const due = {
  began: (path: string): string => `\`${path}\` is deprecated.`,
  soon: (path: string, until: string): string => `\`${path}\` may go from ${until} on.`,
  over: (path: string): string => `\`${path}\` may go now.`,
}
