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
