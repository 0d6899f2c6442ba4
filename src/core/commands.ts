import type { Entry } from './history.ts'
import { isBot } from './item.ts'
import { spokenText } from './references.ts'

/** A command somebody wrote in a comment: `/reeve override logged because the story is elsewhere`. */
export interface Command {
  name: string
  args: string
}

/**
 * Commands of a comment (D16): first on a line, outside code and quotes, from a person. None from a comment that was
 * edited before Reeve saw it, and none from bots.
 */
export function commandsIn(entry: Entry): Command[] {
  const body = entry.detail?.body
  if (entry.what !== 'commented' || body === undefined || entry.actor === undefined) return []
  if (isBot(entry.actor) || entry.detail?.edited) return []
  return spokenText(body, { quotes: false })
    .split('\n')
    .flatMap((line) => {
      const found = /^\s{0,3}\/reeve\s+([\w-]+)[ \t]*(.*)$/i.exec(line.replace(/\r$/, ''))
      return found?.[1] ? [{ name: found[1].toLowerCase(), args: (found[2] ?? '').trim() }] : []
    })
}

/** `/reeve move <label> because <why>`: somebody asks Reeve to set a label, as if they had set it themselves (D16). */
export interface MoveCommand {
  label: string
  why?: string
}

/** The labels that a comment asks to move to, in the order they stand. */
export function movesIn(entry: Entry): MoveCommand[] {
  return commandsIn(entry).flatMap(({ name, args }) => {
    if (name !== 'move') return []
    const [, asked = '', why] = /^(.*?)(?:\s+because\b:?\s*(.*))?$/is.exec(args) ?? []
    const label = asked.trim().replace(/^(["'`])(.+)\1$/, '$2')
    return label === '' ? [] : [{ label, ...(why ? { why } : {}) }]
  })
}
