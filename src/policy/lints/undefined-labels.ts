import { nearestName } from '../../query/nearest-name.ts'
import type { Found } from '../find-references.ts'
import type { Linting } from './linting.ts'

/** A label that is used and not defined. Only in a file that defines labels: the others leave them to GitHub. */
export function undefinedLabels({ reader, labels }: Linting): void {
  if (reader.raw(['labels']) === undefined) return
  const names = labels.map((label) => label.name)
  const raw = Object.keys(Object(reader.raw(['labels'])))
  const known = new Set([...names, ...raw].map((name) => name.toLowerCase()))
  for (const found of reader.found) {
    const name = found.name.toLowerCase()
    if (
      (found.to !== 'label' && found.to !== 'state') ||
      known.has(name) ||
      !isOfThisRepository(found, reader)
    )
      continue
    // Said once, where it stands first.
    known.add(name)
    const renamed = labels.find((label) => label.was.some((was) => was.toLowerCase() === name))
    const near = renamed?.name ?? nearestName(found.name, names)
    reader.warn(found.place, {
      code: 'undefined-label',
      message: `The label \`${found.name}\` is not under \`labels:\`.`,
      why: renamed
        ? `It was renamed to \`${renamed.name}\`.`
        : 'A mistyped label matches nothing, and nobody notices.',
      fix:
        near === undefined
          ? `Add \`${found.name}:\` under \`labels:\`.`
          : `Did you mean \`${near}\`? If not, add it under \`labels:\`.`,
    })
  }
}

/** Labels of an issue opened elsewhere, `@this` and patterns are not this file's to define. */
function isOfThisRepository({ name, place }: Found, reader: Linting['reader']): boolean {
  if (name.startsWith('@') || name.includes('*')) return false
  const action = place.path.lastIndexOf('open-issue')
  return action < 0 || reader.raw([...place.path.slice(0, action + 1), 'in']) === undefined
}
