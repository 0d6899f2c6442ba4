import { commandsOf } from './commands.ts'
import type { EntryDetail } from './history.ts'
import { spokenText } from './references.ts'

/** Somebody, or a team, that a text pings. */
export type Mention = { login: string } | { team: string }

/** Whom a text mentions, without doubles: not in code, quotations or HTML comments, and no part of an e-mail address or path. */
export function mentionsIn(markdown: string): Mention[] {
  // Most texts mention nobody, and are not worth taking apart.
  if (!markdown.includes('@')) return []
  const found = new Map<string, Mention>()
  const pattern = /(?<![\w@./+-])@([a-z\d](?:-?[a-z\d])*)(?:\/([\w.-]*[\w-]))?(?![\w@-]|\/)/gi
  for (const [, name = '', team] of spokenText(markdown, { quotes: false }).matchAll(pattern)) {
    const mention = team === undefined ? { login: name } : { team: `${name}/${team}` }
    const key = `${name}/${team ?? ''}`.toLowerCase()
    if (!found.has(key)) found.set(key, mention)
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
