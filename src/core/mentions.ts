import { commandsOf } from './commands.ts'
import type { EntryDetail } from './history.ts'
import { pingingTexts } from './pinging-text.ts'

/** Somebody, or a team, that a text pings. */
export type Mention = { login: string } | { team: string }

/**
 * As GitHub finds them in its own HTML (the MentionFilter of its html-pipeline): behind no letter or digit, before no letter,
 * digit or slash. A path, `npm/@scope`, an e-mail address and a domain, `@acme.example`, are none.
 */
const pattern = /(?<![\w@/])@([a-z\d](?:-?[a-z\d])*)(?:\/([\w.-]*[\w-]))?(?![\w@/-]|\.+\w)/gi

const address = /\b(?:https?:\/\/|www\.)\S+/gi

/** Whom a text pings, without doubles: not in code, links, quotations or HTML comments, and no part of an address. */
export function mentionsIn(markdown: string): Mention[] {
  // Most texts mention nobody, and are not worth taking apart.
  if (!/@|&(?:#|commat)/i.test(markdown)) return []
  const found = new Map<string, Mention>()
  for (const text of pingingTexts(markdown)) {
    for (const [, name = '', team] of text.replaceAll(address, ' ').matchAll(pattern)) {
      const mention = team === undefined ? { login: name } : { team: `${name}/${team}` }
      const key = `${name}/${team ?? ''}`.toLowerCase()
      if (!found.has(key)) found.set(key, mention)
    }
  }
  return [...found.values()]
}

/** A mention as it is written, without its `@`: `dana`, `acme/core-team`. */
export function handleOf(mention: Mention): string {
  return 'team' in mention ? mention.team : mention.login
}

export function mentionOf(handle: string): Mention {
  return handle.includes('/') ? { team: handle } : { login: handle }
}

/** Whom an edit mentions that the text did not mention before. */
export function newlyMentioned(before: string, after: string): string[] {
  const were = mentionsIn(before).map((mention) => handleOf(mention).toLowerCase())
  return mentionsIn(after)
    .map(handleOf)
    .filter((handle) => !were.includes(handle.toLowerCase()))
}

/** What is kept of what people write in comments and reviews: whom it mentions, and of its words only commands. */
export function keptOfText(body: string | null | undefined): Pick<EntryDetail, 'body' | 'mentions'> {
  if (!body) return {}
  const mentions = mentionsIn(body).map(handleOf)
  const commands = commandsOf(body)
  return {
    ...(commands === undefined ? {} : { body: commands }),
    ...(mentions.length > 0 ? { mentions } : {}),
  }
}
