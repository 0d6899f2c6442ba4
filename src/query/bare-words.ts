import type { QueryNode } from '../core/query.ts'
import { qualifierNamed } from './qualifiers.ts'
import { unscopedWords } from './query-nodes.ts'
import type { QueryProblem } from './query-problem.ts'
import type { Token } from './scan-query.ts'

/** Words that nothing says where to look for. */
export function bareWords(root: QueryNode, text: string): QueryProblem[] {
  return unscopedWords(root, 'with related').map(({ values, column }) => {
    const [word = ''] = values
    const written = /\s/.test(word) ? `"${word}"` : word
    return {
      column,
      what: `\`${written}\` is a word, and nothing says where to look for it.`,
      fix: nameInTwo(text, column, word) ?? whereToLook(written),
      level: 'error',
    }
  })
}

function whereToLook(written: string): string {
  return `Add \`in:title\`, \`in:body\` or \`in:title,body\`, or write a term such as \`label:${written}\`.`
}

/** `label:QA project` most likely means one label of two words. */
function nameInTwo(text: string, column: number, word: string): string | undefined {
  const [, qualifier = '', begin] =
    /(?:^|[\s(-])([a-z-]+):([^\s":,()]+) +$/i.exec(text.slice(0, column)) ?? []
  if (begin === undefined || qualifierNamed(qualifier.toLowerCase())?.shape !== 'names') return undefined
  return `If it belongs to the value before it, write \`${qualifier}:"${begin} ${word}"\`. Else add \`in:title\` or \`in:body\`.`
}

/** A value parted by a space from its colon or comma: `label: a`, `label:a, b`. */
export function spaceInValue(
  term: Token & { token: 'term' },
  next: Token | undefined,
): QueryProblem | undefined {
  const last = term.cells.at(-1)
  const isOpen = last === undefined || (last.char === ',' && !last.quoted)
  if (!isOpen || next?.token !== 'word' || !qualifierNamed(term.qualifier)) return undefined
  const values = term.cells.map((cell) => cell.char).join('')
  const value = /\s/.test(next.word) ? `"${next.word}"` : next.word
  return {
    column: next.column - 1,
    what: `A space stands within the value of \`${term.qualifier}:\`.`,
    fix: `Take it out: \`${term.qualifier}:${values}${value}\`.`,
    level: 'error',
  }
}
