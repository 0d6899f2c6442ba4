import type { FactReader } from '../core/fact.ts'
import { type Item, isBot, type Login, sameName } from '../core/item.ts'
import { mentionsIn } from '../core/mentions.ts'
import { itemKey } from '../core/subject.ts'
import { type Known, known } from '../core/truth.ts'

/**
 * What a field of an item says: the Projects field of that name, else the answer under the heading of that name in the
 * body, as issue forms write it. An answer is known even where the boards could not be read.
 */
export function fieldOf(facts: FactReader, item: Item, name: string): Known<readonly string[]> {
  const fields = facts.read('fields', itemKey(item.repo, item.number))
  const set = (fields.ok ? fields.value : []).flatMap((placement) =>
    Object.entries(placement.fields).flatMap(([field, { values }]) => (sameName(field, name) ? values : [])),
  )
  if (set.length > 0) return known(set)
  const answer = answerUnder(item.body, name)
  if (answer !== undefined) return known(answer)
  return fields.ok ? known([]) : fields
}

const heading = /^ {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$/

const fence = /^ {0,3}(`{3,}|~{3,})/

/** None in a block of code: forms put logs there, and `# …` is a comment in many of them. */
function headingsIn(lines: readonly string[]): { line: number; title: string }[] {
  const found: { line: number; title: string }[] = []
  let open: string | undefined
  for (const [line, text] of lines.entries()) {
    const mark = fence.exec(text)?.[1]
    if (open === undefined) {
      const title = heading.exec(text)?.[1]
      if (title !== undefined) found.push({ line, title })
      open = mark
    } else if (mark?.startsWith(open) && text.trim() === mark) open = undefined
  }
  return found
}

/** What stands under a heading; undefined where there is no such heading. Ticked boxes are several values. */
function answerUnder(body: string, name: string): string[] | undefined {
  const lines = body.split(/\r?\n/)
  const headings = headingsIn(lines)
  const place = headings.findIndex(({ title }) => sameName(title, name))
  const found = headings[place]
  if (!found) return undefined
  const text = lines
    .slice(found.line + 1, headings[place + 1]?.line)
    .join('\n')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .trim()
  const boxes = [...text.matchAll(/^\s*[-*+] \[([ xX])\] (.+)$/gm)]
  if (boxes.length > 0)
    return boxes.filter(([, tick]) => tick !== ' ').map(([, , label]) => label?.trim() ?? '')
  return text === '' || text === '_No response_' ? [] : [text]
}

const loginShape = /^[a-z\d](?:-?[a-z\d])*$/i

/**
 * Whom an answer names: `@dan and @dora`, or logins apart from each other by commas and lines, `dan, dora`. What else
 * stands there is nobody: the words of a sentence are not taken for logins.
 */
export function loginsIn(text: string): readonly Login[] {
  const mentioned = mentionsIn(text).flatMap((mention) => ('login' in mention ? [mention.login] : []))
  if (mentioned.length > 0) return mentioned
  const parts = text.split(/[,;\n]/).map((part) => part.trim().replace(/^[-*+] +/, ''))
  const logins = parts.filter((part) => part !== '')
  return logins.every((login) => loginShape.test(login) || isBot(login)) ? logins : []
}
