import { z } from 'zod'
import type { FieldValues } from '../core/boards.ts'
import { nearestName } from '../query/nearest-name.ts'
import { isZone } from '../time/zone.ts'
import { oneOrMany } from './basic-keys.ts'
import { parsed, type Refusal, type Remark, words } from './leaves.ts'

/** `owner/name`. */
export function repo(): z.ZodType<string> {
  return parsed<string>((text) =>
    /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_.-]+$/.test(text)
      ? { value: text }
      : { refusals: [notA(text, 'repository', 'Write owner/name, as in acme/app.')] },
  )
}

/** `owner/number`, or the address of the board. The output is `owner/number`. */
export function board(): z.ZodType<string> {
  return parsed<string>((text) => {
    const short = /^([A-Za-z0-9][A-Za-z0-9-]*)\/(\d+)$/.exec(text)
    const long = /^https:\/\/[^/]+\/(?:orgs|users)\/([^/]+)\/projects\/(\d+)(?:[/?].*)?$/.exec(text)
    const found = short ?? long
    if (found?.[1] && found[2]) return { value: `${found[1]}/${found[2]}` }
    return {
      refusals: [notA(text, 'board', 'Write owner/number, as in acme/205, or the address of the board.')],
    }
  })
}

/** Fields of a board and the values they get; one left blank loses what it has. */
export function fieldValues(): z.ZodType<FieldValues> {
  const blank = z
    .null()
    .or(z.literal(''))
    .transform(() => null)
    .meta({ type: 'null' })
  return z.record(words(), z.union([words(), blank]))
}

/** An IANA time zone, such as `Africa/Cairo`. */
export function zone(): z.ZodType<string> {
  return parsed<string>((text) =>
    // An offset is none: it would be wrong for half of the year.
    /^[A-Za-z]/.test(text) && isZone(text)
      ? { value: text }
      : { refusals: [notA(text, 'time zone', zoneMeant(text))] },
  )
}

function zoneMeant(text: string): string {
  const near = /^[A-Za-z]/.test(text) ? nearestName(text, Intl.supportedValuesOf('timeZone')) : undefined
  return near === undefined
    ? 'Write one by its IANA name, as in Africa/Cairo, or UTC.'
    : `Did you mean ${near}?`
}

/** Addresses in which `*` stands for anything. */
export function address(): z.ZodType<string> {
  return parsed<string>((text) => ({ value: text }), {
    is: 'text',
    references: () => [],
    remarks: (text) => (/^(https?:|\*)/i.test(text) ? [] : [notWhole(text)]),
  })
}

function notWhole(text: string): Remark {
  return {
    code: 'never-matches',
    what: `No address begins with \`${text.slice(0, 60)}\`.`,
    why: 'Addresses are compared whole, from https:// on.',
    fix: `Write it whole, as in https://${text.replace(/^\W+/, '').slice(0, 60)}`,
    column: 0,
  }
}

/** A path or glob as in GitHub Actions: `*` inside a folder, `**` across, `!` takes out. */
export function path(): z.ZodType<string> {
  const fix = 'Write it from the top folder, with /, as in src/**.'
  return parsed<string>(
    (text) =>
      /^!?\/|\\|^!?\.\.?\//.test(text)
        ? { refusals: [notA(text, 'path of the repository', fix)] }
        : { value: text },
    { is: 'text', references: () => [], remarks: (text) => neverMet(text) },
  )
}

/** What no path of a file is like, though it looks as if one were. */
function neverMet(text: string): Remark[] {
  const code = 'never-matches'
  if (text.endsWith('/'))
    return [
      {
        code,
        what: `\`${text}\` is a folder, and no path of a file ends so.`,
        why: 'Paths are compared whole, as in GitHub Actions.',
        fix: `Write \`${text}**\` for everything in it.`,
        column: 0,
      },
    ]
  if (!/\{[^}]*,[^}]*\}/.test(text)) return []
  return [
    {
      code,
      what: `Braces stand for themselves in \`${text}\`.`,
      why: 'Paths are read as in GitHub Actions, which knows no alternatives.',
      fix: 'Write a list: one path for each of them.',
      column: 0,
    },
  ]
}

export function paths(): z.ZodType<readonly string[]> {
  return oneOrMany(path())
}

const codes = {
  repository: 'bad-repo',
  board: 'bad-board',
  'time zone': 'bad-zone',
  'path of the repository': 'bad-path',
} as const

function notA(text: string, what: keyof typeof codes, fix: string): Refusal {
  return {
    code: codes[what],
    what: `"${text}" is no ${what}.`,
    why: 'Reeve could not find it.',
    fix,
  }
}
