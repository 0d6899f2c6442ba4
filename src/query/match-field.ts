import { sameName } from '../core/item.ts'
import type { QueryTerm } from '../core/query.ts'
import { numberMatches } from './match-number.ts'
import { dateIn, matchDate } from './match-time.ts'
import { type Ask, answer, anyTest, type Match } from './query-answer.ts'
import { readTimeValue } from './time-value.ts'

/** `field:Status=Done`, `field:Points>3`, `field:Due<@today`: one of the field's values matches. */
export function matchField(term: QueryTerm, ask: Ask): Match {
  const held = ask.view.field(term.name ?? '')
  if (!held.ok) return answer('unknown')
  const tests = held.value.map((text) => ({ cost: 0 as const, run: () => matchText(term, text.trim(), ask) }))
  return anyTest(tests).run(ask)
}

function matchText(term: QueryTerm, text: string, ask: Ask): Match {
  if (term.operator === '=' && term.values.some((value) => sameName(value.trim(), text))) return answer('yes')
  const ends = term.values.filter((value) => value !== '*')
  if (text !== '' && ends.every(isNumber))
    return answer(isNumber(text) && numberMatches(term, Number(text)) ? 'yes' : 'no')
  const date = dateIn(text)
  const dates = ends.every((value) => readTimeValue(value.toLowerCase()) !== undefined)
  return date !== undefined && dates ? matchDate(term, date, ask) : answer('no')
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}
