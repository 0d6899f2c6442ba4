import { parseDate } from '../../time/parse-lines.ts'

/** What a line of a list has to have, and does not: everything, a date, what to use instead. */
export type LacksInLine = 'line' | 'date' | 'replacement'

/** What a list lacks about something; undefined where one of its lines has its path, a date, and what to use instead. */
export function lacksFor(list: string, path: string): LacksInLine | undefined {
  const found = withoutComments(list)
    .split('\n')
    .flatMap((line) => lacksIn(line, path))
  if (found.includes('nothing')) return undefined
  return found.includes('replacement') ? 'replacement' : found.includes('date') ? 'date' : 'line'
}

function lacksIn(line: string, path: string): (LacksInLine | 'nothing')[] {
  const name = nameIn(line, path)
  if (!name) return []
  const rest = line.replace(name, ' ')
  const date = (rest.match(/\b\d{4}-\d{2}-\d{2}\b/g) ?? []).find((text) => parseDate(text).ok)
  if (date === undefined) return ['date']
  return [/[\p{L}\p{N}]/u.test(rest.replace(date, ' ')) ? 'nothing' : 'replacement']
}

function withoutComments(text: string): string {
  return text.replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
}

/** The path as a word of its own: `Foo.a` is not in a line about `Foo.ab`, `Foo.a.b` or `My.Foo.a`. */
function nameIn(line: string, path: string): string | undefined {
  const escaped = path.replaceAll('.', '\\.')
  return new RegExp(`(?<![\\w.@])${escaped}(?!\\w|\\.\\w)`).exec(line)?.[0]
}

/** A line to add, in the form that the list has: a row of its table, else an item. */
export function lineFor(
  list: string,
  { path, on, replacement }: { path: string; on: string; replacement: string },
): string {
  const said = replacement === '' ? 'what to use instead' : replacement.replaceAll(/[`|]/g, '')
  return /^\s*\|.*\|\s*$/m.test(list)
    ? `| \`${path}\` | ${on} | ${said} |`
    : `- \`${path}\` — ${on} — ${said}`
}
