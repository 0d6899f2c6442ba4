import { sameName } from '../../core/item.ts'
import type { Found } from '../find-references.ts'
import type { Path } from '../read-yaml.ts'
import type { Linting } from './linting.ts'

/** A label that one action puts on and another of the same cause takes off. */
export function undoneAtOnce({ reader }: Linting): void {
  const changes = reader.found.flatMap((found) => changeOf(found) ?? [])
  for (const off of changes.filter(({ action }) => action === 'unlabel')) {
    const { name, place } = off.found
    const isUndone = changes.some(
      (on) => on.action === 'label' && on.list === off.list && sameName(on.found.name, name),
    )
    if (!isUndone) continue
    reader.warn(place, {
      code: 'undone-at-once',
      message: `\`${name}\` is put on and taken off by the same actions.`,
      why: 'Both are due at one time, so neither would be done.',
      fix: 'Keep the one that is meant; what is to come later belongs to another rule.',
    })
  }
}

interface Change {
  found: Found
  action: string
  /** Where the actions of its cause stand. */
  list: string
}

function changeOf(found: Found): Change | undefined {
  const { path }: { path: Path } = found.place
  const at = path.findLastIndex((key) => key === 'label' || key === 'unlabel')
  // `rules.a.do[0].label`, `commands.x.do.label`; what stands higher is a rule that is called so.
  if (found.to !== 'label' || at < 3) return undefined
  const list = path.slice(0, typeof path[at - 1] === 'number' ? at - 1 : at)
  return { found, action: String(path[at]), list: JSON.stringify(list) }
}
