import type { Entry } from './history.ts'
import { formatInstant, type Instant } from './instant.ts'
import { isBot, type Login } from './item.ts'
import { spokenText } from './references.ts'

/** What Reeve answers to by itself; a policy may say who else, and what is done as well (D16). */
export const builtInCommands = [
  'explain',
  'recheck',
  'ack',
  'escalate',
  'override',
  'revoke',
  'sev',
  'mitigated',
  'approve',
  'lock',
  'unlock',
  'move',
  'snooze',
  'help',
] as const

export type BuiltInCommand = (typeof builtInCommands)[number]

/** A command that somebody wrote in a comment: `/reeve override logged because the story is elsewhere`. */
export interface Spoken {
  /** `override` */
  name: string
  /** All that was written after it. */
  args: string
  /** The same up to `because`: `logged`. */
  about: string
  because?: string
  by: Login
  at: Instant
  /** Names the occurrence: `commented:17@2026-01-05T09:00:00Z`, with `/2` for the second command of a comment. */
  cause: string
  /** The comment's entry in the history. */
  entry: string
  /** GitHub's number of the comment; absent where nobody told it. */
  comment?: number
}

/** `/reeve move <label> because <why>`: somebody asks Reeve to set a label, as if they had set it themselves (D16). */
export interface MoveCommand {
  label: string
  why?: string
}

/** A command that a rule was told of and obeys (D16): who was allowed then stays so (D3). */
export interface Obeyed extends Spoken {
  /** Which of several ways allowed it, in the rule's own words: an item ticked, a hotfix approved. */
  allowedBy?: string
  /** When it ends by itself: an override, a snooze. */
  until?: Instant
  /** Of an override: how many different people it takes; one where it is left out. */
  count?: number
}

/**
 * Commands of a comment (D16): first on a line, outside code and quotes, from a person. None from a comment that was
 * edited before Reeve saw it, and none from bots.
 */
export function spokenIn(entry: Entry): Spoken[] {
  const body = entry.detail?.body
  const { actor } = entry
  if (entry.what !== 'commented' || body === undefined || actor === undefined) return []
  if (isBot(actor) || entry.detail?.edited) return []
  const comment = /^\d+$/.test(entry.target) ? { comment: Number(entry.target) } : {}
  return commandLines(body).map(({ name, args }, index) => ({
    name,
    args,
    ...withReason(args),
    by: actor,
    at: entry.at,
    entry: entry.id,
    cause: index === 0 ? causeOf(entry) : `${causeOf(entry)}/${index + 1}`,
    ...comment,
  }))
}

/** Without an id of GitHub's a comment is told apart by its words; as they are those are not for a key. */
function causeOf({ id, target, at }: Entry): string {
  return /^\d+$/.test(target) ? id : `commented:${target.replace(/\W+/g, '-')}@${formatInstant(at)}`
}

/** Longest command of which every word is kept, and most of one comment. */
const longest = 4000
const most = 20

/** The lines of a comment that are commands, all that has to be kept of its words; undefined where there is none. */
export function commandsOf(body: string): string | undefined {
  const lines = commandLines(body)
    .slice(0, most)
    .map(({ name, args }) => `/reeve ${name} ${args}`.trim().slice(0, longest))
  // Apart from each other, so that what is code or a quotation in one does not reach into the next.
  return lines.length === 0 ? undefined : lines.join('\n\n')
}

/** Where a command stands is told by what is spoken; what stands after it is taken as it was written, quoted or not. */
function commandLines(body: string): { name: string; args: string }[] {
  // Most comments command nothing, and are not worth taking apart.
  if (!/\/reeve/i.test(body)) return []
  const lines = body.split('\n')
  return spokenText(body, { quotes: false })
    .split('\n')
    .flatMap((line, index) => {
      const [start, name] = /^\s{0,3}\/reeve\s+([\w-]+)(?!\S)/i.exec(line.replace(/\r$/, '')) ?? []
      if (start === undefined || name === undefined) return []
      return [{ name: name.toLowerCase(), args: (lines[index] ?? '').slice(start.length).trim() }]
    })
}

function withReason(args: string): Pick<Spoken, 'about' | 'because'> {
  const found = /^(.*?)(?:^|\s)because\b:?\s*(.*)$/i.exec(args)
  if (!found) return { about: args }
  const because = (found[2] ?? '').trim()
  return { about: (found[1] ?? '').trim(), ...(because === '' ? {} : { because }) }
}

/** Without the quotes that somebody, or their keyboard, put around a name: `"…"`, `“…”`, `«…»`. */
export function unquoted(text: string): string {
  return text
    .trim()
    .replace(/^(["'`])(.*)\1$/, '$2')
    .replace(/^[“”„‟«»‘’‚‹›](.*)[“”„‟«»‘’‚‹›]$/, '$1')
    .trim()
}
