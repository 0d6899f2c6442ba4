import type { QueryTerm } from '../core/query.ts'

/** Whether a number is what a term asks for; `*` is the open end of a range. */
export function numberMatches({ operator, values }: QueryTerm, count: number): boolean {
  const [first = Number.NaN, last = Number.NaN] = values.map((value) =>
    value === '*' ? Number.NaN : Number(value),
  )
  switch (operator) {
    case '>':
      return count > first
    case '>=':
      return count >= first
    case '<':
      return count < first
    case '<=':
      return count <= first
    case 'range':
      return !(count < first) && !(count > last)
    case '=':
      return values.some((value) => Number(value) === count)
    default:
      return operator satisfies never
  }
}
