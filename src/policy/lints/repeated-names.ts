import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** A label, calendar or window that stands twice in one list: most likely another one was meant. */
export function repeatedNames({ reader }: Linting): void {
  const seen = new Set<string>()
  for (const found of reader.found) {
    const list = listOf(found)
    if (list === undefined) continue
    const key = JSON.stringify([list, found.to, found.name.toLowerCase()])
    if (seen.has(key)) reader.warn(found.place, twice(found.name))
    seen.add(key)
  }
}

/** The path of the list that a name stands in. */
function listOf({ leaf, place: { path } }: Found): Found['place']['path'] | undefined {
  return leaf === 'name' && typeof path.at(-1) === 'number' ? path.slice(0, -1) : undefined
}

function twice(name: string) {
  return {
    code: 'named-twice',
    message: `\`${name}\` stands in this list already.`,
    why: 'Once is enough, so perhaps another one was meant.',
    fix: 'Take it out, or write the other.',
  }
}
