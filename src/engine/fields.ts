import type { FactReader } from '../core/fact.ts'
import { type Item, sameName } from '../core/item.ts'
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

/** What stands under a heading; undefined where there is no such heading. Ticked boxes are several values. */
function answerUnder(body: string, name: string): string[] | undefined {
  const lines = body.split(/\r?\n/)
  const start = lines.findIndex((line) => sameName(heading.exec(line)?.[1] ?? '', name))
  if (start < 0) return undefined
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => heading.test(line))
  const text = (end < 0 ? rest : rest.slice(0, end)).join('\n').trim()
  const boxes = [...text.matchAll(/^\s*[-*+] \[([ xX])\] (.+)$/gm)]
  if (boxes.length > 0)
    return boxes.filter(([, tick]) => tick !== ' ').map(([, , label]) => label?.trim() ?? '')
  return text === '' || text === '_No response_' ? [] : [text]
}
